"""A small company whose definitions are right, to be broken in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

COMPANY = """\
version: 1
company:
  name: Corner Shop
  help_contact: the desk
  currency: GBP
  calendar: {time_zone: Europe/London, week_start: monday, fiscal_start_month: 4,
    history_starts: 2024-01-01,
    named_days: {
      christmas: {label: Christmas, rule: december 25, synonyms: [xmas]},
      boxing_day: {label: Boxing Day, rule: the day after christmas},
      fair: {label: the fair, dates: [2024-05-04, 2025-05-03]}},
    seasons: {
      sales: {label: the sales, from: boxing day, to: january 5},
      sale_week: {label: sale week, dates: [{from: 2024-06-03, to: 2024-06-09}]}}}
groups:
  sellers: {usergroup: S1, grants: [general]}
people:
  - {user: U2, name: Bob Ray, handle: bob, groups: [sellers]}
  - {user: U1, name: Ann Lee, handle: ann, groups: [sellers]}
channels:
  - {channel: C1, name: sales, groups: [sellers]}
"""

SHOP = """\
version: 1
datasets:
  sale:
    label: Sales
    description: Sales, one row a sale.
    source: sale
    key: [sale_id]
    columns: [sale_id, shop_id, amount, status, sold_on]
    time: sold_on
    joins:
      shop: {to: shop, on: {shop_id: shop_id}}
  shop:
    label: Shops
    description: Shops, one row a shop.
    query: SELECT shop_id, upper(town) AS town FROM shop
    key: [shop_id]
    columns: [shop_id, town]
dimensions:
  town:
    dataset: shop
    expr: town
    label: Town
    description: Where the shop stands.
    value_synonyms: {LEEDS: [leodis]}
  sale_status:
    dataset: sale
    expr: status
    label: Sale status
    description: Where the sale stands.
    values: [open, paid]
metrics:
  sales_count:
    label: Sales count
    description: Sales that were paid.
    type: simple
    dataset: sale
    agg: count
    where: status = 'paid'
    where_in_words: paid sales only
    owner: sellers
    steward: "@ann"
    status: certified
    version: 1
    changes: [{version: 1, on: 2026-07-01, by: "@ann", why: First.}]
    direction: up_is_good
    format: integer
    unit: sales
    access: general
    synonyms: [{text: number of sales, owner: sellers}]
  sales_amount:
    label: Sales amount
    description: What was paid.
    type: simple
    dataset: sale
    agg: sum
    expr: amount
    owner: sellers
    steward: "@ann"
    status: certified
    version: 1
    changes: [{version: 1, on: 2026-07-01, by: "@ann", why: First.}]
    direction: up_is_good
    format: currency
    access: general
  average_sale:
    label: Average sale
    description: Sales amount divided by sales count.
    type: ratio
    numerator: sales_amount
    denominator: sales_count
    owner: sellers
    steward: "@ann"
    status: certified
    version: 1
    changes: [{version: 1, on: 2026-07-01, by: "@ann", why: First.}]
    direction: up_is_good
    format: currency
    access: general
    goal: {value: 12.50, grain: month, source: the plan}
"""


@dataclass(frozen=True)
class Definitions:
    """A directory of definitions: the company's file and ``shop.yml``."""

    path: Path

    def write(self, shop: str, name: str = "shop.yml") -> Path:
        """Write a file and give the directory."""
        (self.path / name).write_text(shop, encoding="utf-8")
        return self.path

    def change(self, old: str, new: str, name: str = "shop.yml") -> str:
        """One file with one text replaced, written and given back."""
        right = SHOP if name == "shop.yml" else COMPANY
        assert right.count(old) >= 1
        text = right.replace(old, new, 1)
        self.write(text, name)
        return text


@pytest.fixture
def definitions(tmp_path):
    """Definitions without a problem."""
    made = Definitions(tmp_path)
    made.write(COMPANY, "company.yml")
    made.write(SHOP)
    return made


def place_of(text: str, at: str) -> tuple[int, int]:
    """Line and column, from 1, where ``at`` first stands in ``text``."""
    before = text[: text.index(at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.fixture
def locate():
    """:func:`place_of`, for tests."""
    return place_of
