"""Our metrics as dbt's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from metrics.interchange.dbt_elements import Elements
from metrics.interchange.dbt_export import DbtExport
from metrics.interchange.dbt_forms import (
    ConversionForm,
    CumulativeForm,
    DerivedForm,
    MeasureForm,
    MetricForm,
    MetricHead,
    RatioForm,
    SimpleForm,
)
from metrics.interchange.dbt_unsaid import entity_of
from metrics.interchange.jinja import filter_text
from metrics.interchange.naming import Names
from metrics.interchange.sql_out import arithmetic, condition_of, quotient, when
from metrics.interchange.sql_text import duckdb_text, identifier
from metrics.model import (
    Conversion,
    Cumulative,
    Derived,
    Duration,
    Measure,
    Metric,
    Ratio,
    Simple,
    Snapshot,
)


def metric_forms(metric: Metric, elements: Elements, export: DbtExport) -> Iterator[MetricForm]:
    """One metric, after those that are made for it alone."""
    head = _head(metric, export)
    names = export.names.metrics
    match metric.type:
        case Simple() | Snapshot():
            yield _simple(metric, elements, export)
        case Ratio(numerator, denominator, scale=1):
            yield RatioForm(head, names[numerator], names[denominator])
        case Ratio(numerator, denominator, scale):
            above, below = (identifier(names[name]) for name in (numerator, denominator))
            expr = duckdb_text(quotient(above, below, scale))
            yield DerivedForm(head, expr, (names[numerator], names[denominator]))
        case Derived(expression):
            tree = arithmetic(expression.tree, lambda name: identifier(names[name]))
            inputs = tuple(names[name] for name in sorted(expression.columns))
            yield DerivedForm(head, duckdb_text(tree), inputs)
        case Cumulative() as spec:
            yield from _cumulative(metric, spec, elements, export)
        case Conversion() as spec:
            yield from _conversion(metric, spec, elements, export)
        case _:
            raise TypeError(f"{metric.name} is no metric of dbt")


def _simple(metric: Metric, elements: Elements, export: DbtExport) -> SimpleForm:
    spec = metric.type
    if not isinstance(spec, Simple | Snapshot):
        raise TypeError(f"{metric.name} is no simple metric")
    name = export.names.metrics[metric.name]
    last_only = isinstance(spec, Snapshot)
    if last_only:
        detail = "there, the last snapshot of a period counts however old it is"
        export.losses.add("assumed", f'metric "{metric.name}"', detail)
    form = _over_rows(spec.measure, spec.time, name, elements, last_only=last_only)
    return SimpleForm(_head(metric, export), *form, zero=metric.missing == "zero")


def _cumulative(
    metric: Metric, spec: Cumulative, elements: Elements, export: DbtExport
) -> Iterator[MetricForm]:
    """The metric over more than the period, of an input made for it.

    Its conditions are in the measure, and over all time nothing is joined to the days: MetricFlow
    0.213 adds rows up once for each day where a filter names the day and no time is asked for.
    """
    part = export.catalog.metric(spec.metric)
    if not isinstance(part.type, Simple):
        raise TypeError(f"{part.name} is no simple metric")
    name = Names(export.names.metrics.values()).give(f"{export.names.metrics[metric.name]}_input")
    model, measure, _ = _over_rows(part.type.measure, part.type.time, name, elements)
    condition = condition_of(part.type.measure.where, part.type.time, _column)
    counted = part.type.measure.expression
    value = exp.Literal.number(1) if counted is None else counted.tree.copy()
    measure = replace(measure, expr=duckdb_text(when(condition, value)))
    zero = part.missing == "zero" and bool(spec.window or spec.to_date)
    base = SimpleForm(_part_head(name, metric, export), model, measure, "", zero=zero)
    yield base
    yield CumulativeForm(_head(metric, export), base, _length(spec.window), spec.to_date or "")


def _conversion(
    metric: Metric, spec: Conversion, elements: Elements, export: DbtExport
) -> Iterator[MetricForm]:
    """The rows, their events, and what came of them; ``rows`` counts each row's entity once."""
    name, taken = export.names.metrics[metric.name], Names(export.names.metrics.values())
    before, after = taken.give(f"{name}_base"), taken.give(f"{name}_event")
    rows = _over_rows(spec.measure, spec.time, before, elements)
    base = SimpleForm(_part_head(before, metric, export), *rows, zero=False)
    event = replace(_events(spec, after, elements), head=_part_head(after, metric, export))
    yield from (base, event)
    yield ConversionForm(
        head=_head(metric, export),
        base=base,
        event=event,
        entity=entity_of(spec, export),
        window=_length(spec.within),
        zero=metric.missing == "zero",
    )


def _events(spec: Conversion, name: str, elements: Elements) -> SimpleForm:
    """The events; their condition is in the measure, as MetricFlow filters no conversion."""
    model, measure, _ = _over_rows(spec.event, spec.event_time, name, elements)
    counted: exp.Expr = exp.Literal.number(1)
    if spec.counts == "rows":
        measure = replace(measure, agg="count_distinct")
        counted = _column(spec.entity[0][1])
    condition = None if spec.event.where is None else spec.event.where.tree.copy()
    measure = replace(measure, expr=duckdb_text(when(condition, counted)))
    return SimpleForm(MetricHead(name, "", "", {}), model, measure, "", zero=False)


def _over_rows(
    measure: Measure, time: str, name: str, elements: Elements, *, last_only: bool = False
) -> tuple[str, MeasureForm, str]:
    """The model, the measure and the filter."""
    counts = measure.expression is None
    form = MeasureForm(
        name=name,
        agg=measure.aggregation,
        expr="1" if measure.expression is None else duckdb_text(measure.expression.tree),
        time=elements.names.get((measure.dataset, time), ""),
        percentile=measure.percentile if measure.aggregation == "percentile" else None,
        discrete=measure.discrete and not counts,
        last_only=last_only,
    )
    condition = filter_text(
        measure.where, time, lambda column: elements.reference(measure.dataset, column)
    )
    return elements.export.names.models[measure.dataset], form, condition


def _head(metric: Metric, export: DbtExport) -> MetricHead:
    return MetricHead(
        name=export.names.metrics[metric.name],
        label=metric.label,
        description=metric.description,
        meta=export.meta("metric", metric.name),
    )


def _column(name: str) -> exp.Expr:
    return exp.column(identifier(name))


def _part_head(name: str, whole: Metric, export: DbtExport) -> MetricHead:
    label = name.replace("_", " ").capitalize()
    return MetricHead(name, label, "", export.meta_of_a_part(whole.name))


def _length(length: Duration | None) -> str:
    return "" if length is None else f"{length.count} {length.unit}{'s' * (length.count != 1)}"
