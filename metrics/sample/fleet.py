"""Who ordered what, when it was built and delivered, and how long it stays in service.

A unit is built for its order: order, then build lead, then delivery. Members do not move, so
the region of everything that happens to a unit is its member's region.
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
    mondays,
    month_numbers,
)
from metrics.sample.plan import Plan, some

ORDERS_AT_SCALE_1 = 102_000
REASONS = ("returned", "refunded", "traded_in")
RETURNED, REFUNDED, TRADED_IN = range(3)

_SEASON = np.array([1.45, 1.1, 0.95, 0.85, 0.8, 0.65, 0.65, 0.65, 0.8, 0.95, 1.55, 1.65])
_WINTER = (12, 1, 2)
_REPEAT_BUYERS = 0.06
_CANCELLED = 0.017
_MOVED = 0.40
_SALE_TAKE_UP = 0.6
_EARLY, _OWING, _REACHABLE = 0.30, 0.04, 0.72
_FIRST_SOURCE = 0.7
_MISSED = 0.031
_SENT_BACK, _TRADED_IN = 0.02, 0.12


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders in the order of time; ``member`` counts from 0."""

    at: Instants
    on: Days
    model: Numbers
    member: Numbers
    promo: Numbers
    channel: Numbers
    cancelled_on: Days


@dataclass(frozen=True, slots=True)
class Members:
    """Members in the order of their first orders."""

    joined_at: Instants
    joined_on: Days
    region: Numbers
    marketing_ok: NDArray[np.bool_]
    balance: Numbers


@dataclass(frozen=True, slots=True)
class Lots:
    """Build lots: model x plant x week; ``supplier`` by lot and part, -1 where not built in."""

    model: Numbers
    plant: Numbers
    week: Days
    label: tuple[str, ...]
    supplier: Numbers


