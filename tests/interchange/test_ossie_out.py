"""An export as Apache Ossie: what the standard can say stands there, the rest is named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import jsonschema
import pytest
import yaml

from metrics.catalog import DEFAULT_DEFINITIONS
from metrics.interchange import ExportOptions, Loss, export_ossie

SCHEMA = Path(os.environ.get("PACELINE_OSSIE_SCHEMA", ""))
EXPRESSIONS = yaml.safe_load("""
sales: SUM(CASE WHEN sale.sold_on IS NOT NULL THEN sale.amount END)
sale_count: COUNT(sale.sold_on)
buyers: COUNT(DISTINCT CASE WHEN sale.sold_on IS NOT NULL THEN sale.customer_id END)
smallest_sale: MIN(CASE WHEN sale.sold_on IS NOT NULL THEN sale.amount - 1 END)
high_sale:
  PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY CASE WHEN sale.sold_on IS NOT NULL
  THEN sale.amount END)
completed_sales:
  COUNT(CASE WHEN sale.sold_on IS NOT NULL AND (sale.status = 'completed' OR sale.is_large = TRUE)
  THEN sale.sold_on END)
refund_rate:
  1.0 * COALESCE(SUM(CASE WHEN refund.made_on IS NOT NULL THEN refund.amount END), 0)
  / NULLIF(COALESCE(SUM(CASE WHEN sale.sold_on IS NOT NULL THEN sale.amount END), 0), 0)
