"""Subscriptions as dated spells: active, paused, active again, until a member cancels.

Spells of a member are half-open, follow one another and never overlap. A pause splits an active
spell in two. A member whose only units went back cancels on that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.sample.clock import MONTH_DAYS, NEVER, Days, Numbers, days_after
from metrics.sample.fleet import TRADED_IN, Units
from metrics.sample.plan import Plan

END_REASONS = ("cancelled", "paused", "resumed")
CANCELLED, PAUSED, RESUMED = range(3)

_JOIN = 0.95
_CHURN = 0.0109
_PAUSE = 0.0225
_PAUSE_DAYS = (28, 101)
_FAR = np.datetime64("2200-01-01", "D")
_STRIDE = 200_000


@dataclass(frozen=True, slots=True)
class Spells:
    """Spells in the order of their starts; ``why`` is -1 and ``ended`` NaT while open."""

    member: Numbers
    started: Days
    ended: Days
    pause: NDArray[np.bool_]
    why: Numbers

    def active(self, member: Numbers, on: Days) -> NDArray[np.bool_]:
        """Whether each member has an active, unpaused spell on the day."""
        key = self.member * _STRIDE + self.started.astype("i8")
        order = np.argsort(key, kind="stable")
        place = np.searchsorted(key[order], member * _STRIDE + on.astype("i8"), side="right") - 1
        spell = order[np.maximum(place, 0)]
        same = (place >= 0) & (self.member[spell] == member)
        inside: NDArray[np.bool_] = same & ~self.pause[spell] & ~(self.ended[spell] <= on)
        return inside


def make_spells(plan: Plan, units: Units, members: int) -> Spells:
    """The spells of all members, from their first delivery on."""
    rng = plan.stream("subscription_spell")
    starts, stops = _first_and_last(units, members)
    start = days_after(starts, rng.integers(0, 4, members))
    keen = rng.random(members) < _JOIN
    member = np.flatnonzero(keen & (start <= plan.as_of))
    start = start[member]
    found: list[tuple[Numbers, Days, Days, NDArray[np.bool_], Numbers]] = []
    while len(member):
        active = _active(rng, start, stops[member])
        found.append(_row(member, start, active, pause=False))
        member, start = _next(plan, member, active, PAUSED)
        paused = _paused(rng, start, stops[member])
        found.append(_row(member, start, paused, pause=True))
        member, start = _next(plan, member, paused, RESUMED)
    return _sorted(plan, found)


def _first_and_last(units: Units, members: int) -> tuple[Days, Days]:
    """First delivery of each member, and the day from which no unit of theirs is left."""
    served = ~np.isnat(units.delivered_on)
    member = units.member[served]
    first = np.full(members, _FAR)
    np.minimum.at(first, member, units.delivered_on[served])
    left = np.where(units.left_why[served] == TRADED_IN, NEVER, units.left_on[served])
    last = np.full(members, np.datetime64("1970-01-01", "D"))
    np.maximum.at(last, member, np.where(np.isnat(left), _FAR, left))
    return first, last


def _active(rng: np.random.Generator, start: Days, stop: Days) -> tuple[Days, Numbers]:
    churn = rng.exponential(1 / _CHURN, len(start))
    pause = rng.exponential(1 / _PAUSE, len(start))
    days = np.minimum(np.ceil(np.minimum(churn, pause) * MONTH_DAYS), 30_000)
    why = np.where(churn < pause, CANCELLED, PAUSED)
    return _stopped(days_after(start, days), why, start, stop)


def _paused(rng: np.random.Generator, start: Days, stop: Days) -> tuple[Days, Numbers]:
    end = days_after(start, rng.integers(*_PAUSE_DAYS, len(start)))
    return _stopped(end, np.full(len(start), RESUMED), start, stop)


def _stopped(end: Days, why: Numbers, start: Days, stop: Days) -> tuple[Days, Numbers]:
    # A second unit may have gone back before the spell began: then it ends after one day.
    last = np.maximum(stop, start + 1)
    return np.minimum(end, last), np.where(end < last, why, CANCELLED)


def _row(
    member: Numbers, start: Days, end: tuple[Days, Numbers], *, pause: bool
) -> tuple[Numbers, Days, Days, NDArray[np.bool_], Numbers]:
    return member, start, end[0], np.full(len(member), pause), end[1]


def _next(
    plan: Plan, member: Numbers, end: tuple[Days, Numbers], why: int
) -> tuple[Numbers, Days]:
    goes_on = (end[1] == why) & (end[0] <= plan.as_of)
    return member[goes_on], end[0][goes_on]


def _sorted(
    plan: Plan, found: list[tuple[Numbers, Days, Days, NDArray[np.bool_], Numbers]]
) -> Spells:
    member, started, ended, pause, why = (np.concatenate(c) for c in zip(*found, strict=True))
    open_still = ended > plan.as_of
    ended = np.where(open_still, NEVER, ended)
    why = np.where(open_still, -1, why)
    order = np.lexsort((member, started))
    return Spells(member[order], started[order], ended[order], pause[order], why[order])
