"""The difference between two definitions: the same data, both numbers, every row accounted for."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from metrics.catalog import CatalogSource, load_catalog
from metrics.errors import NameNotFoundError
from metrics.inspection import compare
from metrics.layer import SemanticLayer
from metrics.warehouse import open_warehouse, publish
from tests.inspection.test_live import MARKET, RETURNED, more

NOW = datetime(2026, 4, 10, 9, tzinfo=ZoneInfo("Europe/London"))
COUNT = "    agg: count\n    golden"
GIFTS = "    where: amount > 0\n    where_in_words: without gifts\n    golden"
WITHOUT_GIFTS = (COUNT, COUNT.replace("    golden", GIFTS))
MATURE = "    maturity: {after_days: 30, immature: exclude, reason: Because.}\n    golden"
JANUARY = "query: SELECT * FROM stock WHERE counted_on < DATE '2026-02-01'\n"
LATER = (
    "query: SELECT stall_id, town, region, opened_on + INTERVAL '60' DAY AS opened_on, closed_on "
    "FROM stall\n"
)
DEAR_ONES = ("where: amount > 0", "where: amount > 0 AND amount < 15")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """The market's data, read-only."""
    path = tmp_path_factory.mktemp("market") / "market.duckdb"
    sql = (MARKET / "data.sql").read_text(encoding="utf-8")
    publish(path, lambda connection: connection.execute(sql))
    with open_warehouse(f"duckdb:///{path}", workers=1, time_zone="Europe/London") as opened:
        yield opened


@pytest.fixture
def diff(tmp_path, warehouse):
    """A function that changes the market's definitions and holds a metric against what it was."""

    def made(name, *pairs, before=(), **asked):
        sides = []
        for side in ("before", "now"):
            folder = tmp_path / side
            shutil.copytree(MARKET, folder, ignore=shutil.ignore_patterns("*.sql"))
            text = (folder / "market.yml").read_text(encoding="utf-8")
            for old, new in pairs if side == "now" else before:
                assert old in text
                text = text.replace(old, new, 1)
            (folder / "market.yml").write_text(text, encoding="utf-8")
            sides.append(SemanticLayer(CatalogSource(folder), warehouse))
        return compare(name, *sides, warehouse, at=NOW, **asked)

    return made


def counts(moved):
    return moved.entered, moved.left, moved.stayed


def reasons(moved):
    return {(why.direction, why.words): why.rows for why in moved.reasons}


def test_nothing_changed_is_nothing_different(diff):
    found = diff("sales")

    assert found.fields == ()
    assert all(p.before == p.now for p in (*found.periods, *found.parts))
    assert [counts(m) for m in found.moved] == [(0, 0, 5)]


def test_periods_stand_side_by_side(diff):
    found = diff("sales", WITHOUT_GIFTS)

    assert [(p.of.isoformat()[:7], p.before, p.now) for p in found.periods] == [
        ("2026-01", 1, 1),
        ("2026-02", 2, 2),
        ("2026-03", 2, 0),
    ]
    assert (found.days.start, found.days.end) == (date(2025, 4, 1), date(2026, 4, 1))


def test_the_dimension_in_which_it_shows_most_is_chosen(diff):
    found = diff("takings", DEAR_ONES)

    assert found.dimension == "town"  # all of it lies in one of several
    assert {p.of: (float(p.before), float(p.now)) for p in found.parts} == {
        "Ashby": (15.1, 15.1), "Bury": (20, 0),
    }  # fmt: skip


def test_the_dimension_can_be_chosen(diff):
    found = diff("sales", WITHOUT_GIFTS, by="region")

    assert {p.of: (p.before, p.now) for p in found.parts} == {
        "N": (3, 3), "S": (1, 0), None: (1, 0),
    }  # fmt: skip


def test_a_dimension_that_is_not_there_comes_with_near_names(diff):
    with pytest.raises(NameNotFoundError) as raised:
        diff("sales", by="regon")

    assert raised.value.near == ("region",)


def test_rows_that_leave_are_counted_under_the_condition_that_they_fail(diff):
    (moved,) = diff("sales", WITHOUT_GIFTS).moved

    assert counts(moved) == (0, 2, 3)
    assert reasons(moved) == {("left", "amount > 0 is not true"): 2}


def test_rows_that_enter_are_counted_under_the_condition_that_they_failed(diff):
    (moved,) = diff("takings", ("where: amount > 0", "where: amount >= 0 OR kind = 'food'")).moved

    assert counts(moved) == (2, 0, 3)
    assert reasons(moved) == {("entered", "amount > 0 is not true"): 2}


def test_each_part_of_a_condition_is_counted_by_itself(diff):
    pair = ("where: amount > 0", "where: amount > 6 AND kind = 'food' AND stall_id IS NOT NULL")
    (moved,) = diff("takings", pair).moved

    assert counts(moved) == (0, 2, 1)
    assert reasons(moved) == {
        ("left", "amount > 6 is not true"): 1,
        ("left", "kind = 'food' is not true"): 1,
    }


