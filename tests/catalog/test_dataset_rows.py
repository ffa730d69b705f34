"""Rows of the shipped datasets on a few hand-made units: what each one counts, and once."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import metrics
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog

SCHEMA = Path(metrics.__file__).parent / "sample" / "schema.sql"


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEFAULT_DEFINITIONS)


class Warehouse:
    """An in-memory database with the sample company's tables, filled row by row."""

    def __init__(self, connection, catalog):
        self._connection = connection
        self._catalog = catalog

    def add(self, table, **values):
        """One row; columns that may not be null and are not given get a plain value."""
        relation = self._connection.table(table)
        plain = {"DATE": "2024-01-01", "TIMESTAMP": "2024-01-01", "VARCHAR": "x"}
        required = self._required(table)
        row = [
            values.get(column, plain.get(str(kind), 0) if column in required else None)
            for column, kind in zip(relation.columns, relation.types, strict=True)
        ]
        relation.insert(row)

    def rows(self, dataset, *columns):
        """The dataset's rows in order, values as text."""
        relation = self._connection.sql(self._catalog.dataset(dataset).query.tree.sql("duckdb"))
        listed = ", ".join(f"CAST({column} AS VARCHAR)" for column in columns)
        return relation.project(listed).order("ALL").fetchall()

    def _required(self, table):
        described = self._connection.sql("SELECT * FROM duckdb_columns()")
        mine = described.filter(f"table_name = '{table}' AND NOT is_nullable")
        return {name for (name,) in mine.project("column_name").fetchall()}


@pytest.fixture
def warehouse(catalog):
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        yield Warehouse(connection, catalog)


def test_a_claims_file_that_was_loaded_twice_counts_once(warehouse):
    warehouse.add("claim", claim_id=1, load_id=7, status="paid", paid_on="2024-05-01")
    warehouse.add("claim", claim_id=1, load_id=9, status="paid", paid_on="2024-05-01")
    warehouse.add("claim", claim_id=2, load_id=9, status="reported")

    assert warehouse.rows("claim", "claim_id", "closed_on") == [("1", "2024-05-01"), ("2", None)]


@pytest.mark.parametrize(
    ("status", "days", "closed"),
    [
        ("denied", {"decided_on": "2024-03-01"}, "2024-03-01"),
        ("approved", {"decided_on": "2024-03-01", "approved_on": "2024-03-01"}, None),
        ("withdrawn", {"withdrawn_on": "2024-03-02"}, "2024-03-02"),
    ],
)
def test_a_claim_closes_when_paid_denied_or_withdrawn(warehouse, status, days, closed):
    warehouse.add("claim", claim_id=1, status=status, **days)

    assert warehouse.rows("claim", "closed_on") == [(closed,)]


@pytest.mark.parametrize(
    ("failure", "band"),
    [
        ("2024-01-15", "0-3"),
        ("2024-04-14", "0-3"),
        ("2024-04-15", "3-6"),
        ("2025-01-14", "6-12"),
        ("2025-01-15", "12-24"),
        ("2026-01-15", "24+"),
    ],
)
def test_months_in_service_are_counted_from_delivery_to_failure(warehouse, failure, band):
    warehouse.add("unit", serial="A", delivered_on="2024-01-15")
    warehouse.add("claim", claim_id=1, serial="A", failure_on=failure)
    warehouse.add("event", serial="A", kind="lifecycle", code="failure", failure_id=3,
                  occurred_on=failure)  # fmt: skip

    assert warehouse.rows("claim", "service_band") == [(band,)]
    assert warehouse.rows("failure", "service_band") == [(band,)]


def test_a_claim_on_no_known_unit_is_kept_without_a_band(warehouse):
    warehouse.add("claim", claim_id=1, serial="lost")

    assert warehouse.rows("claim", "claim_id", "service_band") == [("1", None)]


def test_a_unit_delivered_again_counts_once_by_its_last_attempt(warehouse):
    warehouse.add("order", order_id=5, channel="phone")
    for attempt, day in [(1, "2024-02-01"), (2, "2024-02-09")]:
        warehouse.add("delivery", delivery_id=attempt, order_id=5, serial="A", attempt=attempt,
                      delivered_on=day, outcome="completed")  # fmt: skip
    warehouse.add("delivery", delivery_id=3, order_id=6, serial="B", attempt=1, outcome="failed")

    found = warehouse.rows("delivery", "serial", "delivered_on", "channel")

    assert found == [("A", "2024-02-09", "phone")]


def test_the_first_event_of_a_failure_dates_it_and_names_the_supplier_of_the_lot(warehouse):
    warehouse.add("unit", serial="A", lot_id="L1")
    warehouse.add("build_lot_part", lot_id="L1", part="belt", supplier="S1")
    for event, day in [(1, "2024-03-05"), (2, "2024-03-04"), (3, "2024-03-09")]:
        warehouse.add("event", event_id=event, serial="A", kind="lifecycle", code="failure",
                      part="belt", failure_id=4, occurred_at=day, occurred_on=day)  # fmt: skip
    warehouse.add("event", event_id=9, serial="A", kind="error", code="E1")

    found = warehouse.rows("failure", "failure_id", "failure_on", "supplier")

    assert found == [("4", "2024-03-04", "S1")]


