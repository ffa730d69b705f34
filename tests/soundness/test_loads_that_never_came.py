"""A load that did not come is named beside every number that lacks its rows, and no other."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.layer import SemanticLayer
from metrics.query import Filter
from metrics.result import Gap
from metrics.warehouse import open_warehouse, publish
from tests.soundness.asking import ask, query, span
from tests.soundness.conftest import SCHEMA, SMALL

JULY = span("2026-07-01", "2026-08-01")
AUGUST = span("2026-08-01", "2026-09-01")
SEPTEMBER = span("2026-09-01", "2026-10-01")
OCTOBER = span("2026-10-01", "2026-11-01")
CLAIMS = Gap("claim", date(2026, 9, 9))
TICKETS = Gap("ticket", date(2026, 9, 20))

LOG = """
insert into load_log (table_name, loaded_on, rows, status) values
  ('claim', '2026-09-08', 1, 'late'),
  ('claim', '2026-09-09', 0, 'missing'),
  ('claim', '2026-09-10', 0, 'missing'), ('claim', '2026-09-10', 2, 'ok'),
  ('ticket', '2026-09-20', 0, 'missing')
"""


@pytest.fixture(scope="module")
def layer(once):
    """The small company without one day's claims; another day's came late, a third's again."""

    def fill(connection):
        connection.execute(SCHEMA.read_text())
        connection.execute(SMALL.read_text())
        connection.execute(LOG)

    path = once("lost_claims.duckdb", lambda out: publish(out, fill))
    with open_warehouse(f"duckdb:///{path}", workers=1, time_zone="America/New_York") as warehouse:
        yield SemanticLayer(CatalogSource(DEFAULT_DEFINITIONS), warehouse)


def gaps(layer, metric, days, **more):
    return ask(layer, query(metric, days, **more)).gaps


def test_a_period_names_the_load_that_never_came(layer):
    result = ask(layer, query("claims_paid", SEPTEMBER))
    assert result.gaps == (CLAIMS,)
    assert result.caveats[0] == (
        "The claim data of September 9, 2026 never came: what they held is missing here."
    )


def test_what_came_late_or_came_again_is_there(layer):
    assert {gap.day for gap in layer.gaps("claims_paid")} == {CLAIMS.day}


def test_other_periods_and_other_tables_are_whole(layer):
    assert gaps(layer, "claims_paid", AUGUST) == ()
    assert gaps(layer, "claims_paid", OCTOBER) == ()
    assert gaps(layer, "orders", SEPTEMBER) == ()


def test_rows_that_take_their_time_may_have_been_in_a_later_load(layer):
    assert gaps(layer, "claims_reported", AUGUST) == (CLAIMS,)
    assert gaps(layer, "claims_reported", JULY) == ()


def test_the_days_compared_with_count_too(layer):
    assert gaps(layer, "claims_paid", OCTOBER, compare_to="previous_period") == (CLAIMS,)


def test_a_state_lacks_all_that_never_came_before_it_and_while_its_rows_still_came_in(layer):
    assert gaps(layer, "open_claims", OCTOBER) == (CLAIMS,)
    assert gaps(layer, "open_claims", AUGUST) == (CLAIMS,)  # recorded up to 30 days later
    assert gaps(layer, "open_claims", JULY) == ()


def test_a_ratio_lacks_what_either_part_lacks(layer):
    assert gaps(layer, "average_claim_cost", SEPTEMBER) == (CLAIMS,)
    assert gaps(layer, "first_time_fix_rate", SEPTEMBER) == (TICKETS,)


def test_a_joined_table_counts_where_it_is_joined(layer):
    closed = Filter("disposition", "not_null")
    assert gaps(layer, "claims_paid", SEPTEMBER, filters=(closed,)) == (CLAIMS, TICKETS)
    assert gaps(layer, "claims_paid", SEPTEMBER, dimensions=("disposition",)) == (CLAIMS, TICKETS)
