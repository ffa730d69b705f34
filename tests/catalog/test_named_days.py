"""What the rule of a named day or season is read as, and that no rule can be endless."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.catalog import check_definitions, load_catalog
from metrics.model import (
    Between,
    DaysFrom,
    Easter,
    FixedDate,
    ListedDays,
    ListedSpans,
    WeekdayFrom,
    WeekdayOfMonth,
)


@pytest.fixture
def ruled(definitions):
    def rule_of(text):
        definitions.change("december 25", text, "company.yml")
        return load_catalog(definitions.path).calendar.named("christmas").rule

    return rule_of


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("december 25", FixedDate(12, 25)),
        ("February 29", FixedDate(2, 29)),
        ("4th thursday of november", WeekdayOfMonth(4, 3, 11)),
        ("the first Monday of September", WeekdayOfMonth(1, 0, 9)),
        ("last monday of may", WeekdayOfMonth(-1, 0, 5)),
        ("easter", Easter()),
        ("2 days before easter", DaysFrom(-2, Easter())),
        ("1 day after july 4", DaysFrom(1, FixedDate(7, 4))),
        ("the day after the 4th thursday of november", DaysFrom(1, WeekdayOfMonth(4, 3, 11))),
        ("monday before may 25", WeekdayFrom(0, after=False, of=FixedDate(5, 25))),
        (
            "the tuesday after the 1st monday of november",
            WeekdayFrom(1, after=True, of=WeekdayOfMonth(1, 0, 11)),
        ),
    ],
)
def test_a_rule_is_read_as_it_is_said(ruled, text, rule):
    assert ruled(text) == rule


def test_a_day_counted_from_another_carries_its_rule(definitions):
    calendar = load_catalog(definitions.path).calendar

    assert calendar.named("boxing_day").rule == DaysFrom(1, FixedDate(12, 25))
    assert calendar.named("sales").span == Between(DaysFrom(1, FixedDate(12, 25)), FixedDate(1, 5))


def test_dates_take_the_place_of_a_rule(definitions):
    calendar = load_catalog(definitions.path).calendar

    fair, week = calendar.named("fair"), calendar.named("sale_week")
    assert isinstance(fair.rule, ListedDays)
    assert [str(day) for day in fair.rule.days] == ["2024-05-04", "2025-05-03"]
    assert isinstance(week.span, ListedSpans)
    assert [(str(a), str(b)) for a, b in week.span.spans] == [("2024-06-03", "2024-06-09")]


def test_a_changed_rule_changes_the_fingerprint(definitions):
    before = load_catalog(definitions.path).fingerprint
    definitions.change("december 25", "december 24", "company.yml")

    assert load_catalog(definitions.path).fingerprint != before


@pytest.mark.parametrize(
    "text",
    ["day after " * 20_000 + "easter", "9" * 5_000 + " days after easter", "easter " * 9_000],
)
def test_an_endless_rule_is_a_problem_and_no_crash(definitions, text):
    definitions.change("december 25", text, "company.yml")

    (problem,) = check_definitions(definitions.path)

    assert "says no day" in problem.message


def test_a_long_way_from_day_to_day_is_a_problem_and_no_crash(definitions):
    chain = ", ".join(
        f"day_{n}: {{label: Day {n}, rule: the day after day_{n + 1}}}" for n in range(2_000)
    )
    last = "day_2000: {label: Last Day, rule: easter}"
    definitions.change("named_days: {", f"named_days: {{{chain}, {last},", "company.yml")

    problems = check_definitions(definitions.path)

    assert {"too many days" in p.message for p in problems} == {True}


def test_the_calendar_on_the_page_about_definitions_can_be_used(definitions):
    page = (Path(__file__).parents[2] / "docs" / "definitions.md").read_text(encoding="utf-8")
    section = page.split("## The calendar", 1)[1]
    example = section.split("company:\n  calendar:\n", 1)[1].split("```", 1)[0]
    text = (definitions.path / "company.yml").read_text(encoding="utf-8")
    before, after = text.split("  calendar:", 1)
    rest = after[after.index("groups:") :]
    definitions.write(f"{before}  calendar:\n{example}{rest}", "company.yml")

    calendar = load_catalog(definitions.path).calendar

    assert calendar.occurrence("black_friday", 2026).start.isoformat() == "2026-11-27"
    assert calendar.occurrence("launch_day", 2025) is None
