"""Who may see some rows only gets numbers of those rows, says so, and learns nothing of others."""

from __future__ import annotations

import shutil

import pytest

from bot.answering import Answer, Answering, AskBack, Decline
from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.layer import SemanticLayer
from metrics.warehouse import open_warehouse

SAM = "supply_chain: {usergroup: S0SUPPLY, grants: [general]}"
NARROWED = """
  supply_chain:
    usergroup: S0SUPPLY
    grants: [general, cost]
    rows: [{dimension: region, values: [UK, Canada]}]
"""
CLAIMS = """
  SELECT DISTINCT c.claim_id, m.region, u.model, c.reported_on, c.paid_on, c.paid_amount, c.status
  FROM claim c JOIN unit u USING (serial) JOIN member m USING (member_id)
"""
OPEN = f"SELECT * FROM ({CLAIMS}) WHERE region IN ('UK', 'Canada')"
IN_2025 = "reported_on >= '2025-01-01' AND reported_on < '2026-01-01'"
SAYS = "Counted for region UK and Canada only: that is open to you."


@pytest.fixture(scope="module")
def narrowed(tmp_path_factory, sample_warehouse_path):
    """A layer in which supply chain sees two regions alone."""
    folder = tmp_path_factory.mktemp("narrowed") / "definitions"
    shutil.copytree(DEFAULT_DEFINITIONS, folder)
    path = folder / "directory.yml"
    text = path.read_text(encoding="utf-8")
    assert SAM in text
    path.write_text(text.replace(f"  {SAM}\n", NARROWED.lstrip("\n")), encoding="utf-8")
    url, zone = f"duckdb:///{sample_warehouse_path}", "America/New_York"
    with open_warehouse(url, workers=1, time_zone=zone) as warehouse:
        yield SemanticLayer(CatalogSource(folder), warehouse)


@pytest.fixture
def sam(narrowed, store, ids, requested):
    """A function from a question of Sam's to the reply."""
    answering = Answering(narrowed, store, new_id=ids)
    return lambda text, **more: answering.answer(requested(text, user="U0SAM", **more))


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("claims in 2025", f"SELECT count(*) FROM ({OPEN}) WHERE {IN_2025}"),
        (
            "claims not in the UK in 2025",
            f"SELECT count(*) FROM ({OPEN}) WHERE {IN_2025} AND region <> 'UK'",
        ),
        (
            "claims in 2025 by region",
            f"SELECT region, count(*) FROM ({OPEN}) WHERE {IN_2025} GROUP BY 1 ORDER BY 2 DESC",
        ),
        (
            "top 2 models by claims in 2025",
            (
                f"SELECT model, count(*) FROM ({OPEN}) WHERE {IN_2025} "
                "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 2"
            ),
        ),
        (
            "claims in 2025 vs 2024",
            f"""SELECT n, p, n - p, (n - p) / p FROM (
              SELECT count(*) FILTER ({IN_2025}) n, count(*) FILTER
                (reported_on >= '2024-01-01' AND reported_on < '2025-01-01') p FROM ({OPEN}))""",
        ),
        (
            "average claim cost in 2025",
            (
                f"SELECT avg(paid_amount) FROM ({OPEN}) WHERE status = 'paid' "
                "AND paid_on >= '2025-01-01' AND paid_on < '2026-01-01'"
            ),
        ),
    ],
)
def test_every_number_is_of_the_rows_that_are_open(sam, by_hand, question, sql):
    reply = sam(question)
    assert isinstance(reply, Answer), reply
    assert SAYS in reply.caveats
    for found, right in zip(reply.rows, by_hand(sql), strict=True):
        assert found == pytest.approx(right) if len(right) == 1 else found[-1] == right[-1]


def test_what_is_not_open_is_refused_and_never_zero(sam):
    reply = sam("claims outside the UK and Canada in 2025")
    assert isinstance(reply, Decline), reply
    assert reply.reason == "not_permitted"


def test_a_closed_region_is_no_word_that_is_known_and_what_is_open_is_said(sam):
    reply = sam("claims in the West in 2025")
    assert isinstance(reply, AskBack), reply
    assert reply.question.startswith(
        'You see region UK and Canada only. I do not understand "West" here, so I give no number'
    )


def test_a_narrowed_viewer_reads_on_from_what_another_asked_with_their_own_rows(
    sam, narrowed, store, ids, requested, by_hand
):
    others = Answering(narrowed, store, new_id=ids)
    everything = others.answer(requested("claims in 2025", thread="7.1"))
    again = sam("claims in 2025", thread="7.1")
    assert everything.rows != again.rows
    assert again.rows == tuple(by_hand(f"SELECT count(*) FROM ({OPEN}) WHERE {IN_2025}"))
