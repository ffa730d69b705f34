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
from metrics.interchange.draft_datasets import DatasetDrafts
from metrics.interchange.draft_dimensions import draft_dimensions
from metrics.interchange.draft_metrics import DraftTerms, MetricDrafts
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

_WAITING = f"{OWNER}: owner of what was imported as drafts, which are granted to nobody else yet"
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

    Where the file carries definitions of ours, drafts are granted to nobody yet: a grant to
    everyone would open what the directory they belong to keeps closed.
    """
    ours = [model.ours for model in models if model.ours]
    files = tuple(file for one in ours for file in restored_files(one))
    rest = tuple(definition for one in ours for definition in restored_rest(one))
    own = [*rest, *_restored(models)]
    governed = bool(own) or any("groups" in file.sections for file in files)
    terms = DraftTerms(format_, options.made_on, OWNER, _IMPORTED if governed else _GENERAL)
    datasets = [dataset for model in models for dataset in model.datasets]
    metrics = [metric for model in models for metric in model.metrics]
    words = Words(options.premises, [e.name for e in own], _phrases(own, files))
    stems = (file.name.removesuffix(".yml") for file in files)
    _note_people(files, losses)
    names = Names([*stems, "company", "directory", "metrics", "imported"])
    drafts = DatasetDrafts(datasets, names, losses)
    dimensions = tuple(draft_dimensions(drafts, words, OWNER, losses))
    made = tuple(MetricDrafts(metrics, drafts, words, terms, losses).definitions())
    entries = (*drafts.definitions(), *dimensions, *made, *rest)
    found = _files(models, files, entries, own, format_)
    _note_guesses(files, own, losses)
    return Definitions(found, entries)


def _restored(models: Sequence[ForeignModel]) -> Iterator[Definition]:
    for model in models:
        for dataset in model.datasets:
            if dataset.restored:
                yield dataset.restored
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
    own: Sequence[Definition],
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
        found[_DIRECTORY] = _directory_of(own) if own else _directory()
    kept = {(entry.kind, entry.name) for entry in own}
    for entry in sorted(entries, key=lambda entry: (entry.kind, entry.name) in kept):
        if entry.file not in found:
            subject = entry.file.removesuffix(".yml")
            sections: dict[str, Value] = {"version": 1, "subject": subject}
            drafted = (entry.kind, entry.name) not in kept
            note = f"Imported from {format_}. {_GUESSES}" if drafted else ""
            found[entry.file] = DefinitionFile(entry.file, sections, {"": note})
    governed = bool(own) or any("groups" in file.sections for file in files)
    unnamed = governed and any(entry.body.get("owner") == OWNER for entry in entries)
    return tuple(
        _granting(file) if unnamed and "groups" in file.sections else file
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


def _directory_of(own: Sequence[Definition]) -> DefinitionFile:
    """The owners that definitions of ours name, where no directory came along."""
    grants: dict[str, list[Value]] = {}
    for entry in own:
        for owner in _owners_in({k: v for k, v in entry.body.items() if k != "extensions"}):
            grants.setdefault(owner, [])
        access, owned = entry.body.get("access"), grants.get(str(entry.body.get("owner")), [])
        if access is not None and access not in owned:
            owned.append(access)
    groups = {owner: {"grants": tuple(granted) or (OWNER,)} for owner, granted in grants.items()}
    notes = {
        "groups": (
            "No directory came with the definitions. These are their owners, each granted what\n"
            "it owns, and nobody is in them yet. Say who is, and what others may see."
        )
    }
    sections: dict[str, Value] = {"version": 1, "groups": groups, "people": (), "channels": ()}
    return DefinitionFile(_DIRECTORY, sections, notes)


def _owners_in(value: Value) -> Iterator[str]:
    """The owners that a definition names: its own, and those of its synonyms."""
    if isinstance(value, Mapping):
        owner = value.get("owner")
        if isinstance(owner, str):
            yield owner
        for inner in value.values():
            yield from _owners_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _owners_in(inner)


def _granting(file: DefinitionFile) -> DefinitionFile:
    """The directory with a group that owns drafts, granted to nobody else yet."""
    groups = mapping_of(file.sections["groups"])
    group = mapping_of(groups.get(OWNER))
    grants = tuple(grant for grant in list_of(group.get("grants")) if grant != _IMPORTED)
    added: Mapping[str, Value] = {OWNER: {**group, "grants": (*grants, _IMPORTED)}}
    notes = {**file.notes, "groups": file.notes.get("groups") or _WAITING}
    return DefinitionFile(file.name, {**file.sections, "groups": {**groups, **added}}, notes)


def _note_guesses(
    files: Sequence[DefinitionFile], own: Sequence[Definition], losses: Losses
) -> None:
    if not any("company" in file.sections for file in files):
        guessed = "its time zone, weeks, fiscal years and first day are guesses"
        losses.add("assumed", f"file {_COMPANY}", guessed)
    if not any("groups" in file.sections for file in files):
        guessed = "the owners are named, with nobody in them" if own else "granted to everyone"
        losses.add("assumed", f"file {_DIRECTORY}", guessed)


def _note_people(files: Sequence[DefinitionFile], losses: Losses) -> None:
    """A file from elsewhere may say who sees what: that is to be looked over."""
    for file in files:
        for section in ("groups", "people", "channels"):
            value = file.sections.get(section)
            count = len(value) if isinstance(value, Mapping | tuple) else 0
            if count:
                detail = f"{count} {section} that came with the file: who may see what"
                losses.add("assumed", f"file {file.name}", detail)


def _with_extensions(file: DefinitionFile, others: tuple[Value, ...]) -> DefinitionFile:
    """The company with what other tools keep of the whole now."""
    company = file.sections.get("company")
    if not isinstance(company, Mapping):
        return file
    changed: dict[str, Value] = {**company, "extensions": others}
    return DefinitionFile(file.name, {**file.sections, "company": changed}, file.notes)
