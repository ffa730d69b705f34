"""From which day on rows are too young to count, and which periods that leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from metrics.calendar import add_months
from metrics.errors import UnsafeQueryError
from metrics.model import Maturity, Metric
from metrics.planner.parts import Window
from metrics.planner.standing import spell

Immature = Literal["exclude", "label", "refuse"]
_DAY = timedelta(days=1)


def young_from(maturity: Maturity, as_of: date, parameters: Mapping[str, int]) -> date:
    """The first day whose rows are too young when data reach through ``as_of``.

    A row counts once ``after_months`` and then ``after_days`` have passed since its day.
    """
    months = maturity.after_months
    count = parameters[months] if isinstance(months, str) else months
    last = as_of - timedelta(days=maturity.after_days)
    young = add_months(last, -count) + _DAY
    while add_months(young, count) <= last:  # several days may lead to the end of a short month
        young += _DAY
    return young


def maturing(way: Iterable[Metric], how: Immature) -> Metric | None:
    """The first of the metrics from the asked one down to a leaf whose maturity works this way."""
    return next((m for m in way if m.maturity is not None and m.maturity.immature == how), None)


def cutoff(metric: Metric | None, as_of: date, parameters: Mapping[str, int]) -> date | None:
    """The first day that is too young for the metric; None: there is none."""
    if metric is None or metric.maturity is None:
        return None
    return young_from(metric.maturity, as_of, parameters)


def mature(windows: tuple[Window, ...], young: date | None) -> tuple[Window, ...]:
    """The windows all of whose rows are old enough."""
    return windows if young is None else tuple(w for w in windows if w.end <= young)


def refuse_young(metric: Metric | None, windows: tuple[Window, ...], young: date | None) -> None:
    """Refuse where no period is old enough to tell.

    Raises:
        UnsafeQueryError: the reason, and through which day it can be told (``E_IMMATURE``).
    """
    if metric is None or metric.maturity is None or young is None or mature(windows, young):
        return
    raise UnsafeQueryError(
        f"It is too early to tell {metric.label.lower()} for that time. {metric.maturity.reason}",
        next_step=f"It can be told through {spell(young - _DAY)}.",
        code="E_IMMATURE",
    )
