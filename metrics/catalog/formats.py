"""Whether a metric's format can show its numbers."""

from __future__ import annotations

from sqlglot import exp

from metrics.catalog.fields import Fields
from metrics.model import Balance, Derived, Format, MetricType, Ratio, Simple, Snapshot

_PER_THOUSAND = 1_000


def check_format(fields: Fields, how: MetricType, form: Format) -> None:
    """Note a format that would round the number away, or show it a hundred times too large."""
    problem = _problem(how, form)
    if problem:
        fields.problem("format", f"{fields.what} {problem}")


def _problem(how: MetricType, form: Format) -> str:
    if form == "integer" and _divides(how):
        return (
            "is a quotient, and `integer` would round it to a whole number. Write `percent`, "
            "`decimal` or `per_thousand`."
        )
    if isinstance(how, Ratio):
        return _scaled(how.scale, form)
    if form in ("percent", "currency", "per_thousand") and _counts(how):
        return f"counts things, which are no `{form}`. Write `integer`."
    return ""


def _scaled(scale: int, form: Format) -> str:
    if form == "percent" and scale != 1:
        return "is shown a hundred times by `percent` already. Drop `scale`."
    if form == "per_thousand" and scale != _PER_THOUSAND:
        return "is shown as it is by `per_thousand`. Add `scale: 1000`."
    return ""


def _divides(how: MetricType) -> bool:
    match how:
        case Ratio():
            return True
        case Derived(expression):
            return expression.tree.find(exp.Div) is not None
        case _:
            return False


def _counts(how: MetricType) -> bool:
    match how:
        case Simple(measure=measure) | Balance(measure=measure) | Snapshot(measure=measure):
            return measure.aggregation in ("count", "count_distinct")
        case _:
            return False
