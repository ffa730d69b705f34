from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from metrics.warehouse.worker import (
    HEADER_BYTES,
    Failure,
    Request,
    Table,
    answer,
    pack_reply,
    pack_request,
    unpack_reply,
    unpack_request,
)

CELLS = [
    "text",
    "\ud800",
    0,
    2**127,
    0.1,
    True,
    None,
    Decimal("1.10"),
    date(2026, 1, 31),
    datetime(2026, 1, 31, 1, 2, 3, 4, tzinfo=UTC),
]


@pytest.mark.parametrize("cell", CELLS, ids=ascii)
def test_a_value_survives_the_wire_both_ways(cell):
    request = Request("select 1", {"p0": cell}, 10, 20)
    assert unpack_request(pack_request(request)[HEADER_BYTES:]) == request
    table = Table(("a", "b"), ((None, cell), (cell, None)), truncated=True)
    assert unpack_reply(pack_reply(table)[HEADER_BYTES:]) == table


def test_a_list_of_days_survives_the_wire_and_no_other_list_does():
    days = (date(2024, 2, 29), date(1, 1, 1))
    request = Request("select unnest($p0)", {"p0": days}, 10, 20)
    assert unpack_request(pack_request(request)[HEADER_BYTES:]) == request
    with pytest.raises(TypeError, match="tuple cannot be bound"):
        pack_request(Request("select $p0", {"p0": (1, 2)}, 10, 20))


def test_a_failure_survives_the_wire():
    failure = Failure("memory", "out of it")
    assert unpack_reply(pack_reply(failure)[HEADER_BYTES:]) == failure


def test_a_frame_says_how_long_it_is():
    frame = pack_request(Request("select 'ü'", {}, 1, 1))
    assert int.from_bytes(frame[:HEADER_BYTES]) == len(frame) - HEADER_BYTES


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("select 1; select 2", "refused"),
        ("drop table units", "refused"),
        ("select 'open", "refused"),
        ("from read_text('/etc/passwd')", "refused"),
        ("select nothing from units", "failed"),
        ("select error(unit::varchar) from units where unit = 999", "failed"),
        ("select count(*) from units a, units b, units c, units d", "timeout"),
        ("select list(a.unit || b.unit || c.unit) from units a, units b, units c", "memory"),
    ],
)
def test_each_failure_is_told_by_its_kind(engine, sql, kind):
    timeout_ms = 100 if kind == "timeout" else 20_000
    reply = answer(engine, Request(sql, {}, 10, timeout_ms))
    assert isinstance(reply, Failure)
    assert reply.kind == kind
    assert answer(engine, Request("select 1 as n", {}, 10, 1000)) == Table(
        ("n",), ((1,),), truncated=False
    )


def test_a_value_that_cannot_be_bound_is_a_failure(engine):
    reply = answer(engine, Request("select $p0", {"p0": "\ud800"}, 10, 1000))
    assert isinstance(reply, Failure)


def test_opening_a_warehouse_does_not_load_the_engine_here(published):
    program = (
        "import sys\n"
        "from metrics.compiler.statement import Statement\n"
        "from metrics.warehouse import open_warehouse\n"
        f"with open_warehouse('duckdb:///{published}', workers=1) as w:\n"
        "    print(w.run(Statement('select 6 * 7', {})).rows)\n"
        "print(sorted({'duckdb', '_duckdb', 'pandas', 'numpy'} & set(sys.modules)))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert told.stdout == "((42,),)\n[]\n"
    assert told.stderr == ""
