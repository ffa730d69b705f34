"""Binding of datasets and dimensions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from metrics.catalog.document import Problems
from metrics.catalog.fields import Fields, suggestion
from metrics.catalog.names import Entry, Phrases, Surroundings, plural_of
from metrics.catalog.sql import is_table_name, parse_expression, parse_query, tables_of
from metrics.catalog.vouching import late_after_of
from metrics.errors import UnsafeQueryError
from metrics.model import (
    GRAINS,
    Dataset,
    DataType,
    Dimension,
    Expression,
    Grain,
    Group,
    Join,
    Synonym,
    ValueSynonym,
    table_parts,
)

_DATASET = frozenset(
    {"label", "description", "source", "query", "key", "columns", "time", "joins", "freshness"}
    | {"bridge", "undated", "data_through"}
)
_DIMENSION = frozenset(
    {"dataset", "expr", "label", "plural", "description", "type", "synonyms"}
    | {"value_synonyms", "values", "indexed", "part_of", "as_of_today", "grain"}
)
_DATA_TYPES: tuple[DataType, ...] = ("string", "integer", "number", "boolean", "date")
_NOTHING = parse_expression("0")


def bind_dataset(entry: Entry, problems: Problems) -> Dataset:
    """One dataset; what its joins lead to is checked by :func:`check_joins`."""
    fields = Fields(entry.what, entry.place, entry.node, _DATASET, problems)
    columns = fields.texts("columns", required=True)
    query, source = _rows(fields, entry.name, columns)
    key = fields.scalars("key", required=True)
    for column in key:
        if columns and column.text not in columns:
            hint = suggestion(column.text, columns)
            fields.note(column.place, f'There is no column "{column.text}" here. {hint}')
    undated = fields.boolean("undated", default=False)
    if undated and "time" in fields:
        fields.problem("undated", f"{fields.what} is undated and has a time. Drop one of them.")
    return Dataset(
        name=entry.name,
        label=fields.line("label"),
        description=fields.text("description"),
        source=source,
        query=query,
        key=tuple(c.text for c in key),
        columns=columns,
        tables=tables_of(query) if query else (".".join(table_parts(source)),),
        time=column_of(fields, "time", columns, default=""),
        joins=_joins(fields),
        origin=entry.origin,
        bridge=fields.boolean("bridge", default=False),
        late_after_hours=late_after_of(fields),
        undated=undated,
        data_through=column_of(fields, "data_through", columns, default=""),
    )


def check_joins(entry: Entry, datasets: Mapping[str, Dataset], problems: Problems) -> None:
    """Every join leads to a dataset, from columns of this one, on the whole key of that one."""
    quiet = Problems()
    fields = Fields(entry.what, entry.place, entry.node, _DATASET, quiet)
    own = datasets[entry.name]
    for key, node in fields.entries("joins"):
        join = Fields(f'Join "{key.text}"', key.place, node, ("to", "on"), problems)
        target = datasets.get(join.code("to", ""))
        name = join.code("to", "")
        if target is None:
            if name:
                hint = suggestion(name, datasets)
                join.problem("to", f'There is no dataset "{name}". {hint}')
            continue
        pairs = _pairs(join)
        _check_pairs(join, pairs, own, target)
        if _leads_to(target, own.name, datasets, frozenset()):
            join.problem("to", f'"{own.name}" and "{target.name}" join each other. Drop one join.')


def bind_dimension(entry: Entry, around: Surroundings) -> Dimension:
    """One dimension over its dataset's columns."""
    fields = Fields(entry.what, entry.place, entry.node, _DIMENSION, around.problems)
    dataset = dataset_of(fields, around.datasets)
    label = fields.line("label")
    data_type = fields.choice("type", _DATA_TYPES, "string")
    values = fields.texts("values", required="values" in fields)
    plural = fields.line("plural", plural_of(label) if label else "")
    for phrase in (entry.name, label, plural):
        around.phrases.claim(phrase, entry.what, entry.place)
    return Dimension(
        name=entry.name,
        dataset=dataset.name if dataset else "",
        expression=expression_of(fields, "expr", dataset) or _NOTHING,
        label=label,
        plural=plural,
        description=fields.text("description"),
        data_type=data_type,
        synonyms=synonyms_of(fields, entry, around),
        value_synonyms=_value_synonyms(fields, values, around.values),
        values=values,
        indexed=fields.boolean("indexed", default=data_type == "string" and not values),
        origin=entry.origin,
        part_of=_coarser(fields, entry, around.dimensions),
        as_of_today=fields.boolean("as_of_today", default=False),
        grain=_grain(fields, data_type),
    )


def dataset_of(fields: Fields, datasets: Mapping[str, Dataset]) -> Dataset | None:
    """The dataset that the definition is over."""
    name = fields.code("dataset")
    if name and name not in datasets:
        hint = suggestion(name, datasets)
        fields.problem("dataset", f'There is no dataset "{name}". {hint}')
    return datasets.get(name)


def column_of(
    fields: Fields, name: str, columns: Collection[str], default: str | None = None
) -> str:
    """A field that names one of ``columns``; an empty ``columns`` is not checked against."""
    column = fields.code(name, default)
    if name in fields and column and columns and column not in columns:
        hint = suggestion(column, columns)
        fields.problem(name, f'"{name}" of {fields.what} names no column: "{column}". {hint}')
    return column


