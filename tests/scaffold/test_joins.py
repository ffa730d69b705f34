"""Joins are made only where every row bears them out, and never choose between two ways."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from bot.app import open_desk
from metrics.model import Simple
from metrics.planner import reachable_dimensions
from tests.scaffold.scaffolded import NOW

DATABASES = ["odd_names", "keys", "kinds"]


def joins_of(company, dataset):
    return {j.name: (j.to, j.on) for j in company.catalog.dataset(dataset).joins}


@pytest.mark.parametrize("name", DATABASES)
def test_no_split_of_any_count_repeats_or_loses_a_row(odd, name):
    company = odd(name)
    catalog, tried = company.catalog, 0
    for metric in catalog.metrics.values():
        if not isinstance(metric.type, Simple) or metric.type.measure.aggregation != "count":
            continue
        within = " of all time" if metric.type.time else ""
        ((total,),) = company.ask(f"how many {metric.label}{within}")["rows"]
        for dimension in sorted(reachable_dimensions(metric.name, catalog)):
            label = catalog.dimension(dimension).label
            reply = company.ask(f"{metric.label} by {label}{within}")
            assert reply["kind"] == "answer", reply
            assert sum(row[-1] for row in reply["rows"]) == total, (metric.name, dimension)
            tried += 1
    assert tried > 5


def test_two_references_to_one_table_are_two_roles(odd):
    company = odd("keys")
    joins = joins_of(company, "flight")
    assert joins["origin_airport"][1] == (("origin_airport_id", "id"),)
    assert joins["destination_airport"][1] == (("destination_airport_id", "id"),)
    assert company.ask("flights by airport city of all time")["kind"] == "clarification"


def test_where_ways_part_and_meet_again_neither_is_chosen(odd):
    reply = odd("keys").ask("purchases by county of all time")
    assert reply["kind"] == "clarification"
    assert "client town county" in reply["question"]
    assert "store town county" in reply["question"]


def test_a_circle_is_cut_by_a_role(odd):
    company = odd("keys")
    assert set(joins_of(company, "employee")) >= {"department", "manager"}
    assert set(joins_of(company, "department")) == {"head_employee"}


def test_a_key_of_two_columns_is_joined_whole(odd):
    company = odd("keys")
    assert joins_of(company, "return_line") == {
        "purchase_line": (
            "purchase_line",
            (("purchase_no", "purchase_no"), ("line_no", "line_no")),
        )
    }
    assert "leads to the same one" in company.text("return_line")


def test_rows_without_a_partner_stay_and_are_told_in_a_comment(odd):
    company = odd("keys")
    rows = dict(company.ask("purchases by segment of all time")["rows"])
    assert rows[None] == 2
    assert "298 of 299 references" in company.text("purchase")


def test_a_name_alone_makes_no_join(odd):
    company = odd("keys")
    assert joins_of(company, "lookalike") == {}
    assert "no join by 'store_id': only 0 of 20 references" in company.text("lookalike")


def test_an_archive_is_not_joined_to_the_table_it_was_taken_from(odd):
    company = odd("kinds")
    assert set(joins_of(company, "sales_deal")) == {"rep"}
    assert set(joins_of(company, "archive_deal")) == {"rep"}


def test_numbers_that_happen_to_fit_are_no_reference(make):
    def fill(connection):
        connection.execute("create table shop (shop_id int, town varchar)")
        connection.execute("insert into shop select range, 'A' from range(1, 30)")
        connection.execute("create table sale (sale_id int, pieces int, quality int)")
        connection.execute(
            "insert into sale select range, 1 + range % 9, range % 5 from range(50)"
        )

    company = make(fill)
    assert joins_of(company, "sale") == {}
    assert company.ask("total pieces")["rows"] == [[240]]


def test_declared_references_are_taken_and_said_to_be_declared(make):
    def fill(connection):
        connection.execute("create table shop (code varchar primary key, town varchar)")
        connection.execute("insert into shop values ('a', 'Ash'), ('b', 'Bex')")
        connection.execute(
            "create table sale (nr int primary key, at_place varchar references shop (code))"
        )
        connection.execute("insert into sale values (1, 'a'), (2, 'a'), (3, null)")

    company = make(fill)
    assert joins_of(company, "sale") == {"shop": ("shop", (("at_place", "code"),))}
    assert "# declared in the database" in company.text("sale")
    assert dict(company.ask("sales by town")["rows"]) == {"Ash": 2, None: 1}


def test_ids_as_numbers_find_ids_as_text(make):
    def fill(connection):
        connection.execute("create table party (party_id varchar, kind varchar)")
        connection.execute("insert into party values ('1', 'x'), ('2', 'y'), ('3', 'y')")
        connection.execute("create table deal (deal_id int, party_id int)")
        connection.execute("insert into deal select range, 1 + range % 3 from range(9)")

    company = make(fill)
    assert dict(company.ask("deals by party kind")["rows"]) == {"x": 3, "y": 6}


def test_of_two_tables_that_fit_alike_none_is_chosen(make):
    def fill(connection):
        for name in ("one", "two"):
            connection.execute(f"create schema {name}")
            connection.execute(f"create table {name}.client (client_id int, kind varchar)")
            connection.execute(f"insert into {name}.client values (1, '{name}'), (2, '{name}')")
        connection.execute("create table sale (sale_id int, client_id int)")
        connection.execute("insert into sale values (1, 1), (2, 2), (3, 2)")

    company = make(fill)
    assert joins_of(company, "sale") == {}
    assert "choose one" in company.text("sale")


def test_a_key_that_repeats_after_scaffolding_never_multiplies_a_row(odd, tmp_path):
    company, later = odd("keys"), tmp_path / "later.duckdb"
    shutil.copy(company.database, later)
    with duckdb.connect(str(later)) as connection:
        connection.execute("insert into airport values (1, 'Leeds', 'UK')")
        connection.execute("insert into purchase values (1, 1, 1, '2025-03-02')")
    with open_desk(company.folder, f"duckdb:///{later}", None) as desk:

        def ask(question):
            return desk.ask(question, user=None, channel="", thread=question, now=NOW).to_json()

        assert ask("flights by origin airport city of all time")["kind"] == "refusal"
        assert ask("how many flights of all time")["rows"] == [[200]]
        assert ask("how many purchase lines of all time")["rows"] == [[900]]