@dataclass(frozen=True, slots=True)
class Units:
    """Built units in the order of their serials' weeks.

    Attributes:
        delivered_at: NaT until the delivery is completed; ``delivered_on`` likewise.
        left_on: the first day out of service, NaT while in service; ``left_why`` as in REASONS.
        minutes: what its member rides in an average week.
        frailty: hidden, mean 1, variance 0.30.
    """

    order: Numbers
    member: Numbers
    model: Numbers
    plant: Numbers
    region: Numbers
    lot: Numbers
    serial: NDArray[np.object_]
    built_at: Instants
    built_on: Days
    delivered_at: Instants
    delivered_on: Days
    base_ends: Days
    left_on: Days
    left_why: Numbers
    minutes: Numbers
    frailty: Numbers


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Delivery attempts; ``at`` is NaT unless completed."""

    unit: Numbers
    attempt: Numbers
    scheduled_on: Days
    at: Instants
    on: Days
    outcome: Numbers


OUTCOMES = ("completed", "failed", "scheduled")


def make_orders(plan: Plan) -> Orders:
    """Orders by trend and season; Row joins in October 2022."""
    rng = plan.stream("order")
    count = round(ORDERS_AT_SCALE_1 * plan.scale)
    days, model = _demand(plan, rng, count)
    at = instants(days, _clock(rng, count, 8, 22))
    order = np.argsort(at, kind="stable")
    at, days, model = at[order], days[order], model[order]
    cancelled = days_after(days, 1 + rng.exponential(6, count))
    kept = ~some(rng, _CANCELLED, count) | (cancelled > plan.as_of)
    names = [share for _, share in reference.CHANNELS]
    return Orders(
        at,
        days,
        model,
        _buyers(rng, count),
        _sale(rng, days),
        rng.choice(len(names), count, p=names).astype("i1"),
        np.where(kept, NEVER, cancelled),
    )


def make_members(plan: Plan, orders: Orders) -> Members:
    """Members and where they live; from ``mix_starts`` on, new Tread buyers move to Southeast."""
    rng = plan.stream("member")
    _, first = np.unique(orders.member, return_index=True)
    count = len(first)
    region = rng.choice(len(reference.REGIONS), count, p=[w for *_, w in reference.REGIONS])
    moved = (orders.model[first] == reference.TREAD) & (orders.on[first] >= plan.truths.mix_starts)
    share = _MOVED / (1 - _REPEAT_BUYERS)
    region = np.where(moved & (some(rng, share, count)), reference.SOUTHEAST, region)
    early = np.where(some(rng, _EARLY, count), rng.exponential(20, count), rng.random(count) / 96)
    opening = instants(np.array([plan.start]), np.array([6 * 3600]))[0]
    joined = np.maximum(after(orders.at[first], -early), opening)
    owes = np.where(some(rng, _OWING, count), rng.exponential(60, count) + 5, 0.0)
    return Members(joined, local_days(joined), region, some(rng, _REACHABLE, count), owes)


def make_fleet(plan: Plan, orders: Orders, members: Members) -> tuple[Lots, Units, Deliveries]:
    """Units built by the as-of date, their lots, and the attempts to deliver them."""
    rng = plan.stream("unit")
    count = len(orders.at)
    day = days_after(orders.on, np.ceil(5 + rng.gamma(3, 25 / 3, count)))
    built_at = instants(day, _clock(rng, count, 6, 18))
    plant = _plants(rng, orders.model)
    made = (day <= plan.as_of) & ~(orders.cancelled_on <= day)
    chosen = np.flatnonzero(made)
    key = mondays(day[chosen]).astype("i8") * 32 + orders.model[chosen] * 4 + plant[chosen]
    chosen = chosen[np.lexsort((built_at[chosen], key))]
    lot_keys, lot = np.unique(np.sort(key), return_inverse=True)
    lots = _lots(plan, lot_keys)
    gone = orders.cancelled_on[chosen]
    deliveries = _deliver(plan, built_at[chosen], day[chosen], gone)
    delivered_at = np.full(len(chosen), np.datetime64("NaT", "s"))
    done = deliveries.outcome == 0
    delivered_at[deliveries.unit[done]] = deliveries.at[done]
    delivered_on = local_days(delivered_at)
    left_on, left_why = _leave(plan, rng, delivered_on)
    member = orders.member[chosen]
    units = Units(
        order=chosen,
        member=member,
        model=orders.model[chosen],
        plant=plant[chosen],
        region=members.region[member].astype("i1"),
        lot=lot,
        serial=_serials(lots, lot),
        built_at=built_at[chosen],
        built_on=day[chosen],
        delivered_at=delivered_at,
        delivered_on=delivered_on,
        base_ends=add_months(delivered_on, reference.BASE_MONTHS),
        left_on=left_on,
        left_why=left_why,
        minutes=rng.gamma(1.6, 130 / 1.6, len(chosen)),
        frailty=rng.gamma(1 / 0.3, 0.3, len(chosen)),
    )
    return lots, units, deliveries


def in_service_until(plan: Plan, units: Units) -> Instants:
    """When each unit's time in service ends: as it left, or at the cut-off."""
    left = instants(units.left_on, np.array([0]))
    return np.where(np.isnat(left), plan.cutoff, left)