def test_a_condition_that_is_not_known_to_be_true_leaves_a_row_out(diff):
    pair = ("where: amount > 0", "where: stall_id > 0")
    (moved,) = diff("takings", pair).moved

    assert counts(moved) == (1, 0, 3)
    assert reasons(moved) == {("entered", "amount > 0 is not true"): 1}


def test_rows_that_the_dataset_gives_no_longer_are_told_as_such(diff):
    (moved,) = diff(
        "sales", ("WHERE load_number = 1", "WHERE load_number = 1 AND sale_id < 3")
    ).moved

    assert counts(moved) == (0, 3, 2)
    assert reasons(moved) == {("left", "they are no rows of sales"): 3}


def test_rows_that_the_dataset_gives_anew_are_told_as_such(diff):
    found = diff("sales", ("WHERE load_number = 1", "WHERE load_number >= 1"))

    assert [counts(m) for m in found.moved] == [(0, 0, 5)]
    assert [f.name for f in found.fields] == ["dataset sale: query"]


def test_another_day_moves_rows_between_periods(diff):
    day = "amount, kind, sold_on"
    query = (f"{day}\n      FROM", f"{day} + INTERVAL '20' DAY AS sold_on\n      FROM")
    found = diff("sales", query)

    assert [counts(m) for m in found.moved] == [(0, 0, 5)]
    assert [(p.before, p.now) for p in found.periods] == [(1, 1), (2, 0), (2, 4)]


def test_rows_too_young_to_count_are_told_as_such(diff):
    pair = (COUNT, COUNT.replace("    golden", MATURE))
    (moved,) = diff("sales", pair).moved

    assert counts(moved) == (0, 1, 4)  # data through March 31: the 2nd is 29 days ago
    assert reasons(moved) == {("left", "they are too young to count"): 1}


def test_a_balance_is_compared_at_the_end_of_the_days(diff):
    spell = "opens: opened_on\n    closes: closed_on\n    owner"
    turned = "opens: closed_on\n    closes: opened_on\n    owner"
    (moved,) = diff("open_stalls", (spell, turned)).moved

    assert counts(moved) == (0, 2, 0)
    assert reasons(moved)["left", "closed_on is not before the end"] == 2


def test_an_exposure_is_compared_over_the_days(diff):
    later = ("source: stall\n", LATER)
    found = diff("stall_months", later)

    # The third would open on April 2, the second after it closes: such a spell is nowhere.
    assert counts(found.moved[0]) == (0, 2, 1)
    assert reasons(found.moved[0]) == {
        ("left", "opened_on is not before the end"): 1,
        ("left", "closed_on is not after the start and opened_on"): 1,
    }


def test_of_a_snapshot_the_last_rows_are_compared(diff):
    (moved,) = diff("stock", ("source: stock\n", JANUARY)).moved

    assert counts(moved) == (0, 2, 0)  # those of January are older than they may be on March 31
    assert reasons(moved) == {("left", "they are no rows of stock"): 2}


def test_a_ratio_is_compared_part_by_part(diff):
    found = diff("average_sale", DEAR_ONES)

    assert [(m.part, counts(m)) for m in found.moved] == [
        ("takings", (0, 1, 2)), ("sales", (0, 0, 5)),
    ]  # fmt: skip
    assert [f.name for f in found.fields] == ["takings: where"]


def test_arithmetic_is_compared_by_the_parts_of_one_name(diff):
    ratio = "type: ratio\n    numerator: takings\n    denominator: sales\n"
    found = diff("average_sale", (ratio, "type: derived\n    expr: takings - sales\n"), DEAR_ONES)

    assert [(m.part, counts(m)) for m in found.moved] == [
        ("sales", (0, 0, 5)), ("takings", (0, 1, 2)),
    ]  # fmt: skip
    assert ("type", "ratio", "derived") in {(f.name, f.before, f.now) for f in found.fields}


def test_another_key_cannot_be_followed_and_says_so(diff):
    (moved,) = diff("stock", ("key: [item, counted_on]", "key: [counted_on, item]")).moved

    assert counts(moved) == (0, 0, 0)
    assert "was one item, counted_on, and is one counted_on, item" in moved.note


SO_FAR = "type: cumulative\nmetric: takings\nwindow: {months: 3}"


@pytest.fixture
def both(diff):
    """A function that holds one definition of an additional metric against another."""

    def made(before, now, *pairs):
        metrics = [("metrics:\n", more(spec)) for spec in (before, now)]
        return diff("one_more", *pairs, metrics[1], before=metrics[:1])

    return made


def test_what_is_cumulative_is_compared_by_what_it_is_made_of(both):
    found = both(SO_FAR, SO_FAR.replace("months: 3", "weeks: 5"), DEAR_ONES)

    assert [(m.part, counts(m)) for m in found.moved] == [("takings", (0, 1, 2))]
    assert [(f.name, f.before, f.now) for f in found.fields] == [
        ("window", "3 months", "5 weeks"),
        ("takings: where", "amount > 0", "amount > 0 AND amount < 15"),
    ]