@pytest.mark.parametrize(
    ("bought", "in_time"),
    [(["2024-03-01"], "true"), (["2024-03-02"], "false"), (["2024-09-01", "2024-01-01"], "true")],
)
def test_a_plan_counts_when_bought_no_later_than_60_days_after_delivery(
    warehouse, bought, in_time
):
    warehouse.add("unit", serial="A", delivered_on="2024-01-01")
    warehouse.add("unit", serial="never delivered")
    for number, day in enumerate(bought):
        warehouse.add("ew_contract", contract_id=number, serial="A", bought_on=day)

    assert warehouse.rows("plan_window", "serial", "bought_in_window") == [("A", in_time)]


def test_coverage_is_base_then_extended_and_ends_when_the_unit_leaves(warehouse):
    warehouse.add("unit", serial="A", delivered_on="2024-01-01",
                  base_warranty_ends_on="2025-01-01", left_service_on="2025-06-01")  # fmt: skip
    warehouse.add("unit", serial="B", delivered_on="2024-01-01",
                  base_warranty_ends_on="2025-01-01", left_service_on="2024-03-01")  # fmt: skip
    warehouse.add("unit", serial="not delivered")
    for contract, serial in enumerate("AB"):
        warehouse.add("ew_contract", contract_id=contract, serial=serial,
                      starts_on="2025-01-01", ends_on="2026-01-01")  # fmt: skip

    found = warehouse.rows("coverage_spell", "serial", "coverage", "covered_from", "covered_until")

    assert found == [
        ("A", "base", "2024-01-01", "2025-01-01"),
        ("A", "extended", "2025-01-01", "2025-06-01"),
        ("B", "base", "2024-01-01", "2024-03-01"),
    ]


def test_contracts_that_overlap_or_were_cancelled_early_cover_no_day_twice(warehouse):
    warehouse.add("unit", serial="A")
    for contract, (start, end, cancelled) in enumerate(
        [
            ("2025-01-01", "2026-01-01", None),
            ("2025-01-01", "2027-01-01", "2024-06-01"),
            ("2025-07-01", "2026-07-01", None),
            ("2025-08-01", "2025-09-01", None),
        ]
    ):
        warehouse.add("ew_contract", contract_id=contract, serial="A", starts_on=start,
                      ends_on=end, cancelled_on=cancelled)  # fmt: skip

    found = warehouse.rows("coverage_spell", "covered_from", "covered_until")

    assert found == [("2025-01-01", "2026-01-01"), ("2026-01-01", "2026-07-01")]


def test_a_contract_is_in_force_until_it_ends_or_is_cancelled(warehouse):
    warehouse.add("ew_contract", contract_id=1, ends_on="2026-01-01")
    warehouse.add("ew_contract", contract_id=2, ends_on="2026-01-01", cancelled_on="2024-06-01")

    found = warehouse.rows("ew_contract", "contract_id", "in_force_until")

    assert found == [("1", "2026-01-01"), ("2", "2024-06-01")]


def closed(warehouse, ticket, opened, closed_on, part="belt", serial="A"):
    warehouse.add("ticket", ticket_id=ticket, serial=serial, part=part, opened_at=opened,
                  opened_on=opened, closed_at=closed_on, closed_on=closed_on,
                  disposition="fixed")  # fmt: skip


@pytest.mark.parametrize(
    ("opened", "part", "serial", "repeated"),
    [
        ("2024-02-01", "belt", "A", "true"),
        ("2024-03-02", "belt", "A", "true"),
        ("2024-03-03", "belt", "A", "false"),
        ("2024-02-01", "crank", "A", "false"),
        ("2024-02-01", "belt", "B", "false"),
        ("2024-01-20", "belt", "A", "false"),
    ],
)
def test_a_repeat_is_a_later_ticket_for_the_same_unit_and_part_within_30_days(
    warehouse, opened, part, serial, repeated
):
    closed(warehouse, 1, "2024-01-10", "2024-02-01")
    warehouse.add("ticket", ticket_id=2, serial=serial, part=part, opened_at=opened,
                  opened_on=opened)  # fmt: skip

    assert warehouse.rows("repair", "ticket_id", "repeated") == [("1", repeated)]


def test_only_a_fix_at_the_first_visit_is_a_first_time_fix(warehouse):
    for ticket, visits in enumerate([[True], [False, True], []]):
        closed(warehouse, ticket, "2024-01-10", "2024-02-01", serial=str(ticket))
        for number, fixed in enumerate(visits, start=1):
            warehouse.add("visit", visit_id=ticket * 10 + number, ticket_id=ticket,
                          visit_number=number, fixed=fixed)  # fmt: skip

    found = warehouse.rows("repair", "ticket_id", "visited", "fixed_at_first_visit")

    assert found == [("0", "true", "true"), ("1", "true", "false"), ("2", "false", "false")]
