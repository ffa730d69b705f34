"""What a scaffold answers equals SQL written by hand, by people who know the tables only."""

from __future__ import annotations

import pytest

from metrics.catalog import check_definitions
from tests.scaffold.scaffolded import PREMISES, oracles, told


@pytest.mark.parametrize(("database", "question", "sql"), oracles("odd_answers.yml"))
def test_databases_that_are_hard_to_describe_are_answered_right(odd, database, question, sql):
    company = odd(database)
    reply = company.ask(question)
    assert reply["kind"] == "answer", reply
    assert told(reply["rows"]) == told(company.by_hand(sql))


@pytest.mark.parametrize(("database", "question", "sql"), oracles("answers.yml"))
def test_databases_of_other_companies_are_answered_right(shared, database, question, sql):
    company = shared(database)
    reply = company.ask(question)
    assert reply["kind"] == "answer", reply
    assert told(reply["rows"]) == told(company.by_hand(sql))


@pytest.mark.parametrize("name", ["odd_names", "keys", "kinds", "sums"])
def test_what_was_written_has_no_problem(odd, name):
    assert check_definitions(odd(name).folder, PREMISES) == ()


def test_every_answer_is_a_draft_and_says_so(odd):
    reply = odd("keys").ask("flights of all time")
    assert reply["provenance"]["status"] == "draft"
    assert any("draft" in caveat for caveat in reply["caveats"])
