"""From another tool's file to definitions: what was ours as it was, the rest as drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.catalog import NO_PREMISES, Premises, plural_of
from metrics.interchange.definitions import (
    Definition,
    DefinitionFile,
    Definitions,
    list_of,
    mapping_of,
)
from metrics.interchange.draft_datasets import IMPORTED, DatasetDrafts
from metrics.interchange.draft_dimensions import draft_dimensions
from metrics.interchange.draft_metrics import FILE, DraftTerms, MetricDrafts
from metrics.interchange.extensions import restored_files, restored_rest
from metrics.interchange.foreign import ForeignModel
from metrics.interchange.losses import Losses
from metrics.interchange.naming import Names
from metrics.interchange.values import Value
from metrics.interchange.words import Words, label_of, sentence

EVERYONE = "everyone"
OWNER = "to_be_named"
_GENERAL, _IMPORTED = "general", "imported"
_COMPANY, _DIRECTORY = "company.yml", "directory.yml"
_GUESSES = (
    "Every definition here is a draft. Review each: owner, steward, direction, format and access\n"
    "are guesses, and so is what says so."
)


_CALENDAR = (
    "whom people may ask, where the company's days begin, when its weeks and fiscal years start,\n"
    "and the first day of its data."
)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What an import is told.

    Attributes:
        made_on: the day to write in change logs.
        premises: what definitions are held against when they are used.
    """

    made_on: date
    premises: Premises = NO_PREMISES


def draft(
    models: Sequence[ForeignModel], format_: str, options: ImportOptions, losses: Losses
) -> Definitions:
    """Everything in the file as definitions; drafts are granted to everyone, owner to be named.

    Where the file carries a directory of ours, drafts are granted to nobody yet: a new grant to
    everyone would open what that directory keeps closed.
    """
    ours = [model.ours for model in models if model.ours]
    files = tuple(file for one in ours for file in restored_files(one))
    rest = tuple(definition for one in ours for definition in restored_rest(one))
    governed = any("groups" in file.sections for file in files)
    terms = DraftTerms(format_, options.made_on, OWNER, _IMPORTED if governed else _GENERAL)
    datasets = [dataset for model in models for dataset in model.datasets]
    metrics = [metric for model in models for metric in model.metrics]
    own = [*rest, *_restored(models)]
    words = Words(options.premises, [e.name for e in own], _phrases(own, files))
    stems = (file.name.removesuffix(".yml") for file in files)
    names = Names([*stems, "company", "directory", "metrics", "imported"])
    drafts = DatasetDrafts(datasets, names, losses)
    dimensions = tuple(draft_dimensions(drafts, words, OWNER, losses))
    made = tuple(MetricDrafts(metrics, drafts, words, terms, losses).definitions())
    entries = (*drafts.definitions(), *dimensions, *made, *rest)
    return Definitions(_files(models, files, entries, format_), entries)


def _restored(models: Sequence[ForeignModel]) -> Iterator[Definition]:
    for model in models:
        for dataset in model.datasets:
            yield from (f.restored for f in dataset.fields if f.restored)
        yield from (m.restored for m in model.metrics if m.restored)


def _phrases(entries: Sequence[Definition], files: Sequence[DefinitionFile]) -> Iterator[str]:
    """What people say for definitions of ours, which drafts may not take."""
    for entry in entries:
        body = entry.body
        label = str(body.get("label", ""))
        yield from (entry.name, label, str(body.get("plural") or plural_of(label)))
        yield from (str(mapping_of(s).get("text", "")) for s in list_of(body.get("synonyms")))
    for file in files:
        for term in list_of(file.sections.get("ambiguous_terms")):
            yield str(mapping_of(term).get("term", ""))


def _files(
    models: Sequence[ForeignModel],
    files: tuple[DefinitionFile, ...],
    entries: Sequence[Definition],
    format_: str,
) -> tuple[DefinitionFile, ...]:
    """The files that travelled, and those that their definitions and the drafts need."""
    others = tuple(extension for model in models for extension in model.extensions)
    found = {file.name: file for file in files}
    if not any("company" in file.sections for file in files):
        found[_COMPANY] = _company(models, others, format_)
    elif others:
        found = {name: _with_extensions(file, others) for name, file in found.items()}
    if not any("groups" in file.sections for file in files):
        found[_DIRECTORY] = _directory()
    for entry in entries:
        if entry.file not in found:
            subject = entry.file.removesuffix(".yml")
            sections: dict[str, Value] = {"version": 1, "subject": subject}
            drafted = entry.body.get("status") == "draft" or entry.file in (FILE, IMPORTED)
            note = f"Imported from {format_}. {_GUESSES}" if drafted or not files else ""
            found[entry.file] = DefinitionFile(entry.file, sections, {"": note})
    drafted = any(entry.body.get("access") == _IMPORTED for entry in entries)
    return tuple(
        _granting(file) if drafted and "groups" in file.sections else file
        for file in found.values()
    )


def _company(
    models: Sequence[ForeignModel], others: tuple[Value, ...], format_: str
) -> DefinitionFile:
    name = next((sentence(model.name) for model in models if model.name), "") or "Company"
    company: dict[str, Value] = {
        "name": label_of(name),
        "help_contact": "#data-team",
        "calendar": {
            "time_zone": "UTC",
            "week_start": "monday",
            "fiscal_start_month": 1,
            "history_starts": "2000-01-01",
        },
    }
    if others:
        company["extensions"] = others
    notes = {
        "": f"Imported from {format_}, which says nothing of this. Review every line:",
        "company": _CALENDAR,
    }
    return DefinitionFile(_COMPANY, {"version": 1, "company": company}, notes)


def _directory() -> DefinitionFile:
    groups: dict[str, Value] = {
        EVERYONE: {"everyone": True, "grants": (_GENERAL,)},
        OWNER: {"grants": (_GENERAL,)},
    }
    notes = {
        "groups": (
            "Imported metrics are granted to everyone, and answer as drafts. Name their owners,\n"
            "and take this group away once groups of your own are granted what they may see."
        )
    }
    sections: dict[str, Value] = {"version": 1, "groups": groups, "people": (), "channels": ()}
    return DefinitionFile(_DIRECTORY, sections, notes)


def _granting(file: DefinitionFile) -> DefinitionFile:
    """The directory with a group for drafts, that nobody is in yet."""
    groups = mapping_of(file.sections["groups"])
    added: Mapping[str, Value] = {OWNER: {"grants": (_IMPORTED,)}}
    notes = {**file.notes, "groups": f"{OWNER}: drafts of an import, granted to nobody yet"}
    return DefinitionFile(file.name, {**file.sections, "groups": {**groups, **added}}, notes)


def _with_extensions(file: DefinitionFile, others: tuple[Value, ...]) -> DefinitionFile:
    """The company with what other tools keep of the whole now."""
    company = file.sections.get("company")
    if not isinstance(company, Mapping):
        return file
    changed: dict[str, Value] = {**company, "extensions": others}
    return DefinitionFile(file.name, {**file.sections, "company": changed}, file.notes)