def expression_of(
    fields: Fields,
    name: str,
    dataset: Dataset | None,
    parse: Callable[..., Expression] = parse_expression,
) -> Expression | None:
    """A field that holds SQL over the dataset's columns; None where it is wrong."""
    text = fields.code(name)
    if not text:
        return None
    columns = dataset.columns if dataset and dataset.columns else None
    try:
        return parse(text, columns=columns)
    except UnsafeQueryError as error:
        fields.problem(name, f'"{name}" of {fields.what}: {error.message}')
        return None


def synonyms_of(fields: Fields, entry: Entry, around: Surroundings) -> tuple[Synonym, ...]:
    """The other words for a definition, each claimed for it alone."""
    synonyms = []
    for child in fields.children("synonyms", ("text", "owner")):
        synonym = Synonym(child.line("text"), owner_of(child, around.groups))
        around.phrases.claim(synonym.text, entry.what, child.place)
        synonyms.append(synonym)
    return tuple(synonyms)


def owner_of(fields: Fields, groups: tuple[Group, ...]) -> str:
    """The group that answers for a definition; any name where there is no directory."""
    owner = fields.code("owner")
    names = {g.name for g in groups}
    if owner and names and owner not in names:
        fields.problem("owner", f'There is no group "{owner}". {suggestion(owner, names)}')
    return owner


def _rows(fields: Fields, name: str, columns: tuple[str, ...]) -> tuple[Expression | None, str]:
    """The dataset's query or its source; where neither is given, its name is the source."""
    if "query" not in fields:
        source = fields.code("source", name)
        if not is_table_name(source):
            fields.problem("source", f'"{source}" is no table. Write schema.table or table.')
        return None, source
    if "source" in fields:
        fields.problem("source", f"{fields.what} has a source and a query. Keep one of them.")
    text = fields.code("query")
    if not text:
        return None, ""
    try:
        query = parse_query(text)
    except UnsafeQueryError as error:
        fields.problem("query", f'"query" of {fields.what}: {error.message}')
        return None, ""
    for scalar in fields.scalars("columns"):
        if query.columns and scalar.text in columns and scalar.text not in query.columns:
            hint = suggestion(scalar.text, query.columns)
            fields.note(scalar.place, f'The query gives no column "{scalar.text}". {hint}')
    return query, ""


def _joins(fields: Fields) -> tuple[Join, ...]:
    quiet = Problems()
    joins = []
    for key, node in fields.entries("joins"):
        join = Fields(key.text, key.place, node, ("to", "on"), quiet)
        joins.append(Join(key.text, join.code("to", ""), _pairs(join)))
    return tuple(joins)


def _pairs(join: Fields) -> tuple[tuple[str, str], ...]:
    return tuple((key.text, getattr(node, "text", "")) for key, node in join.entries("on"))


def _check_pairs(
    join: Fields, pairs: tuple[tuple[str, str], ...], own: Dataset, target: Dataset
) -> None:
    wanted = f"`on: {{{', '.join(f'…: {column}' for column in target.key)}}}`"
    if "to" not in join:
        join.problem("to", f"{join.what} has no dataset to lead to. Add `to: …`.")
    if {right for _, right in pairs} != set(target.key):
        join.problem(
            "on",
            f'{join.what} must use the whole key of "{target.name}": {wanted}.',
        )
    for left, _ in pairs:
        if own.columns and left not in own.columns:
            hint = suggestion(left, own.columns)
            join.problem("on", f'There is no column "{left}" in "{own.name}". {hint}')


def _leads_to(
    start: Dataset, goal: str, datasets: Mapping[str, Dataset], seen: frozenset[str]
) -> bool:
    if start.name == goal:
        return True
    if start.name in seen:
        return False
    following = (datasets[j.to] for j in start.joins if j.to in datasets)
    return any(_leads_to(d, goal, datasets, seen | {start.name}) for d in following)


def _grain(fields: Fields, data_type: DataType) -> Grain | None:
    """The grain of which a dimension's values are periods."""
    if "grain" not in fields:
        return None
    if data_type != "date":
        fields.problem("grain", "Periods are told by their first day. Write `type: date`.")
    return fields.choice("grain", GRAINS)


def _coarser(fields: Fields, entry: Entry, dimensions: Collection[str]) -> str:
    """The dimension that this one's values lie in: another one that exists."""
    name = fields.code("part_of", "")
    others = [other for other in dimensions if other != entry.name]
    if name and name not in others:
        hint = suggestion(name, others)
        fields.problem("part_of", f'There is no other dimension "{name}". {hint}')
    return name


def _value_synonyms(
    fields: Fields, values: tuple[str, ...], phrases: Phrases
) -> tuple[ValueSynonym, ...]:
    for value in values:
        phrases.claim(value, f'"{value}" of {fields.what}', fields.place)
    found = []
    for key, node in fields.entries("value_synonyms"):
        if values and key.text not in values:
            hint = suggestion(key.text, values)
            fields.note(key.place, f'{fields.what} has no value "{key.text}". {hint}')
        words = fields.words(key, node)
        for phrase in (key.text, *words):
            phrases.claim(phrase, f'"{key.text}" of {fields.what}', key.place)
        found.append(ValueSynonym(key.text, words))
    return tuple(found)
