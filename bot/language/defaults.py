"""The period that is meant where none is said, and how the reading says so.

The last complete month for what adds up over time, or the last that is old enough where younger
rows do not count yet; the latest day with data for states (balances, snapshots); a split by time
runs over the last complete periods of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.language import periods
from bot.language.describe import dates, grain_words, is_state
from bot.language.desk import Desk
from bot.language.parts import Period
from metrics.catalog import Catalog
from metrics.model import Grain

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
    wait = max((waits(name, desk.catalog) for name in metrics), default=0)
    months = (periods.relative(desk.context, "month", -n) for n in range(1, _MOST_BACK))
    first_young = desk.latest_day + timedelta(days=1 - wait)
    old_enough = (month for month in months if not wait or month.range.end <= first_young)
    return next(old_enough, periods.relative(desk.context, "month", -1))


def waits(metric: str, catalog: Catalog) -> int:
    """How many days old rows must be to count at all; 0 where all count."""
    maturity = catalog.metric(metric).maturity
    return maturity.after_days if maturity and maturity.immature == "exclude" else 0


def latest_day(desk: Desk) -> Period:
    """The last day with data."""
    return periods.day_of(desk.latest_day)


def is_state_only(metrics: tuple[str, ...], catalog: Catalog) -> bool:
    """Whether all metrics are states at one moment."""
    return all(is_state(name, catalog) for name in metrics)
