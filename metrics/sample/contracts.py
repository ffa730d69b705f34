"""Extended-warranty contracts: who buys, when the cover starts and ends, who cancels.

Thirteen in a hundred units get a plan within 60 days of delivery, some more before the base
warranty ends. Riders who use it more, costlier models and fresh buyers are likelier to buy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.sample import reference
from metrics.sample.clock import (
    NEVER,
    Days,
    Instants,
    Numbers,
    add_months,
    after,
    days_after,
    instants,
    local_days,
)
from metrics.sample.fleet import Units
from metrics.sample.plan import Plan, some

ATTACH = 0.13
_LATER = 0.045
_AT_ONCE = 0.35
_CANCELLED = 0.07
_TERM_SHARES = (0.45, 0.35, 0.20)
_MODEL_APPEAL = np.array([0.9, 1.15, 1.15, 0.9])


@dataclass(frozen=True, slots=True)
class Contracts:
    """Contracts in the order of purchase; cover is ``[starts, ends)`` unless cancelled."""

    unit: Numbers
    plan: Numbers
    bought_at: Instants
    bought_on: Days
    starts: Days
    ends: Days
    price: Numbers
    cancelled_at: Instants
    cancelled_on: Days
    refund: Numbers


def make_contracts(plan: Plan, units: Units) -> Contracts:
    """Everything bought by the as-of date."""
    rng = plan.stream("ew_contract")
    unit, bought_at = _purchases(plan, rng, units)
    bought_on = local_days(bought_at)
    row = _term(rng, units.model[unit])
    term = np.array([months for *_, months, _ in reference.EW_PLANS])[row]
    price = np.array([price for *_, price in reference.EW_PLANS])[row]
    starts = units.base_ends[unit]
    ends = add_months(starts, term)
    cancelled_at = _cancel(plan, rng, units, unit, bought_at, ends)
    cancelled_on = local_days(cancelled_at)
    return Contracts(
        unit,
        row,
        bought_at,
        bought_on,
        starts,
        ends,
        price,
        cancelled_at,
        cancelled_on,
        _refunds(price, starts, ends, cancelled_on),
    )


def covered(contracts: Contracts, units: Units, unit: Numbers, on: Days) -> NDArray[np.bool_]:
    """Whether an extended contract of the unit is in force on the day."""
    starts = np.full(len(units.lot), NEVER)
    ends = starts.copy()
    starts[contracts.unit] = contracts.starts
    stopped = np.where(np.isnat(contracts.cancelled_on), contracts.ends, contracts.cancelled_on)
    ends[contracts.unit] = np.minimum(stopped, contracts.ends)
    inside: NDArray[np.bool_] = (on >= starts[unit]) & (on < ends[unit])
    return inside


def _purchases(plan: Plan, rng: np.random.Generator, units: Units) -> tuple[Numbers, Instants]:
    served = np.flatnonzero(~np.isnat(units.delivered_at))
    appeal = (units.minutes[served] / 130) ** 0.4 * _MODEL_APPEAL[units.model[served]]
    chance = appeal / appeal.mean()
    draw = rng.random(len(served))
    soon = draw < ATTACH * chance
    later = ~soon & (draw < (ATTACH + _LATER) * chance)
    days = np.where(some(rng, _AT_ONCE, len(served)), 0.0, rng.beta(1, 2.2, len(served)) * 59)
    days = np.where(later, rng.uniform(61, 360, len(served)), days)
    day = days_after(units.delivered_on[served], np.floor(days))
    clock = 3600 * rng.uniform(8, 23, len(served))
    at = np.maximum(instants(day, clock), after(units.delivered_at[served], np.array(0.02)))
    buys = (soon | later) & (at < plan.cutoff) & ~(units.left_on[served] <= day)
    order = np.argsort(at[buys], kind="stable")
    return served[buys][order], at[buys][order]


def _term(rng: np.random.Generator, model: Numbers) -> Numbers:
    first = np.where(np.isin(model, (reference.TREAD, reference.ROW)), 3, 0)
    return first + rng.choice(len(_TERM_SHARES), len(model), p=_TERM_SHARES)


def _cancel(
    plan: Plan,
    rng: np.random.Generator,
    units: Units,
    unit: Numbers,
    bought_at: Instants,
    ends: Days,
) -> Instants:
    """Some change their mind; and a contract ends with its unit's service."""
    wish = after(
        bought_at,
        np.where(some(rng, _CANCELLED, len(unit)), 1, np.inf)
        * (1 + rng.exponential(150, len(unit))),
    )
    left = instants(units.left_on[unit], np.array([15 * 3600]))
    first = np.fmin(wish, left)
    valid = (first < plan.cutoff) & (local_days(first) < ends)
    return np.where(valid, first, np.datetime64("NaT", "s"))


def _refunds(price: Numbers, starts: Days, ends: Days, cancelled_on: Days) -> Numbers:
    """The unused share of the term; all of it before the cover starts."""
    unused = (ends - np.maximum(cancelled_on, starts)) / (ends - starts)
    return np.where(np.isnat(cancelled_on), 0.0, np.round(price * unused, 2))
