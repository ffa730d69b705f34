"""Exports: a directory of definitions, checked, as the files of another tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from metrics.catalog import load_catalog
from metrics.interchange.dbt_export import DbtExport
from metrics.interchange.dbt_files import manifest, model_texts
from metrics.interchange.dbt_latest import latest_document
from metrics.interchange.dbt_legacy import legacy_document
from metrics.interchange.dbt_out import dbt_project
from metrics.interchange.definitions import Definitions, read_definitions
from metrics.interchange.losses import Losses, LossReport
from metrics.interchange.options import ExportOptions
from metrics.interchange.ossie_out import ossie_document
from metrics.interchange.values import to_json
from metrics.interchange.yaml_text import document_text

_PEOPLE = ("people", "channels")


@dataclass(frozen=True, slots=True)
class Exported:
    """Texts by file name, the main one first, and what did not pass."""

    texts: Mapping[str, str]
    report: LossReport

    @property
    def main(self) -> str:
        """The document itself."""
        return next(iter(self.texts.values()))


def export_ossie(path: Path, options: ExportOptions, *, as_json: bool = False) -> Exported:
    """The definitions of a directory as an Apache Ossie document.

    Raises:
        DefinitionsError: the definitions have problems.
    """
    losses = Losses()
    catalog = load_catalog(path)
    document = ossie_document(catalog, _definitions(path, options, losses), options, losses)
    name = "ossie.json" if as_json else "ossie.yml"
    text = f"{to_json(document)}\n" if as_json else document_text(document)
    return Exported({name: text}, LossReport("export", "ossie", losses.all()))


def export_dbt(path: Path, options: ExportOptions) -> Exported:
    """The definitions of a directory as a dbt project's files.

    Raises:
        DefinitionsError: the definitions have problems.
    """
    losses = Losses()
    export = DbtExport.of(load_catalog(path), _definitions(path, options, losses), options, losses)
    project = dbt_project(export)
    texts: dict[str, str] = {}
    if options.spec == "legacy":
        document = legacy_document(project)
        texts["semantic_models.yml"] = document_text(document)
        texts["semantic_manifest.json"] = f"{to_json(manifest(document))}\n"
    else:
        texts["semantic_models.yml"] = document_text(latest_document(project))
    models = {f"models/{name}": text for name, text in model_texts(export)}
    return Exported({**texts, **models}, LossReport("export", "dbt", losses.all()))


def _definitions(path: Path, options: ExportOptions, losses: Losses) -> Definitions:
    found = read_definitions(path)
    if options.people:
        return found
    files = []
    for file in found.files:
        for section in _PEOPLE:
            if section in file.sections:
                losses.add("lost", f"file {file.name}", f"`{section}`, as was asked")
        kept = {k: v for k, v in file.sections.items() if k not in _PEOPLE}
        files.append(replace(file, sections=kept))
    return Definitions(tuple(files), found.entries)
