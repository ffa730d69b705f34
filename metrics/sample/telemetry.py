"""What the machines send: the serial event stream and monthly usage.

Errors chatter at 0.30 a month. 55 % of failures announce themselves with Poisson(4) errors over
the 45 days before. A failure is a lifecycle event; some devices send it twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.sample import reference
from metrics.sample.clock import (
    DAY_SECONDS,
    Days,
    Instants,
    Numbers,
    after,
    instants,
    local_days,
    month_numbers,
    months_between,
)
from metrics.sample.failures import Failures
from metrics.sample.fleet import REASONS, Units, in_service_until
from metrics.sample.plan import Plan, some

KINDS = ("error", "firmware", "lifecycle")
ERROR, FIRMWARE, LIFECYCLE = range(3)
LIFECYCLE_CODES = ("failure", "activated", *REASONS)
RELEASE_MONTHS = 10

_CHATTER = 0.30
_ANNOUNCED, _ANNOUNCEMENTS, _NOTICE_DAYS = 0.55, 4, 45
_SENT_TWICE = 0.08
_UPDATED = 0.9
_SLOW, _UNNAMED, _SEVERE, _SECOND_CODE = 0.05, 0.02, 0.2, 0.25
_RIDING = np.array([1.3, 1.2, 1.1, 1.0, 0.92, 0.85, 0.82, 0.85, 0.93, 1.0, 1.05, 1.05])
_FADE = 0.012
_SESSION_MINUTES = 28


@dataclass(frozen=True, slots=True)
class Events:
    """The event stream in the order of occurrence.

    Attributes:
        code: a position in ``event_codes(...)``.
        part, failure: positions, -1 where there is none.
    """

    unit: Numbers
    at: Instants
    recorded_at: Instants
    kind: Numbers
    code: Numbers
    severity: Numbers
    part: Numbers
    failure: Numbers


@dataclass(frozen=True, slots=True)
class Usage:
    """One month of riding; units that were not ridden have no row."""

    month: np.datetime64
    unit: Numbers
    minutes: Numbers
    sessions: Numbers


def releases(plan: Plan) -> Days:
    """The days on which firmware came out; release ``n`` is version ``2.n``."""
    months = np.arange(plan.start.astype("M8[M]"), plan.as_of.astype("M8[M]") + 1, RELEASE_MONTHS)
    days: Days = months.astype("M8[D]")
    return days


def event_codes(plan: Plan) -> tuple[str, ...]:
    """Lifecycle codes, then two error codes a part, then firmware versions."""
    errors = [f"E{100 + n}" for n in range(2 * len(reference.PARTS))]
    versions = [f"2.{n}" for n in range(len(releases(plan)))]
    return (*LIFECYCLE_CODES, *errors, *versions)


def make_events(plan: Plan, units: Units, failures: Failures) -> Events:
    """Everything recorded by the as-of date, without what the UK's silence swallowed (P4)."""
    rng = plan.stream("event")
    until = in_service_until(plan, units)
    streams = [
        _chatter(rng, units, until),
        _announcements(rng, units, failures),
        _failures(rng, failures),
        _updates(plan, rng, units, until),
        _milestones(rng, units),
    ]
    unit, at, kind, code, severity, part, failure = (
        np.concatenate(column) for column in zip(*streams, strict=True)
    )
    del streams
    slow = some(rng, _SLOW, len(at))
    lag = rng.standard_exponential(len(at), dtype="f4") * np.where(slow, 2.0, 0.02)
    recorded = after(at, lag)
    on = local_days(at)
    starts, ends = plan.truths.silence
    silent = (kind == ERROR) & (units.region[unit] == reference.UK) & (on >= starts) & (on < ends)
    kept = np.flatnonzero((recorded < plan.cutoff) & ~silent)
    order = kept[np.argsort(at[kept], kind="stable")]
    return Events(
        unit[order],
        at[order],
        recorded[order],
        kind[order],
        code[order],
        severity[order],
        part[order],
        failure[order],
    )


def usage_months(plan: Plan, units: Units) -> Iterator[Usage]:
    """Month by month, so that the whole of it never stands in memory."""
    rng = plan.stream("usage_month")
    until = in_service_until(plan, units)
    for month in np.arange(plan.start.astype("M8[M]"), plan.as_of.astype("M8[M]") + 1):
        yield _ride(rng, units, until, month)


Stream = tuple[Numbers, Instants, Numbers, Numbers, Numbers, Numbers, Numbers]


def _stream(
    unit: Numbers,
    at: Instants,
    kind: int,
    code: Numbers | int,
    severity: Numbers | int,
    part: Numbers | int = -1,
    failure: Numbers | int = -1,
) -> Stream:
    size = len(unit)
    return (
        unit.astype("i4"),
        at,
        np.full(size, kind, "i1"),
        np.broadcast_to(np.asarray(code, "i1"), size),
        np.broadcast_to(np.asarray(severity, "i1"), size),
        np.broadcast_to(np.asarray(part, "i1"), size),
        np.broadcast_to(np.asarray(failure, "i4"), size),
    )


