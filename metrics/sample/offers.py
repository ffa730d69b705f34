"""Promotions that members redeem, and the recalls and services that units are called in for.

Redemptions follow the rules of their promotions but for 2 % (P7). ``holiday_promo``: joined at
least 90 days ago, marketing allowed, nothing redeemed in the twelve months before.
``trade_in_promo``: a unit older than 36 months, an active subscription, nothing owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from metrics.sample import reference
from metrics.sample.clock import (
    NEVER,
    Days,
    Instants,
    Numbers,
    add_months,
    days_after,
    instants,
)
from metrics.sample.fleet import TRADED_IN, Members, Units
from metrics.sample.plan import Plan
from metrics.sample.subscriptions import Spells

INELIGIBLE = 0.02
TAKE_UP = 0.34
SEAT_POST_CAMPAIGN = "seat_post_recall"
BUILT_BEFORE = date(2023, 6, 1)

_HOLIDAY_TAKE_UP = 0.05
_TRADE_TAKE_UP = 0.8
_LONG_AGO = np.datetime64("1990-01-01", "D")


@dataclass(frozen=True, slots=True)
class Redemptions:
    """Redemptions in the order of time; ``eligible`` is known here only, not in the warehouse."""

    promo: Numbers
    member: Numbers
    at: Instants
    on: Days
    eligible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A call-in of units: models built before a day, how many answer, and how fast."""

    campaign_id: str
    name: str
    kind: str
    part: str
    opens: np.datetime64
    models: tuple[int, ...]
    built_before: date
    take_up: float


@dataclass(frozen=True, slots=True)
class Cases:
    """Campaign cases in the order of notification; later steps are NaT until they happen."""

    campaign: Numbers
    unit: Numbers
    notified: Days
    requested: Days
    shipped: Days
    completed: Days


def campaigns(plan: Plan) -> tuple[Campaign, ...]:
    """The three campaigns; the seat-post recall opens within the last six months (P9)."""
    return (
        Campaign(
            "pedal_service",
            "Pedal service 2024",
            "service",
            "pedal",
            np.datetime64("2024-02-05", "D"),
            (reference.BIKE, reference.BIKE_PLUS),
            date(2023, 3, 1),
            0.58,
        ),
        Campaign(
            "incline_recall",
            "Tread incline recall 2024",
            "recall",
            "incline motor",
            np.datetime64("2024-06-03", "D"),
            (reference.TREAD,),
            date(2024, 4, 1),
            0.67,
        ),
        Campaign(
            SEAT_POST_CAMPAIGN,
            "Seat-post recall",
            "recall",
            "seat post",
            plan.truths.recall_opens,
            (reference.BIKE,),
            BUILT_BEFORE,
            TAKE_UP,
        ),
    )


def make_cases(plan: Plan, units: Units) -> Cases:
    """A case for every unit of a campaign that is in service when its member is told."""
    rng = plan.stream("campaign_case")
    found = [
        _call_in(plan, rng, units, number, campaign)
        for number, campaign in enumerate(campaigns(plan))
    ]
    number, unit, *steps = (np.concatenate(column) for column in zip(*found, strict=True))
    steps = [np.where(step <= plan.as_of, step, NEVER) for step in steps]
    told = ~np.isnat(steps[0])
    order = np.flatnonzero(told)[np.argsort(steps[0][told], kind="stable")]
    notified, requested, shipped, completed = (step[order] for step in steps)
    return Cases(number[order], unit[order], notified, requested, shipped, completed)


