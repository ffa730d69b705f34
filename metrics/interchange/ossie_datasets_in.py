"""Datasets and fields of an Apache Ossie document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.extensions import carried_in, note_if_changed, restored
from metrics.interchange.foreign import ForeignDataset, ForeignField, UnreadableError
from metrics.interchange.kept import (
    DESCRIBING,
    FIELDS,
    as_extension,
    kept_in,
    others_of,
)
from metrics.interchange.records import Record
from metrics.interchange.scope import enclosed, of_one_row
from metrics.interchange.sql_text import OSSIE
from metrics.interchange.values import Value
from metrics.model import DataType

_DIALECTS = {
    "ANSI_SQL": OSSIE,
    "OSI_SQL_2026": OSSIE,
    "OSSIE_SQL_2026": OSSIE,
    "DUCKDB": "duckdb",
    "SNOWFLAKE": "snowflake",
    "DATABRICKS": "databricks",
    "BIGQUERY": "bigquery",
}
_TYPES: Mapping[str, DataType] = {
    "String": "string",
    "Integer": "integer",
    "Decimal": "number",
    "Float": "number",
    "Boolean": "boolean",
    "Date": "date",
}
_DAYS = frozenset({"Date", "DateTime", "DateTimeTz"})
_NUMBERS = frozenset({"Integer", "Decimal", "Float"})


@dataclass(frozen=True, slots=True)
class _Column:
    """A field, and what is said of it that only a dimension has a place for."""

    field: ForeignField
    said: Mapping[str, Value]


def read_dataset(record: Record) -> ForeignDataset | None:
    """A dataset with its fields, without its joins; None where it has no rows to read."""
    name, source = record.name, record.text("source")
    if not name or not source:
        record.lose("the whole dataset, as it has no name or no source")
        return None
    carried = carried_in(record)
    description, _, kept = description_of(record)
    keys = _keys(record)
    own = restored("dataset", carried)
    found = _columns(record, name, {c for key in keys for c in key}, declared=own is not None)
    fields = _written_out(name, tuple(column.field for column in found))
    time = _time(record, fields) if own is None else ""
    if own is None:
        fields = tuple(_as_dimension(field, time) for field in fields)
    split_by = {field.name for field in fields if field.is_dimension}
    aside = {c.field.name: c.said for c in found if c.said and c.field.name not in split_by}
    if unique := record.raw("unique_keys"):
        kept = {**kept, "unique_keys": unique}
    if aside:
        kept = {**kept, FIELDS: aside}
    if own is not None:
        note_if_changed(record, carried, record.whole)
        own = replace(own, body=_with_columns(own.body, aside))
    record.unread()
    return ForeignDataset(
        name=name,
        source=source,
        keys=tuple(tuple(_column_of(c, fields) for c in key) for key in keys),
        fields=fields,
        time=time,
        description=description,
        extensions=(*carried.others, *as_extension(kept)),
        restored=own,
    )


def description_of(record: Record) -> tuple[str, tuple[str, ...], Mapping[str, Value]]:
    """Description, synonyms, and what else language models are told, which is kept."""
    description, context = record.text("description"), record.raw("ai_context")
    if not isinstance(context, Mapping):
        return description, (), {"ai_context": context} if context else {}
    synonyms = tuple(str(s).strip() for s in list_of(context.get("synonyms")) if str(s).strip())
    rest = {key: value for key, value in context.items() if key != "synonyms"}
    return description, synonyms, {"ai_context": rest} if rest else {}


def expression_of(record: Record) -> tuple[str, str]:
    """The expression and the dialect to read it in: ANSI where there is one.

    Raises:
        UnreadableError: there is none that can be read.
    """
    said: dict[str, str] = {}
    raw = record.raw("expression")
    if isinstance(raw, str):
        return raw, OSSIE
    for entry in list_of(mapping_of(raw).get("dialects")):
        dialect = mapping_of(entry).get("dialect", "ANSI_SQL")
        said.setdefault(str(dialect), str(mapping_of(entry).get("expression") or ""))
    for dialect, read in _DIALECTS.items():
        if said.get(dialect):
            for other in sorted(set(said) - {dialect}):
                record.lose(f"its expression in {other}")
            return said[dialect], read
    raise UnreadableError(f"it is written in {' and '.join(sorted(said)) or 'no dialect'}")


def _keys(record: Record) -> tuple[tuple[str, ...], ...]:
    """The primary key, then the unique ones."""
    primary = record.texts("primary_key")
    unique = (list_of(key) for key in list_of(record.raw("unique_keys")))
    found = [primary, *(tuple(str(column) for column in key) for key in unique)]
    return tuple(dict.fromkeys(key for key in found if key))


def _columns(record: Record, dataset: str, keys: set[str], *, declared: bool) -> list[_Column]:
    """``declared``: only what says so is a dimension; else that is so where any field does."""
    records = list(record.records("fields", "field", f' of dataset "{dataset}"'))
    declared = declared or any("dimension" in one for one in records)
    found: dict[str, _Column] = {}
    for one in records:
        try:
            column = _field(one, one.name in keys, declared=declared)
        except UnreadableError as error:
            one.lose(f"the whole field, as {error.message}")
            continue
        if column.field.name.casefold() in found:
            one.lose("the whole field, as another has its name")
        else:
            found[column.field.name.casefold()] = column
    return list(found.values())


def _field(record: Record, is_key: bool, *, declared: bool) -> _Column:  # noqa: FBT001  of the file
    if not record.name:
        raise UnreadableError("it has no name")
    text, dialect = expression_of(record)
    tree = of_one_row(text, dialect)
    carried = carried_in(record)
    own = restored("dimension", carried)
    dimension = mapping_of(record.raw("dimension"))
    datatype = record.text("datatype")
    is_time = _is_time(dimension.get("is_time"), datatype)
    plain = declared if "dimension" in record else not declared and datatype not in _NUMBERS
    description, synonyms, kept = description_of(record)
    if own is not None:
        note_if_changed(record, carried, record.whole)
    said = {name: record.raw(name) for name in sorted(DESCRIBING) if name in record}
    label = record.text("label")
    hidden = is_key and not label
    if own is None and hidden and plain and "dimension" in record and not is_time:
        record.assume("it identifies rows and has no label: nothing is split by it")
    record.unread()
    field = ForeignField(
        name=record.name,
        tree=tree,
        is_dimension=own is not None or (plain and not is_time and not hidden),
        is_time=is_time,
        data_type=_TYPES.get(datatype, ""),
        label=label,
        description=description,
        synonyms=synonyms,
        extensions=(*carried.others, *as_extension(kept)),
        restored=own,
    )
    return _Column(field, said)


def _is_time(flag: Value, datatype: str) -> bool:
    """Whether a field can date rows: a year or the name of a month cannot."""
    if flag is None:
        return datatype in _DAYS
    return flag is True and (not datatype or datatype in _DAYS)


def _written_out(dataset: str, fields: Sequence[ForeignField]) -> tuple[ForeignField, ...]:
    """The fields over columns only: one that names another by its dataset has its expression."""
    known = {field.name.casefold(): field for field in fields}

    def over_columns(tree: exp.Expr, seen: frozenset[str]) -> exp.Expr:
        def column(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Column) or not node.table:
                return node
            name = node.name.casefold()
            if name in known and name not in seen and node.table.casefold() == dataset.casefold():
                return enclosed(over_columns(known[name].tree, seen | {name}))
            return exp.column(exp.to_identifier(node.name, quoted=node.this.quoted))

        return tree.copy().transform(column)

    return tuple(
        replace(f, tree=over_columns(f.tree, frozenset({f.name.casefold()})).unnest())
        for f in fields
    )


def _as_dimension(field: ForeignField, time: str) -> ForeignField:
    """A day that rows do not go by is something to split them by."""
    other_day = field.is_time and field.data_type == "date" and field.name != time
    return replace(field, is_dimension=True) if other_day else field


def _column_of(name: str, fields: Sequence[ForeignField]) -> str:
    """The column behind a key's or relationship's name."""
    found = next((f for f in fields if f.name.casefold() == name.casefold()), None)
    return (found.column if found else "") or name


def _time(record: Record, fields: Sequence[ForeignField]) -> str:
    """The field that dates rows: the first that can."""
    days = [field.name for field in fields if field.is_time]
    if len(days) > 1:
        record.assume(f"its rows are dated by `{days[0]}`, the first of its {len(days)} days")
    return days[0] if days else ""


def _with_columns(body: Mapping[str, Value], aside: Mapping[str, Value]) -> Mapping[str, Value]:
    """Our own definition with what is said of its columns now."""
    extensions = list_of(body.get("extensions"))
    kept = {k: v for k, v in kept_in(extensions).items() if k != FIELDS}
    now = as_extension({**kept, FIELDS: aside} if aside else kept)
    changed = (*now, *others_of(extensions))
    rest = {key: value for key, value in body.items() if key != "extensions"}
    return {**rest, "extensions": changed} if changed else rest
