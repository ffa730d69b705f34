"""Only what means something is added up; what tells of people is granted to nobody yet."""

from __future__ import annotations

import re

import pytest

AVERAGED = {
    "job": ["tax", "cost", "zorp"],
    "shelf": ["qty_oh", "bottles", "temp", "fill_pct"],
    "walk": ["points", "bal"],
}
POINTS = ["handled_by_employee", "checked_by", "employee", "slip"]


@pytest.fixture
def company(odd):
    return odd("sums")


def summed(company):
    texts = [path.read_text(encoding="utf-8") for path in company.folder.glob("*.yml")]
    return set(re.findall(r"agg: sum\n    expr: '\"(.+)\"'", "".join(texts)))


def test_only_what_counts_or_spends_something_is_added_up(company):
    assert summed(company) == {"hours", "pieces", "amount", "deliveries", "steps"}


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, names in AVERAGED.items() for column in names]
)
def test_a_number_that_does_not_add_up_is_averaged_with_the_reason(company, table, column):
    text = company.text(table)
    before = text[: text.index(f"expr: '\"{column}\"'")]
    assert before.rpartition("# review: ")[2].startswith("averaged, not added up: ")


@pytest.mark.parametrize("column", POINTS)
def test_a_number_that_only_names_something_is_neither_added_up_nor_averaged(company, column):
    text = company.text("job")
    assert f"# not used: {column!r}, it " in text
    assert f"expr: '\"{column}\"'" not in text


def test_numbers_that_are_years_are_something_to_split_by(company):
    assert company.catalog.dimension("vintage").dataset == "job"
    assert not [name for name in company.catalog.metrics if "vintage" in name]


@pytest.mark.parametrize("said", ["salary", "age", "credit_score", "bonus"])
def test_what_tells_of_people_is_granted_to_nobody_before_review(company, said):
    metric = company.catalog.metric(f"average_{said}")
    assert metric.access == "personal"
    assert metric.status == "draft"
    reply = company.desk.ask(
        f"average {said.replace('_', ' ')}", user="U0YOU", channel="", thread=said, now=None
    )
    assert reply.to_json()["kind"] != "answer"


@pytest.mark.parametrize("question", ["total bottles in 2025", "total cost in 2025", "total zorp"])
def test_a_total_of_what_does_not_add_up_is_not_answered_with_its_average(company, question):
    assert company.ask(question)["kind"] != "answer"
