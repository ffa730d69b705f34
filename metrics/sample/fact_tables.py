"""The columns of the tables that grow, in the order of their dates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from metrics.sample import reference
from metrics.sample.claims import STATUSES
from metrics.sample.clock import Numbers, local_days
from metrics.sample.columns import Coded, Columns, coded, nullable
from metrics.sample.company import Company
from metrics.sample.fleet import OUTCOMES, REASONS
from metrics.sample.offers import campaigns
from metrics.sample.service import COVERAGES, DISPOSITIONS
from metrics.sample.subscriptions import END_REASONS
from metrics.sample.telemetry import KINDS, Events, Usage

_MODELS = tuple(product.model for product in reference.PRODUCTS)
_PLANTS = tuple(plant for plant, _ in reference.PLANTS)
_REGIONS = tuple(region for region, *_ in reference.REGIONS)
_COUNTRIES = tuple(country for _, country, _ in reference.REGIONS)
_SUPPLIERS = tuple(supplier for supplier, _ in reference.SUPPLIERS)
_CHANNELS = tuple(channel for channel, _ in reference.CHANNELS)
_PROMOTIONS = tuple(offer.promo_id for offer in reference.PROMOTIONS)
_ORDER_STATUSES = ("placed", "delivered", "cancelled")
_UNIT_STATUSES = ("built", "in_service", *REASONS)


def member(company: Company) -> Columns:
    """Members; name and e-mail are invented."""
    members = company.members
    number = np.arange(len(members.region)) + 1
    first = number * 7 % len(reference.FIRST_NAMES)
    last = number // 41 * 13 % len(reference.LAST_NAMES)
    pairs = [f"{one} {two}" for one in reference.FIRST_NAMES for two in reference.LAST_NAMES]
    pair = first * len(reference.LAST_NAMES) + last
    stems = [name.lower().replace(" ", ".") for name in pairs]
    mails = [
        f"{stems[p]}.{n}@example.com" for p, n in zip(pair.tolist(), number.tolist(), strict=True)
    ]
    order = np.argsort(members.joined_at, kind="stable")
    return {
        "member_id": number[order],
        "name": coded(pairs, pair[order]),
        "email": coded(mails, order),
        "country": coded(_COUNTRIES, members.region[order]),
        "region": coded(_REGIONS, members.region[order]),
        "joined_at": members.joined_at[order],
        "joined_on": members.joined_on[order],
        "marketing_ok": members.marketing_ok[order],
        "balance_due": members.balance[order],
    }


def unit(company: Company) -> Columns:
    """Units in the order of their lots' weeks."""
    units = company.units
    delivered = ~np.isnat(units.delivered_on)
    status = np.where(units.left_why >= 0, units.left_why + 2, np.where(delivered, 1, 0))
    rows = np.arange(len(units.lot))
    return {
        "serial": Coded(units.serial, rows),
        "lot_id": coded(company.lots.label, units.lot),
        "model": coded(_MODELS, units.model),
        "plant": coded(_PLANTS, units.plant),
        "built_at": units.built_at,
        "built_on": units.built_on,
        "order_id": units.order + 1,
        "member_id": units.member + 1,
        "delivered_on": units.delivered_on,
        "base_warranty_ends_on": units.base_ends,
        "left_service_on": units.left_on,
        "left_service_reason": coded(REASONS, units.left_why),
        "status": coded(_UNIT_STATUSES, status),
    }


def order(company: Company) -> Columns:
    """Orders; ``serial`` from the day on which the unit is built."""
    orders, units = company.orders, company.units
    count = len(orders.at)
    serial = np.full(count, -1)
    serial[units.order] = np.arange(len(units.order))
    delivered = np.zeros(count, bool)
    delivered[units.order] = ~np.isnat(units.delivered_on)
    status = np.where(np.isnat(orders.cancelled_on), np.where(delivered, 1, 0), 2)
    price = np.array([product.price for product in reference.PRODUCTS])[orders.model]
    discount = np.array([offer.discount for offer in reference.PROMOTIONS] + [0])[orders.promo]
    return {
        "order_id": np.arange(count) + 1,
        "member_id": orders.member + 1,
        "model": coded(_MODELS, orders.model),
        "serial": Coded(units.serial, serial),
        "ordered_at": orders.at,
        "ordered_on": orders.on,
        "price": price - discount,
        "promo_id": coded(_PROMOTIONS, orders.promo),
        "channel": coded(_CHANNELS, orders.channel),
        "status": coded(_ORDER_STATUSES, status),
        "cancelled_on": orders.cancelled_on,
    }