def _error_code(part: Numbers, second: NDArray[np.bool_]) -> Numbers:
    return len(LIFECYCLE_CODES) + 2 * part + second


def _chatter(rng: np.random.Generator, units: Units, until: Instants) -> Stream:
    months = np.nan_to_num(months_between(units.delivered_at, until))
    unit = np.repeat(np.arange(len(months), dtype="i4"), rng.poisson(_CHATTER * months))
    size = len(unit)
    seconds = ((until - units.delivered_at) / np.timedelta64(1, "s"))[unit]
    at = after(units.delivered_at[unit], rng.random(size, dtype="f4") * seconds / DAY_SECONDS)
    part = np.empty(size, "i1")
    pick = rng.random(size, dtype="f4")
    for model, product in enumerate(reference.PRODUCTS):
        rows = units.model[unit] == model
        parts = np.array([reference.part_code(wear.part) for wear in product.wear], "i1")
        part[rows] = parts[(pick[rows] * len(parts)).astype("i1").clip(max=len(parts) - 1)]
    code = _error_code(part, some(rng, _SECOND_CODE, size))
    severity = 1 + some(rng, _SEVERE, size)
    unnamed = some(rng, _UNNAMED, size)
    return _stream(unit, at, ERROR, code, severity, np.where(unnamed, -1, part))


def _announcements(rng: np.random.Generator, units: Units, failures: Failures) -> Stream:
    count = len(failures.at)
    times = np.where(rng.random(count) < _ANNOUNCED, rng.poisson(_ANNOUNCEMENTS, count), 0)
    failure = np.repeat(np.arange(count), times)
    at = after(failures.at[failure], -_NOTICE_DAYS * rng.random(len(failure)))
    unit = failures.unit[failure]
    sent = at > units.delivered_at[unit]
    unit, at, part = unit[sent], at[sent], failures.part[failure][sent]
    code = _error_code(part, some(rng, 0.4, len(unit)))
    return _stream(unit, at, ERROR, code, 2 + some(rng, 0.35, len(unit)), part)


def _failures(rng: np.random.Generator, failures: Failures) -> Stream:
    count = len(failures.at)
    again = np.flatnonzero(rng.random(count) < _SENT_TWICE)
    row = np.concatenate([np.arange(count), again])
    later = np.concatenate([np.zeros(count), rng.uniform(0.01, 0.3, len(again))])
    at = after(failures.at[row], later)
    return _stream(failures.unit[row], at, LIFECYCLE, 0, 4, failures.part[row], row + 1)


def _updates(plan: Plan, rng: np.random.Generator, units: Units, until: Instants) -> Stream:
    first = len(LIFECYCLE_CODES) + 2 * len(reference.PARTS)
    found = []
    for number, day in enumerate(releases(plan)):
        at = after(
            instants(np.array([day]), np.array([9 * 3600])), rng.exponential(12, len(until))
        )
        got = (at > units.delivered_at) & (at < until) & (rng.random(len(at)) < _UPDATED)
        rows = np.flatnonzero(got)
        found.append(_stream(rows, at[rows], FIRMWARE, first + number, 0))
    unit, at, kind, code, severity, part, failure = (
        np.concatenate(column) for column in zip(*found, strict=True)
    )
    return unit, at, kind, code, severity, part, failure


def _milestones(rng: np.random.Generator, units: Units) -> Stream:
    served = np.flatnonzero(~np.isnat(units.delivered_at))
    started = after(units.delivered_at[served], rng.exponential(0.4, len(served)) + 0.02)
    left = np.flatnonzero(~np.isnat(units.left_on))
    left_at = instants(units.left_on[left], np.array([0]))
    alive = (units.left_why[served] < 0) | (local_days(started) < units.left_on[served])
    unit = np.concatenate([served[alive], left])
    at = np.concatenate([started[alive], left_at])
    activated = np.full(np.count_nonzero(alive), LIFECYCLE_CODES.index("activated"))
    code = np.concatenate([activated, units.left_why[left] + 2])
    return _stream(unit, at, LIFECYCLE, code, 0)


def _ride(rng: np.random.Generator, units: Units, until: Instants, month: np.datetime64) -> Usage:
    first, last = instants(np.array([month, month + 1]).astype("M8[D]"), np.array([0, 0]))
    here = np.flatnonzero((units.delivered_at < last) & (until > first))
    days = np.minimum(until[here], last) - np.maximum(units.delivered_at[here], first)
    weeks = days / np.timedelta64(7 * DAY_SECONDS, "s")
    age = months_between(units.delivered_at[here], np.full(len(here), last))
    season = _RIDING[month_numbers(np.array([month]).astype("M8[D]"))[0] - 1]
    mean = units.minutes[here] * weeks * season * np.exp(-_FADE * age)
    minutes = np.rint(mean * rng.standard_gamma(4, len(here)) / 4).astype("i4")
    sessions = rng.poisson(minutes / _SESSION_MINUTES).astype("i4")
    ridden = (sessions > 0) & (minutes > 0)
    return Usage(month.astype("M8[D]"), here[ridden], minutes[ridden], sessions[ridden])
