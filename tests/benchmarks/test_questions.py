"""What the benchmark calls a right answer."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from benchmarks.questions import QUESTIONS, Question, difference, plain

ASKED = Question("q", "in words", ("model", "claims", "revenue"), frozenset({"revenue"}))
RIGHT = [("Bike", 10, 2.5), (None, 3, 0)]


def test_the_same_rows_in_another_order_are_right():
    assert difference(ASKED, RIGHT, RIGHT[::-1]) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([("Bike", 10, 2.5)], "lost: model empty, claims 3, revenue 0"),
        ([*RIGHT, ("Row", 1, 1)], "added: model Row, claims 1, revenue 1"),
        ([("Bike", 11, 2.5), (None, 3, 0)], "model Bike: claims 11 instead of 10"),
        ([*RIGHT, ("Bike", 10, 2.5)], "3 rows for 2 values of model"),
        ([("Bike", 10)], "other columns"),
        ([("Bike", None, 2.5), (None, 3, 0)], "model Bike: claims empty instead of 10"),
    ],
)
def test_what_is_wrong_is_said(given, said):
    assert difference(ASKED, RIGHT, given) == said


def test_only_named_columns_may_tell_nothing_as_zero_or_empty():
    assert difference(ASKED, RIGHT, [("Bike", 10, 2.5), (None, 3, None)]) == ""
    assert difference(ASKED, [("Bike", 0, 1)], [("Bike", None, 1)]) != ""


def test_rounding_is_wrong():
    assert difference(ASKED, [("Bike", 1, 265.459)], [("Bike", 1, 265.46)]) != ""


def test_no_question_takes_a_wrong_number_for_nothing():
    q7 = QUESTIONS["q7"]
    assert difference(q7, [("2025-03-01", 0, -5)], [("2025-03-01", None, None)]) != ""


def test_days_and_decimals_are_made_plain():
    row = (datetime(2025, 1, 1), date(2025, 1, 1), Decimal("1.50"), float("nan"), "a")  # noqa: DTZ001
    assert plain([row]) == [("2025-01-01", "2025-01-01", 1.5, None, "a")]