def delivery(company: Company) -> Columns:
    """Delivery attempts by scheduled day."""
    rows, units = company.deliveries, company.units
    return {
        "delivery_id": np.arange(len(rows.unit)) + 1,
        "order_id": units.order[rows.unit] + 1,
        "serial": Coded(units.serial, rows.unit),
        "attempt": rows.attempt,
        "scheduled_on": rows.scheduled_on,
        "delivered_at": rows.at,
        "delivered_on": rows.on,
        "carrier": coded(reference.CARRIERS, units.order[rows.unit] % len(reference.CARRIERS)),
        "outcome": coded(OUTCOMES, rows.outcome),
    }


def subscription_spell(company: Company) -> Columns:
    """Active and paused spells."""
    rows = company.spells
    return {
        "spell_id": np.arange(len(rows.member)) + 1,
        "member_id": rows.member + 1,
        "started_on": rows.started,
        "ended_on": rows.ended,
        "pause": rows.pause,
        "end_reason": coded(END_REASONS, rows.why),
    }


def ew_contract(company: Company) -> Columns:
    """Extended-warranty contracts."""
    rows, units = company.contracts, company.units
    terms = np.array([months for *_, months, _ in reference.EW_PLANS])
    return {
        "contract_id": np.arange(len(rows.unit)) + 1,
        "serial": Coded(units.serial, rows.unit),
        "member_id": units.member[rows.unit] + 1,
        "plan_id": coded([plan[0] for plan in reference.EW_PLANS], rows.plan),
        "term_months": terms[rows.plan],
        "bought_at": rows.bought_at,
        "bought_on": rows.bought_on,
        "starts_on": rows.starts,
        "ends_on": rows.ends,
        "price": rows.price,
        "cancelled_at": rows.cancelled_at,
        "cancelled_on": rows.cancelled_on,
        "refund": rows.refund,
    }


def event(company: Company, rows: Events, part: slice, codes: tuple[str, ...]) -> Columns:
    """Some rows of the event stream."""
    first = part.start
    at, failure = rows.at[part], rows.failure[part]
    return {
        "event_id": np.arange(first, first + len(at)) + 1,
        "serial": Coded(company.units.serial, rows.unit[part]),
        "occurred_at": at,
        "occurred_on": local_days(at),
        "recorded_at": rows.recorded_at[part],
        "kind": coded(KINDS, rows.kind[part]),
        "code": coded(codes, rows.code[part]),
        "severity": rows.severity[part],
        "part": coded(reference.PART_NAMES, rows.part[part]),
        "failure_id": nullable(failure, failure < 0),
    }


def usage_month(company: Company, rows: Usage) -> Columns:
    """One month of riding."""
    return {
        "serial": Coded(company.units.serial, rows.unit),
        "month": np.full(len(rows.unit), rows.month),
        "minutes": rows.minutes,
        "sessions": rows.sessions,
    }


def ticket(company: Company) -> Columns:
    """Service tickets."""
    rows = company.tickets
    return {
        "ticket_id": np.arange(len(rows.unit)) + 1,
        "serial": Coded(company.units.serial, rows.unit),
        "failure_id": nullable(rows.failure + 1, rows.failure < 0),
        "part": coded(reference.PART_NAMES, rows.part),
        "opened_at": rows.opened_at,
        "opened_on": rows.opened_on,
        "symptom": coded(reference.SYMPTOMS, rows.symptom),
        "disposition": coded(DISPOSITIONS, rows.disposition),
        "closed_at": rows.closed_at,
        "closed_on": rows.closed_on,
    }


