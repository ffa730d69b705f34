"""A definition as a list of named facts, so that two of them can be held side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from metrics.catalog import Catalog, canonical_sql
from metrics.certification import Certification
from metrics.model import (
    Cumulative,
    Currency,
    Dataset,
    Derived,
    Duration,
    Expression,
    Measure,
    Metric,
    Parameter,
    Ratio,
)
from metrics.planner import leaf_dataset, reachable_dimensions

_AS_WRITTEN = {
    "plural_noun": "noun",
    "filters_in_words": "where_in_words",
    "aggregation": "agg",
    "expression": "expr",
    "certification": "certified",
    "late_after_hours": "late after hours",
}
_NO_FACTS = {
    Metric: {"name", "origin", "declared", "definition_hash", "subject", "changes", "synonyms"},
    Dataset: {"name", "origin", "tables"},
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact of a definition that is not what it was; empty where it is not there."""

    name: str
    before: str
    now: str


def changed_fields(
    name: str, before: Catalog, now: Catalog, *, prefix: str = ""
) -> Iterator[FieldChange]:
    """What differs between two definitions of a metric, and of all that it is made of.

    A metric that one side does not have differs in nothing: it is new or gone as a whole.
    """
    old, new = before.metrics.get(name), now.metrics.get(name)
    if old is None or new is None:
        return
    yield from _differences(dict(_facts(old)), dict(_facts(new)), prefix)
    yield from _datasets(old, new, before, now)
    if not prefix:
        yield from _dimensions(name, before, now)
    for part in sorted({*old.parts, *new.parts}):
        yield from changed_fields(part, before, now, prefix=f"{part}: ")


def _datasets(old: Metric, new: Metric, before: Catalog, now: Catalog) -> Iterator[FieldChange]:
    made_of_others = Ratio | Derived | Cumulative
    if isinstance(old.type, made_of_others) or isinstance(new.type, made_of_others):
        return
    was, becomes = leaf_dataset(old, before), leaf_dataset(new, now)
    if was.name == becomes.name:
        prefix = f"dataset {was.name}: "
        yield from _differences(dict(_facts(was)), dict(_facts(becomes)), prefix)


def _dimensions(name: str, before: Catalog, now: Catalog) -> Iterator[FieldChange]:
    """Dimensions that it can be split by and that say another thing than they did."""
    was, becomes = reachable_dimensions(name, before), reachable_dimensions(name, now)
    for lost in sorted(was - becomes):
        yield FieldChange("can be split by", lost, "")
    for gained in sorted(becomes - was):
        yield FieldChange("can be split by", "", gained)
    for shared in sorted(was & becomes):
        old, new = before.dimension(shared), now.dimension(shared)
        if _text(old.expression) != _text(new.expression):
            where = f"dimension {shared}: expr"
            yield FieldChange(where, old.expression.text, new.expression.text)


def _differences(
    before: dict[str, str], now: dict[str, str], prefix: str
) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name, ""), now.get(name, "")
        sql = name.removeprefix("event ") in _SQL
        if old != new and not (sql and canonical_sql(old) == canonical_sql(new)):
            yield FieldChange(prefix + name, old, new)


_SQL = {"expr", "where", "query", "per_day"}


def _facts(value: Any) -> Iterator[tuple[str, str]]:
    """Fields by the names that they are written under; those of a type stand among the others."""
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        if field.name in _NO_FACTS.get(type(value), ()) or _is_idle(field.name, value):
            continue
        if field.name == "type":
            yield "type", type(inner).__name__.lower()
        if field.name in ("type", "measure"):
            yield from _facts(inner)
        elif field.name == "event":
            yield from ((f"event {name}", text) for name, text in _facts(inner))
        else:
            yield _AS_WRITTEN.get(field.name, field.name), _text(inner)


def _is_idle(name: str, value: Any) -> bool:
    """Whether a field says nothing beside the others: a percentile where none is taken."""
    percentile = name in ("percentile", "discrete") and isinstance(value, Measure)
    return percentile and value.aggregation != "percentile"


def _text(value: Any) -> str:
    match value:
        case None | () | "" | False:
            return ""
        case tuple():
            return ", ".join(_text(item) for item in value)
        case _ if dataclasses.is_dataclass(value):
            return _record(value)
        case _:
            return str(value)


def _record(value: Any) -> str:
    match value:
        case Expression():
            return value.text.strip()
        case Certification():
            return f"{value.by} on {value.on}"
        case Currency():
            return value.code
        case Duration(count, unit):
            return f"{count} {unit}s"
        case Parameter():
            return f"{value.name} of {_text(value.values)} {value.label}, {value.default} usually"
        case _:
            return " ".join(_text(getattr(value, f.name)) for f in dataclasses.fields(value))
