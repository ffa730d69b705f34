"""The load log: what came in on which day, for which table, and what did not (P4).

Tables that only change with the company (products, plants) are loaded whole every day; the
others bring each day's new rows. Weekly and monthly tables are loaded on their days only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.sample.clock import DAY_SECONDS, Days, Instants, Numbers, instants, local_days
from metrics.sample.columns import Column, coded
from metrics.sample.plan import Plan

STATUSES = ("ok", "late", "missing")
OK, LATE, MISSING = range(3)
_LATE_SHARE = 0.01
_CALM_DAYS = 14
_NOT_YET = np.datetime64("NaT", "s")


@dataclass(frozen=True, slots=True)
class Intake:
    """Rows of one table by day of loading, in the order of days.

    Attributes:
        first, last: the earliest and latest record of the day, NaT where rows have only dates.
    """

    table: str
    on: Days
    rows: Numbers
    first: Instants
    last: Instants


def intake_by_instant(plan: Plan, table: str, recorded: Instants) -> Intake:
    """Rows by the company's day on which they were recorded."""
    days = _days(plan)
    cell = (local_days(recorded) - plan.start).astype("i8")
    first = np.full(len(days), plan.cutoff)
    last = np.full(len(days), np.datetime64(0, "s"))
    np.minimum.at(first, cell, recorded)
    np.maximum.at(last, cell, recorded)
    rows = np.bincount(cell, minlength=len(days))
    return Intake(
        table, days, rows, np.where(rows, first, _NOT_YET), np.where(rows, last, _NOT_YET)
    )


def intake_by_day(plan: Plan, table: str, on: Days) -> Intake:
    """Rows that carry dates only; on a day on which nothing is due there are none."""
    days = _days(plan)
    cell = (np.clip(on, plan.start, plan.as_of) - plan.start).astype("i8")
    return _dated(table, days, np.bincount(cell, minlength=len(days)))


def whole_intake(plan: Plan, table: str, rows: int) -> Intake:
    """A small table that is loaded whole every day."""
    days = _days(plan)
    return _dated(table, days, np.full(len(days), rows))


def load_log(plan: Plan, intakes: Sequence[Intake]) -> Mapping[str, Column]:
    """The log's rows in the order of days."""
    rng = plan.stream("load_log")
    intakes = [*intakes, _second_claims_file(plan, intakes)]
    table = np.repeat(np.arange(len(intakes)), [len(intake.on) for intake in intakes])
    on = np.concatenate([intake.on for intake in intakes])
    claims = np.array([intake.table == "claim" for intake in intakes])[table]
    late = (rng.random(len(on)) < _LATE_SHARE) & (on < plan.as_of - _CALM_DAYS)
    second = table == len(intakes) - 1
    status = np.where(late & ~second, LATE, OK)
    status = np.where(claims & (on == plan.truths.not_loaded), MISSING, status)
    # The day's last batch is committed as the day ends; a late one the morning after.
    late_or_second = (status == LATE) | second
    clock = np.where(late_or_second, DAY_SECONDS + rng.integers(25_000, 40_000, len(on)), 86_399)
    at = np.where(status == MISSING, _NOT_YET, instants(on, clock))
    order = np.lexsort((table, on))
    names = [intake.table for intake in intakes]
    return {
        "table_name": coded(names, table[order]),
        "loaded_on": on[order],
        "loaded_at": at[order],
        "rows": np.concatenate([intake.rows for intake in intakes])[order],
        "min_at": np.concatenate([intake.first for intake in intakes])[order],
        "max_at": np.concatenate([intake.last for intake in intakes])[order],
        "status": coded(STATUSES, status[order]),
    }


def _second_claims_file(plan: Plan, intakes: Sequence[Intake]) -> Intake:
    """The file that came twice stands twice in the log; its rows are half of the day's rows."""
    (claims,) = (intake for intake in intakes if intake.table == "claim")
    since = (claims.on >= plan.truths.loaded_twice) & (claims.rows > 0)
    day = claims.on == claims.on[since][:1]
    half = claims.rows[day] // 2
    claims.rows[day] = half
    return Intake("claim", claims.on[day], half, claims.first[day], claims.last[day])


def _dated(table: str, days: Days, rows: NDArray[np.int64]) -> Intake:
    never = np.full(len(days), _NOT_YET)
    return Intake(table, days, rows, never, never)


def _days(plan: Plan) -> Days:
    days: Days = np.arange(plan.start, plan.as_of + 1)
    return days
