"""Where joins lead to a split in more than one way, or twice over, the question is refused."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import load_catalog
from metrics.errors import AmbiguousPathError, UnsafeQueryError
from metrics.planner import plan
from metrics.query import MetricQuery
from tests.compiler.conftest import COMPANY, DIRECTORY, METRIC, SHOP, TYPES

HOME_AND_WORK = """
    joins:
      home: {to: place, on: {home_id: id}}
      work: {to: place, on: {work_id: id}}
  place:
    label: Places
    description: Places.
    source: place
    key: [id]
    columns: [id, city]
  note_on_sale:
    label: Notes
    description: Notes that were put on sales, several on one.
    source: note_on_sale
    key: [sale_id, note]
    columns: [sale_id, note]
    bridge: true
    joins:
      sale: {to: sale, on: {sale_id: id}}
"""
DIMENSIONS = """dimensions:
  city: {dataset: place, expr: city, label: City, description: City.}
  note: {dataset: note_on_sale, expr: note, label: Note, description: Note.}
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A function from the splits of the sales to their plan, with more joins in the shop."""
    folder = tmp_path_factory.mktemp("ways")
    columns = "columns: [id, region, joined_on, left_on"
    shop = SHOP.replace(columns + "]\n", f"{columns}, home_id, work_id]{HOME_AND_WORK}")
    shop = shop.replace("dimensions:\n", DIMENSIONS)
    metric = METRIC.format(name="sales", label="Sales") + f"    {TYPES['sales']}\n"
    for name, text in {"company": COMPANY, "directory": DIRECTORY, "shop": shop + metric}.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    catalog = load_catalog(folder)
    return lambda *by: plan(MetricQuery(("sales",), by), catalog, as_of=date(2025, 5, 31))


def test_two_ways_of_several_joins_are_named_join_by_join(planned):
    with pytest.raises(AmbiguousPathError) as refused:
        planned("city")
    assert refused.value.message == (
        "City can be reached from sales by customer → home or customer → work."
    )
    assert refused.value.next_step == (
        "Keep one of these joins in the definitions, or define two dimensions."
    )


def test_two_splits_that_cross_two_bridges_are_refused_together(planned):
    with pytest.raises(UnsafeQueryError) as refused:
        planned("sale_label", "note")
    assert refused.value.code == "E3012_MN_NO_SAFE_REWRITE"
    assert refused.value.message == (
        "Sale label and Note cannot split a number together: one may have several of each."
    )
    assert refused.value.next_step == "Split by one of them."


def test_two_splits_that_cross_the_same_bridge_stand_together(planned):
    (branch,) = planned("sale_label", "shade").branches
    assert [routed.bridge.dataset.name for routed in branch.dimensions] == ["label_of_sale"] * 2