def visit(company: Company) -> Columns:
    """Technicians' visits."""
    rows, tickets = company.visits, company.tickets
    return {
        "visit_id": np.arange(len(rows.ticket)) + 1,
        "ticket_id": rows.ticket + 1,
        "serial": Coded(company.units.serial, tickets.unit[rows.ticket]),
        "visit_number": rows.number,
        "visited_at": rows.at,
        "visited_on": local_days(rows.at),
        "fixed": rows.fixed,
    }


def claim(company: Company) -> Columns:
    """Claims as loaded."""
    rows, tickets = company.claims, company.tickets
    failure_at = company.failures.at[rows.failure]
    reported_at = tickets.opened_at[rows.ticket]
    return {
        "claim_id": rows.claim,
        "load_id": rows.load,
        "serial": _typed_serials(company.units.serial, rows.serial),
        "ticket_id": rows.ticket + 1,
        "failure_id": rows.failure + 1,
        "failure_at": failure_at,
        "failure_on": local_days(failure_at),
        "reported_at": reported_at,
        "reported_on": local_days(reported_at),
        "recorded_at": rows.recorded_at,
        "recorded_on": local_days(rows.recorded_at),
        "decided_at": rows.decided_at,
        "decided_on": local_days(rows.decided_at),
        "approved_at": rows.approved_at,
        "approved_on": local_days(rows.approved_at),
        "paid_at": rows.paid_at,
        "paid_on": local_days(rows.paid_at),
        "withdrawn_on": rows.withdrawn_on,
        "coverage": coded(COVERAGES, tickets.coverage[rows.ticket]),
        "part": coded(reference.PART_NAMES, tickets.part[rows.ticket]),
        "supplier": coded(_SUPPLIERS, rows.supplier),
        "status": coded(STATUSES, rows.status),
        "part_amount": rows.part_amount,
        "labour_amount": rows.labour_amount,
        "freight_amount": rows.freight_amount,
        "paid_amount": nullable(rows.paid, np.isnan(rows.paid)),
    }


def redemption(company: Company) -> Columns:
    """Redemptions; whether they were allowed is for the programs' rules to say."""
    rows = company.redemptions
    amounts = np.array([offer.discount for offer in reference.PROMOTIONS], "f8")
    return {
        "redemption_id": np.arange(len(rows.member)) + 1,
        "promo_id": coded(_PROMOTIONS, rows.promo),
        "member_id": rows.member + 1,
        "redeemed_at": rows.at,
        "redeemed_on": rows.on,
        "amount": amounts[rows.promo],
    }


def campaign_case(company: Company) -> Columns:
    """Units called in."""
    rows = company.cases
    return {
        "case_id": np.arange(len(rows.unit)) + 1,
        "campaign_id": coded([row.campaign_id for row in campaigns(company.plan)], rows.campaign),
        "serial": Coded(company.units.serial, rows.unit),
        "notified_on": rows.notified,
        "requested_on": rows.requested,
        "shipped_on": rows.shipped,
        "completed_on": rows.completed,
    }


def inventory_week(company: Company) -> Columns:
    """Stock on Mondays."""
    rows = company.inventory
    return {
        "part": coded(reference.PART_NAMES, rows.part),
        "distribution_center": coded(reference.CENTERS, rows.center),
        "week": rows.week,
        "on_hand": rows.on_hand,
        "on_order": rows.on_order,
        "lead_time_days": rows.lead_days,
    }


def _typed_serials(serials: NDArray[np.object_], typed: Numbers) -> Coded:
    """Serials as they were typed: a mistyped one has a letter O in the place of a digit."""
    typed_right = np.where(typed >= 0, typed, -1)
    wrong = np.flatnonzero(typed < -1)
    mistyped = [f"{serial[:-4]}O{serial[-3:]}" for serial in serials[-2 - typed[wrong]]]
    typed_right[wrong] = len(serials) - 1 + np.arange(len(wrong))
    return coded([*serials[:-1], *mistyped], typed_right)
