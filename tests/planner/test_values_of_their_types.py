"""A filter's values are read in the type of their dimension, or refused with that type."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import load_catalog
from metrics.errors import UnsafeQueryError
from metrics.planner import plan
from metrics.query import Filter, MetricQuery
from tests.compiler.conftest import COMPANY, DIRECTORY, METRIC, SHOP, TYPES

KINDS = {"buyer": "integer", "price": "number", "day_sold": "date", "paid": "boolean"}
COLUMNS = {"buyer": "customer_id", "price": "amount", "day_sold": "sold_on", "paid": "status"}
DAY = date(2025, 3, 1)


@pytest.fixture(scope="module")
def values_of(tmp_path_factory):
    """A function from a dimension and values for it to the values that are planned."""
    folder = tmp_path_factory.mktemp("typed")
    dimensions = "".join(
        f"  {name}: {{dataset: sale, expr: {COLUMNS[name]}, type: {kind},"
        f" label: {name.replace('_', ' ').capitalize()}, description: One.}}\n"
        for name, kind in KINDS.items()
    )
    metric = METRIC.format(name="sales", label="Sales") + f"    {TYPES['sales']}\n"
    shop = SHOP.replace("dimensions:\n", f"dimensions:\n{dimensions}") + metric
    for name, text in {"company": COMPANY, "directory": DIRECTORY, "shop": shop}.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    catalog = load_catalog(folder)

    def planned(dimension, *values, op="in"):
        query = MetricQuery(("sales",), filters=(Filter(dimension, op, values),))
        (branch,) = plan(query, catalog, as_of=date(2025, 5, 31)).branches
        return branch.filters[0].filter.values

    return planned


@pytest.mark.parametrize(
    ("dimension", "given", "read"),
    [
        ("buyer", "7", 7),
        ("buyer", 7.0, 7),
        ("buyer", "9007199254740993", 9007199254740993),
        ("price", "7.5", 7.5),
        ("price", 7, 7.0),
        ("day_sold", "2025-03-01", DAY),
        ("day_sold", "2025-03-01T09:30", DAY),
        ("day_sold", DAY, DAY),
        ("paid", "True", True),
        ("paid", False, False),
        ("region", 7, "7"),
    ],
)
def test_a_value_is_read_in_the_type_of_its_dimension(values_of, dimension, given, read):
    (value,) = values_of(dimension, given)
    assert (value, type(value)) == (read, type(read))


@pytest.mark.parametrize(
    ("dimension", "given"),
    [
        ("buyer", "seven"),
        ("buyer", 7.5),
        ("buyer", "7.5"),
        ("buyer", True),
        ("price", DAY),
        ("price", "nan"),
        ("price", True),
        ("day_sold", "March"),
        ("paid", "yes"),
    ],
)
def test_what_is_no_value_of_the_type_is_refused_with_the_type(values_of, dimension, given):
    with pytest.raises(UnsafeQueryError) as refused:
        values_of(dimension, given)
    label = dimension.replace("_", " ")
    assert refused.value.code == "E_BAD_VALUE"
    assert refused.value.message == f'"{given}" is not a value of {label}.'
    assert refused.value.next_step == (
        f"{label.capitalize()} takes values of type {KINDS[dimension]}."
    )


def test_both_ends_of_what_lies_between_are_kept_in_their_order(values_of):
    assert values_of("price", "1.5", 20, op="between") == (1.5, 20.0)