refunds_per_1000: 1000.0 * COUNT(refund.made_on) / NULLIF(COUNT(sale.sold_on), 0)
""")


@pytest.fixture(scope="module")
def exported(shop):
    return export_ossie(shop, ExportOptions())


@pytest.fixture(scope="module")
def model(exported):
    (model,) = yaml.safe_load(exported.main)["semantic_model"]
    return model


def named(items, name):
    return next(item for item in items if item["name"] == name)


def expression(item):
    (dialect,) = item["expression"]["dialects"]
    assert dialect["dialect"] == "ANSI_SQL"
    return dialect["expression"]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="PACELINE_OSSIE_SCHEMA names no schema file")
@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("company", ["shop", "sample"])
def test_an_export_is_what_the_standards_schema_asks_for(company, bare, shop):
    path = shop if company == "shop" else DEFAULT_DEFINITIONS
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    for as_json in (False, True):
        text = export_ossie(path, ExportOptions(bare=bare), as_json=as_json).main
        jsonschema.validate(json.loads(text) if as_json else yaml.safe_load(text), schema)


def test_yaml_and_json_say_the_same(exported, shop):
    as_json = export_ossie(shop, ExportOptions(), as_json=True)

    assert list(exported.texts) == ["ossie.yml"]
    assert list(as_json.texts) == ["ossie.json"]
    assert yaml.safe_load(exported.main) == json.loads(as_json.main)


@pytest.mark.parametrize(("metric", "sql"), EXPRESSIONS.items())
def test_a_metric_is_one_expression(metric, sql, model):
    assert expression(named(model["metrics"], metric)) == sql


def test_every_expression_gives_our_number_over_one_dataset(
    model, shop_rows, ask_shop, shop_catalog
):
    """Over all time, each metric of sales is a query that a reader of the file can write."""
    source = named(model["datasets"], "sale")["source"]
    compared = 0
    for metric in model["metrics"]:
        sql = expression(metric).replace("DATEDIFF(DAY", "DATEDIFF('day'")
        if "refund." in sql or "sale." not in sql:
            continue
        ((theirs,),) = shop_rows.execute(f"SELECT {sql} FROM ({source}) AS sale").fetchall()
        ((ours,),) = ask_shop(shop_catalog, metric["name"])
        if metric["name"] == "rare_sales":
            assert (theirs, ours) == (0, None)
        else:
            assert theirs == pytest.approx(ours), metric["name"]
        compared += 1
    assert compared >= 10


def test_datasets_say_their_rows_keys_columns_and_days(model):
    sale, refund = named(model["datasets"], "sale"), named(model["datasets"], "refund")

    assert sale["source"].startswith("SELECT id, customer_id")
    assert refund["source"] == "main.refund"
    assert sale["primary_key"] == ["id"]
    assert named(model["datasets"], "stock")["primary_key"] == ["item", "week"]
    assert {"id", "customer_id", "is_large"} <= {field["name"] for field in sale["fields"]}
    assert named(sale["fields"], "sold_on")["dimension"] == {"is_time": True}
    assert "dimension" not in named(sale["fields"], "is_large")


def test_dimensions_are_fields_and_one_beside_a_column_of_its_name_is_renamed(model, exported):
    fields = named(model["datasets"], "sale")["fields"]
    size = named(fields, "amount_dimension")

    assert expression(named(fields, "amount")) == "amount"
    assert expression(size).startswith("CASE WHEN amount >= 100")
    assert (size["label"], size["datatype"]) == ("Size", "String")
    assert size["dimension"] == {"is_time": False}
    assert expression(named(fields, "sale_month")) == "CAST(DATE_TRUNC('MONTH', sold_on) AS DATE)"
    detail = 'called "amount_dimension" there, beside the column'
    assert Loss("assumed", 'dimension "amount"', detail) in exported.report.losses


def test_joins_are_relationships_from_the_many_to_the_one(model):
    assert named(model["relationships"], "sale_customer") == {
        "name": "sale_customer",
        "from": "sale",
        "to": "customer",
        "from_columns": ["customer_id"],
        "to_columns": ["id"],
        "custom_extensions": [{"vendor_name": "ACME", "data": "[1, 2]"}],
    }


def test_synonyms_are_told_to_language_models(model):
    assert named(model["metrics"], "sales")["ai_context"] == {"synonyms": ["takings"]}


def test_what_other_tools_said_leaves_as_it_came(model):
    sales = named(model["metrics"], "sales")["custom_extensions"]
    customer = named(model["datasets"], "customer")["custom_extensions"]

    assert {"vendor_name": "COMMON", "data": '{"other": {"a": [1, null]}}'} in sales
    assert {"vendor_name": "SNOWFLAKE", "data": '{"warehouse": "small"}'} in customer
    assert {"vendor_name": "ACME", "data": '{"tenant": 7}'} in model["custom_extensions"]
    assert {e["vendor_name"] for e in sales} == {"COMMON"}


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        ("customers", "what is open at the end of a period has no expression"),
        ("customer_months", "time spent in spells has no expression"),
        ("stocked", "the last snapshot of a period has no expression"),
        ("first_sales", "what follows a row within a time has no expression"),
        ("sales_30d", "a value over more than the period has no expression"),
        (
            "settled_rate",
            "rows that are too young are left out, which depends on the day of asking",
        ),
        (
            "sales_per_customer_month",
            'it is made of "customer_months": time spent in spells has no expression',
        ),
    ],
)
def test_a_metric_without_an_expression_is_left_out_and_named(metric, reason, model, exported):
    assert metric not in {m["name"] for m in model["metrics"]}
    loss = Loss("kept", f'metric "{metric}"', f"the whole metric, as {reason}")
    assert loss in exported.report.losses


@pytest.mark.parametrize(
    ("what", "detail"),
    [
        ('metric "sales"', "`owner`"),
        ('metric "sales"', "`access`"),
        ('metric "sales"', "`goal`"),
        ('metric "sales"', "`maturity`"),
        ('metric "buyers"', "`min_group_size`"),
        ('metric "sales"', "who answers for a synonym"),
        ('dataset "label_of_sale"', "`bridge`"),
        ('dimension "region"', "`value_synonyms`"),
        ("file directory.yml", "`groups`"),
        ("file directory.yml", "`people`"),
        ("file company.yml", "`ambiguous_terms`"),
        ("file shop.yml", "`rollups`"),
    ],
)
def test_what_governance_says_is_kept_for_us_only_and_named(what, detail, exported, shop):
    bare = export_ossie(shop, ExportOptions(bare=True))

    assert Loss("kept", what, detail) in exported.report.losses
    assert Loss("lost", what, detail) in bare.report.losses
    assert "paceline" not in bare.main


def test_a_bare_export_still_hands_on_what_others_said(shop):
    (model,) = yaml.safe_load(export_ossie(shop, ExportOptions(bare=True)).main)["semantic_model"]

    sales = named(model["metrics"], "sales")
    assert sales["custom_extensions"] == [
        {"vendor_name": "COMMON", "data": '{"other": {"a": [1, null]}}'}
    ]


def test_people_stay_at_home_when_asked_and_groups_go(shop):
    exported = export_ossie(shop, ExportOptions(people=False))

    assert "Ann Lee" not in exported.main
    assert "owners" in exported.main
    assert Loss("lost", "file directory.yml", "`people`, as was asked") in exported.report.losses


def test_reserved_words_are_quoted():
    (model,) = yaml.safe_load(export_ossie(DEFAULT_DEFINITIONS, ExportOptions()).main)[
        "semantic_model"
    ]
    sql = expression(named(model["metrics"], "order_revenue"))

    assert '"order".price' in sql
    duckdb.extract_statements(f'SELECT {sql} FROM "order"')


@pytest.mark.parametrize(
    ("metric", "detail"),
    [
        ("sales", "without rows it is empty there, zero here"),
        ("rare_sales", "without rows it is zero there, empty here"),
    ],
)
def test_what_is_told_without_rows_is_named_where_it_differs(metric, detail, exported):
    assert Loss("assumed", f'metric "{metric}"', detail) in exported.report.losses


def test_the_same_definitions_give_the_same_bytes(exported, shop):
    assert export_ossie(shop, ExportOptions()).main == exported.main


def test_rows_without_a_day_are_counted_without_a_condition():
    kiosk = export_ossie(Path(__file__).parent / "kiosk", ExportOptions())
    (model,) = yaml.safe_load(kiosk.main)["semantic_model"]

    assert expression(named(model["metrics"], "shelves")) == "COUNT(shelf.shelf_id)"
    assert expression(named(model["metrics"], "shelf_width")) == "AVG(shelf.width)"
