"""Metrics of dbt, each read with the filters on the way to its measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from metrics.interchange.dbt_conversions_in import conversion_of, length_of
from metrics.interchange.dbt_measures_in import leaf_of
from metrics.interchange.dbt_models_in import DIALECT, DbtModel, own_of
from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.extensions import is_a_part, restored
from metrics.interchange.filters_in import conditions_of, filter_texts
from metrics.interchange.foreign import (
    ForeignMetric,
    Formula,
    Leaf,
    Quotient,
    Reference,
    Running,
    UnreadableError,
)
from metrics.interchange.formulas import read_arithmetic
from metrics.interchange.losses import Losses
from metrics.interchange.records import Record, records_of
from metrics.interchange.scope import parsed
from metrics.interchange.values import Value

_GRAINS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class _Input:
    """A metric or measure as another metric takes it."""

    name: str
    filters: tuple[str, ...]
    alias: str
    zero: bool | None


class DbtMetrics:
    """The metrics of a project, by name; measures that are metrics by themselves among them."""

    def __init__(
        self, values: Sequence[Value], models: Sequence[DbtModel], losses: Losses
    ) -> None:
        self._models = models
        self._measures = {n: (r, m) for m in models for n, r in m.measures.items()}
        self._used = {name for value in values for name in _measures_named(value)}
        self._records: dict[str, Record] = {}
        self._under_way: list[str] = []
        for record in records_of(values, "metric", losses):
            if not record.name or record.name in self._records:
                record.lose("the whole metric, as it has no name of its own")
            else:
                self._records[record.name] = record

    def read(self) -> tuple[ForeignMetric, ...]:
        """All metrics that can be read; for the others the reason is noted."""
        found = [self._metric(record) for record in self._records.values()]
        for name, (measure, model) in self._measures.items():
            if measure.flag("create_metric") and name not in self._records:
                self._used.add(name)
                found.append(self._of_measure(measure, model))
        for name, (measure, _) in self._measures.items():
            if name not in self._used:
                measure.lose("the whole measure, as no metric takes it")
        return tuple(metric for metric in found if metric is not None)

    def leaf(self, name: str, filters: tuple[str, ...]) -> tuple[Leaf, DbtModel]:
        """A measure or simple metric as an aggregate, and the model of its rows.

        Raises:
            UnreadableError: it is neither.
        """
        if name in self._measures:
            measure, model = self._measures[name]
            return leaf_of(measure, model, conditions_of(filters, model)), model
        formula = self.formula(name, filters)
        if not isinstance(formula, Leaf):
            raise UnreadableError(f'"{name}" is no simple metric')
        return formula, next(m for m in self._models if m.dataset.name == formula.dataset)

    def formula(self, name: str, filters: tuple[str, ...]) -> Formula:
        """What a metric is, its own filters and ``filters`` applied to all it is made of.

        Raises:
            UnreadableError: with the reason.
        """
        if name not in self._records:
            if name in self._measures:
                return self.leaf(name, filters)[0]
            raise UnreadableError(f'there is no metric or measure "{name}"')
        if name in self._under_way:
            raise UnreadableError(f'it is made of itself, by way of "{name}"')
        self._under_way.append(name)
        try:
            return self._formula(self._records[name], filters)
        finally:
            self._under_way.pop()

    def _metric(self, record: Record) -> ForeignMetric | None:
        own = own_of(record)
        kept = restored("metric", own)
        label, description = record.text("label"), record.text("description")
        if kept is not None or is_a_part(own):
            return ForeignMetric(record.name, None, restored=kept) if kept else None
        private = record.record("type_params")
        try:
            formula = self.formula(record.name, ())
        except UnreadableError as error:
            record.lose(f"the whole metric, as {error.message}")
            return None
        return ForeignMetric(
            name=record.name,
            formula=formula,
            label=label,
            description=description,
            extensions=own.others,
            private=private is not None and private.flag("is_private") is True,
        )

    def _of_measure(self, measure: Record, model: DbtModel) -> ForeignMetric | None:
        own = own_of(measure)
        try:
            formula = leaf_of(measure, model, ())
        except UnreadableError as error:
            measure.lose(f"the whole measure, as {error.message}")
            return None
        label, description = measure.text("label"), measure.text("description")
        return ForeignMetric(measure.name, formula, label, description, extensions=own.others)

    def _formula(self, record: Record, filters: tuple[str, ...]) -> Formula:
        filters = (*filters, *filter_texts(record.raw("filter")))
        params = record.record("type_params") or Record(record.what, {}, Losses())
        match record.text("type").casefold():
            case "simple":
                return self._simple(params, filters)
            case "ratio":
                above, below = (
                    self._side(params, n, filters) for n in ("numerator", "denominator")
                )
                return Quotient(above, below)
            case "derived":
                return self._derived(record, params, filters)
            case "cumulative":
                return self._cumulative(record, params, filters)
            case "conversion":
                return conversion_of(params, filters, self.leaf)
            case kind:
                raise UnreadableError(f'its type "{kind}" is not known here')

    def _simple(self, params: Record, filters: tuple[str, ...]) -> Formula:
        inlined = params.record("metric_aggregation_params")
        taken = _input(params.raw("measure"))
        if inlined is not None and not taken.name:
            return self._inlined(params, inlined, filters)
        if not taken.name:
            raise UnreadableError("it names no measure")
        leaf, _ = self.leaf(taken.name, (*filters, *taken.filters))
        return replace(leaf, zero=taken.zero if taken.zero is not None else leaf.zero)

    def _inlined(self, params: Record, said: Record, filters: tuple[str, ...]) -> Formula:
        """A simple metric as manifests have it: the measure within."""
        name = said.text("semantic_model")
        model = next((m for m in self._models if m.dataset.name == name), None)
        if model is None:
            raise UnreadableError(f'there is no semantic model "{name}"')
        whole = {**mapping_of(said.whole), "expr": params.raw("expr"), "name": "1"}
        leaf = leaf_of(Record(said.what, whole, Losses()), model, conditions_of(filters, model))
        return replace(leaf, zero=True if params.number("fill_nulls_with") == 0 else None)

    def _side(self, params: Record, name: str, filters: tuple[str, ...]) -> Formula:
        taken = _input(params.raw(name))
        if not taken.name:
            raise UnreadableError(f"it has no {name}")
        return self._taken(taken, filters)

    def _taken(self, taken: _Input, filters: tuple[str, ...]) -> Formula:
        """A metric as it is, or what it is made of with filters on it."""
        filters = (*filters, *taken.filters)
        if not filters and taken.name in self._records:
            return Reference(taken.name)
        formula = self.formula(taken.name, filters)
        if isinstance(formula, Leaf) and taken.zero is not None:
            return replace(formula, zero=taken.zero)
        return formula

    def _derived(self, record: Record, params: Record, filters: tuple[str, ...]) -> Formula:
        taken: dict[str, _Input] = {}
        for value in params.values("metrics"):
            one, fields = _input(value), mapping_of(value)
            if fields.get("offset_window") or fields.get("offset_to_grain"):
                raise UnreadableError("it compares with another time, which is asked for here")
            taken[one.alias or one.name] = one

        def part(node: exp.Expr) -> Formula:
            if isinstance(node, exp.Column) and not node.table and node.name in taken:
                return self._taken(taken[node.name], filters)
            raise UnreadableError(f"`{node.sql()}` is none of its metrics")

        return read_arithmetic(parsed(params.text("expr"), DIALECT), part, record.assume)

    def _cumulative(self, record: Record, params: Record, filters: tuple[str, ...]) -> Formula:
        how = params.record("cumulative_type_params") or params
        taken = _input(params.raw("measure") or how.raw("metric"))
        if not taken.name:
            raise UnreadableError("it names no measure")
        window = how.text("window") or params.text("window")
        to_date = (how.text("grain_to_date") or params.text("grain_to_date")).casefold()
        if to_date and to_date not in _GRAINS:
            raise UnreadableError(f'there is no grain "{to_date}" here')
        kind = how.text("period_agg").casefold() or "first"
        if kind != "last":
            record.assume(
                f"by month and the like it is the {kind} value of each there, the last here"
            )
        return Running(self._taken(taken, filters), length_of(window) if window else None, to_date)


def _input(value: Value) -> _Input:
    if isinstance(value, str):
        return _Input(value, (), "", None)
    fields = mapping_of(value)
    filled = fields.get("fill_nulls_with")
    return _Input(
        name=str(fields.get("name") or ""),
        filters=tuple(filter_texts(fields.get("filter"))),
        alias=str(fields.get("alias") or ""),
        zero=True if filled == 0 and filled is not False else None,
    )


def _measures_named(metric: Value) -> Iterator[str]:
    """The measures that a metric takes, wherever it says so."""
    params = mapping_of(mapping_of(metric).get("type_params"))
    conversion = mapping_of(params.get("conversion_type_params"))
    ratio = (params.get("numerator"), params.get("denominator"))
    sides = (conversion.get("base_measure"), conversion.get("conversion_measure"))
    for value in (params.get("measure"), *ratio, *sides):
        yield _input(value).name
    for value in list_of(params.get("metrics")):
        yield _input(value).name
