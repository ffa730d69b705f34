"""Keys hold in every row, or are said not to have been found."""

from __future__ import annotations

import pytest

from metrics.compiler import compile_repeated_keys


@pytest.mark.parametrize("name", ["odd_names", "keys", "kinds", "sums"])
def test_every_key_that_was_written_is_unique_in_the_rows(odd, name):
    company = odd(name)
    for dataset in company.catalog.datasets.values():
        ((repeated,),) = company.by_hand(compile_repeated_keys(dataset).sql)
        assert repeated == 0, dataset.name


def test_a_declared_key_is_taken_and_others_are_marked_as_inferred(odd):
    assert "# key: declared in the database" in odd("kinds").text("reading")
    assert '# review: key inferred: "flight_id"' in odd("keys").text("flight")


def test_a_key_of_several_columns_is_found(odd):
    assert odd("keys").catalog.dataset("purchase_line").key == ("purchase_no", "line_no")


def test_rows_without_a_key_are_numbered_and_counted(odd):
    company = odd("keys")
    assert company.catalog.dataset("visit_log").key == ("row_number",)
    assert "no key was found" in company.text("visit_log")
    assert company.ask("how many visit logs of all time")["rows"] == [[60]]


def test_the_key_of_an_empty_table_is_a_guess_that_nothing_leads_to(make):
    def fill(connection):
        connection.execute("create table client (client_id int, kind varchar)")
        connection.execute("create table sale (sale_id int, client_id int)")
        connection.execute("insert into sale values (1, 1), (2, 1)")

    company = make(fill)
    assert "by its name only: the table is empty" in company.text("client")
    assert company.catalog.dataset("sale").joins == ()
    assert company.ask("how many clients")["rows"] == [[0]]


def test_a_column_that_is_unique_by_chance_is_not_the_key_of_a_link(make):
    def fill(connection):
        connection.execute("create table client (client_id int, kind varchar)")
        connection.execute("insert into client select range, 'k' from range(20)")
        connection.execute("create table product (product_id int, colour varchar)")
        connection.execute("insert into product select range, 'c' from range(20)")
        connection.execute("create table client_products (client_id int, product_id int)")
        connection.execute("insert into client_products select range, range % 3 from range(20)")

    dataset = make(fill).catalog.dataset("client_product")
    assert dataset.key == ("client_id", "product_id")
    assert {j.to for j in dataset.joins} == {"client", "product"}


def test_what_stands_once_for_each_code_and_thing_and_day_has_those_for_a_key(make):
    def fill(connection):
        connection.execute("create table widget (widget_id int, colour varchar)")
        connection.execute("insert into widget select range, 'c' || range % 4 from range(60)")
        connection.execute("create table stored (wh_cd varchar, widget_id int, day date, q int)")
        connection.execute(
            "insert into stored select 'W' || w.range, i.range, date '2025-01-01' + d.range::int"
            ", 7 from range(3) w, range(60) i, range(22) d"
        )

    assert make(fill).catalog.dataset("stored").key == ("widget_id", "wh_cd", "day")


def test_repeated_ids_are_no_key_and_nothing_is_joined_to_them(make):
    def fill(connection):
        connection.execute("create table client (client_id int, kind varchar)")
        connection.execute("insert into client values (1, 'a'), (1, 'b'), (2, 'c')")
        connection.execute("create table sale (sale_id int, client_id int)")
        connection.execute("insert into sale values (1, 1), (2, 2), (3, 2)")

    company = make(fill)
    assert company.catalog.dataset("sale").joins == ()
    assert company.ask("how many sales")["rows"] == [[3]]
