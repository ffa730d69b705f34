"""An export for dbt, in both of its forms. What it answers is compared elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from metrics.catalog import DEFAULT_DEFINITIONS
from metrics.interchange import ExportOptions, Loss, export_dbt

SCHEMA = Path(__file__).with_name("dbt_latest_schema.yml")
LATEST = ExportOptions(spec="latest")


@pytest.fixture(scope="module")
def legacy(shop_for_dbt):
    return yaml.safe_load(shop_for_dbt.main)


@pytest.fixture(scope="module")
def latest(shop):
    return yaml.safe_load(export_dbt(shop, LATEST).main)


def named(items, name):
    return next(item for item in items if item["name"] == name)


def test_the_files_of_a_project(shop_for_dbt, shop):
    models = {f"models/governed_{name}.sql" for name in ("customer", "sale", "refund", "stock")}
    models |= {"models/governed_label_of_sale.sql", "models/governed_days.sql"}

    assert set(shop_for_dbt.texts) == models | {"semantic_models.yml", "semantic_manifest.json"}
    assert set(export_dbt(shop, LATEST).texts) == models | {"semantic_models.yml"}


def test_the_rows_of_a_dataset_are_a_model_of_its_governed_columns(shop_for_dbt):
    refund = shop_for_dbt.texts["models/governed_refund.sql"]
    sale = shop_for_dbt.texts["models/governed_sale.sql"]

    assert "SELECT id, customer_id, amount, made_on\nFROM main.refund" in refund
    assert "WHERE status <> 'returned'" in sale
    assert "dbt.date_spine" in shop_for_dbt.texts["models/governed_days.sql"]


def test_braces_in_sql_are_no_jinja(shop_for_dbt, shop, tmp_path):
    folder = tmp_path / "definitions"
    folder.mkdir()
    for file in shop.glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(text.replace("'returned'", "'{{ x }}'"), encoding="utf-8")

    sale = export_dbt(folder, ExportOptions()).texts["models/governed_sale.sql"]

    assert "{% raw %}SELECT" in sale
    assert sale.rstrip().endswith("{% endraw %}")
    condition = named(yaml.safe_load(shop_for_dbt.main)["metrics"], "braced_sales")["filter"]
    assert "'{{ '{{' }} x }}'" in condition


def test_joins_are_entities_that_both_models_have(legacy):
    sale = named(legacy["semantic_models"], "sale")

    assert sale["model"] == "ref('governed_sale')"
    assert sale["entities"] == [
        {"name": "sale", "type": "primary", "expr": "id"},
        {"name": "customer", "type": "foreign", "expr": "customer_id"},
    ]
    assert named(legacy["semantic_models"], "stock")["primary_entity"] == "stock"


def test_a_filter_names_the_day_and_the_conditions_columns(legacy):
    metric = named(legacy["metrics"], "completed_sales")

    assert metric["filter"] == (
        "{{ TimeDimension('sale__sold_on', 'day') }} IS NOT NULL AND "
        "({{ Dimension('sale__sale_status') }} = 'completed' OR "
        "{{ Dimension('sale__is_large') }} = TRUE)"
    )
    assert metric["type_params"]["measure"] == {
        "name": "completed_sales",
        "fill_nulls_with": 0,
        "join_to_timespine": True,
    }
    assert (
        "fill_nulls_with" not in named(legacy["metrics"], "rare_sales")["type_params"]["measure"]
    )


@pytest.mark.parametrize(
    ("metric", "kind", "params"),
    [
        (
            "refund_rate",
            "ratio",
            {"numerator": {"name": "refunds"}, "denominator": {"name": "sales"}},
        ),
        (
            "refunds_per_1000",
            "derived",
            {
                "expr": "1000.0 * refund_count / NULLIF(sale_count, 0)",
                "metrics": [{"name": "refund_count"}, {"name": "sale_count"}],
            },
        ),
        (
            "sales_30d",
            "cumulative",
            {
                "measure": {
                    "name": "sales_30d_input",
                    "fill_nulls_with": 0,
                    "join_to_timespine": True,
                },
                "cumulative_type_params": {"window": "30 days", "period_agg": "last"},
            },
        ),
        (
            "early_buyers",
            "conversion",
            {
                "conversion_type_params": {
                    "base_measure": {
                        "name": "early_buyers_base",
                        "filter": "{{ TimeDimension('customer__joined_on', 'day') }} IS NOT NULL",
                    },
                    "conversion_measure": {"name": "early_buyers_event", "fill_nulls_with": 0},
                    "entity": "customer",
                    "calculation": "conversions",
                    "window": "45 days",
                }
            },
        ),
    ],
)
def test_the_kinds_of_metrics_in_the_legacy_form(metric, kind, params, legacy):
    found = named(legacy["metrics"], metric)

    assert (found["type"], found["type_params"]) == (kind, params)


def test_a_snapshot_is_not_additive_over_time(legacy):
    measure = named(named(legacy["semantic_models"], "stock")["measures"], "stocked")

    assert measure["non_additive_dimension"] == {"name": "week_column", "window_choice": "max"}


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        ("customers", "what is open at the end of a period is no measure of dbt"),
        ("customer_months", "time spent in spells is no measure of dbt"),
        ("sales_this_fiscal_year", "dbt has no fiscal periods"),
        ("rate_30d", "only a simple metric is cumulative in dbt"),
        (
            "refunded_within",
            'its length is the parameter "days_after", and dbt has no parameters',
        ),
        (
            "settled_rate",
            "rows that are too young are left out, which depends on the day of asking",
        ),
    ],
)
def test_a_metric_that_dbt_cannot_give_is_left_out_and_named(
    metric, reason, legacy, latest, shop_for_dbt
):
    assert metric not in {m["name"] for m in legacy["metrics"]}
    assert f"'name': '{metric}'" not in str(latest)
    loss = Loss("kept", f'metric "{metric}"', f"the whole metric, as {reason}")
    assert loss in shop_for_dbt.report.losses


def test_meta_of_dbts_own_and_extensions_of_others_go_along(legacy):
    region = named(named(legacy["semantic_models"], "customer")["dimensions"], "region")
    sales = named(legacy["metrics"], "sales")["config"]["meta"]

    assert region["config"]["meta"]["pii"] is False
    assert json.loads(sales["paceline"])["definition"]["goal"]["value"] == "100.50"
    assert sales["custom_extensions"] == [
        {"vendor_name": "COMMON", "data": '{"other": {"a": [1, null]}}'}
    ]


def test_a_bare_export_has_only_what_others_said(shop):
    text = export_dbt(shop, ExportOptions(bare=True)).main

    assert "paceline" not in text
    assert "pii: false" in text


@pytest.mark.parametrize("company", ["shop", "sample"])
def test_the_latest_form_has_the_structure_that_dbt_describes(company, shop):
    path = shop if company == "shop" else DEFAULT_DEFINITIONS
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))

    jsonschema.validate(yaml.safe_load(export_dbt(path, LATEST).main), schema)


def test_both_forms_have_the_same_metrics_entities_and_dimensions(legacy, latest):
    models = [model for model in latest["models"] if "semantic_model" in model]
    metrics = {m["name"] for model in models for m in model.get("metrics", [])}
    assert metrics | {m["name"] for m in latest["metrics"]} == {
        m["name"] for m in legacy["metrics"]
    }
    for model in models:
        other = named(legacy["semantic_models"], model["semantic_model"]["name"])
        derived = model.get("derived_semantics", {})
        for kind, plural in (("entity", "entities"), ("dimension", "dimensions")):
            own = {c[kind]["name"] for c in model["columns"] if kind in c}
            own |= {item["name"] for item in derived.get(plural, [])}
            assert own == {item["name"] for item in other.get(plural, [])}


def test_a_column_that_is_two_things_is_one_of_them_on_the_column(latest):
    sale = named(latest["models"], "governed_sale")

    assert named(sale["columns"], "id")["entity"] == {"type": "primary", "name": "sale"}
    assert {d["name"] for d in sale["derived_semantics"]["dimensions"]} == {"amount", "sale_month"}


def test_names_that_dbt_refuses_are_changed_and_named(shop, tmp_path):
    folder = tmp_path / "definitions"
    folder.mkdir()
    for file in shop.glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("  leavers:", "  n:").replace("{dataset: stock, expr: item", "X")
        text = text.replace("  item: X", "  metric_time: {dataset: stock, expr: item")
        (folder / file.name).write_text(text, encoding="utf-8")

    exported = export_dbt(folder, ExportOptions())

    document = yaml.safe_load(exported.main)
    stock = named(document["semantic_models"], "stock")
    assert named(document["metrics"], "n_metric")["type"] == "simple"
    assert {"metric_time_dimension"} < {d["name"] for d in stock["dimensions"]}
    assert Loss("assumed", 'metric "n"', 'called "n_metric" there') in exported.report.losses


@pytest.mark.parametrize("spec", ["legacy", "latest"])
def test_a_count_of_rows_without_a_day_is_kept_aside(spec):
    exported = export_dbt(Path(__file__).parent / "kiosk", ExportOptions(spec=spec))

    reason = "the whole metric, as its rows go by no day, and every measure of dbt does"
    assert Loss("kept", 'metric "shelves"', reason) in exported.report.losses
    assert "agg_time_dimension: column" not in exported.main
