"""From a company in memory to tables in a database, one table after the other."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Protocol

import numpy as np

from metrics.sample import fact_tables, small_tables
from metrics.sample.clock import Days
from metrics.sample.columns import CHUNK, Columns, Connection, insert
from metrics.sample.company import Company
from metrics.sample.load_log import (
    Intake,
    intake_by_day,
    intake_by_instant,
    load_log,
    whole_intake,
)
from metrics.sample.telemetry import event_codes, make_events, usage_months


class Progress(Protocol):
    """Told of each table, so that a bar can be drawn."""

    def started(self, table: str, position: int, total: int, /) -> None:
        """``table`` is being made, the ``position``-th (from 1) of ``total``."""

    def finished(self, table: str, rows: int, /) -> None:
        """``table`` is written."""


SMALL_TABLES: dict[str, Callable[[Company], Columns]] = {
    "region": small_tables.region,
    "plant": small_tables.plant,
    "product": small_tables.product,
    "supplier": small_tables.supplier,
    "part": small_tables.part,
    "bill_of_material": small_tables.bill_of_material,
    "ew_plan": small_tables.ew_plan,
    "promotion": small_tables.promotion,
    "campaign": small_tables.campaign,
    "build_lot": small_tables.build_lot,
    "build_lot_part": small_tables.build_lot_part,
}

GROWING_TABLES: dict[str, tuple[Callable[[Company], Columns], str]] = {
    "member": (fact_tables.member, "joined_at"),
    "unit": (fact_tables.unit, "built_at"),
    "order": (fact_tables.order, "ordered_at"),
    "delivery": (fact_tables.delivery, "scheduled_on"),
    "subscription_spell": (fact_tables.subscription_spell, "started_on"),
    "ew_contract": (fact_tables.ew_contract, "bought_at"),
    "ticket": (fact_tables.ticket, "opened_at"),
    "visit": (fact_tables.visit, "visited_at"),
    "claim": (fact_tables.claim, "recorded_at"),
    "redemption": (fact_tables.redemption, "redeemed_at"),
    "campaign_case": (fact_tables.campaign_case, "notified_on"),
}

TOTAL = len(SMALL_TABLES) + len(GROWING_TABLES) + 4


class Writer:
    """Writes the tables in order and remembers how many rows each has, and when they came."""

    def __init__(
        self, connection: Connection, company: Company, progress: Progress | None
    ) -> None:
        self.rows: dict[str, int] = {}
        self._connection = connection
        self._company = company
        self._progress = progress
        self._intakes: list[Intake] = []

    def write_all(self) -> None:
        """Create the schema and fill every table."""
        self._connection.execute(files("metrics.sample").joinpath("schema.sql").read_text("utf-8"))
        for table, make in SMALL_TABLES.items():
            self._start(table)
            self._finish(
                whole_intake(self._company.plan, table, self._put(table, make(self._company)))
            )
        for table, (make, dated) in GROWING_TABLES.items():
            self._start(table)
            columns = make(self._company)
            self._put(table, columns)
            self._finish(_intake(self._company, table, columns, dated))
        for step in (self._inventory, self._usage, self._events, self._load_log):
            step()

    def _inventory(self) -> None:
        self._start("inventory_week")
        columns = fact_tables.inventory_week(self._company)
        self._put("inventory_week", columns)
        week = self._company.inventory.week
        history = np.maximum(week, self._company.plan.start)
        self._finish(intake_by_day(self._company.plan, "inventory_week", history))

    def _usage(self) -> None:
        self._start("usage_month")
        company = self._company
        as_of = company.plan.as_of
        loaded: list[Days] = []
        for month in usage_months(company.plan, company.units):
            rows = self._put("usage_month", fact_tables.usage_month(company, month))
            complete = (month.month.astype("M8[M]") + 1).astype("M8[D]")
            loaded.append(np.full(rows, min(complete, as_of)))
        self._finish(intake_by_day(company.plan, "usage_month", np.concatenate(loaded)))

    def _events(self) -> None:
        self._start("event")
        company = self._company
        events = make_events(company.plan, company.units, company.failures)
        codes = event_codes(company.plan)
        for start in range(0, len(events.at), CHUNK):
            part = slice(start, start + CHUNK)
            self._put("event", fact_tables.event(company, events, part, codes))
        self._finish(intake_by_instant(company.plan, "event", events.recorded_at))

    def _load_log(self) -> None:
        self._start("load_log")
        columns = load_log(self._company.plan, self._intakes)
        self._put("load_log", columns)
        self._report("load_log")

    def _start(self, table: str) -> None:
        self.rows[table] = 0
        if self._progress:
            self._progress.started(table, len(self.rows), TOTAL)

    def _put(self, table: str, columns: Columns) -> int:
        rows = insert(self._connection, table, columns)
        self.rows[table] += rows
        return rows

    def _finish(self, intake: Intake) -> None:
        self._intakes.append(intake)
        self._report(intake.table)

    def _report(self, table: str) -> None:
        if self._progress:
            self._progress.finished(table, self.rows[table])


def _intake(company: Company, table: str, columns: Columns, dated: str) -> Intake:
    recorded = columns[dated]
    assert isinstance(recorded, np.ndarray)  # noqa: S101 - a dated column is never text
    if recorded.dtype == np.dtype("M8[s]"):
        return intake_by_instant(company.plan, table, recorded)
    return intake_by_day(company.plan, table, recorded)
