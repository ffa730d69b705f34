"""Semantic models of dbt: their rows, entities and dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from metrics.interchange.dbt_meta import SAID, carried_in_meta
from metrics.interchange.definitions import mapping_of
from metrics.interchange.extensions import Carried, is_a_part, note_if_changed, restored
from metrics.interchange.foreign import (
    ForeignDataset,
    ForeignField,
    ForeignJoin,
    UnreadableError,
)
from metrics.interchange.losses import Losses
from metrics.interchange.records import Record, records_of
from metrics.interchange.scope import of_one_row, parsed
from metrics.interchange.values import Value

DIALECT = "duckdb"
_REFERENCE = re.compile(r"^[\s{]*(?:ref|source)\(([^)]*)\)[\s}]*$")
_FINE = ("", "day", "hour", "minute", "second", "millisecond", "microsecond", "nanosecond")


@dataclass(slots=True)
class _Keys:
    """The columns of a model's entities by their names: those that identify a row, the others."""

    primary: str = ""
    own: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DbtModel:
    """A semantic model.

    Attributes:
        dataset: its rows and fields; entities are fields too.
        primary: the name of its primary entity, by which its dimensions are called.
        keys: columns of primary and unique entities, by name.
        links: columns of foreign entities, by name.
        measures: by name.
        default_time: the name of the dimension that dates measures.
    """

    dataset: ForeignDataset
    primary: str
    keys: Mapping[str, str]
    links: Mapping[str, str]
    measures: Mapping[str, Record]
    default_time: str

    def column_of(self, entity: str) -> str:
        """The column of an entity, or an empty text."""
        return self.keys.get(entity) or self.links.get(entity, "")


def read_models(values: Sequence[Value], losses: Losses) -> tuple[DbtModel, ...]:
    """All semantic models, joined where one has an entity of another."""
    found: dict[str, DbtModel] = {}
    for record in records_of(values, "semantic model", losses):
        model = _model(record)
        if model is not None and model.dataset.name in found:
            record.lose("the whole semantic model, as another has its name")
        elif model is not None:
            found[model.dataset.name] = model
    return tuple(_joined(model, tuple(found.values()), losses) for model in found.values())


def own_of(record: Record, *, apart: Sequence[str] = ()) -> Carried:
    """What Paceline and others keep of a definition; a change since its export is noted."""
    whole = mapping_of(record.whole)
    carried = carried_in_meta(record)
    said = record.raw(SAID)
    if said is None:
        said = {k: v for k, v in whole.items() if k not in ("config", *apart)}
    if carried.ours and said is not False:
        note_if_changed(record, carried, said)
    for name in ("config", "meta", "metadata"):
        record.raw(name)
    return carried


def _model(record: Record) -> DbtModel | None:
    own = own_of(record, apart=("dimensions",))
    name, source = record.name, _source(record, known=bool(own.ours))
    if not name or not source:
        record.lose("the whole semantic model, as it has no name or no model")
        return None
    keys = _Keys(record.text("primary_entity"))
    fields = [*_entities(record, keys), *_dimensions(record)]
    defaults = record.record("defaults")
    time = defaults.text("agg_time_dimension") if defaults else ""
    measures = {one.name: one for one in record.records("measures", "measure")}
    dataset = ForeignDataset(
        name=name,
        source=source,
        keys=tuple((column,) for column in keys.own.values()),
        fields=tuple(fields),
        time=time or next((f.name for f in fields if f.is_time), ""),
        label=record.text("label"),
        description=record.text("description"),
        extensions=own.others,
        restored=restored("dataset", own),
    )
    record.unread()
    return DbtModel(dataset, keys.primary, keys.own, keys.foreign, measures, time)


def _source(record: Record, *, known: bool) -> str:
    """The table behind ``ref('orders')``, ``source('shop', 'orders')`` or a node relation."""
    relation = record.record("node_relation")
    if relation is not None:
        schema, alias = relation.text("schema_name"), relation.text("alias")
        return f"{schema}.{alias}" if schema and alias else alias
    text = record.text("model")
    found = _REFERENCE.match(text)
    if found is None:
        return text
    names = [part.strip().strip("'\"") for part in found[1].split(",")]
    if not known:
        record.assume(f"its model is taken to be the table {names[-1]}")
    return names[-1]


def _entities(record: Record, keys: _Keys) -> Iterator[ForeignField]:
    of = f' of semantic model "{record.name}"'
    for one in record.records("entities", "entity", of):
        name, kind = one.name, one.text("type").casefold()
        column = _column(one.text("expr") or name)
        if kind == "primary" and not keys.primary:
            keys.primary = name
        if not name or not column or kind not in ("primary", "unique", "foreign"):
            reason = "it is no column" if not column else f"its type is {kind or 'not said'}"
            one.lose(f"the whole entity, as {reason}")
        elif kind == "foreign":
            keys.foreign[name] = column
        else:
            keys.own[name] = column
        for described in ("label", "description", "role", "config"):
            one.raw(described)
        if name and column:
            yield ForeignField(name, exp.column(column), is_dimension=False, is_time=False)
        one.unread()


def _dimensions(record: Record) -> Iterator[ForeignField]:
    of = f' of semantic model "{record.name}"'
    for one in record.records("dimensions", "dimension", of):
        try:
            yield _dimension(one)
        except UnreadableError as error:
            one.lose(f"the whole dimension, as {error.message}")


def _dimension(record: Record) -> ForeignField:
    name, kind = record.name, record.text("type").casefold()
    if not name:
        raise UnreadableError("it has no name")
    own = own_of(record)
    tree = of_one_row(record.text("expr") or name, DIALECT)
    params = record.record("type_params")
    if params is not None:
        grain = params.text("time_granularity").casefold()
        if kind == "time" and grain not in _FINE:
            record.assume(f"its days are whole {grain}s")
        if params.raw("validity_params"):
            record.lose("`validity_params`: rows are not joined by the time they are valid in")
    record.raw("is_partition")
    data_type = record.text("datatype")
    found = ForeignField(
        name=name,
        tree=tree.unnest(),
        is_dimension=(kind != "time" or bool(own.ours)) and not is_a_part(own),
        is_time=kind == "time",
        data_type={"integer": "integer", "boolean": "boolean"}.get(data_type, "string"),
        label=record.text("label"),
        description=record.text("description"),
        extensions=own.others,
        restored=restored("dimension", own),
    )
    record.unread()
    return found


def _column(text: str) -> str:
    """The column that a text is, or an empty text."""
    try:
        tree = parsed(text, DIALECT).unnest() if text else None
    except UnreadableError:
        return ""
    return tree.name if isinstance(tree, exp.Column) and not tree.table else ""


def _joined(model: DbtModel, models: Sequence[DbtModel], losses: Losses) -> DbtModel:
    """The model with a join to each other model that an entity of it identifies."""
    joins = []
    for entity, column in model.links.items():
        targets = [m for m in models if entity in m.keys and m is not model]
        if not targets:
            what = f'entity "{entity}" of semantic model "{model.dataset.name}"'
            losses.add("lost", what, "the whole entity, as it identifies the rows of no model")
        for target in targets:
            pairs = ((column, target.keys[entity]),)
            joins.append(ForeignJoin(entity, target.dataset.name, pairs))
    return replace(model, dataset=replace(model.dataset, joins=tuple(joins)))
