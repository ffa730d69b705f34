from __future__ import annotations

import json

import pytest

from bot.slack.questions import Question, plain_text
from metrics.query import MetricQuery


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("<@U0BOT> claims?", "claims?"),
        ("claims, <@U0BOT>?", "claims, ?"),
        ("<@U0BOT|paceline>  claims  ", "claims"),
        ("<@U0BOT>", ""),
        ("<@U0SAM|sam> asked <@U0BOT>", "@sam asked"),
        ("claims for <@U0SAM>", "claims for @U0SAM"),
        ("in <#C1|north>", "in #north"),
        ("R&amp;D &lt;5%", "R&D <5%"),
        ("<https://a.example/x?y=1|the page>", "the page"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!here> claims", "here claims"),
        ("<!subteam^S1|@north> claims", "@north claims"),
        ("claims\n  by region", "claims by region"),
        ("&lt;@U0BOT&gt; is typed", "<@U0BOT> is typed"),
    ],
)
def test_text_reads_as_it_was_typed_without_the_bots_name(text, typed):
    assert plain_text(text, "U0BOT") == typed


def test_a_long_text_of_brackets_is_read_in_no_time():
    assert plain_text("<" * 40_000, "U0BOT") == "<" * 40_000


@pytest.mark.parametrize("query", [None, MetricQuery(("orders",), limit=3)])
def test_a_question_comes_back_from_its_json(query):
    for all_rows in (False, True):
        question = Question("claims?", "U1", "C1", "1.0", "T1", "mention", query, all_rows)
        assert Question.from_json(question.to_json()) == question


def test_a_question_that_an_older_service_left_is_read():
    question = Question("claims?", "U1", "C1", "1.0", "T1", "mention")
    older = {key: v for key, v in json.loads(question.to_json()).items() if key != "all_rows"}
    assert Question.from_json(json.dumps(older)) == question
