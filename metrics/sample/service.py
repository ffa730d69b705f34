"""Tickets and visits: failures that members report, and calls that no failure stands behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.sample import reference
from metrics.sample.clock import (
    Days,
    Instants,
    Numbers,
    after,
    local_days,
    months_between,
)
from metrics.sample.contracts import Contracts, covered
from metrics.sample.failures import Failures, refund_instants
from metrics.sample.fleet import Units, in_service_until
from metrics.sample.plan import Plan, some

COVERAGES = ("base", "extended", "goodwill")
BASE, EXTENDED, GOODWILL = range(3)
DISPOSITIONS = ("fixed", "NFF", "swap", "refund")
FIXED, NFF, SWAP, REFUND = range(4)
NFF_BEFORE, NFF_AFTER = 0.09, 0.16

_CLAIMED = 0.94
_GOODWILL = 0.25
_UNCLAIMED_TICKET = 0.45
_CALLS_PER_MONTH = 0.0085
_VISITED = 0.52
_SECOND_SYMPTOM = 0.3
_SWAPPED = 0.11


@dataclass(frozen=True, slots=True)
class Tickets:
    """Tickets in the order of opening; the id of a ticket is its position plus 1.

    Attributes:
        failure: position of the failure behind it, or -1.
        part: code, or -1 where none was named.
        coverage: of its claim; -1 where no claim is made.
        disposition: -1 while open; ``closed_at`` is NaT then.
    """

    unit: Numbers
    failure: Numbers
    part: Numbers
    coverage: Numbers
    opened_at: Instants
    opened_on: Days
    symptom: Numbers
    disposition: Numbers
    closed_at: Instants
    closed_on: Days


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits in the order of time."""

    ticket: Numbers
    number: Numbers
    at: Instants
    fixed: NDArray[np.bool_]


def make_tickets(plan: Plan, units: Units, failures: Failures, contracts: Contracts) -> Tickets:
    """Tickets opened by the as-of date; each claim will have one."""
    rng = plan.stream("ticket")
    coverage = _coverage(rng, units, failures, contracts)
    asked = (coverage >= 0) | failures.refunded | (rng.random(len(coverage)) < _UNCLAIMED_TICKET)
    failure = np.flatnonzero(asked)
    lag = rng.lognormal(1.4, 1, len(failure))
    lag = np.where(failures.refunded[failure], np.minimum(lag, 14), lag)
    caller, called_at = _calls(plan, rng, units)
    none = np.full(len(caller), -1)
    unit = np.concatenate([failures.unit[failure], caller])
    opened_at = np.concatenate([after(failures.at[failure], lag), called_at])
    cause = np.concatenate([failure, none])
    cover = np.concatenate([coverage[failure], none])
    part = np.concatenate([failures.part[failure], _guessed_parts(rng, units, caller)])
    order = np.argsort(opened_at, kind="stable")
    order = order[opened_at[order] < plan.cutoff]
    unit, opened_at, cause = unit[order], opened_at[order], cause[order]
    part, cover = part[order], cover[order]
    refunded = (cause >= 0) & failures.refunded[cause]
    closed_at = _close(plan, rng, units, unit, opened_at, refunded, part)
    closed_on = local_days(closed_at)
    return Tickets(
        unit,
        cause,
        part,
        cover,
        opened_at,
        local_days(opened_at),
        _symptoms(rng, part, cause),
        _dispose(plan, rng, cause, refunded, closed_on),
        closed_at,
        closed_on,
    )


def make_visits(plan: Plan, tickets: Tickets) -> Visits:
    """Technicians' visits; the last one of a mended unit fixed it."""
    rng = plan.stream("visit")
    count = len(tickets.unit)
    open_days = (tickets.closed_at - tickets.opened_at) / np.timedelta64(86_400, "s")
    open_days = np.where(np.isnan(open_days), 12.0, open_days)
    seen = (rng.random(count) < _VISITED) & (open_days > 1)
    number = rng.choice(3, count, p=(0.82, 0.15, 0.03)) + 1
    ticket = np.repeat(np.flatnonzero(seen), number[seen])
    first = np.searchsorted(ticket, ticket)
    turn = np.arange(len(ticket)) - first + 1
    at = after(tickets.opened_at[ticket], open_days[ticket] * 0.92 * turn / number[ticket])
    mended = np.isin(tickets.disposition[ticket], (FIXED, SWAP))
    fixed = mended & (turn == number[ticket])
    order = np.argsort(at, kind="stable")
    order = order[at[order] < plan.cutoff]
    return Visits(ticket[order], turn[order], at[order], fixed[order])


