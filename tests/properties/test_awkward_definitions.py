"""Names that SQL and the compiler have plans for, values that are no numbers, paths in two."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from metrics.catalog import CatalogSource, check_definitions
from metrics.errors import QueryError
from metrics.governance import OPERATOR
from metrics.layer import SemanticLayer
from metrics.query import Filter, MetricQuery, TimeRange
from metrics.warehouse import open_warehouse, publish
from tests.properties.definitions import ABOUT, CALENDARS, COMPANY, DIRECTORY

NOW = datetime(2024, 5, 31, tzinfo=UTC)
SPRING = TimeRange(date(2024, 3, 1), date(2024, 6, 1))
SUBQUERIES = (
    *(
        "answer",
        "stitched",
        "scan_1",
        "periods",
        "periods_before",
        "combinations",
        "parts",
        "days",
    ),
    *("compared_parts", "rows", "value", "order_", "select_", "taken", "events", "values_"),
)
DEFINITIONS = """
version: 1
subject: things
datasets:
  {name}:
    label: Things
    description: Things.
    source: {source}
    key: [id]
    columns: [id, {columns}, day, other, another]
    time: day
    joins:
      one: {{to: place, on: {{other: code}}}}
      two: {{to: place, on: {{another: code}}}}
  place: {{label: Places, description: Places., source: place, key: [code], columns: [code, name]}}
dimensions:
  kind: {{dataset: {name}, expr: '{kind}', label: Kind, description: Kind.}}
  place_name: {{dataset: place, expr: name, label: Place, description: Place.}}
metrics:
  things:
    type: simple
    dataset: {name}
    agg: count
    label: Count
    description: Count.
{about}
  amount:
    type: simple
    dataset: {name}
    agg: sum
    expr: '{amount}'
    {where}
    label: Amount
    description: Amount.
{about}
  mean: {{type: ratio, numerator: amount, denominator: things, label: Mean, description: Mean.,
{inline}}}
"""


@pytest.fixture
def asked(tmp_path):
    """A function that defines a dataset, fills its table, and asks for its metrics."""
    opened = []

    def layer(name, rows, *, source="things", kind="kind", amount="amount", where=""):
        write(tmp_path, name, source, kind, amount, where)
        quoted = ", ".join(
            f"{c} {t}" for c, t in ((quote(kind), "varchar"), (quote(amount), "double"))
        )
        tables = (
            f'create table "{source}" (id int, {quoted}, day date, other int, another int);'
            f'insert into "{source}" values {rows}; create table place (code int, name varchar);'
        )
        path = tmp_path / "things.duckdb"
        publish(path, lambda connection: connection.execute(tables))
        opened.append(open_warehouse(f"duckdb:///{path}", workers=1))
        return SemanticLayer(CatalogSource(tmp_path), opened[-1])

    yield layer
    for warehouse in opened:
        warehouse.close()


def write(folder, name, source="things", kind="kind", amount="amount", where=""):
    flat = ", ".join(line.strip() for line in ABOUT.strip().splitlines())
    text = DEFINITIONS.format(
        name=name,
        source=source,
        columns=", ".join("'" + column.replace("'", "''") + "'" for column in (kind, amount)),
        kind=quote(kind).replace("'", "''"),
        amount=quote(amount).replace("'", "''"),
        where=where,
        about=ABOUT.rstrip(),
        inline=f"    {flat}",
    )
    (folder / "company.yml").write_text(COMPANY.format(**CALENDARS["monday"]), encoding="utf-8")
    (folder / "directory.yml").write_text(DIRECTORY, encoding="utf-8")
    (folder / "things.yml").write_text(text, encoding="utf-8")


def quote(column):
    return '"' + column.replace('"', '""') + '"'


def series(layer):
    query = MetricQuery(
        ("things", "amount", "mean"),
        ("kind",),
        filters=(Filter("kind", "not_in", ("none",)),),
        time_range=SPRING,
        grain="month",
        compare_to="previous_period",
    )
    return [row[:3] + row[6:7] for row in layer.ask(query, OPERATOR, now=NOW).rows]


ROWS = "(1, 'a', 2, '2024-03-01', 1, 1), (2, 'a', 4, '2024-05-01', null, 1)"
EXPECTED = [
    ("a", date(2024, 3, 1), 1, 2.0),
    ("a", date(2024, 4, 1), 0, 0.0),
    ("a", date(2024, 5, 1), 1, 4.0),
]


@pytest.mark.parametrize("name", SUBQUERIES)
def test_a_dataset_may_be_called_what_the_compiler_calls_its_own(asked, name):
    assert series(asked(name, ROWS, source=name)) == EXPECTED


@pytest.mark.parametrize(
    "column",
    ["select", "Order", "with space", 'we"ird', "it's", "ünï🛠", "from", "__value_1"],
)
def test_a_column_may_have_any_name(asked, column):
    assert series(asked("thing", ROWS, kind=column, amount=f"{column}s")) == EXPECTED


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_what_rests_on_a_value_that_is_no_number_is_left_out_and_said(asked, value):
    rows = f"(1, 'a', '{value}', '2024-03-01', 1, 1), (2, 'b', 4, '2024-03-02', 1, 1)"
    layer = asked("thing", rows)
    query = MetricQuery(("amount", "mean"), ("kind",), time_range=SPRING)
    result = layer.ask(query, OPERATOR, now=NOW)
    assert {row[0]: row[1:] for row in result.rows} == {"a": (None, None), "b": (4.0, 4.0)}
    assert any("no numbers" in caveat for caveat in result.caveats)
    assert all(not isinstance(c, float) or math.isfinite(c) for row in result.rows for c in row)


def test_two_ways_to_a_dimension_are_refused_and_both_named(asked):
    with pytest.raises(QueryError) as raised:
        asked("thing", ROWS).ask(MetricQuery(("things",), ("place_name",)), OPERATOR, now=NOW)
    assert raised.value.code == "E_AMBIGUOUS_PATH"
    assert "one" in raised.value.message
    assert "two" in raised.value.message


@pytest.mark.parametrize("where", ["sum(amount) > 3", "count(*) > 1", "id in (select 1)"])
def test_an_aggregate_in_a_metrics_own_filter_is_refused_with_its_place(tmp_path, where):
    write(tmp_path, "thing", where=f"where: {where}\n    where_in_words: some")
    problems = check_definitions(tmp_path)
    assert [p.file for p in problems] == ["things.yml"]


@pytest.mark.parametrize("name", ["grain", "filter", "month", "a__b", "Select", "1st", "gr äin"])
def test_a_reserved_or_unspeakable_name_is_refused_with_its_place(tmp_path, name):
    write(tmp_path, "thing")
    path = tmp_path / "things.yml"
    text = path.read_text(encoding="utf-8").replace("  things:\n", f"  {name}:\n")
    path.write_text(text.replace("denominator: things", f"denominator: {name}"), encoding="utf-8")
    assert any(f'"{name}"' in problem.message for problem in check_definitions(tmp_path))
