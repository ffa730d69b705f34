"""Each kind of broken definition is found where it stands, once, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from metrics.catalog import check_definitions

BROKEN = yaml.safe_load((Path(__file__).parent / "broken.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken["case"])
def test_a_broken_definition_is_found_where_it_stands(definitions, locate, broken):
    file = broken.get("file", "shop.yml")
    text = definitions.change(broken["old"], broken["new"], file)

    problems = check_definitions(definitions.path)

    assert broken["says"] in problems[0].message
    if broken["at"]:
        place = (file, *locate(text, broken["at"]))
        assert [(p.file, p.line, p.column) for p in problems] == [place]


def test_the_small_company_has_no_problem(definitions):
    assert check_definitions(definitions.path) == ()


def test_problems_of_all_files_come_together_in_reading_order(definitions):
    text = (definitions.path / "company.yml").read_text()
    definitions.write(text.replace("Europe/London", "Europe/Londen"), "company.yml")
    definitions.change("expr: amount", "expr: amuont\n    colour: red")

    found = [(p.file, p.line) for p in check_definitions(definitions.path)]

    assert found == [("company.yml", 6), ("shop.yml", 56), ("shop.yml", 57)]


def test_a_name_in_two_files_is_refused_and_both_places_are_named(definitions):
    town = "  town: {dataset: shop, expr: town, label: Place, description: x}\n"
    definitions.write(f"version: 1\ndimensions:\n{town}", "towns.yml")

    (problem,) = check_definitions(definitions.path)

    assert str(problem).startswith("towns.yml:3:3: Dimension")
    assert "shop.yml:19" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("groups: [sellers]}\nchannels", "groups: [seller]}\nchannels", 19, 'no group "seller"'),
        (
            "grants: [general]",
            "grants: [general], rows: [{dimension: twn, values: [LEEDS]}]",
            16,
            'no dimension "twn"',
        ),
        ("fiscal_start_month: 4", "fiscal_start_month: 13", 6, "from 1 to 12"),
        ("  name: Corner Shop\n", "", 3, 'has no "name"'),
        (
            "people:",
            "ambiguous_terms:\n  - {term: much, question: What, readings: [sale_count]}\npeople:",
            18,
            'Did you mean "sales_count"?',
        ),
        (
            "people:",
            "ambiguous_terms:\n  - {term: Number of sales, question: What}\npeople:",
            18,
            "already stands for",
        ),
    ],
)  # fmt: skip
def test_company_and_directory_are_checked_too(definitions, old, new, line, message):
    text = (definitions.path / "company.yml").read_text()
    assert old in text
    definitions.write(text.replace(old, new), "company.yml")

    (problem,) = check_definitions(definitions.path)

    assert (problem.file, problem.line) == ("company.yml", line)
    assert message in problem.message


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Berlinn", 'Did you mean "Europe/Berlin"?'),
        ("Mars", "Write one such as Europe/Berlin."),
    ],
)
def test_a_time_zone_that_there_is_not_comes_with_a_near_one(definitions, zone, hint):
    text = (definitions.path / "company.yml").read_text()
    definitions.write(text.replace("Europe/London", zone), "company.yml")

    (problem,) = check_definitions(definitions.path)

    assert problem.message == f'There is no time zone "{zone}". {hint}'


def test_definitions_without_a_company_say_so(definitions):
    (definitions.path / "company.yml").unlink()

    problems = check_definitions(definitions.path)

    assert "No file describes the company" in problems[0].message


def test_a_circle_through_derived_metrics_names_its_way(definitions):
    text = definitions.change(
        "type: ratio\n    numerator: sales_amount\n    denominator: sales_count",
        "type: derived\n    expr: sales_amount - half_sale",
    )
    metric = text[text.index("  average_sale:") :]
    metric = metric.replace("average_sale", "half_sale").replace("Average sale", "Half sale")
    definitions.write(text + metric.replace("sales_amount - half_sale", "average_sale / 2"))

    messages = [p.message for p in check_definitions(definitions.path)]

    assert len(messages) == 2
    assert "average_sale → half_sale → average_sale" in messages[0]


def test_derived_metrics_are_arithmetic_only(definitions):
    definitions.change(
        "type: ratio\n    numerator: sales_amount\n    denominator: sales_count",
        "type: derived\n    expr: coalesce(sales_amount, 0)",
    )

    (problem,) = check_definitions(definitions.path)

    assert "`coalesce` is not allowed" in problem.message
