from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal

import pytest

from metrics.compiler.statement import Statement
from metrics.errors import WarehouseError

INJECTIONS = [
    "'; drop table units; --",
    "' or '1'='1",
    "1) union select unit from units --",
    "$p0",
    "?",
    "%(p0)s",
    "O'Brien",
    '"units"',
    "\\'; select 1",
    "semi;colon",
    "line\nbreak\ttab",
    "nul\0byte",
    "Zoë 自転車 🚲",
    "",
]


def test_rows_come_with_their_columns_and_build(ask, shared):
    rows = ask("select unit, unit * 2 as double from units order by unit limit 2")
    assert rows.columns == ("unit", "double")
    assert rows.rows == ((0, 0), (1, 2))
    assert not rows.truncated
    assert rows.elapsed_ms > 0
    assert rows.build == shared.build
    assert shared.dialect == "duckdb"


def test_no_rows_still_have_columns(ask):
    rows = ask("select unit, 'x' as letter from units where unit < 0")
    assert rows.columns == ("unit", "letter")
    assert rows.rows == ()
    assert not rows.truncated


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'text'", "text"),
        ("7::tinyint", 7),
        ("9007199254740993::bigint", 9007199254740993),
        ("sum(170141183460469231731687303715884105727::hugeint)", 2**127 - 1),
        ("0.1::double", 0.1),
        ("true", True),
        ("12.50::decimal(9, 2)", Decimal("12.50")),
        ("date '2026-02-28'", date(2026, 2, 28)),
        ("timestamp '2026-02-28 23:59:59.5'", datetime(2026, 2, 28, 23, 59, 59, 500000)),  # noqa: DTZ001 - the engine's TIMESTAMP has no zone
        ("timestamptz '2026-02-28 23:00:00-05'::date", date(2026, 3, 1)),
        ("null", None),
        ("1 / 0", None),
        ("1 // 0", None),
        ("time '10:00:00'", "10:00:00"),
        ("[1, 2]", "[1, 2]"),
    ],
)
def test_a_cell_arrives_exactly(ask, expression, value):
    [[cell]] = ask(f"select {expression} as cell").rows
    assert cell == value
    assert type(cell) is type(value) or isinstance(cell, datetime)


def test_a_column_may_begin_with_nothing(ask):
    rows = ask(
        "select d from (values (1, null), (2, date '2026-01-01'), (3, null)) t(i, d) order by i"
    )
    assert rows.rows == ((None,), (date(2026, 1, 1),), (None,))


def test_a_number_that_is_none_arrives(ask):
    [[cell]] = ask("select 'nan'::double as cell").rows
    assert math.isnan(cell)


@pytest.mark.parametrize(
    "value",
    [
        "text",
        0,
        -(2**63),
        2**100,
        1.5,
        1e300,
        True,
        date(2026, 2, 28),
        datetime(2026, 2, 28, 12, 30, 1, 5),  # noqa: DTZ001 - as the engine's TIMESTAMP
        Decimal("-12.345"),
        None,
        *INJECTIONS,
    ],
    ids=repr,
)
def test_a_bound_value_comes_back_as_it_went(ask, value):
    rows = ask("select $p0 as value, count(*) as units from units", p0=value)
    assert rows.rows == ((value, 1000),)


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_bound_text_selects_nothing_but_itself(ask, text):
    assert ask("select unit from units where unit::varchar = $p0", p0=text).rows == ()


@pytest.mark.parametrize("value", ["\ud800", 2**200, float("inf")], ids=repr)
def test_a_value_that_the_engine_does_not_know_leaves_it_working(ask, value):
    try:
        ask("select $p0 as value", p0=value)
    except WarehouseError as error:
        assert "could not run" in error.message  # noqa: PT017 - either outcome is right
    assert ask("select 1").rows == ((1,),)


def test_a_value_that_is_no_cell_is_the_callers_mistake(ask):
    with pytest.raises(TypeError, match="bytes"):
        ask("select $p0 as value", p0=b"bytes")
    assert ask("select 1").rows == ((1,),)


def test_a_missing_value_is_an_error_without_sql(ask):
    with pytest.raises(WarehouseError) as caught:
        ask("select unit from units where unit = $p0")
    assert "units" not in caught.value.message


@pytest.mark.parametrize(("most", "count", "truncated"), [(999, 999, True), (1000, 1000, False)])
def test_more_rows_than_asked_for_are_cut_and_said(ask, most, count, truncated):
    rows = ask("select unit from units", max_rows=most)
    assert len(rows.rows) == count
    assert rows.truncated is truncated


def test_a_result_too_large_to_hand_over_is_an_error(ask):
    with pytest.raises(WarehouseError, match="too large"):
        ask("select repeat('a', 70000000) as long")
    assert ask("select 1").rows == ((1,),)


def test_an_error_deep_in_a_stream_is_an_error(ask):
    with pytest.raises(WarehouseError, match="could not run"):
        ask("select error(unit::varchar) from units where unit = 999")
    assert ask("select 1").rows == ((1,),)


def test_the_engines_words_go_to_the_log_only(ask, caplog):
    with pytest.raises(WarehouseError) as caught:
        ask("select secret_column from units")
    assert "secret_column" not in caught.value.message + caught.value.next_step
    assert "secret_column" in caplog.text


def test_eight_threads_get_their_own_answers(shared):
    def total(thread):
        sql = "select $p0 + count(*) as n from units where unit < $p1"
        return [
            shared.run(Statement(sql, {"p0": thread * 1000, "p1": i})).rows[0][0]
            for i in range(50)
        ]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(total, range(8)))
    assert answers == [[thread * 1000 + i for i in range(50)] for thread in range(8)]
