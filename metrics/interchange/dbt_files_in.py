"""Which of dbt's files hold its semantic layer, and their parts in one form: that of dbt 1.11."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from metrics.errors import InterchangeError
from metrics.interchange.dbt_latest_in import as_legacy, metric_as_legacy
from metrics.interchange.dbt_meta import SAID, ours_in
from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.losses import Losses
from metrics.interchange.sources import documents_in
from metrics.interchange.values import Value, read_values

_MANIFESTS = ("semantic_manifest.json", "target/semantic_manifest.json")


@dataclass(slots=True)
class DbtParts:
    """What the files say, as dbt 1.11 would have it.

    Attributes:
        ours: what Paceline kept beside the definitions.
    """

    models: list[Value] = field(default_factory=list)
    metrics: list[Value] = field(default_factory=list)
    ours: Mapping[str, Value] = field(default_factory=dict)


def read_dbt_files(source: Path, losses: Losses) -> DbtParts:
    """The semantic models and metrics of a file, or of all files in a directory.

    Raises:
        InterchangeError: there are none, or the one file cannot be read.
    """
    parts = DbtParts()
    if source.is_dir():
        for documents in documents_in(source, losses):
            _add(documents, parts, losses)
        manifests = [source / name for name in _MANIFESTS if (source / name).is_file()]
        if not parts.models and manifests:
            _add(read_values(manifests[0]), parts, losses)
    else:
        _add(read_values(source), parts, losses)
    if not parts.models:
        raise InterchangeError(
            f'There are no semantic models of dbt in "{source}".',
            next_step="They stand under `semantic_models:`, or `semantic_model:` of a model.",
        )
    return parts


def _add(documents: tuple[Value, ...], parts: DbtParts, losses: Losses) -> None:
    for document in map(mapping_of, documents):
        sealed = "project_configuration" not in document
        parts.models += (_unsealed(m, sealed=sealed) for m in _both(document, "semantic_model"))
        metrics = (metric_as_legacy(mapping_of(m)) for m in _both(document, "metric"))
        parts.metrics += (_unsealed(m, sealed=sealed) for m in metrics)
        for query in map(mapping_of, _both(document, "saved_query", "saved_queries")):
            losses.add("lost", f'saved query "{query.get("name")}"', "the whole query")
        for model in map(mapping_of, list_of(document.get("models"))):
            parts.ours = parts.ours or (ours_in(model) if "time_spine" in model else {})
            if model.get("semantic_model"):
                legacy = as_legacy(model, losses)
                parts.models.append(legacy.model)
                parts.metrics += legacy.metrics


def _both(document: Mapping[str, Value], one: str, several: str = "") -> Iterator[Value]:
    """What stands under a name in the singular, as in MetricFlow, and in the plural, as in dbt."""
    if isinstance(document.get(one), Mapping):
        yield document[one]
    yield from list_of(document.get(several or f"{one}s"))


def _unsealed(value: Value, *, sealed: bool) -> Value:
    """A definition that is to be held against its seal; a manifest has another form of it."""
    if sealed or not isinstance(value, Mapping):
        return value
    return {**value, SAID: False}
