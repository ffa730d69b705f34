"""The whole company in memory: every part made from its own stream, in the order of causes."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.sample.claims import Claims, make_claims
from metrics.sample.contracts import Contracts, make_contracts
from metrics.sample.failures import Failures, make_failures
from metrics.sample.fleet import (
    Deliveries,
    Lots,
    Members,
    Orders,
    Units,
    make_fleet,
    make_members,
    make_orders,
)
from metrics.sample.offers import Cases, Redemptions, make_cases, make_redemptions
from metrics.sample.plan import Plan
from metrics.sample.service import Tickets, Visits, make_tickets, make_visits
from metrics.sample.stock import Inventory, make_inventory
from metrics.sample.subscriptions import Spells, make_spells


@dataclass(frozen=True, slots=True)
class Company:
    """All but the event stream and monthly usage, which are made as they are written."""

    plan: Plan
    orders: Orders
    members: Members
    lots: Lots
    units: Units
    deliveries: Deliveries
    failures: Failures
    contracts: Contracts
    tickets: Tickets
    visits: Visits
    claims: Claims
    spells: Spells
    redemptions: Redemptions
    cases: Cases
    inventory: Inventory


def make_company(plan: Plan) -> Company:
    """Make everything that others depend on."""
    orders = make_orders(plan)
    members = make_members(plan, orders)
    lots, units, deliveries = make_fleet(plan, orders, members)
    failures, units = make_failures(plan, lots, units)
    contracts = make_contracts(plan, units)
    tickets = make_tickets(plan, units, failures, contracts)
    spells = make_spells(plan, units, len(members.region))
    cases = make_cases(plan, units)
    return Company(
        plan=plan,
        orders=orders,
        members=members,
        lots=lots,
        units=units,
        deliveries=deliveries,
        failures=failures,
        contracts=contracts,
        tickets=tickets,
        visits=make_visits(plan, tickets),
        claims=make_claims(plan, lots, units, tickets),
        spells=spells,
        redemptions=make_redemptions(plan, members, units, spells),
        cases=cases,
        inventory=make_inventory(plan, units, tickets, cases),
    )
