"""A synonym that is also a value of the data: the condition is never swallowed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language import Clarification, Interpretation, Interpreter
from metrics.catalog import load_catalog
from tests.documented import CITIES, write_definitions

NOW = datetime(2026, 1, 15, 10, tzinfo=ZoneInfo("Europe/Berlin"))
VALUES = {
    "city": tuple(city for _, city, _ in CITIES),
    "country": tuple(dict.fromkeys(country for *_, country in CITIES)),
    "service": ("express", "standard"),
}
PARCELS = "{text: parcels, owner: operations}"


@pytest.fixture
def interpreter(tmp_path):
    """Makes an interpreter of the documented company, one of its lines replaced."""

    def made(old=PARCELS, new=PARCELS, values=VALUES):
        path = write_definitions(tmp_path) / "deliveries.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return Interpreter.build(load_catalog(tmp_path), values)

    return made


def asked(interpreter, text):
    return interpreter.interpret(text, now=NOW)


def filters(option):
    return [(f.dimension, *f.values) for f in option.query.filters]


@pytest.mark.parametrize("synonym", ["Berlin", "Berlin deliveries", "deliveries in Berlin"])
@pytest.mark.parametrize("text", ["deliveries in Berlin in 2025", "Berlin deliveries in 2025"])
def test_a_synonym_that_is_a_value_is_asked_back_with_both_meanings(interpreter, synonym, text):
    outcome = asked(interpreter(new=f"{{text: {synonym}, owner: operations}}"), text)

    assert isinstance(outcome, Clarification)
    assert {tuple(filters(option)) for option in outcome.options} == {(("city", "Berlin"),), ()}
    assert {option.query.metrics for option in outcome.options} == {("deliveries",)}


def test_the_question_back_names_both_meanings(interpreter):
    outcome = asked(
        interpreter(new="{text: Berlin, owner: operations}"), "deliveries in Berlin in 2025"
    )

    assert outcome.question == (
        '"Berlin" may be a city, or another word for deliveries. Which one do you mean?'
    )


def test_the_operator_is_told_where_it_stands(interpreter):
    (clash,) = interpreter(new="{text: Berlin, owner: operations}").clashes.found

    assert str(clash) == (
        'deliveries.yml:30: "berlin" names deliveries, and "Berlin" is a city in the data. '
        "Questions that hold it are asked back. Drop that name."
    )


def test_the_other_meaning_is_offered_where_the_value_alone_names_no_metric(interpreter):
    outcome = asked(interpreter(new="{text: Berlin, owner: operations}"), "Berlin in 2025")

    assert isinstance(outcome, Clarification)
    assert len(outcome.options) == 4
    assert filters(outcome.options[0]) == [("city", "Berlin")]
    assert filters(outcome.options[-1]) == []


def test_words_that_are_not_understood_are_named_all_the_same(interpreter):
    outcome = asked(
        interpreter(new="{text: Berlin, owner: operations}"), "serious deliveries in Berlin"
    )

    assert outcome.not_understood == ("serious",)
    assert filters(outcome.options[0]) == [("city", "Berlin")]


def test_a_dimension_may_clash_too(interpreter):
    outcome = asked(
        interpreter(
            "description: Where the parcel went.",
            "description: Where the parcel went., synonyms: [{text: Germany, owner: operations}]",
        ),
        "deliveries by Germany in 2025",
    )

    assert isinstance(outcome, Clarification)


def test_other_questions_are_answered_as_before(interpreter):
    outcome = asked(
        interpreter(new="{text: Berlin, owner: operations}"), "deliveries in Munich in 2025"
    )

    assert isinstance(outcome, Interpretation)
    assert filters(outcome) == [("city", "Munich")]


def test_a_governed_name_stays_itself_where_the_value_makes_no_sense(interpreter):
    values = VALUES | {"city": ("Berlin", "Revenue")}
    outcome = asked(interpreter(values=values), "revenue in 2025")

    assert isinstance(outcome, Interpretation)
    assert outcome.query.metrics == ("revenue",)


def test_the_documented_company_has_no_clash(interpreter):
    assert interpreter().clashes.found == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2025 H1", "deliveries in 2025 H1"),
        ("Q3 2025", "deliveries in Q3 2025"),
        ("Last Month", "deliveries last month"),
        ("2025-11", "deliveries in 2025-11"),
    ],
)
def test_a_value_that_looks_like_a_time_does_not_swallow_it(interpreter, value, text):
    outcome = asked(interpreter(values=VALUES | {"city": ("Berlin", value)}), text)

    assert isinstance(outcome, Interpretation)
    assert filters(outcome) == []


def test_such_a_value_is_read_beside_the_name_of_its_dimension(interpreter):
    outcome = asked(
        interpreter(values=VALUES | {"city": ("Berlin", "Last Month")}),
        "deliveries in city Last Month in 2025",
    )

    assert filters(outcome) == [("city", "Last Month")]


def test_one_word_for_two_dimensions_is_told_apart_on_the_buttons(interpreter):
    outcome = asked(interpreter(), "deliveries in Luxembourg in 2025")

    assert [option.label.split(" · ")[1] for option in outcome.options] == [
        "city Luxembourg",
        "country Luxembourg",
    ]
