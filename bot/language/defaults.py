"""The period that is meant where none is said, and how the reading says so.

The last complete month for what adds up over time, or the last that is old enough where younger
rows do not count yet; the latest day with data for states (balances, snapshots); a split by time
runs over the last complete periods of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.language import periods
from bot.language.describe import dates, grain_words, is_state
from bot.language.desk import Desk
from bot.language.parts import Period
from metrics.catalog import Catalog
from metrics.model import Grain
from metrics.planner import young_from

_DEFAULT_PERIODS: Final[Mapping[Grain, int]] = {
    "day": 30,
    "week": 12,
    "month": 12,
    "quarter": 8,
    "fiscal_quarter": 8,
    "year": 3,
    "fiscal_year": 3,
}
_MOST_BACK: Final = 24


def default_period(
    metrics: tuple[str, ...], grain: Grain | None, desk: Desk, *, compared: bool
) -> tuple[Period, str]:
    """The period, and a note that names it."""
    if grain is not None:
        count = _DEFAULT_PERIODS[grain]
        found = periods.last_periods(desk.context, grain, count)
        period = found or last_mature_month(metrics, desk)
        each = "days" if grain == "day" else f"complete {grain_words(grain)}s"
        named = f"the last {count} {each}"
    elif is_state_only(metrics, desk.catalog) and not compared:
        period, named = latest_day(desk), "the latest data"
    else:
        period = last_mature_month(metrics, desk)
        late = period != periods.relative(desk.context, "month", -1)
        named = f"the last complete month{' that is old enough' if late else ''}"
    return period, f"No period was named: read as {named} ({dates(period.range)})."


def last_mature_month(metrics: tuple[str, ...], desk: Desk) -> Period:
    """The last complete month; of metrics that leave young rows out, the last all of which counts.

    Where no month within two years is old enough, simply the last complete one.
    """
    young = min((day for name in metrics if (day := young_since(name, desk))), default=None)
    months = (periods.relative(desk.context, "month", -n) for n in range(1, _MOST_BACK))
    old_enough = (month for month in months if young is None or month.range.end <= young)
    return next(old_enough, periods.relative(desk.context, "month", -1))


def young_since(metric: str, desk: Desk) -> date | None:
    """The first day whose rows do not count yet; None where all count.

    A number of the metric that may be chosen, such as months in service, is its usual one.
    """
    definition = desk.catalog.metric(metric)
    maturity = definition.maturity
    if maturity is None or maturity.immature == "label":
        return None
    usual = {parameter.name: parameter.default for parameter in definition.parameters}
    return young_from(maturity, desk.latest_day, usual)


def latest_day(desk: Desk) -> Period:
    """The last day with data."""
    return periods.day_of(desk.latest_day)


def is_state_only(metrics: tuple[str, ...], catalog: Catalog) -> bool:
    """Whether all metrics are states at one moment."""
    return all(is_state(name, catalog) for name in metrics)
