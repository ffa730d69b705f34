"""What the layer does where the data are not what the definitions say: never a wrong number."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from metrics.catalog import CatalogSource
from metrics.errors import UnsafeQueryError, WarehouseError
from metrics.governance import OPERATOR, Grant, Viewer
from metrics.layer import SemanticLayer
from metrics.model import RowPolicy
from metrics.query import Filter, MetricQuery, TimeRange
from metrics.warehouse import open_warehouse, publish
from tests.layer.courier import COMPANY, COUNTED_RIDES, DIRECTORY, GOVERNED

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
JANUARY = TimeRange(date(2026, 1, 1), date(2026, 2, 1))
BERLIN = RowPolicy("city", ("Berlin",))
RIDES = f"""
version: 1
subject: rides
datasets:
  depot:
    label: Depots
    description: Depots.
    source: depot
    key: [depot]
    columns: [depot, city]
  ride:
    label: Rides
    description: Rides.
    query: SELECT ride_id, depot, ridden_at, hours FROM ride
    key: [ride_id]
    columns: [ride_id, depot, ridden_at, hours]
    time: ridden_at
    joins: {{depot: {{to: depot, on: {{depot: depot}}}}}}
  break:
    label: Breaks
    description: Breaks, read from a table whose name the compiler might give to the rows of rides.
    source: ride_rows
    key: [id]
    columns: [id, depot, taken_on, length]
    time: taken_on
    joins: {{depot: {{to: depot, on: {{depot: depot}}}}}}
dimensions:
  city: {{dataset: depot, expr: city, label: City, description: City.}}
  ridden: {{dataset: ride, expr: ridden_at, type: date, label: Day ridden, description: Day.}}
  number: {{dataset: break, expr: id, type: integer, indexed: true, label: Number, description: N}}
  long: {{dataset: break, expr: id > 0, type: boolean, indexed: true, label: Long, description: L}}
  taken: {{dataset: break, expr: taken_on, type: date, indexed: true, label: Day, description: D.}}
  depot_name: {{dataset: depot, expr: depot, label: Depot, description: Depot.}}
  length: {{dataset: break, expr: length, type: number, label: Length, description: Length.}}
metrics:{COUNTED_RIDES}
  hours:
    label: Hours
    description: Hours ridden.
    type: simple
    dataset: ride
    agg: sum
    expr: hours
    format: decimal{GOVERNED}
  longest:
    label: Longest ride
    description: The hours of the longest ride.
    type: simple
    dataset: ride
    agg: max
    expr: hours
    format: decimal{GOVERNED}
  mean_length:
    label: Mean length
    description: The mean length of a break.
    type: simple
    dataset: break
    agg: average
    expr: length
    format: decimal{GOVERNED}
  breaks:
    label: Breaks
    description: Breaks.
    type: simple
    dataset: break
    agg: count
    format: integer{GOVERNED}
"""
TABLES = """
create table depot (depot varchar, city varchar);
insert into depot values ('D1', 'Berlin'), ('D2', 'Vienna');
create table ride (ride_id integer, depot varchar, ridden_at timestamptz, hours double);
insert into ride values
  (1, 'D1', '2026-01-10 12:00+00', 1), (2, 'D2', '2026-01-31 22:30+00', 2),
  (3, 'D1', '2026-01-31 23:30+00', 4); -- half past midnight on February 1 in Berlin
