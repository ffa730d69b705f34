"""Weeks from Sunday, fiscal years of any month, days without a rule: by definitions alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language import Clarification, Interpretation, Interpreter, OutOfScope, describe
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.query import TimeRange

NOW = datetime(2026, 11, 2, 10, tzinfo=ZoneInfo("America/New_York"))
SALE_WEEK = """\
    seasons:
      sale_week:
        label: sale week
        dates: [{from: 2024-06-03, to: 2024-06-09}, {from: 2026-06-01, to: 2026-06-07}]
"""


@pytest.fixture(scope="session")
def company(tmp_path_factory, values) -> Callable[..., Callable[[str], object]]:
    """``company(old, new, …)``: how questions are read with other texts in ``company.yml``."""

    def made(*changes: tuple[str, str]) -> Callable[[str], object]:
        folder = tmp_path_factory.mktemp("company") / "definitions"
        shutil.copytree(DEFAULT_DEFINITIONS, folder)
        text = (folder / "company.yml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / "company.yml").write_text(text, encoding="utf-8")
        interpreter = Interpreter.build(load_catalog(folder), values)
        return lambda asked, previous=None: interpreter.interpret(
            asked, now=NOW, data_through=date(2026, 10, 31), previous=previous
        )

    return made


@pytest.fixture(scope="session")
def sunday(company):
    return company(("week_start: monday", "week_start: sunday"))


@pytest.fixture(scope="session")
def february(company):
    return company(("fiscal_start_month: 7", "fiscal_start_month: 2"))


@pytest.fixture(scope="session")
def january(company):
    return company(("fiscal_start_month: 7", "fiscal_start_month: 1"))


@pytest.fixture(scope="session")
def sales(company):
    return company(("    seasons:\n", SALE_WEEK))


@pytest.fixture(scope="session")
def plain(company):
    """A company that defines no days at all."""
    text = (DEFAULT_DEFINITIONS / "company.yml").read_text(encoding="utf-8")
    days = text[text.index("    named_days:") : text.index("  freshness:")]
    return company((days, ""))


def days(start, end):
    return TimeRange(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("this week", "2026-11-01", "2026-11-08"),
        ("last week", "2026-10-25", "2026-11-01"),
        ("week of Thanksgiving", "2025-11-23", "2025-11-30"),
        ("week of Oct 14", "2026-10-11", "2026-10-18"),
        ("last 2 weeks", "2026-10-18", "2026-11-01"),
        ("last weekend", "2026-10-31", "2026-11-02"),
        ("same week last year", "2025-11-02", "2025-11-09"),
    ],
)
def test_weeks_start_on_sunday_where_the_company_says_so(sunday, phrase, start, end):
    assert sunday(f"claims {phrase}").query.time_range == days(start, end)


@pytest.mark.parametrize(
    ("phrase", "start", "end", "name"),
    [
        ("FY27", "2026-02-01", "2027-02-01", "FY27"),
        ("this fiscal quarter", "2026-11-01", "2027-02-01", "Q4 FY27"),
        ("fiscal Q1", "2026-02-01", "2026-05-01", "Q1 FY27"),
        ("FQ4", "2026-11-01", "2027-02-01", "Q4 FY27"),
        ("Q4 FY26", "2025-11-01", "2026-02-01", "Q4 FY26"),
        ("H2 FY26", "2025-08-01", "2026-02-01", "H2 FY26"),
        ("fy26 by quarter", "2025-02-01", "2026-02-01", "by fiscal quarter · FY26"),
    ],
)
def test_fiscal_years_start_in_the_month_that_the_company_says(february, phrase, start, end, name):
    outcome = february(f"claims {phrase}")
    assert outcome.query.time_range == days(start, end)
    assert f"{name} (" in outcome.read_as


def test_a_fiscal_year_that_is_the_calendar_year_keeps_its_own_name(january):
    outcome = january("claims Q2 FY26 vs Q1 FY26")
    assert outcome.query.time_range == days("2026-04-01", "2026-07-01")
    assert "Q2 FY26 (Apr 1 \u2013 Jun 30, 2026)" in outcome.read_as
    assert "compared with Q1 FY26 (" in outcome.read_as


def test_a_season_of_listed_dates_is_read_in_its_years(sales):
    assert sales("claims in sale week 2024").query.time_range == days("2024-06-03", "2024-06-10")
    assert sales("claims in sale week").query.time_range == days("2026-06-01", "2026-06-08")
    compared = sales("claims in sale week 2026 vs 2024").query.compare_to
    assert compared == days("2024-06-03", "2024-06-10")


@pytest.mark.parametrize("phrase", ["sale week 2025", "next sale week"])
def test_a_season_without_dates_for_a_year_is_asked_back(sales, phrase):
    outcome = sales(f"claims in {phrase}")
    assert isinstance(outcome, Clarification)
    assert outcome.question.startswith("sale week has no dates")


def test_a_follow_up_about_a_season_without_dates_is_asked_back(sales):
    previous = sales("claims last month").query
    outcome = sales("and in sale week 2025?", previous)
    assert isinstance(outcome, Clarification)
    assert outcome.question == "sale week has no dates in 2025. Which period do you mean?"


@pytest.mark.parametrize("phrase", ["on Black Friday", "in summer 2025", "in the fall"])
def test_a_day_that_the_company_does_not_define_is_not_understood(plain, phrase):
    outcome = plain(f"claims {phrase}")
    assert isinstance(outcome, Clarification | OutOfScope)
    assert outcome.not_understood


def test_a_change_is_still_a_change_where_no_season_is_called_fall(plain):
    outcome = plain("did claims fall in October")
    assert isinstance(outcome, Interpretation)
    assert outcome.query.compare_to == "previous_period"


def test_a_query_about_a_day_that_is_no_longer_defined_shows_its_dates(ask, plain):
    query = ask("orders on Black Friday 2025").query
    catalog = load_catalog(DEFAULT_DEFINITIONS)
    assert "Black Friday 2025 (Nov 28, 2025)" in describe(query, catalog)
    moved = plain("and the day before?", query)
    assert moved.read_as.startswith("Orders · Nov 27, 2025 ")
