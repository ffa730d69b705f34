"""Before the SQL stands which definitions it is of."""

from __future__ import annotations

from datetime import date

from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange

MAY = TimeRange(date(2025, 5, 1), date(2025, 6, 1))


def heading(catalog, *metrics):
    planned = plan(MetricQuery(metrics, time_range=MAY), catalog, as_of=date(2025, 5, 31))
    return compile_plan(decide(planned, OPERATOR, catalog)).sql.partition("\n")[0]


def test_a_statement_names_its_metrics_and_the_hashes_of_their_definitions(shop_catalog):
    sales = shop_catalog.metric("sales").definition_hash
    average = shop_catalog.metric("average_sale").definition_hash

    assert sales.startswith("v1-")
    assert sales != average
    assert heading(shop_catalog, "sales") == f"/* sales {sales} */"
    both = heading(shop_catalog, "sales", "average_sale")
    assert both == f"/* sales {sales}, average_sale {average} */"
