"""Warranty claims, from report to payment, with the dirt that real claim files have.

Lags: report lognormal(1.4, 1) days after the failure, record Gamma(2, 3) days after that. The
record lag is calibrated so that a failure month is 60 % complete at its end, 80 % a week later,
91 % after two weeks and 98 % after thirty days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.sample import reference
from metrics.sample.clock import NEVER, Days, Instants, Numbers, after, local_days
from metrics.sample.fleet import Lots, Units
from metrics.sample.plan import Plan, some
from metrics.sample.service import Tickets

STATUSES = ("reported", "approved", "paid", "denied", "withdrawn")
REPORTED, APPROVED, PAID, DENIED, WITHDRAWN = range(5)
SECOND_LOAD = 1_000_000
ORPHANS, NO_SERIAL = 0.001, 0.0005

_APPROVED, _DENIED = 0.86, 0.11
_LABOUR, _LABOUR_SHARE = 70.0, 0.62
_FREIGHT = 18.0
_NO_SUPPLIER = 0.003
_NOT_YET = np.datetime64("NaT", "s")


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims as loaded, in the order of reporting; ``ticket`` is a position.

    Attributes:
        claim: the claim's number; stands twice where a file was loaded twice.
        load: the file it came with, numbered by day; a second load has a later number.
        serial: positions in ``Units.serial``; -1 is NULL, below that mistyped: ``-2 - unit``.
        paid: what was paid, NaN until then.
    """

    claim: Numbers
    load: Numbers
    ticket: Numbers
    serial: Numbers
    failure: Numbers
    recorded_at: Instants
    decided_at: Instants
    approved_at: Instants
    paid_at: Instants
    withdrawn_on: Days
    supplier: Numbers
    status: Numbers
    part_amount: Numbers
    labour_amount: Numbers
    freight_amount: Numbers
    paid: Numbers


def make_claims(plan: Plan, lots: Lots, units: Units, tickets: Tickets) -> Claims:
    """Claims recorded by the as-of date; one day's file is missing, another came twice (P4)."""
    rng = plan.stream("claim")
    ticket = np.flatnonzero(tickets.coverage >= 0)
    recorded_at = after(tickets.opened_at[ticket], rng.gamma(2, 3, len(ticket)))
    in_time = recorded_at < plan.cutoff
    ticket, recorded_at = ticket[in_time], recorded_at[in_time]
    count = len(ticket)
    decided_at, approved_at, paid_at, withdrawn_on, status = _decide(plan, rng, recorded_at)
    unit, part = tickets.unit[ticket], tickets.part[ticket]
    cost = np.array([item.cost for item in reference.PARTS])[part]
    part_amount = np.round(cost * rng.lognormal(0, 0.25, count), 2)
    labour = np.where(some(rng, _LABOUR_SHARE, count), _LABOUR, 0.0)
    freight = np.full(count, _FREIGHT)
    supplier = lots.supplier[units.lot[unit], part]
    claims = Claims(
        claim=np.arange(count) + 1,
        load=_load_number(plan, local_days(recorded_at)),
        ticket=ticket,
        serial=_typed(rng, unit),
        failure=tickets.failure[ticket],
        recorded_at=recorded_at,
        decided_at=decided_at,
        approved_at=approved_at,
        paid_at=paid_at,
        withdrawn_on=withdrawn_on,
        supplier=np.where(some(rng, _NO_SUPPLIER, count), -1, supplier),
        status=status,
        part_amount=part_amount,
        labour_amount=labour,
        freight_amount=freight,
        paid=np.where(np.isnat(paid_at), np.nan, part_amount + labour + freight),
    )
    return _as_loaded(plan, claims)


def _decide(
    plan: Plan, rng: np.random.Generator, recorded_at: Instants
) -> tuple[Instants, Instants, Instants, Days, Numbers]:
    count = len(recorded_at)
    draw = rng.random(count)
    ruled = after(recorded_at, rng.gamma(2, 2, count) + 0.1)
    payout = after(ruled, rng.gamma(2, 5, count) + 2)
    drops_on = local_days(after(recorded_at, rng.uniform(1, 10, count)))
    drops = draw >= _APPROVED + _DENIED
    withdrawn_on = np.where(drops & (drops_on <= plan.as_of), drops_on, NEVER)
    decided = np.where(~drops & (ruled < plan.cutoff), ruled, _NOT_YET)
    approved = np.where(draw < _APPROVED, decided, _NOT_YET)
    paid = np.where(~np.isnat(approved) & (payout < plan.cutoff), payout, _NOT_YET)
    status = np.full(count, REPORTED)
    status[~np.isnat(withdrawn_on)] = WITHDRAWN
    status[~np.isnat(decided)] = DENIED
    status[~np.isnat(approved)] = APPROVED
    status[~np.isnat(paid)] = PAID
    return decided, approved, paid, withdrawn_on, status


def _typed(rng: np.random.Generator, unit: Numbers) -> Numbers:
    draw = rng.random(len(unit))
    wrong = draw < ORPHANS
    empty = draw > 1 - NO_SERIAL
    return np.where(wrong, -2 - unit, np.where(empty, -1, unit))


def _load_number(plan: Plan, days: Days) -> Numbers:
    return (days - plan.start).astype("i8") + 1


def _as_loaded(plan: Plan, claims: Claims) -> Claims:
    on = local_days(claims.recorded_at)
    rows = np.flatnonzero(on != plan.truths.not_loaded)
    later = on[rows][on[rows] >= plan.truths.loaded_twice]
    again = np.flatnonzero(on == (later.min() if len(later) else plan.truths.loaded_twice))
    order = np.concatenate([rows, again])
    order = order[np.argsort(claims.ticket[order], kind="stable")]
    taken = {name: getattr(claims, name)[order] for name in claims.__dataclass_fields__}
    repeated = np.concatenate([[False], taken["claim"][1:] == taken["claim"][:-1]])
    taken["load"] = taken["load"] + SECOND_LOAD * repeated
    return Claims(**taken)
