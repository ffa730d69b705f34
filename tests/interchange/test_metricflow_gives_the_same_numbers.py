"""What is exported for dbt, asked in MetricFlow, against our own answers.

Where the two differ, MetricFlow's way is named here and nothing else may differ:

* A period without rows has no row there; here it is empty.
* A conversion has no row there for a period without rows to convert; here it is zero.
* A ratio by time repeats its rows, once for each day, where both sides are of the same rows with
  the same filter and zero without rows.
* A trailing or to-date metric is refused there without a time; an all-time one without time and
  dimension is written as SQL that no engine takes.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from metrics.catalog import DEFAULT_DEFINITIONS
from metrics.governance import OPERATOR
from metrics.interchange import ExportOptions, export_dbt
from metrics.query import MetricQuery, TimeRange

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
YEAR = TimeRange(date(2025, 11, 1), date(2026, 11, 1))
SPRING = TimeRange(date(2025, 1, 1), date(2025, 6, 1))
MONTH = "metric_time__month"
OF_A_UNIT = {"model": "unit__product__model", "region": "unit__member__region"}
SAMPLE = {
    "claims_reported": OF_A_UNIT
    | {"part": "part_key__part", "coverage": "coverage_kind__coverage"},
    "claims_approved": OF_A_UNIT | {"claim_status": "claim__claim_status"},
    "claims_paid": OF_A_UNIT | {"supplier": "supplier_key__supplier"},
    "claims_denied": OF_A_UNIT,
    "claim_cost": OF_A_UNIT | {"months_in_service": "service_age__months_in_service"},
    "average_claim_cost": OF_A_UNIT,
    "claim_approval_rate": OF_A_UNIT,
    "claim_cycle_days": OF_A_UNIT | {"plant": "unit__plant"},
    "orders": {"model": "product__model", "sales_channel": "sales_channel_key__sales_channel"},
    "order_revenue": {"model": "product__model"},
    "average_order_value": {"model": "product__model"},
    "units_delivered": OF_A_UNIT | {"build_month": "unit__build_month"},
    "new_members": {"region": "member__region", "country": "member__country"},
    "redemptions": {"promotion": "promotion_key__promotion"},
    "failures": OF_A_UNIT,
    "error_events": OF_A_UNIT,
    "service_tickets": OF_A_UNIT,
    "service_visits": OF_A_UNIT,
    "first_time_fix_rate": OF_A_UNIT,
    "no_fault_found_rate": OF_A_UNIT,
    "repair_turnaround_days": OF_A_UNIT,
    "ew_contracts_sold": OF_A_UNIT | {"plan_term": "ew_plan__plan_term"},
    "ew_revenue": OF_A_UNIT,
    "parts_on_hand": {"part": "part_key__part"},
    "parts_on_order": {"part": "part_key__part"},
}
OF_A_SALE = ("customer__region", "sale__sale_status", "sale__amount", "sale__sale_month")
OF_THE_SHOP = {
    **dict.fromkeys(("sales", "sale_count", "buyers", "average_sale"), OF_A_SALE),
    **dict.fromkeys(("smallest_sale", "largest_sale", "median_sale", "high_sale"), OF_A_SALE),
    **dict.fromkeys(("completed_sales", "braced_sales", "rare_sales"), OF_A_SALE[:2]),
    **dict.fromkeys(("refunds", "refund_count", "refund_rate", "refunds_per_1000"), OF_A_SALE[:1]),
    **dict.fromkeys(("net_sales", "share_refunded", "sales_so_far"), OF_A_SALE[:1]),
    **dict.fromkeys(("joiners", "leavers", "first_sales", "early_buyers"), OF_A_SALE[:1]),
    "sales_30d": (),
    "sales_this_year": (),
    "stocked": ("stock__item",),
}
REPEATED = {"average_order_value", "average_claim_cost"}
REFUSED_WITHOUT_TIME = {"sales_30d", "sales_this_year"}
BROKEN_WITHOUT_TIME = {"sales_so_far"}


def question(name, by, days):
    last = days.end - timedelta(days=1)
    return {
        "metrics": [name],
        "by": [by] if by else [],
        "days": [days.start.isoformat(), last.isoformat()],
    }


def cell(value):
    """A value as both engines can give it; numbers to twelve digits."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return float(f"{float(value):.12g}")
    return value


def by_first(rows):
    """Values by what they are told for; rows that say nothing are left out."""
    found = [row for row in rows if row[-1] is not None]
    told = {cell(row[0]) if len(row) > 1 else None: cell(row[-1]) for row in found}
    assert len(told) == len(found)
    return told


