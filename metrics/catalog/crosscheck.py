"""What can only be seen over all metrics: circles, and private parts that nothing uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.catalog.measures import BoundMetric
from metrics.model import Balance, Cumulative, Metric, Snapshot


def check_metrics(bound: Sequence[BoundMetric]) -> None:
    """Note metrics that are made of themselves or of two currencies, and unused private ones."""
    metrics = {b.metric.name: b.metric for b in bound}
    used = {part for metric in metrics.values() for part in metric.parts}
    for item in bound:
        circle = _circle(item.metric.name, metrics)
        if circle:
            field = next(f for f in ("numerator", "metric", "expr") if f in item.fields)
            path = " → ".join(circle)
            item.fields.problem(field, f"{item.fields.what} is made of itself: {path}.")
        _check_currencies(item, metrics)
        if item.metric.private and item.metric.name not in used:
            item.fields.note(
                item.fields.place,
                f"{item.fields.what} is private and no metric uses it. "
                "Use it in a ratio or derived metric, or drop it.",
            )
        if not circle:
            _check_parameters(item, metrics)
            _check_cumulative(item, metrics)


def _check_parameters(item: BoundMetric, metrics: Mapping[str, Metric]) -> None:
    """A metric that can be asked for declares every parameter that its parts use."""
    within = _within(item.metric, metrics)
    needed = {name for metric in within for name in metric.own_parameters}
    declared = {parameter.name for parameter in item.metric.parameters}
    if not item.metric.private:
        for name in sorted(needed - declared):
            item.fields.note(
                item.fields.place,
                f'{item.fields.what} uses the parameter "{name}" and does not declare it. '
                f"Add `parameters: {{{name}: {{label: …, values: […], default: …}}}}`.",
            )
    for name in sorted(declared - needed):
        item.fields.problem("parameters", f'{item.fields.what} does not use "{name}". Drop it.')


def _check_cumulative(item: BoundMetric, metrics: Mapping[str, Metric]) -> None:
    """What is cumulative is made of what adds up over time."""
    if not isinstance(item.metric.type, Cumulative):
        return
    for part in _within(item.metric, metrics)[1:]:
        if isinstance(part.type, Balance | Snapshot | Cumulative):
            kind = "cumulative already" if isinstance(part.type, Cumulative) else "a state"
            item.fields.problem(
                "metric", f'"{part.name}" is {kind}: it has no cumulative value. Use another.'
            )


def _within(metric: Metric, metrics: Mapping[str, Metric]) -> list[Metric]:
    """The metric and all that it is made of."""
    found = [metric]
    for part in metric.parts:
        if part in metrics:
            found += _within(metrics[part], metrics)
    return found


def _check_currencies(item: BoundMetric, metrics: Mapping[str, Metric]) -> None:
    """Amounts of different currencies neither add up nor divide."""
    involved = [metrics[name] for name in item.metric.parts if name in metrics]
    own = item.metric if item.metric.currency else None
    money = {m.currency.code: m for m in (own, *involved) if m is not None and m.currency}
    if len(money) > 1:
        named = " and ".join(f"{m.name} in {code}" for code, m in sorted(money.items()))
        item.fields.problem(
            "format", f"{item.fields.what} mixes currencies: {named}. Say the same `unit` in all."
        )


def _circle(name: str, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """The way from a metric back to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for part in metrics[way[-1]].parts:
            if part == name:
                return (*way, name)
            if part in metrics and part not in seen:
                seen.add(part)
                ways.append((*way, part))
    return ()
