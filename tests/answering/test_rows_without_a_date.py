"""Rows without a date are told as they are, or asked back; a column says how far others reach."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app import open_desk
from metrics.warehouse import publish

COMPANY = """\
version: 1
company:
  name: Corner Shop
  help_contact: the desk
  calendar: {time_zone: UTC, week_start: monday, fiscal_start_month: 1, history_starts: 2020-01-01}
groups:
  everyone: {everyone: true, grants: [general]}
"""
METRIC = """\
  {name}:
    label: {label}
    description: {label}.
    type: simple
    dataset: {dataset}
    {measure}
    owner: everyone
    steward: "@ann"
    status: draft
    version: 1
    changes: [{{version: 1, on: 2026-01-01, by: "@ann", why: First.}}]
    direction: neutral
    format: integer
    access: general
"""
SHOP = """\
version: 1
datasets:
  shop:
    label: Shops
    description: Shops.
    source: '"Shop ""List"" 1"'
    key: [id]
    columns: [id, town]
    undated: true
  sale:
    label: Sales
    description: Sales.
    source: sale
    key: [id]
    columns: [id, shop_id, sold_on]
    time: sold_on
    data_through: sold_on
    joins:
      shop: {to: shop, on: {shop_id: id}}
  review:
    label: Reviews
    description: Reviews.
    source: review
    key: [id]
    columns: [id, written_on]
    time: written_on
    data_through: written_on
dimensions:
  town: {dataset: shop, expr: town, label: Town, description: Town.}
metrics:
"""
METRICS = (
    ("shops", "Shops", "shop", "agg: count"),
    ("sales", "Sales", "sale", "agg: count"),
    ("reviews", "Reviews", "review", "agg: count"),
    ("selling_shops", "Selling shops", "sale", "agg: count_distinct\n    expr: shop_id"),
)


def fill(connection):
    connection.execute('create table "Shop ""List"" 1" (id int, town varchar)')
    connection.execute(
        "insert into \"Shop \"\"List\"\" 1\" values (1, 'Leeds'), (2, 'Leeds'), (3, 'York')"
    )
    connection.execute("create table sale (id int, shop_id int, sold_on date)")
    connection.execute(
        "insert into sale values (1, 1, '2023-05-01'), (2, 1, '2023-06-10'), (3, 3, '2023-06-30')"
    )
    connection.execute("create table review (id int, written_on date)")
    connection.execute("insert into review values (1, '2023-05-02'), (2, '2024-02-10')")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A function from a question to the reply, asked in 2026 by a stranger."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "company.yml").write_text(COMPANY, encoding="utf-8")
    metrics = (METRIC.format(name=n, label=la, dataset=d, measure=m) for n, la, d, m in METRICS)
    (folder / "shop.yml").write_text(SHOP + "".join(metrics), encoding="utf-8")
    publish(folder / "shop.duckdb", fill)
    with open_desk(folder, f"duckdb:///{folder / 'shop.duckdb'}", None) as desk:

        def reply(question, user="group:everyone"):
            now = datetime(2026, 11, 2, 9, tzinfo=UTC)
            return desk.ask(question, user=user, channel="", thread=question, now=now)

        yield reply


@pytest.fixture(scope="module")
def ask(shop):
    """A function from a question to the reply's JSON."""
    return lambda question: shop(question).to_json()


def test_rows_without_a_date_are_counted_as_they_are_now(ask):
    reply = ask("how many shops by town?")
    assert reply["rows"] == [["Leeds", 2], ["York", 1]]
    assert reply["query"]["time_range"] is None
    assert ask("how many shops?")["headline"].startswith("There are 3 shops")


@pytest.mark.parametrize("said", ["last month", "by month", "in 2023", "this year vs last"])
def test_a_time_that_nobody_can_tell_is_asked_back(ask, said):
    reply = ask(f"how many shops {said}?")
    assert reply["kind"] == "clarification"
    assert "carry no date" in reply["question"]
    assert [o["query"]["time_range"] for o in reply["options"]] == [None]


def test_dated_and_undated_rows_side_by_side_are_all_of_them(ask):
    reply = ask("sales and shops")
    assert reply["rows"] == [[3, 3]]
    assert reply["query"]["time_range"] is None
    assert any("carry no date" in caveat for caveat in reply["caveats"])


def test_no_period_beyond_the_latest_day_of_the_column_is_answered_with_zero(ask):
    reply = ask("how many sales last month?")
    assert reply["kind"] == "refusal"
    assert reply["reason"] == "stale_data"
    assert "June 30, 2023" in reply["message"]


def test_what_is_offered_instead_lies_within_the_data_of_each_metric(shop):
    offers = [o for name in ("sales", "reviews") for o in shop(f"{name} last month").offers]
    assert [o.label for o in offers] == ["Sales in June 2023", "Reviews in January 2024"]


def test_a_period_within_the_data_is_answered_through_a_table_with_spaces_and_quotes(ask):
    reply = ask("sales by town in June 2023")
    assert {tuple(row) for row in reply["rows"]} == {("Leeds", 1), ("York", 1)}
    assert reply["provenance"]["data_through"] == "2023-06-30"
    assert ask("selling shops in 2023")["rows"] == [[2]]


def test_what_everyone_is_granted_is_open_to_whoever_asks(ask):
    reply = ask("how many shops?")
    assert reply["kind"] == "answer"
    assert any("draft" in caveat for caveat in reply["caveats"])
