"""What each column becomes: held back, a day, something to split by or to add up."""

from __future__ import annotations

import pytest

PEOPLE = """
create table customer (
  customer_id int, first_name varchar, surname varchar, email varchar, "Phone No" varchar,
  home_address varchar, zip varchar, birth_date date, passport_no varchar, login varchar,
  contact varchar, reach varchar, nickname varchar, remarks varchar, religion varchar,
  latitude double, city varchar, gender varchar, balance decimal(10, 2), joined_on date
);
insert into customer
select range, 'Ann', 'Lee', 'ann@example.org', '020 7946', 'Road 1', 'AB1', date '1990-01-01',
  'X' || range, 'ann' || range, 'ann' || range || '@example.org', '555-123-45' || (10 + range),
  'A', 'likes tea', 'none', 1.5, 'Leeds', 'f', range * 2, date '2025-01-01' + range::int
from range(12);
create table product (product_id int, product_name varchar, supplier_name varchar);
insert into product values (1, 'Desk', 'Acme'), (2, 'Lamp', 'Acme'), (3, 'Rug', 'Bolt');
"""
HELD_BACK = {
    "first_name": "a person's name",
    "surname": "a person's name",
    "nickname": "a person's name",
    "email": "an e-mail address",
    "Phone No": "a phone number",
    "home_address": "an address",
    "zip": "an address",
    "birth_date": "born",
    "passport_no": "document",
    "login": "a login",
    "contact": "",
    "reach": "a phone number",
    "remarks": "free text",
    "religion": "special category",
    "latitude": "a place on the map",
}


@pytest.fixture(scope="module")
def people(make):
    return make(lambda connection: connection.execute(PEOPLE))


@pytest.mark.parametrize("column", HELD_BACK)
def test_what_looks_personal_is_held_back_with_the_reason(people, column):
    datasets = [d for d in people.catalog.datasets.values() if "customer" in d.tables]
    assert datasets
    assert all(column not in d.columns for d in datasets)
    (line,) = [x for x in people.text("customer").splitlines() if f"held back: {column!r}" in x]
    assert HELD_BACK[column] in line
    assert (f"main.customer.{column}") in [
        ".".join(part.strip("'") for part in held[:2]) for held in people.report.held_back
    ]


def test_what_is_not_personal_can_be_asked_by(people):
    assert people.ask("customers by city")["rows"] == [["Leeds", 12]]
    assert people.ask("customers by gender")["rows"] == [["f", 12]]
    assert dict(people.ask("products by supplier name")["rows"]) == {"Acme": 2, "Bolt": 1}
    assert people.ask("average balance")["rows"] == [[11.0]]


def test_people_are_counted_as_they_are_and_by_when_they_came(people):
    assert people.ask("how many customers?")["rows"] == [[12]]
    assert people.ask("how many new customers in January 2025")["rows"] == [[12]]
    assert people.ask("customers last month")["kind"] == "clarification"


def test_counts_of_people_are_withheld_for_small_groups(make):
    company = make(lambda connection: connection.execute(PEOPLE), min_group_size=11)
    assert company.catalog.metric("customers").min_group_size == 11
    assert company.catalog.metric("products").min_group_size == 0
    assert company.ask("how many customers?")["rows"] == [[12]]
    reply = company.ask("new customers by month in 2025")
    assert [row[1] for row in reply["rows"]] == [12]


def test_lists_structs_blobs_and_documents_are_held_back(odd):
    text = odd("kinds").text("reading")
    for column in ("tags", "place", "raw", "doc", "taken_time"):
        assert f"held back: {column!r}" in text
    for column in ("broken", "nothing"):
        assert f"not used: {column!r}" in text


def test_an_enumeration_keeps_the_order_that_it_declares(odd):
    assert odd("kinds").catalog.dimension("feeling").values == ("sad", "ok", "it's fine")


def test_huge_numbers_that_only_name_rows_are_not_added_up(odd):
    names = set(odd("kinds").catalog.metrics)
    assert not {n for n in names if "snowflake" in n or "huge" in n}


def test_days_of_text_are_read_where_the_rows_decide_how(odd):
    company = odd("kinds")
    assert company.catalog.dataset("written_day").time == "iso_date_day"
    assert company.catalog.dataset("european_only").time == "paid_date_day"
    text = company.text("written_day")
    assert "'unclear_date', days as text: day or month first, the rows do not tell" in text
    assert "'spelled_date', days as text in a form that definitions cannot read" in text


def test_rows_that_no_period_can_count_are_told(odd):
    company = odd("kinds")
    reply = company.ask("far days of all time")
    assert reply["rows"] == [[3]]
    assert "Far days that have no opened day are not counted." in reply["caveats"]
    assert "Far days whose opened day is before 1900 are not counted." in reply["caveats"]


def test_a_period_beyond_the_data_is_refused_and_not_answered_with_zero(odd):
    assert odd("keys").ask("flights last month")["reason"] == "stale_data"


def test_what_no_column_dates_is_counted_as_it_is_now(odd):
    company = odd("odd_names")
    assert company.ask("how many companies?")["rows"] == [[3]]
    assert company.ask("companies in 2024")["kind"] == "clarification"


def test_lines_are_dated_by_what_they_belong_to_without_being_repeated(odd):
    company = odd("keys")
    assert company.catalog.dataset("purchase_line").time == "purchase_bought_on"
    assert company.ask("how many purchase lines of all time")["rows"] == [[900]]


def test_a_word_for_several_numbers_is_asked_back(odd):
    reply = odd("kinds").ask("revenue of all time")
    assert reply["kind"] == "clarification"
    assert len(reply["options"]) == 2


def test_comments_of_the_database_become_descriptions(make):
    def fill(connection):
        connection.execute("create table shop (shop_id int, tier varchar)")
        connection.execute("insert into shop values (1, 'A'), (2, 'B')")
        connection.execute("comment on table shop is 'Our <b>shops</b>.'")
        connection.execute("comment on column shop.tier is 'How big: A or B'")

    catalog = make(fill).catalog
    assert catalog.dataset("shop").description == "Our shops."
    assert catalog.dimension("tier").description == "How big: A or B"
