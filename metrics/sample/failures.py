"""What breaks and when: competing Weibull lives of the parts, frailty, usage, region, repeats.

A unit's hazard is multiplied by its hidden frailty, by the root of its usage and, in the
Southeast, by 1.35. Nine failures in a hundred come back within 75 days. Two in a hundred end
with a refund, after which the unit is out of service.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from metrics.sample import reference
from metrics.sample.clock import (
    MONTH_DAYS,
    Instants,
    Numbers,
    after,
    instants,
    local_days,
    months_between,
)
from metrics.sample.fleet import REFUNDED, Lots, Units, in_service_until
from metrics.sample.plan import Plan

BAD_LOT_FACTOR = 6.0
BAD_LOT_WEEKS = 6
BAD_BOARD = (0.55, 560.0)
_HOT_REGION = 1.35
_REPEATS = 0.09
_REPEAT_DAYS = (8, 75)
_REFUNDED = 0.02


@dataclass(frozen=True, slots=True)
class Failures:
    """Failures in the order of time; the id of a failure is its position plus 1.

    Attributes:
        refunded: the member gets the money back, and the unit leaves service.
    """

    unit: Numbers
    part: Numbers
    at: Instants
    refunded: NDArray[np.bool_]


def bad_lots(plan: Plan, lots: Lots) -> NDArray[np.bool_]:
    """P1: the lots of Bike built in P2 in the six bad weeks."""
    starts = plan.truths.bad_lot_starts
    weeks = (lots.week >= starts) & (lots.week < starts + 7 * BAD_LOT_WEEKS)
    bad: NDArray[np.bool_] = weeks & (lots.model == reference.BIKE) & (lots.plant == 1)
    return bad


def bad_boards(lots: Lots) -> NDArray[np.bool_]:
    """P3: the lots with power boards of Supplier B."""
    board = lots.supplier[:, reference.part_code("power board")]
    wrong: NDArray[np.bool_] = board == reference.supplier_code("Supplier B")
    return wrong


def make_failures(plan: Plan, lots: Lots, units: Units) -> tuple[Failures, Units]:
    """All failures in service, and the units as refunds leave them."""
    rng = plan.stream("failure")
    unit, part, months = _first_failures(plan, rng, lots, units)
    at = after(units.delivered_at[unit], months * MONTH_DAYS)
    unit, part, at = _with_repeats(rng, unit, part, at)
    kept = at < in_service_until(plan, units)[unit]
    order = np.flatnonzero(kept)[np.argsort(at[kept], kind="stable")]
    unit, part, at = unit[order], part[order], at[order]
    units, refunded = _refund(plan, rng, units, unit, at)
    kept = at < in_service_until(plan, units)[unit]
    return Failures(unit[kept], part[kept], at[kept], refunded[kept]), units


def _first_failures(
    plan: Plan, rng: np.random.Generator, lots: Lots, units: Units
) -> tuple[Numbers, Numbers, Numbers]:
    stress = _stress(units)
    longest = months_between(units.delivered_at, np.full(len(units.lot), plan.cutoff))
    found = []
    for model, product in enumerate(reference.PRODUCTS):
        rows = np.flatnonzero((units.model == model) & ~np.isnat(units.delivered_at))
        for wear in product.wear:
            code = reference.part_code(wear.part)
            months = _life(plan, rng, lots, wear, units.lot[rows], stress[rows])
            broken = months < longest[rows]
            found.append((rows[broken], np.full(broken.sum(), code, "i1"), months[broken]))
    unit, part, months = (np.concatenate(column) for column in zip(*found, strict=True))
    return unit, part, months


def _stress(units: Units) -> Numbers:
    hot = np.where(units.region == reference.SOUTHEAST, _HOT_REGION, 1.0)
    return reference.HAZARD_FACTOR * units.frailty * np.sqrt(units.minutes / 130) * hot


def _life(
    plan: Plan,
    rng: np.random.Generator,
    lots: Lots,
    wear: reference.Wear,
    lot: Numbers,
    stress: Numbers,
) -> Numbers:
    """Months to the first failure of one part, for units of these lots."""
    beta = np.full(len(lot), wear.beta)
    eta = np.full(len(lot), wear.eta)
    if plan.truths.defects and wear.part == "bearing":
        stress = stress * np.where(bad_lots(plan, lots)[lot], BAD_LOT_FACTOR, 1.0)
    if plan.truths.defects and wear.part == "power board":
        worse = bad_boards(lots)[lot]
        beta[worse], eta[worse] = BAD_BOARD
    return eta * (rng.standard_exponential(len(lot)) / stress) ** (1 / beta)


def _with_repeats(
    rng: np.random.Generator, unit: Numbers, part: Numbers, at: Instants
) -> tuple[Numbers, Numbers, Instants]:
    again = np.flatnonzero(rng.random(len(unit)) < _REPEATS)
    later = after(at[again], rng.uniform(*_REPEAT_DAYS, len(again)))
    return (
        np.concatenate([unit, unit[again]]),
        np.concatenate([part, part[again]]),
        np.concatenate([at, later]),
    )


def _refund(
    plan: Plan, rng: np.random.Generator, units: Units, unit: Numbers, at: Instants
) -> tuple[Units, NDArray[np.bool_]]:
    """Choose at most one refund a unit; the unit leaves within six weeks of the failure."""
    wanted = np.flatnonzero(rng.random(len(unit)) < _REFUNDED)
    _, first = np.unique(unit[wanted], return_index=True)
    chosen = wanted[first]
    leaves = local_days(after(at[chosen], rng.uniform(21, 45, len(chosen))))
    before = units.left_on[unit[chosen]]
    valid = (leaves <= plan.as_of) & ~(before <= leaves)
    chosen, leaves = chosen[valid], leaves[valid]
    left_on, left_why = units.left_on.copy(), units.left_why.copy()
    left_on[unit[chosen]] = leaves
    left_why[unit[chosen]] = REFUNDED
    refunded = np.zeros(len(unit), bool)
    refunded[chosen] = True
    return replace(units, left_on=left_on, left_why=left_why), refunded


def refund_instants(units: Units, unit: Numbers) -> Instants:
    """When a refunded unit's last ticket closes: at noon of the day it left."""
    return instants(units.left_on[unit], np.array([12 * 3600]))
