"""Relationships of an Apache Ossie document, as joins of the dataset on their many side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from metrics.interchange.definitions import Definition, mapping_of
from metrics.interchange.extensions import carried_in
from metrics.interchange.foreign import ForeignDataset, ForeignJoin
from metrics.interchange.records import Record
from metrics.interchange.values import Value


def with_joins(datasets: Sequence[ForeignDataset], record: Record) -> tuple[ForeignDataset, ...]:
    """The datasets with the joins that the model's relationships are."""
    known = {dataset.name: dataset for dataset in datasets}
    for one in record.records("relationships", "relationship"):
        name, own, to = one.name, one.text("from"), one.text("to")
        columns, others = one.texts("from_columns"), one.texts("to_columns")
        if own not in known or to not in known:
            missing = own if own not in known else to
            one.lose(f'the whole relationship, as there is no dataset "{missing}"')
        elif not columns or len(columns) != len(others):
            one.lose("the whole relationship, as its columns are not pairs")
        else:
            pairs = tuple(
                (_column(known[own], a), _column(known[to], b))
                for a, b in zip(columns, others, strict=True)
            )
            extensions = carried_in(one).others
            join = ForeignJoin(name or to, to, pairs, extensions)
            known[own] = _joined(known[own], join, known[to], one)
        one.unread()
    return tuple(known.values())


def _joined(
    dataset: ForeignDataset, join: ForeignJoin, other: ForeignDataset, record: Record
) -> ForeignDataset:
    if dataset.restored is None:
        return replace(dataset, joins=(*dataset.joins, join))
    own = _with_extensions(dataset.restored, join, other)
    if own is None:
        record.lose(f'the whole relationship, as what Paceline kept of "{dataset.name}" lacks it')
        return dataset
    return replace(dataset, restored=own)


def _with_extensions(
    definition: Definition, join: ForeignJoin, other: ForeignDataset
) -> Definition | None:
    """Our own definition with what others keep of one of its joins; None where it has no such."""
    joins = mapping_of(definition.body.get("joins"))
    target = other.restored.name if other.restored else other.name
    for name, value in joins.items():
        body = mapping_of(value)
        if body.get("to") == target and dict(join.on) == dict(mapping_of(body.get("on"))):
            kept: Mapping[str, Value] = {k: v for k, v in body.items() if k != "extensions"}
            carried = {"extensions": join.extensions} if join.extensions else {}
            changed = {**joins, name: {**kept, **carried}}
            return replace(definition, body={**definition.body, "joins": changed})
    return None


def _column(dataset: ForeignDataset, name: str) -> str:
    found = dataset.field_of(name)
    return (found.column if found else "") or name