def make_redemptions(plan: Plan, members: Members, units: Units, spells: Spells) -> Redemptions:
    """Promotion by promotion, in the order in which they start."""
    rng = plan.stream("redemption")
    latest = np.full(len(members.region), _LONG_AGO)
    found: list[tuple[Numbers, Numbers, Days, NDArray[np.bool_]]] = []
    fair = unfair = 0
    for code, offer in enumerate(reference.PROMOTIONS):
        window = (np.datetime64(offer.starts), min(np.datetime64(offer.ends), plan.as_of + 1))
        if offer.rule == reference.SALE or window[0] >= window[1]:
            continue
        if offer.rule == reference.HOLIDAY:
            good, bad = _holiday(rng, members, latest, window)
        else:
            good, bad = _trade_in(rng, members, units, spells, window)
        fair += len(good[0])
        wanted = round(INELIGIBLE / (1 - INELIGIBLE) * fair) - unfair
        chosen = rng.permutation(len(bad[0]))[:wanted]
        unfair += len(chosen)
        member = np.concatenate([good[0], bad[0][chosen]])
        on = np.concatenate([good[1], bad[1][chosen]])
        latest[member] = np.maximum(latest[member], on)
        eligible = np.arange(len(member)) < len(good[0])
        found.append((np.full(len(member), code), member, on, eligible))
    promo, member, on, eligible = (np.concatenate(column) for column in zip(*found, strict=True))
    at = instants(on, 3600 * rng.uniform(8, 23, len(on)))
    order = np.argsort(at, kind="stable")
    return Redemptions(promo[order], member[order], at[order], on[order], eligible[order])


Picked = tuple[Numbers, Days]


def _holiday(
    rng: np.random.Generator,
    members: Members,
    latest: Days,
    window: tuple[np.datetime64, np.datetime64],
) -> tuple[Picked, Picked]:
    count = len(members.region)
    length = int((window[1] - window[0]).astype("i8"))
    on = days_after(np.full(count, window[0]), rng.integers(0, length, count))
    settled = members.joined_on + 90 <= on
    rested = add_months(latest, 12) <= on
    wish = rng.random(count)
    good = settled & members.marketing_ok & rested & (wish < _HOLIDAY_TAKE_UP)
    bad = (members.joined_on <= on) & ~(settled & members.marketing_ok) & rested
    rows, wrong = np.flatnonzero(good), np.flatnonzero(bad)
    return (rows, on[rows]), (wrong, on[wrong])


def _trade_in(
    rng: np.random.Generator,
    members: Members,
    units: Units,
    spells: Spells,
    window: tuple[np.datetime64, np.datetime64],
) -> tuple[Picked, Picked]:
    unit = np.flatnonzero(units.left_why == TRADED_IN)
    on = units.left_on[unit] - rng.integers(2, 12, len(unit))
    inside = (on >= window[0]) & (on < window[1]) & (add_months(units.delivered_on[unit], 36) < on)
    unit, on = unit[inside], on[inside]
    member, first = np.unique(units.member[unit], return_index=True)
    on = on[first]
    fair = spells.active(member, on) & (members.balance[member] == 0)
    takes = rng.random(len(member)) < _TRADE_TAKE_UP
    return (member[fair & takes], on[fair & takes]), (member[~fair], on[~fair])


def _call_in(
    plan: Plan, rng: np.random.Generator, units: Units, number: int, campaign: Campaign
) -> tuple[Numbers, Numbers, Days, Days, Days, Days]:
    named = np.isin(units.model, campaign.models)
    named &= units.built_on < np.datetime64(campaign.built_before)
    here = (units.delivered_on <= campaign.opens) & ~(units.left_on <= campaign.opens + 3)
    unit = np.flatnonzero(named & here)
    count = len(unit)
    notified = days_after(np.full(count, campaign.opens), rng.integers(0, 4, count))
    answers = np.zeros(count, bool)
    answers[rng.permutation(count)[: round(campaign.take_up * count)]] = True
    asked = days_after(np.full(count, campaign.opens), 4 + _logistic_days(rng, count))
    asked = np.where(answers & ~(units.left_on[unit] <= asked), asked, NEVER)
    shipped = days_after(asked, 1 + rng.gamma(2, 2.5, count))
    starts, ends = plan.truths.shortage
    if campaign.campaign_id == SEAT_POST_CAMPAIGN:
        waits = (shipped >= starts) & (shipped < ends)
        resumed = days_after(np.full(count, ends), rng.integers(0, 29, count))
        shipped = np.where(waits, resumed, shipped)
    completed = days_after(shipped, 2 + rng.gamma(2, 3, count))
    return np.full(count, number), unit, notified, asked, shipped, completed


def _logistic_days(rng: np.random.Generator, count: int) -> Numbers:
    """Days after opening: a logistic curve over twelve weeks."""
    low, high = 1 / (1 + np.exp(38 / 9)), 1 / (1 + np.exp(-42 / 9))
    level = rng.uniform(low, high, count)
    days: Numbers = np.floor(38 + 9 * np.log(level / (1 - level)))
    return days