def _coverage(
    rng: np.random.Generator, units: Units, failures: Failures, contracts: Contracts
) -> Numbers:
    """Under what each failure is claimed, -1 for not at all."""
    on = local_days(failures.at)
    base = on < units.base_ends[failures.unit]
    extended = ~base & covered(contracts, units, failures.unit, on)
    draw = rng.random(len(on))
    coverage = np.where(base, BASE, np.where(extended, EXTENDED, GOODWILL))
    return np.where(draw < np.where(base | extended, _CLAIMED, _GOODWILL), coverage, -1)


def _calls(plan: Plan, rng: np.random.Generator, units: Units) -> tuple[Numbers, Instants]:
    until = in_service_until(plan, units)
    months = np.nan_to_num(months_between(units.delivered_at, until))
    unit = np.repeat(np.arange(len(months)), rng.poisson(_CALLS_PER_MONTH * months))
    span = (until[unit] - units.delivered_at[unit]) / np.timedelta64(86_400, "s")
    return unit, after(units.delivered_at[unit], rng.random(len(unit)) * span)


def _guessed_parts(rng: np.random.Generator, units: Units, unit: Numbers) -> Numbers:
    parts = np.full(len(unit), -1)
    draw = rng.random(len(unit))
    for code, product in enumerate(reference.PRODUCTS):
        rows = units.model[unit] == code
        names = np.array([reference.part_code(wear.part) for wear in product.wear])
        pick = np.floor(draw[rows] / 0.6 * len(names)).astype("i8")
        parts[rows] = np.append(names, -1)[np.minimum(pick, len(names))]
    return parts


def _close(
    plan: Plan,
    rng: np.random.Generator,
    units: Units,
    unit: Numbers,
    opened_at: Instants,
    refunded: NDArray[np.bool_],
    part: Numbers,
) -> Instants:
    days = rng.gamma(2, 4.4, len(unit)) + 0.2
    on = local_days(opened_at)
    starts, ends = plan.truths.shortage
    waits = (part == reference.part_code("seat post")) & (on >= starts - 7) & (on < ends)
    left_to_wait = ends.astype("i8") - on.astype("i8")
    days = np.where(waits, days + np.maximum(left_to_wait, 0), days)
    closed = after(opened_at, days)
    closed = np.where(refunded, refund_instants(units, unit), closed)
    return np.where(closed < plan.cutoff, closed, np.datetime64("NaT", "s"))


def _symptoms(rng: np.random.Generator, part: Numbers, cause: Numbers) -> Numbers:
    names = [[reference.SYMPTOMS.index(s) for s in part.symptoms] for part in reference.PARTS]
    second = some(rng, _SECOND_SYMPTOM, len(part)).astype("i8")
    usual = np.array(names)[part, second]
    others = np.array([reference.SYMPTOMS.index(s) for s in reference.OTHER_SYMPTOMS])
    other = others[rng.integers(0, len(others), len(part))]
    named = (part >= 0) & (rng.random(len(part)) < np.where(cause >= 0, 0.93, 0.6))
    return np.where(named, usual, other)


def _dispose(
    plan: Plan,
    rng: np.random.Generator,
    cause: Numbers,
    refunded: NDArray[np.bool_],
    closed_on: Days,
) -> Numbers:
    """P6: no fault is found only where there was none, in 9 % of all tickets, later 16 %."""
    draw = rng.random(len(cause))
    mended = np.where(draw < _SWAPPED, SWAP, FIXED)
    disposition = np.where(refunded, REFUND, np.where(cause >= 0, mended, FIXED))
    late = closed_on >= plan.truths.nff_step
    closed = ~np.isnat(closed_on)
    for rows, share in ((closed & ~late, NFF_BEFORE), (closed & late, NFF_AFTER)):
        idle = rows & (cause < 0)
        chance = share * rows.sum() / np.maximum(idle.sum(), 1)
        disposition = np.where(idle & (draw < chance), NFF, disposition)
    return np.where(np.isnat(closed_on), -1, disposition)