create table ride_rows (id integer, depot varchar, taken_on date, length double);
insert into ride_rows values (1, 'D1', '2026-01-03', 2.1);
create table periods (id integer);
"""


@pytest.fixture
def layer_over(tmp_path):
    """A function from SQL that spoils the data to a layer over them."""
    opened = []

    def made(spoil: str = "") -> SemanticLayer:
        definitions = tmp_path / "definitions"
        definitions.mkdir()
        for name, text in (("company", COMPANY), ("directory", DIRECTORY), ("rides", RIDES)):
            (definitions / f"{name}.yml").write_text(text)
        path = tmp_path / "rides.duckdb"
        publish(path, lambda connection: connection.execute(TABLES + spoil))
        url = f"duckdb:///{path}"
        warehouse = open_warehouse(url, workers=1, time_zone="Europe/Berlin")
        opened.append(warehouse)
        return SemanticLayer(CatalogSource(definitions), warehouse)

    yield made
    for warehouse in opened:
        warehouse.__exit__(None, None, None)


def rows(layer, *metrics, **more):
    query = MetricQuery(metrics, time_range=JANUARY, **more)
    return layer.ask(query, OPERATOR, now=NOW).rows


def test_moments_with_a_zone_are_cut_into_the_companys_days(layer_over):
    assert rows(layer_over(), "rides") == ((2,),)


def test_a_joined_key_that_repeats_is_refused_rather_than_counted_twice(layer_over):
    layer = layer_over("insert into depot values ('D1', 'Berlin');")
    assert rows(layer, "rides") == ((2,),)
    with pytest.raises(UnsafeQueryError, match="depots with the same key more than once") as no:
        rows(layer, "rides", dimensions=("city",))
    assert no.value.code == "E_REPEATED_KEY"


def caveats(layer, *metrics, **more):
    query = MetricQuery(metrics, time_range=JANUARY, **more)
    return layer.ask(query, OPERATOR, now=NOW).caveats


def test_rows_that_are_there_twice_are_counted_twice_with_a_word(layer_over):
    layer = layer_over("insert into ride select * from ride;")
    assert rows(layer, "rides") == ((4,),)
    said = "3 of the rides stand in the data several times, and count each time."
    assert said in caveats(layer, "rides")
    assert said in caveats(layer, "hours", "longest")


def test_a_narrowed_viewer_is_not_told_how_many_rows_of_all_are_there_twice(layer_over):
    layer = layer_over("insert into ride select * from ride;")
    narrowed = Viewer("U", "U", frozenset(), (Grant(frozenset({"*"}), (BERLIN,)),))
    told = layer.ask(MetricQuery(("rides",), time_range=JANUARY), narrowed, now=NOW).caveats
    assert "Some of the rides stand in the data several times, and count each time." in told
    assert not any("3" in caveat for caveat in told)


def test_one_row_that_is_there_twice_is_one(layer_over):
    layer = layer_over("insert into ride select * from ride where ride_id = 1;")
    said = "1 of the rides stands in the data several times, and counts each time."
    assert said in caveats(layer, "rides")


def test_what_rows_that_are_there_twice_do_not_change_needs_no_word(layer_over):
    layer = layer_over("insert into ride select * from ride;")
    assert rows(layer, "longest") == ((2.0,),)
    assert not any("several times" in caveat for caveat in caveats(layer, "longest"))


def test_a_wider_key_that_the_database_keeps_apart_says_nothing_of_this_one(layer_over):
    layer = layer_over("""
        drop table ride_rows;
        create table ride_rows
          (id integer, depot varchar, taken_on date, length double, primary key (id, depot));
        insert into ride_rows values (1, 'D1', '2026-01-03', 1), (1, 'D2', '2026-01-03', 1);
    """)
    said = "1 of the breaks stands in the data several times, and counts each time."
    assert said in caveats(layer, "breaks")


def test_keys_that_cannot_be_looked_up_hold_no_answer_back(layer_over, caplog):
    layer = layer_over("alter table ride_rows drop column id;")
    assert rows(layer, "breaks") == rows(layer, "breaks") == ((1,),)
    assert caplog.text.count("the keys of break cannot be looked up") == 1


def test_where_nothing_says_how_far_the_data_are_loaded_the_latest_row_does(layer_over):
    layer = layer_over()
    said = (
        "How far the data are loaded is not known. The latest of the breaks is of January 3, 2026."
    )
    assert said in caveats(layer, "rides", "breaks")
    assert not any("loaded" in caveat for caveat in caveats(layer, "rides"))  # one of the 31st


def test_rows_up_to_the_last_day_asked_about_need_no_word(layer_over):
    query = MetricQuery(("breaks",), time_range=TimeRange(date(2026, 1, 1), date(2026, 1, 4)))
    result = layer_over().ask(query, OPERATOR, now=NOW)
    assert result.rows == ((1,),)
    assert not any("loaded" in caveat for caveat in result.caveats)


def test_a_table_without_rows_is_said_to_have_none(layer_over):
    said = "There are no breaks in the data at all."
    assert said in caveats(layer_over("truncate ride_rows;"), "breaks")


def test_keys_that_are_empty_match_nothing_and_may_repeat(layer_over):
    layer = layer_over("insert into depot values (null, 'x'), (null, 'y');")
    assert rows(layer, "rides", dimensions=("city",)) == (("Berlin", 1), ("Vienna", 1))


def test_text_is_held_against_no_number(layer_over):
    layer = layer_over("""
        update depot set depot = right(depot, 1);
        insert into depot values ('01', 'Bonn'); -- 1 as well, where it is read as a number
        alter table ride_rows alter depot type integer using 1;
    """)
    assert rows(layer, "breaks") == ((1,),)
    with pytest.raises(
        UnsafeQueryError, match="a text on one side and a number on the other"
    ) as no:
        rows(layer, "breaks", dimensions=("city",))
    assert no.value.code == "E_JOIN_TYPES"


@pytest.mark.parametrize(
    ("spoil", "on_the_day"),
    [("", 1), ("alter table ride alter ridden_at type timestamp;", 2)],  # half past eleven in UTC
)
def test_a_day_is_cut_out_of_a_moment(layer_over, spoil, on_the_day):
    layer, day = layer_over(spoil), date(2026, 1, 31)
    only = (Filter("ridden", "in", (day,)),)
    assert rows(layer, "rides", filters=only) == ((on_the_day,),)
    split = rows(layer, "rides", dimensions=("ridden",))
    assert set(split) == {(date(2026, 1, 10), 1), (day, on_the_day)}


@pytest.mark.parametrize(("spoil", "told"), [("", True), ("real", False)])
def test_a_number_that_is_kept_only_nearly_is_held_against_none(layer_over, spoil, told):
    layer = layer_over(f"alter table ride_rows alter length type {spoil};" if spoil else "")
    long = (Filter("length", ">=", (2.1,)),)
    if told:
        assert rows(layer, "breaks", filters=long) == ((1,),)
        return
    with pytest.raises(UnsafeQueryError, match="no number equals it for certain") as no:
        rows(layer, "breaks", filters=long)
    assert no.value.code == "E_NOT_EXACT"


def test_an_average_of_decimals_loses_no_cent_to_large_amounts(layer_over):
    layer = layer_over("""
        alter table ride_rows alter length type decimal(18, 2);
        insert into ride_rows values (2, 'D1', '2026-01-04', 1e15), (3, 'D1', '2026-01-05', -1e15);
    """)
    assert rows(layer, "mean_length") == ((pytest.approx(0.7, abs=1e-9),),)


@pytest.mark.parametrize(
    ("op", "cities", "said"),
    [
        ("in", ("Bern",), 'No city in the data is called "Bern".'),
        ("in", ("Berlin", "Bern", "Bonn"), 'No city in the data is called "Bern" or "Bonn".'),
        ("not_in", ("berlin",), 'No city in the data is called "berlin".'),
    ],
)
def test_a_value_that_the_data_do_not_hold_is_named(layer_over, op, cities, said):
    assert said in caveats(layer_over(), "rides", filters=(Filter("city", op, cities),))


def test_values_that_the_data_hold_need_no_word(layer_over):
    layer = layer_over()
    for condition in (Filter("city", "in", ("Berlin", "Vienna")), Filter("length", "in", (7.5,))):
        metric = "rides" if condition.dimension == "city" else "breaks"
        assert not any("called" in c for c in caveats(layer, metric, filters=(condition,)))


@pytest.mark.parametrize(
    ("dimension", "held", "not_held"),
    [
        ("number", (1, "1", "01", 1.0), (2, "02")),
        ("long", (True, "true", "TRUE"), (False, "false")),
        ("taken", (date(2026, 1, 3), "2026-01-03"), (date(2026, 1, 4), "2026-01-04")),
    ],
)
def test_a_value_is_the_same_however_it_is_written(layer_over, dimension, held, not_held):
    layer = layer_over()
    for value in (*held, *not_held):
        condition = (Filter(dimension, "in", (value,)),)
        count = int(value in held)
        assert rows(layer, "breaks", filters=condition) == ((count,),)
        said = [c for c in caveats(layer, "breaks", filters=condition) if "in the data is" in c]
        label = layer.catalog.dimension(dimension).label.lower()
        assert said == ([] if count else [f'No {label} in the data is "{value}".'])


def test_a_narrowed_viewer_does_not_learn_which_values_there_are(layer_over):
    narrowed = Viewer("U", "U", frozenset(), (Grant(frozenset({"*"}), (BERLIN,)),))
    query = MetricQuery(
        ("rides",), filters=(Filter("depot_name", "in", ("D7",)),), time_range=JANUARY
    )
    result = layer_over().ask(query, narrowed, now=NOW)
    assert result.rows == ((0,),)
    assert not any("called" in caveat for caveat in result.caveats)


@pytest.mark.parametrize("value", ["'NaN'", "'infinity'"])
def test_what_rests_on_no_number_is_left_out_with_a_word(layer_over, value):
    layer = layer_over(f"insert into ride values (9, 'D1', '2026-01-05 12:00+00', {value});")
    query = MetricQuery(("hours",), dimensions=("city",), time_range=JANUARY)
    result = layer.ask(query, OPERATOR, now=NOW)
    assert dict(result.rows) == {"Berlin": None, "Vienna": 2.0}
    assert any("no numbers" in caveat for caveat in result.caveats)


def test_a_table_may_have_any_name_that_the_compiler_likes(layer_over):
    layer = layer_over()
    assert rows(layer, "rides", "breaks") == ((2, 1),)
    assert rows(layer, "breaks", grain="month") == ((date(2026, 1, 1), 1),)


def test_a_dimension_that_cannot_be_read_stops_no_other_question(layer_over):
    layer = layer_over("alter table depot drop column city;")
    assert layer.values()["city"] == ()
    assert rows(layer, "rides") == ((2,),)
    with pytest.raises(WarehouseError):
        rows(layer, "rides", dimensions=("city",))