@pytest.fixture(scope="module")
def sample_answers(metricflow, build_models, sample_warehouse_path, tmp_path_factory):
    """MetricFlow's rows by metric and what it is split by, on a copy of the sample warehouse."""
    exported = export_dbt(DEFAULT_DEFINITIONS, ExportOptions())
    manifest = json.loads(exported.texts["semantic_manifest.json"])
    asked = [(name, by) for name, bys in SAMPLE.items() for by in (MONTH, *bys.values())]
    answers = metricflow(manifest, [question(name, by, YEAR) for name, by in asked])
    copy = tmp_path_factory.mktemp("dbt") / "sample.duckdb"
    shutil.copy(sample_warehouse_path, copy)
    with duckdb.connect(str(copy)) as connection:
        build_models(connection, exported, "2022-07-01", "2027-12-31")
        yield {
            key: connection.execute(answer["sql"]).fetchall()
            for key, answer in zip(asked, answers, strict=True)
        }


@pytest.fixture(scope="module")
def shop_answers(metricflow, shop_for_dbt):
    """MetricFlow's SQL or refusal by metric and what it is split by."""
    manifest = json.loads(shop_for_dbt.texts["semantic_manifest.json"])
    asked = [(name, by) for name, bys in OF_THE_SHOP.items() for by in (MONTH, "", *bys)]
    answers = metricflow(manifest, [question(name, by, SPRING) for name, by in asked])
    return dict(zip(asked, answers, strict=True))


@pytest.fixture
def shop_models(shop_rows, build_models, shop_for_dbt):
    build_models(shop_rows, shop_for_dbt, "2025-01-01", "2026-12-31")
    return shop_rows


@pytest.mark.parametrize("name", SAMPLE)
def test_a_metric_of_the_sample_company_is_the_same_month_by_month(name, layer, sample_answers):
    query = MetricQuery((name,), time_range=YEAR, grain="month")

    ours = layer.ask(query, OPERATOR, now=NOW).rows

    theirs = sample_answers[name, MONTH]
    assert len(ours) == 12
    assert (len(theirs) > len(set(theirs))) == (name in REPEATED)
    assert by_first(set(theirs)) == by_first(ours)


@pytest.mark.parametrize(
    ("name", "dimension"), [(name, dimension) for name, bys in SAMPLE.items() for dimension in bys]
)
def test_a_metric_of_the_sample_company_is_the_same_split(name, dimension, layer, sample_answers):
    query = MetricQuery((name,), dimensions=(dimension,), time_range=YEAR)

    ours = layer.ask(query, OPERATOR, now=NOW).rows

    assert len(ours) > 1
    assert by_first(sample_answers[name, SAMPLE[name][dimension]]) == by_first(ours)


@pytest.mark.parametrize("name", OF_THE_SHOP)
def test_a_metric_of_the_shop_is_the_same_month_by_month(
    name, ask_shop, shop_catalog, shop_answers, shop_models
):
    ours = ask_shop(shop_catalog, name, time_range=SPRING, grain="month")
    theirs = shop_models.execute(shop_answers[name, MONTH]["sql"]).fetchall()

    told = {row[0].date() for row in theirs}
    if name in ("first_sales", "early_buyers"):
        assert {row[0] for row in ours if row[0] not in told and row[1]} == set()
        ours = [row for row in ours if row[0] in told]
    assert by_first(theirs) == by_first(ours)


@pytest.mark.parametrize("name", OF_THE_SHOP)
def test_a_metric_of_the_shop_is_the_same_in_all(
    name, ask_shop, shop_catalog, shop_answers, shop_models
):
    ours = ask_shop(shop_catalog, name, time_range=SPRING)
    answer = shop_answers[name, ""]

    if name in REFUSED_WITHOUT_TIME:
        assert "cumulative metric" in answer["refused"]
    elif name in BROKEN_WITHOUT_TIME:
        with pytest.raises(duckdb.BinderException):
            shop_models.execute(answer["sql"])
    else:
        assert by_first(shop_models.execute(answer["sql"]).fetchall()) == by_first(ours)


@pytest.mark.parametrize(
    ("name", "by"), [(name, by) for name, bys in OF_THE_SHOP.items() for by in bys]
)
def test_a_metric_of_the_shop_is_the_same_split(
    name, by, ask_shop, shop_catalog, shop_answers, shop_models
):
    dimension = by.rpartition("__")[2]

    ours = ask_shop(shop_catalog, name, dimensions=(dimension,), time_range=SPRING)
    theirs = shop_models.execute(shop_answers[name, by]["sql"]).fetchall()

    assert by_first(theirs) == by_first(ours)
    assert {cell(row[0]) for row in theirs} >= {cell(row[0]) for row in ours if row[1] is not None}


def test_every_metric_that_is_exported_is_compared(shop_for_dbt, shop_catalog):
    manifest = json.loads(shop_for_dbt.texts["semantic_manifest.json"])
    exported = {metric["name"] for metric in manifest["metrics"]} & set(shop_catalog.metrics)

    assert exported == set(OF_THE_SHOP)
