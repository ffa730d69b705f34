"""Spare parts: weekly stock by part and distribution centre, ordered up to a level.

During the seat-post shortage (P9) no seat posts arrive, and what the recall asks for piles up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.sample import reference
from metrics.sample.clock import Days, Numbers, mondays
from metrics.sample.fleet import Units
from metrics.sample.offers import Cases, campaigns
from metrics.sample.plan import Plan
from metrics.sample.service import FIXED, SWAP, Tickets

_MEMORY_WEEKS = 13
_REVIEW_WEEKS = 4
_SAFETY = 1.3
_LONGEST_WEEKS = 40


@dataclass(frozen=True, slots=True)
class Inventory:
    """Stock on Mondays before the week's demand, week by week, part by part."""

    part: Numbers
    center: Numbers
    week: Days
    on_hand: Numbers
    on_order: Numbers
    lead_days: Numbers


def make_inventory(plan: Plan, units: Units, tickets: Tickets, cases: Cases) -> Inventory:
    """Simulate the shelves from the history's first Monday to the as-of date."""
    rng = plan.stream("inventory_week")
    weeks = np.arange(mondays(np.array([plan.start]))[0], plan.as_of + 1, 7)
    service = _service(weeks, units, tickets)
    demand = service + _called_in(plan, weeks, units, cases)
    lead = _lead_days(plan, rng, weeks, demand.shape[1:])
    on_hand, on_order = _simulate(plan, weeks, demand, service, lead)
    shown = np.flatnonzero(np.broadcast_to(_open(weeks), demand.shape).ravel())
    per_week = demand[0].size
    return Inventory(
        shown // demand.shape[2] % demand.shape[1],
        shown % demand.shape[2],
        weeks[shown // per_week],
        on_hand.ravel()[shown],
        on_order.ravel()[shown],
        lead.ravel()[shown],
    )


def _open(weeks: Days) -> Numbers:
    """Whether each distribution centre is open: weeks x 1 x centres."""
    centers = np.arange(len(reference.CENTERS))
    opens = np.where(
        centers == len(centers) - 1, np.datetime64(reference.DAVENTRY_OPENS), weeks[0]
    )
    return (weeks[:, None] >= opens)[:, None, :]


def _service(weeks: Days, units: Units, tickets: Tickets) -> Numbers:
    """Parts that repairs ask for: weeks x parts x distribution centres."""
    repaired = np.isin(tickets.disposition, (FIXED, SWAP, -1)) & (tickets.failure >= 0)
    region = units.region[tickets.unit[repaired]]
    return _by_week(weeks, tickets.opened_on[repaired], tickets.part[repaired], region)


def _called_in(plan: Plan, weeks: Days, units: Units, cases: Cases) -> Numbers:
    """Parts that campaigns ask for, in the same shape."""
    asked = ~np.isnat(cases.requested)
    parts = np.array([reference.part_code(campaign.part) for campaign in campaigns(plan)])
    region = units.region[cases.unit[asked]]
    return _by_week(weeks, cases.requested[asked], parts[cases.campaign[asked]], region)


def _by_week(weeks: Days, on: Days, part: Numbers, region: Numbers) -> Numbers:
    week = (on - weeks[0]).astype("i8") // 7
    center = np.array(reference.CENTER_OF_REGION)[region]
    center = np.where(_open(weeks)[week, 0, center], center, 0)
    demand = np.zeros((len(weeks), len(reference.PARTS), len(reference.CENTERS)), "i8")
    each = np.array([item.per_repair for item in reference.PARTS])[part]
    np.add.at(demand, (week, part, center), each)
    return demand


def _lead_days(
    plan: Plan, rng: np.random.Generator, weeks: Days, shape: tuple[int, ...]
) -> Numbers:
    usual = np.array([item.lead_days for item in reference.PARTS], "f8")
    lead = usual[None, :, None] * rng.uniform(0.9, 1.15, (len(weeks), *shape))
    starts, ends = plan.truths.shortage
    scarce = (weeks >= starts) & (weeks < ends)
    lead[scarce, reference.part_code("seat post")] *= 1.5
    return np.rint(lead).astype("i8")


def _simulate(
    plan: Plan, weeks: Days, demand: Numbers, service: Numbers, lead: Numbers
) -> tuple[Numbers, Numbers]:
    """Stock and orders: levels follow the repairs, a campaign's parts are ordered once."""
    starts, ends = plan.truths.shortage
    scarce = (weeks >= starts) & (weeks < ends)
    seat_post = reference.part_code("seat post")
    stock = np.full(demand.shape[1:], 3.0) + 2 * service[:26].mean(axis=0)
    arriving = np.zeros((_LONGEST_WEEKS, *stock.shape))
    on_hand, on_order = np.zeros_like(demand), np.zeros_like(demand)
    for now in range(len(weeks)):
        if scarce[now]:
            arriving[1, seat_post] += arriving[0, seat_post]
            arriving[0, seat_post] = 0
            stock[seat_post] = np.minimum(stock[seat_post], 0)
        stock = stock + arriving[0]
        arriving = np.concatenate([arriving[1:], np.zeros((1, *stock.shape))])
        on_hand[now], on_order[now] = np.maximum(stock, 0), arriving.sum(axis=0)
        past = service[max(0, now - _MEMORY_WEEKS) : now + 1].mean(axis=0)
        delay = np.minimum(-(-lead[now] // 7), _LONGEST_WEEKS - 1)
        level = np.ceil(past * (delay + _REVIEW_WEEKS) * _SAFETY) + 1
        stock = stock - demand[now]
        wanted = np.maximum(level - stock - arriving.sum(axis=0), 0)
        part, center = np.indices(wanted.shape)
        arriving[delay - 1, part, center] += wanted
    return on_hand, on_order
