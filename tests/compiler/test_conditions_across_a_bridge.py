"""Two conditions on what a row may have several of, asked for or put there by a row policy."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from metrics.compiler import compile_plan
from metrics.errors import UnsafeQueryError
from metrics.governance import OPERATOR, Grant, Refusal, Viewer, decide
from metrics.model import RowPolicy
from metrics.planner import plan
from metrics.query import Filter, MetricQuery, TimeRange
from tests.compiler.conftest import DATA

QUARTER = TimeRange(date(2025, 1, 1), date(2025, 4, 1))
OF = "from sale s where sold_on < '2025-04-01' and exists (from label_of_sale l "
BOTH = Filter("sale_label", "in", ("gift", "rush"))
GIFT, RUSH = Filter("sale_label", "in", ("gift",)), Filter("sale_label", "in", ("rush",))


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute(DATA)
        yield opened


@pytest.fixture
def ask(shop_catalog, connection):
    def asked(*filters, labels=(), dimensions=()):
        rows = (RowPolicy("sale_label", labels),)
        viewer = Viewer("U1", "x", frozenset(), (Grant(frozenset({"*"}), rows),))
        query = MetricQuery(("sales",), filters=filters, dimensions=dimensions, time_range=QUARTER)
        planned = plan(query, shop_catalog, as_of=date(2025, 5, 31))
        approved = decide(planned, viewer if labels else OPERATOR, shop_catalog)
        if isinstance(approved, Refusal):
            return approved.message
        made = compile_plan(approved)
        return connection.execute(made.sql, made.parameters).fetchall()

    return asked


def test_two_lists_of_which_neither_holds_the_other_have_two_meanings_and_are_refused(ask):
    """Sale 101 is a gift and a rush; no label is both."""
    with pytest.raises(UnsafeQueryError) as refused:
        ask(GIFT, RUSH)
    assert refused.value.code == "E3012_MN_NO_SAFE_REWRITE"
    assert refused.value.message == (
        "One may have several of sale label: two conditions on it can mean those that have one "
        "value which meets both, or those that have one for each."
    )


def test_a_list_within_another_has_one_meaning(ask):
    assert ask(BOTH, GIFT) == ask(GIFT)


@pytest.mark.parametrize(
    ("asked", "labels", "words"),
    [
        ((), ("rush",), "l.label = 'rush'"),
        ((GIFT,), ("gift", "rush"), "l.label = 'gift'"),
        ((Filter("shade", "in", ("red",)),), ("rush",), "l.label = 'rush' and l.shade = 'red'"),
        ((Filter("sale_label", "not_null"),), ("plain",), "l.label = 'plain'"),
        ((Filter("sale_label", ">", ("h",)),), ("gift", "rush"), "l.label = 'rush'"),
    ],
)
def test_a_policy_across_a_bridge_opens_what_has_an_open_value(
    ask, connection, asked, labels, words
):
    by_hand = connection.execute(
        f"select sum(amount) {OF} where l.sale_id = s.id and {words})"
    ).fetchall()
    assert ask(*asked, labels=labels) == by_hand


def test_a_split_across_the_bridge_shows_open_values_only(ask):
    assert [row[0] for row in ask(labels=("gift",), dimensions=("sale_label",))] == ["gift"]


def test_a_closed_value_is_refused_beside_an_open_one(ask):
    assert ask(BOTH, labels=("gift",)) == "rush is not open to you."