def test_rows_of_a_conversion_cannot_be_followed_and_it_says_so(both):
    found = both(RETURNED, RETURNED.replace("'food'", "'tools'"))

    assert [m.note for m in found.moved] == [
        "Rows cannot be followed: a conversion counts by what comes after a row."
    ]
    assert [(f.name, f.before, f.now) for f in found.fields] == [
        ("event where", "kind = 'food'", "kind = 'tools'")
    ]


def test_months_of_maturity_leave_young_rows_out(both):
    count = "type: simple\ndataset: sale\nagg: count"
    young = "maturity: {after_months: 2, after_days: 3, immature: exclude, reason: Because.}"
    (moved,) = both(count, f"{count}\n{young}").moved

    assert counts(moved) == (0, 4, 1)  # only January 5 is two months and three days ago
    assert reasons(moved) == {("left", "they are too young to count"): 4}


def test_the_maturity_of_a_ratio_is_that_of_its_parts(both):
    ratio = "type: ratio\nnumerator: takings\ndenominator: sales"
    young = "maturity: {after_days: 30, immature: exclude, reason: Because.}"
    found = both(ratio, f"{ratio}\n{young}")

    assert [(m.part, counts(m)) for m in found.moved] == [
        ("takings", (0, 0, 3)), ("sales", (0, 1, 4)),
    ]  # fmt: skip


def test_spells_that_begin_after_what_is_old_enough_leave(both):
    stalls = "type: exposure\ndataset: stall\nopens: opened_on\ncloses: closed_on"
    young = "maturity: {after_days: 60, immature: exclude, reason: Because.}"
    (moved,) = both(stalls, f"{stalls}\n{young}").moved

    assert counts(moved) == (0, 1, 2)  # the third opened on February 1, 58 days ago
    assert reasons(moved) == {("left", "opened_on is not before the end"): 1}


def test_what_else_changed_is_listed_field_by_field(diff):
    found = diff(
        "takings",
        ("label: Takings", "label: All takings"),
        DEAR_ONES,
        ("expr: town,", "expr: upper(town),"),
        ("part_of: region}", "part_of: region, synonyms: [{text: place, owner: sellers}]}"),
    )

    assert [(f.name, f.before, f.now) for f in found.fields] == [
        ("label", "Takings", "All takings"),
        ("noun", "takings", "all takings"),
        ("where", "amount > 0", "amount > 0 AND amount < 15"),
        ("dimension town: expr", "town", "upper(town)"),
    ]


def test_layout_of_sql_is_no_change(diff):
    assert diff("takings", ("where: amount > 0", "where: amount   >  0")).fields == ()


def test_what_leans_on_a_metric_is_named(diff):
    found = diff(
        "takings",
        DEAR_ONES,
        ("    golden: [{period: 2026, value: 35.1",
         "    synonyms: [{text: till, owner: sellers}]\n    golden: [{period: 2026, value: 35.1"),
    )  # fmt: skip

    assert found.touches.metrics == ("average_sale",)
    assert found.touches.words == ("Takings", "till")
    assert found.touches.words_added == ("till",)


def test_a_metric_that_is_new_has_only_its_own_numbers(diff, tmp_path):
    found = diff("trade", ("  sales:\n    label: Sales\n", "  trade:\n    label: Trade\n"),
                 ("denominator: sales", "denominator: trade"))  # fmt: skip

    assert found.before is None
    assert [(p.before, p.now) for p in found.periods] == [(None, 1), (None, 2), (None, 2)]
    assert found.moved == ()
    assert "trade" in load_catalog(tmp_path / "now").metrics


def test_a_metric_that_is_gone_has_only_its_old_numbers(diff):
    found = diff("sales", ("  sales:\n    label: Sales\n", "  trade:\n    label: Trade\n"),
                 ("denominator: sales", "denominator: trade"))  # fmt: skip

    assert found.now is None
    assert [(p.before, p.now) for p in found.periods] == [(1, None), (2, None), (2, None)]


def test_what_cannot_be_asked_any_more_is_noted(diff):
    ended = "status: deprecated\n    successor: takings\n    sunset: 2026-04-01\n    version"
    found = diff("sales", ("status: certified\n    version", ended))

    assert "Now it cannot be asked for: Sales is no longer answered" in found.notes[0]
    assert [p.before for p in found.periods] == [1, 2, 2]


def test_a_metric_of_neither_side_comes_with_near_names(diff):
    with pytest.raises(NameNotFoundError) as raised:
        diff("sale")

    assert raised.value.near[0] == "sales"


def test_a_private_part_is_refused_with_what_is_made_of_it(diff):
    with pytest.raises(NameNotFoundError) as raised:
        diff("open_stalls_2")
    assert raised.value.near == ("open_stalls",)
