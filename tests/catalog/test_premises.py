"""What definitions are held against besides each other: today, and words that are taken."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import CatalogSource, Premises, check_definitions
from metrics.errors import DefinitionsError

TODAY = date(2026, 11, 25)


def taken(phrase):
    return "a time" if phrase.casefold() in ("last month", "2025") else ""


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2033-01-01", "2033-01-01 is still to come."),
        ("1024-01-01", "1024-01-01 is too long ago."),
        ("2026-11-25", ""),
    ],
)
def test_a_history_cannot_start_tomorrow_nor_before_there_were_data(definitions, day, says):
    text = (definitions.path / "company.yml").read_text()
    definitions.write(text.replace("2024-01-01", day), "company.yml")

    found = [p.message for p in check_definitions(definitions.path, Premises(today=TODAY))]

    assert [m[: len(says)] for m in found] == ([says] if says else [])


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("text: number of sales", "text: Last month", "{text: Last"),
        ("label: Sales count", "label: '2025'", "sales_count:"),
        ("label: Town", "label: Town\n    plural: last month", "town:"),
        (
            "label: Town",
            "label: Town\n    synonyms: [{text: '2025', owner: sellers}]",
            "{text: '2",
        ),
    ],
)
def test_a_phrase_that_every_question_needs_can_name_nothing(definitions, locate, old, new, at):
    text = definitions.change(old, new)

    (problem,) = check_definitions(definitions.path, Premises(taken=taken))

    assert (problem.line, problem.column) == locate(text, at)
    assert "is a time in every question, so it cannot stand for" in problem.message


def test_nor_can_it_be_an_ambiguous_term(definitions):
    term = "- {term: last month, question: Which?, readings: [sales_count]}"
    definitions.write(f"version: 1\nambiguous_terms:\n  {term}\n", "terms.yml")

    (problem,) = check_definitions(definitions.path, Premises(taken=taken))

    assert str(problem).startswith('terms.yml:3:5: "last month" is a time in every question')


def test_a_value_may_look_like_a_time(definitions):
    definitions.change("values: [open, paid]", "values: ['2025', last month]")

    assert check_definitions(definitions.path, Premises(taken=taken)) == ()


def test_a_running_catalogue_is_held_against_the_same(definitions):
    premises = Premises(TODAY, taken)
    source = CatalogSource(definitions.path, premises)
    definitions.change("text: number of sales", "text: last month")

    assert not source.refresh()
    assert source.problems
    with pytest.raises(DefinitionsError):
        CatalogSource(definitions.path, premises)