def _demand(plan: Plan, rng: np.random.Generator, count: int) -> tuple[Days, Numbers]:
    days = np.arange(plan.start, plan.as_of + 1)
    trend = 1 + 0.10 * (np.arange(len(days)) / 365.25)
    weekday = np.where(np.is_busday(days), 0.92, 1.2)
    pace = trend * _SEASON[month_numbers(days) - 1] * weekday
    share = np.array([product.share for product in reference.PRODUCTS])
    launched = np.array([product.launched for product in reference.PRODUCTS], "M8[D]")
    weight = pace[:, None] * share * (days[:, None] >= launched)
    per_cell = rng.multinomial(count, (weight / weight.sum()).ravel())
    cell = np.repeat(np.arange(weight.size), per_cell)
    models = len(share)
    return days[cell // models], (cell % models).astype("i1")


def _clock(rng: np.random.Generator, count: int, opens: int, closes: int) -> Numbers:
    return 3600 * (opens + (closes - opens) * rng.beta(2, 1.7, count))


def _buyers(rng: np.random.Generator, count: int) -> Numbers:
    fresh = rng.random(count) >= _REPEAT_BUYERS
    fresh[0] = True
    known = np.cumsum(fresh)
    return np.where(fresh, known - 1, np.floor(rng.random(count) * known)).astype("i8")


def _sale(rng: np.random.Generator, days: Days) -> Numbers:
    taken = some(rng, _SALE_TAKE_UP, len(days))
    promo = np.full(len(days), -1, "i1")
    for code, offer in enumerate(reference.PROMOTIONS):
        if offer.rule == reference.SALE:
            inside = (days >= np.datetime64(offer.starts)) & (days < np.datetime64(offer.ends))
            promo[inside & taken] = code
    return promo


def _plants(rng: np.random.Generator, model: Numbers) -> Numbers:
    plant = np.zeros(len(model), "i1")
    draw = rng.random(len(model))
    for code, product in enumerate(reference.PRODUCTS):
        places = np.array([place for place, _ in product.plants])
        edges = np.cumsum([share for _, share in product.plants])
        rows = model == code
        chosen = np.searchsorted(edges, draw[rows], side="right").clip(max=len(places) - 1)
        plant[rows] = places[chosen]
    return plant


def _lots(plan: Plan, keys: Numbers) -> Lots:
    week = (keys // 32).astype("M8[D]")
    model, plant = keys % 32 // 4, keys % 4
    labels = []
    for monday, m, p in zip(week.tolist(), model.tolist(), plant.tolist(), strict=True):
        year, number, _ = monday.isocalendar()
        prefix = f"{reference.PRODUCTS[m].prefix}-{reference.PLANTS[p][0]}"
        labels.append(f"{prefix}-{year % 100:02d}W{number:02d}")
    return Lots(model, plant, week, tuple(labels), _lot_suppliers(plan, model, week))


def _lot_suppliers(plan: Plan, model: Numbers, week: Days) -> Numbers:
    rng = plan.stream("build_lot_part")
    supplier = np.full((len(model), len(reference.PARTS)), -1, "i1")
    for code, product in enumerate(reference.PRODUCTS):
        rows = np.flatnonzero(model == code)
        for wear in product.wear:
            part = reference.PARTS[reference.part_code(wear.part)]
            sources = np.array([reference.supplier_code(name) for name in part.suppliers])
            first = some(rng, _FIRST_SOURCE, len(rows))
            pick = np.where(first, 0, len(sources) - 1)
            supplier[rows, reference.part_code(wear.part)] = sources[pick]
    changed = (model == reference.BIKE_PLUS) & (week >= plan.truths.supplier_starts)
    supplier[changed, reference.part_code("power board")] = reference.supplier_code("Supplier B")
    return supplier


def _serials(lots: Lots, lot: Numbers) -> NDArray[np.object_]:
    first = np.searchsorted(lot, np.arange(len(lots.label)))
    number = np.arange(len(lot)) - first[lot] + 1
    labels = lots.label
    made = [f"{labels[at]}-{n:05d}" for at, n in zip(lot.tolist(), number.tolist(), strict=True)]
    return np.array([*made, None], dtype=object)


def _deliver(plan: Plan, built_at: Instants, built_on: Days, cancelled_on: Days) -> Deliveries:
    rng = plan.stream("delivery")
    count = len(built_at)
    winter = np.isin(month_numbers(built_on), _WINTER)
    first = days_after(built_on, np.ceil(2 + rng.gamma(2, 2.25, count) + 5 * winter))
    missed = some(rng, _MISSED, count)
    second = days_after(first, rng.integers(2, 8, count))
    hour = _clock(rng, count, 9, 19)
    wanted = ~(cancelled_on <= np.where(missed, second, first))
    again = wanted & missed & (first <= plan.as_of)
    unit = np.concatenate([np.flatnonzero(wanted), np.flatnonzero(again)])
    attempt = np.repeat([1, 2], [np.count_nonzero(wanted), np.count_nonzero(again)])
    day = np.where(attempt == 1, first[unit], second[unit])
    outcome = np.where((attempt == 1) & missed[unit], 1, 0)
    outcome = np.where(day > plan.as_of, 2, outcome)
    at = np.where(outcome == 0, instants(day, hour[unit]), np.datetime64("NaT", "s"))
    order = np.lexsort((attempt, unit, day))
    return Deliveries(
        unit[order], attempt[order], day[order], at[order], local_days(at[order]), outcome[order]
    )


def _leave(plan: Plan, rng: np.random.Generator, delivered_on: Days) -> tuple[Days, Numbers]:
    count = len(delivered_on)
    sent_back = some(rng, _SENT_BACK, count)
    traded = ~sent_back & (some(rng, _TRADED_IN, count))
    returned_on = days_after(delivered_on, rng.integers(5, 31, count))
    traded_on = days_after(delivered_on, 1110 + rng.exponential(300, count))
    left = np.where(sent_back, returned_on, np.where(traded, traded_on, NEVER))
    left = np.where(left <= plan.as_of, left, NEVER)
    why = np.where(np.isnat(left), -1, np.where(sent_back, RETURNED, TRADED_IN))
    return left, why.astype("i1")
