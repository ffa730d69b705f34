"""The canonical form finds what is the same, and never calls different things the same."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalog import parse_expression
from metrics.inspection import canonical


def form(text):
    return canonical(parse_expression(text).tree)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "b + a"),
        ("a + b + c", "c + (a + b)"),
        ("a - b + c", "c - b + a"),
        ("a - (b - c)", "a - b + c"),
        ("-(a - b)", "b - a"),
        ("a * (b * c)", "(c * a) * b"),
        ("a * 1.50", "1.5 * A"),
        ('"A"', "a"),
        ("((a))", "a"),
        ("a = 'x'", "'x' = a"),
        ("a > b", "b < a"),
        ("a >= 1", "1 <= a"),
        ("a <> b", "b != a"),
        ("NOT a = b", "a <> b"),
        ("NOT NOT a", "a"),
        ("a IN ('x', 'y')", "a IN ('y', 'x', 'x')"),
        ("a IN ('x')", "a = 'x'"),
        ("a NOT IN ('x')", "a <> 'x'"),
        ("a BETWEEN 1 AND 2", "a <= 2 AND 1 <= a"),
        ("a = 1 AND (b = 2 AND c = 3)", "c = 3 AND b = 2 AND a = 1"),
        ("a = 1 OR a = 1", "a = 1"),
        ("a::DATE", "CAST(a AS DATE)"),
        ("CASE WHEN a > 1 THEN b + c END", "CASE WHEN 1 < a THEN c + b END"),
        ("COALESCE(A, 0)", "coalesce(a, 0)"),
    ],
)
def test_the_same_in_another_spelling_has_one_form(one, other):
    assert form(one) == form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "b - a"),
        ("a - b", "a + b"),
        ("a - (b + c)", "a - b + c"),
        ("a / b", "b / a"),
        ("a / b / c", "a / (b / c)"),
        ("a * (b + c)", "a * b + c"),
        ("a = 'x'", "a = 'X'"),
        ("a = 1", "a = '1'"),
        ("a > b", "a >= b"),
        ("a > b", "a < b"),
        ("a = 1 AND b = 2", "a = 1 OR b = 2"),
        ("a = 1 AND (b = 2 OR c = 3)", "(a = 1 AND b = 2) OR c = 3"),
        ("a IS NULL", "a IS NOT NULL"),
        ("a = TRUE", "a = FALSE"),
        ("a IN (1, 2)", "a IN (1, 3)"),
        ("coalesce(a, b)", "coalesce(b, a)"),
        ("greatest(a, b)", "least(a, b)"),
        ("a || b", "b || a"),
        ("CAST(a AS DATE)", "CAST(a AS INT)"),
        ("date_trunc('month', a)", "date_trunc('year', a)"),
        ("a LIKE 'x%'", "'x%' LIKE a"),
        ("CASE WHEN a THEN b ELSE c END", "CASE WHEN a THEN c ELSE b END"),
        ("substring(a, 1, 2)", "substring(a, 2, 1)"),
    ],
)
def test_what_differs_has_two_forms(one, other):
    assert form(one) != form(other)


NUMBERS = st.recursive(
    st.sampled_from(["a", "b", "1", "2"]),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
    max_leaves=5,
)
CONDITIONS = st.recursive(
    st.builds("({} {} {})".format, NUMBERS, st.sampled_from(["=", "<>", "<", ">="]), NUMBERS),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner),
        st.builds("(NOT {})".format, inner),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def values():
    """A function from an expression to its values on rows with every mix of a few numbers."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE row AS SELECT x.v AS a, y.v AS b FROM (VALUES (-3), (0), (2), (7), (NULL)) "
        "AS x(v), (VALUES (-1), (0), (5), (NULL)) AS y(v)"
    )
    return lambda text: connection.execute(f"SELECT {text} FROM row ORDER BY a, b").fetchall()


def small_expressions():
    """Every expression of up to three leaves, and of two comparisons."""
    leaves = ["a", "b", "1"]
    twos = [f"({x} {o} {y})" for x, o, y in product(leaves, "+-*", leaves)]
    threes = [f"({x} {o} {y})" for x, o, y in product(leaves, "+-*", twos)]
    threes += [f"({y} {o} {x})" for x, o, y in product(leaves, "+-*", twos)]
    compared = [
        f"({x} {o} {y})" for x, o, y in product(leaves, ["=", "<>", "<", "<=", ">", ">="], leaves)
    ]
    compared += [f"(NOT {c})" for c in compared]
    joined = [f"({x} {o} {y})" for x, o, y in product(compared, ["AND", "OR"], compared[::5])]
    return [*leaves, *twos, *threes, *compared, *joined]


def test_no_two_small_expressions_with_one_form_differ_on_any_row(values):
    texts = small_expressions()
    columns = dict(zip(texts, zip(*values(", ".join(texts)), strict=True), strict=True))
    by_form = defaultdict(set)
    for text, column in columns.items():
        by_form[form(text)].add(column)

    assert len(by_form) < len(texts) * 0.7
    assert [f for f, seen in by_form.items() if len(seen) > 1] == []


@settings(deadline=None)  # a busy machine is no failure
@given(one=st.one_of(NUMBERS, CONDITIONS), seed=st.randoms(use_true_random=False))
def test_turning_operands_round_keeps_form_and_values(values, one, seed):
    turned = turn(one, seed)

    assert form(turned) == form(one)
    assert values(turned) == values(one)


def turn(text, seed):
    """The expression with operands of some operators swapped, where order does not matter."""
    tree = parse_expression(text).tree
    for node in list(tree.walk()):
        if node.key in ("add", "mul", "and", "or", "eq", "neq") and seed.random() < 0.5:
            left, right = node.this.copy(), node.expression.copy()
            node.set("this", right)
            node.set("expression", left)
    return tree.sql("duckdb")
