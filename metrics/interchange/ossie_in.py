"""An Apache Ossie document, read: what is ours comes back whole, the rest as another tool's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from metrics.errors import InterchangeError
from metrics.interchange.definitions import mapping_of
from metrics.interchange.extensions import carried_in, note_if_changed, restored
from metrics.interchange.foreign import (
    ForeignMetric,
    ForeignModel,
    Formula,
    Leaf,
    UnreadableError,
)
from metrics.interchange.formulas import read_formula
from metrics.interchange.kept import as_extension
from metrics.interchange.losses import Losses
from metrics.interchange.ossie_datasets_in import (
    description_of,
    expression_of,
    read_dataset,
)
from metrics.interchange.ossie_joins_in import with_joins
from metrics.interchange.records import Record
from metrics.interchange.scope import Scope
from metrics.interchange.sources import YAML, documents_in
from metrics.interchange.values import Value, read_values

_VERSION = "0.2."


def read_ossie(source: Path, losses: Losses) -> tuple[ForeignModel, ...]:
    """The semantic models of a file, or of all files in a directory.

    Raises:
        InterchangeError: there is none, or the one file cannot be read.
    """
    models: list[ForeignModel] = []
    for document in _documents(source, losses):
        root = Record("the document", document, losses)
        version = root.text("version")
        if version and not f"{version}.".startswith(_VERSION):
            root.assume(f"its version {version} is read as 0.2")
        if "datasets" in root:
            models.append(_model(root))
            continue
        models += (_model(r) for r in root.records("semantic_model", "model"))
        root.texts("dialects")
        root.texts("vendors")
        root.unread()
    if not models:
        raise InterchangeError(
            f'There is no semantic model with datasets in "{source}".',
            next_step="An Apache Ossie document has `semantic_model: [{name, datasets}]`.",
        )
    return tuple(models)


def _documents(source: Path, losses: Losses) -> Iterator[Value]:
    """The documents of the one file; of a directory those that have a semantic model."""
    if not source.is_dir():
        yield from read_values(source)
        return
    for documents in documents_in(source, losses, (*YAML, ".json")):
        yield from (d for d in documents if _has_a_model(mapping_of(d)))


def _has_a_model(document: Mapping[str, Value]) -> bool:
    """Whether it has models, or is one itself, as in its latest drafts."""
    return "semantic_model" in document or isinstance(document.get("datasets"), tuple)


def _model(record: Record) -> ForeignModel:
    """One semantic model, its joins with its datasets."""
    carried = carried_in(record)
    name = record.name
    read = [read_dataset(one) for one in record.records("datasets", "dataset")]
    datasets = with_joins([d for d in read if d is not None], record)
    known = frozenset(metric.name for metric in record.records("metrics", "metric"))
    scope = Scope({d.name: d for d in datasets}, known, lambda _: None)
    metrics = [_metric(one, scope) for one in record.records("metrics", "metric")]
    for one in record.records("datasets", "dataset"):
        home = scope.datasets.get(one.name)
        if home is not None:
            own = replace(scope, home=home)
            metrics += [_metric(metric, own) for metric in one.records("metrics", "metric")]
    kept = {k: v for k in ("description", "ai_context") if (v := record.raw(k))}
    others = (*carried.others, *as_extension({} if carried.ours else kept))
    record.unread()
    return ForeignModel(
        name=name,
        datasets=datasets,
        metrics=tuple(metric for metric in metrics if metric is not None),
        ours=carried.ours,
        extensions=others,
    )


def _metric(record: Record, scope: Scope) -> ForeignMetric | None:
    name = record.name
    if not name:
        record.lose("the whole metric, as it has no name")
        return None
    carried = carried_in(record)
    description, synonyms, kept = description_of(record)
    own = restored("metric", carried)
    if own is not None:
        note_if_changed(record, carried, record.whole)
        return ForeignMetric(name, None, restored=own)
    formula = _formula(record, replace(scope, note=record.assume))
    datatype = record.text("datatype")
    counts = isinstance(formula, Leaf) and formula.aggregation in ("count", "count_distinct")
    if datatype and not (counts and datatype == "Integer"):
        kept = {**kept, "datatype": datatype}
    record.unread()
    if formula is None:
        return None
    return ForeignMetric(
        name=name,
        formula=formula,
        description=description,
        synonyms=synonyms,
        extensions=(*carried.others, *as_extension(kept)),
    )


def _formula(record: Record, scope: Scope) -> Formula | None:
    try:
        text, dialect = expression_of(record)
        return read_formula(text, dialect, scope)
    except UnreadableError as error:
        record.lose(f"the whole metric, as {error.message}")
        return None
