"""What a change or a goal means in words: fewer, higher, better, worse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.narrative.nouns import counted
from bot.narrative.numbers import (
    is_slight,
    say_closer,
    say_goal,
    say_number,
    say_points,
    say_ratio,
    say_value,
)
from metrics.model import Grain, Metric

Direction = Literal["better", "worse", "unchanged", ""]

_TIMES = 3.0


@dataclass(frozen=True, slots=True)
class Change:
    """A value beside an earlier one.

    Attributes:
        words: ``7.2 % fewer than``; the earlier period follows.
        short: ``▼ 7.2 % better``, for tables.
        direction: what it means by the metric's definition; empty for a neutral one.
    """

    words: str
    short: str
    direction: Direction


def change_of(metric: Metric, now: float, before: float) -> Change:
    """How ``now`` differs from ``before``; what is less than can be shown is no change."""
    if say_value(now, metric.format) == say_value(before, metric.format):
        return Change("the same as", "unchanged", "unchanged")
    if is_slight(now, before, metric.format):
        return Change("about the same as", "unchanged", "unchanged")
    up = now > before
    direction = _direction(metric, up=up)
    size = _size(metric, now, before)
    mark = f"{'▲' if up else '▼'} {size.replace('percentage point', 'point')}"
    return Change(
        _words(metric, now, before, size),
        f"{mark} {direction}".rstrip(),
        direction,
    )


def verdict(change: Change, *, growing: bool) -> str:
    """``getting better``, or ``getting worse so far`` while the period is not settled."""
    if change.direction not in ("better", "worse"):
        return ""
    return f"getting {change.direction}{' so far' if growing else ''}"


@dataclass(frozen=True, slots=True)
class Against:
    """A value beside the goal: ``above`` ``the goal of $230``, and whether that is better."""

    side: Literal["above", "below", "exactly", "about"]
    words: str
    direction: Direction


def against_goal(metric: Metric, value: float, grain: Grain | None) -> Against | None:
    """The value beside the goal, compared to one place more than is shown.

    None where there is no goal for a period of this grain.
    """
    goal = metric.goal
    if goal is None or (goal.grain is not None and goal.grain != grain):
        return None
    words = f"the goal of {say_goal(goal.value, metric)}"
    if value == goal.value:
        return Against("exactly", words, "unchanged")
    if say_value(value, metric.format) == say_value(goal.value, metric.format):
        closer = say_closer(value, metric)
        if closer == say_closer(goal.value, metric):
            return Against("about", words, "unchanged")
        words += f" (at {closer})"
    up = value > goal.value
    return Against("above" if up else "below", words, _direction(metric, up=up))


def _direction(metric: Metric, *, up: bool) -> Direction:
    if metric.direction == "neutral":
        return ""
    return "better" if up == (metric.direction == "up_is_good") else "worse"


def _size(metric: Metric, now: float, before: float) -> str:
    if metric.format == "percent":
        return say_points(now - before)
    if before == 0:
        return say_number(abs(now), metric)
    return say_ratio((now - before) / abs(before))


def _words(metric: Metric, now: float, before: float, size: str) -> str:
    more, less = ("more", "fewer") if counted(metric) else ("higher", "lower")
    if metric.format != "percent" and 0 in (now, before):
        return f"{'up' if now > before else 'down'} from {say_number(before, metric)}"
    if metric.format != "percent" and before > 0 and now / before >= _TIMES:
        times = say_value(now / before, "decimal")
        return f"{times} times {'as many as' if counted(metric) else 'as high as'}"
    return f"{size} {more if now > before else less} than"
