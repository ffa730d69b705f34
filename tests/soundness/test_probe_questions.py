"""Seven plain business questions that other semantic layers answer wrong, and the right answers.

Asked of a small company with orphans, missing keys, several warranties a unit and a month without
claims; the answers are counted by ``benchmarks/sql/truth``, written by hand on the raw tables.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import pytest

from benchmarks.company import write_company
from benchmarks.engines.paceline import COMPARED, DEFINITIONS, QUERIES
from benchmarks.questions import QUESTIONS, difference, plain, truth
from metrics.catalog import CatalogSource
from metrics.layer import SemanticLayer
from metrics.warehouse import open_warehouse
from tests.soundness.asking import ask

NOW = datetime(2025, 12, 31, 20, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture(scope="module")
def company(once):
    """A hundredth of the benchmark's company."""
    return once("probed.duckdb", lambda out: write_company(out, scale=0.01, tell=lambda _: None))


@pytest.fixture(scope="module")
def probed(company):
    with open_warehouse(
        f"duckdb:///{company}", workers=1, time_zone="America/New_York"
    ) as warehouse:
        yield SemanticLayer(CatalogSource(DEFINITIONS), warehouse)


def answered(layer, name):
    query = QUERIES[name]
    rows = plain(ask(layer, query, NOW).rows)
    return [tuple(row[i] for i in COMPARED) for row in rows] if query.compare_to else rows


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_probe_question_is_answered_as_counted_by_hand(company, probed, name):
    assert difference(QUESTIONS[name], truth(name, company), answered(probed, name)) == ""


def test_nothing_is_zero_for_counts_and_sums_and_empty_for_their_ratio(probed):
    by_model = {row[0]: row[1:] for row in answered(probed, "q2")}
    revenue = {row[0]: row[2] for row in answered(probed, "q5")}
    assert by_model[None][0] > 0
    assert by_model[None][1:] == (0, None)
    assert revenue[None] == 0


def test_a_month_without_claims_is_told_and_compared_with(probed):
    february, march, april, _ = answered(probed, "q7")
    assert march == ("2025-03-01", 0, -february[1])
    assert april == ("2025-04-01", april[1], april[1])


def test_the_first_month_of_a_filtered_comparison_looks_back_before_the_range(probed):
    assert answered(probed, "q7")[0][2] is not None


def test_the_company_has_what_makes_layers_lose_or_repeat_rows(company):
    with duckdb.connect(str(company), read_only=True) as connection:
        count = lambda sql: connection.execute(f"SELECT count(*) FROM {sql}").fetchone()[0]  # noqa: E731 - a short hand
        claims = "claims c LEFT JOIN units u ON u.unit_id = c.unit_id"
        assert count("claims WHERE unit_id IS NULL") > 0
        assert count(f"{claims} WHERE c.unit_id IS NOT NULL AND u.unit_id IS NULL") > 0
        assert count("(SELECT unit_id FROM warranties GROUP BY 1 HAVING count(*) > 1)") > 0
        assert (
            count(
                "(SELECT unit_id, term_months FROM warranties GROUP BY 1, 2 HAVING count(*) > 1)"
            )
            > 0
        )
        guide = f"{claims} WHERE u.model = 'Guide' AND c.claimed_on BETWEEN"
        assert count(f"{guide} DATE '2025-03-01' AND DATE '2025-03-31'") == 0
        assert count(f"{guide} DATE '2025-02-01' AND DATE '2025-02-28'") > 0
