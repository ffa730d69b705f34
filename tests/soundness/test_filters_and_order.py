"""What a filter keeps, and in which order rows come."""

from __future__ import annotations

import pytest

from metrics.query import Filter, Having, OrderBy
from tests.soundness.asking import ask, assert_same, cells, query, span
from tests.soundness.oracle import load_oracles

ORACLES = load_oracles()
SPRING = span("2026-02-01", "2026-05-01")
YEAR = span("2025-07-01", "2026-07-01")


@pytest.mark.parametrize(
    ("op", "values", "count"),
    [
        ("in", ("Canada",), 2),
        ("in", ("Canada", "West"), 4),
        ("not_in", ("Canada",), 5),  # those of unknown region are not in Canada
        ("not_in", ("Canada", "West"), 3),
        ("is_null", (), 3),
        ("not_null", (), 4),
        ("in", ("Atlantis",), 0),
    ],
)
def test_a_filter_keeps_what_its_words_say(small, op, values, count):
    asked = query("claims_reported", SPRING, filters=(Filter("region", op, values),))
    assert cells(ask(small, asked)) == {(): count}


@pytest.mark.parametrize("metric", [m for m, o in ORACLES.items() if o.adds_up])
def test_in_and_not_in_leave_nothing_out(layer, metric):
    split = ORACLES[metric].splits[-1]
    groups = cells(ask(layer, query(metric, YEAR, dimensions=(split,))))
    some = tuple(key[0] for key in groups if key[0] is not None)[:2]
    assert some
    total = cells(ask(layer, query(metric, YEAR)))[()]
    inside, outside = (
        cells(ask(layer, query(metric, YEAR, filters=(Filter(split, op, some),))))[()]
        for op in ("in", "not_in")
    )
    if (metric, split) == ("units_under_extended_warranty", "plan_term"):
        assert inside + outside >= total  # a unit may hold two terms
    else:
        assert_same(inside + outside, total)


def test_two_filters_both_hold(small):
    both = (Filter("region", "in", ("Canada", "West")), Filter("part", "in", ("drive",)))
    assert cells(ask(small, query("claims_reported", SPRING, filters=both))) == {(): 2}


def test_a_filter_holds_on_both_sides_of_a_ratio(layer, desk):
    asked = query("claim_frequency", YEAR, filters=(Filter("model", "in", ("Bike", "Row")),))
    expected = desk.total(ORACLES["claim_frequency"], *YEAR, "model in ('Bike', 'Row')")
    assert cells(ask(layer, asked))[()] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("direction", "first"), [("desc", [3, 2, 2]), ("asc", [2, 2, 3])])
def test_rows_come_in_the_order_asked(small, direction, first):
    order = (OrderBy("claims_reported", direction),)
    result = ask(small, query("claims_reported", SPRING, dimensions=("region",), order_by=order))
    assert [row[1] for row in result.rows] == first


def test_a_tie_is_broken_by_name_and_the_limit_holds(small):
    order = (OrderBy("claims_reported", "asc"),)
    asked = query("claims_reported", SPRING, dimensions=("region",), order_by=order, limit=1)
    assert ask(small, asked).rows == (("Canada", 2),)


def test_the_unknown_comes_after_names_on_a_tie(small):
    """Redemptions: one in Canada, one by a member nobody knows."""
    order = (OrderBy("redemptions", "desc"),)
    asked = query("redemptions", SPRING, dimensions=("region",), order_by=order)
    assert ask(small, asked).rows == (("Canada", 1), (None, 1))


@pytest.mark.parametrize("direction", ["desc", "asc"])
def test_a_rate_that_is_empty_comes_last(small, direction):
    order = (OrderBy("claim_frequency", direction),)
    asked = query("claim_frequency", SPRING, dimensions=("region",), order_by=order)
    rows = ask(small, asked).rows
    assert rows[-1] == (None, None)
    values = [row[1] for row in rows[:-1]]
    assert values == sorted(values, reverse=direction == "desc")


def test_the_top_three_of_many_are_the_top_three(layer, desk):
    order = (OrderBy("claims_reported"),)
    asked = query("claims_reported", YEAR, dimensions=("region",), order_by=order, limit=3)
    every = desk.split(ORACLES["claims_reported"], *YEAR, ("region",))
    assert [row[1] for row in ask(layer, asked).rows] == sorted(every.values(), reverse=True)[:3]


@pytest.mark.parametrize(
    ("op", "values", "kept"),
    [(">", (2,), {None}), (">=", (2,), {"Canada", "West", None}), ("<", (3,), {"Canada", "West"})],
)
def test_having_reads_the_finished_number(small, op, values, kept):
    having = (Having("claims_reported", op, values),)
    asked = query("claims_reported", SPRING, dimensions=("region",), having=having)
    assert {row[0] for row in ask(small, asked).rows} == kept
