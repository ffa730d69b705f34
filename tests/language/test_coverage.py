"""Whatever is typed: no word is dropped, nothing raises, nothing takes long text apart."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.language import Clarification, Interpretation, OtherIntent, OutOfScope

CORPUS = Path(__file__).parents[1] / "corpus"
GROUPS = yaml.safe_load((CORPUS / "answers.yml").read_text(encoding="utf-8"))
QUESTIONS = [text for group in GROUPS for text in group["ask"]]
WORDS = [
    *("claims", "orders", "paid", "open", "claim", "cost", "average", "by", "per", "and", "or"),
    *("not", "excluding", "only", "Tread", "Canada", "goodwill", "region", "model", "month"),
    *("last", "this", "next", "since", "from", "to", "between", "before", "3", "2026", "Q3"),
    *("vs", "than", "top", "most", "which", "how", "many", "what", "more", "June", "5", "of"),
    *("Thanksgiving", "Black", "Friday", "holiday", "season", "winter", "fiscal", "FQ1", "'25"),
    *("10/12/2025", "until", "end", "start", "ago", "fortnight", "after", "two", "change"),
    *("FY26", "same", "year", "week", ",", "-", "with", "above", "%", "all", "now", "in", "the"),
]


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_one_more_unknown_word_never_leaves_an_answer(ask, data):
    question = data.draw(st.sampled_from(QUESTIONS))
    unknown = "zq" + data.draw(st.text(string.ascii_lowercase, min_size=3, max_size=9))
    words = question.split()
    place = data.draw(st.integers(0, len(words)))
    outcome = ask(" ".join([*words[:place], unknown, *words[place:]]))
    assert isinstance(outcome, Clarification | OutOfScope)
    assert unknown in outcome.not_understood


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=200))
def test_no_text_raises(ask, text):
    assert isinstance(ask(text), Interpretation | Clarification | OutOfScope | OtherIntent)


@settings(
    max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.sampled_from(WORDS), max_size=14))
def test_no_heap_of_known_words_raises(ask, words):
    previous = ask("claims by model last month").query
    for outcome in (ask(" ".join(words)), ask(" ".join(words), previous=previous)):
        assert isinstance(outcome, Interpretation | Clarification | OutOfScope | OtherIntent)
        if isinstance(outcome, Interpretation):
            assert outcome.query.time_range is not None


@pytest.mark.parametrize(
    "text",
    [
        *("A" * 40_000, "\U0001f600" * 40_000, "and region west " * 2_500, "last " * 8_000),
        *("<@" * 20_000, "a@" * 20_000, "1," * 20_000, "<@U123> " * 5_000),
    ],
    ids=lambda text: text[:8],
)
def test_a_text_that_is_too_long_is_refused_with_the_limit(ask, text):
    outcome = ask(text)
    assert isinstance(outcome, OutOfScope)
    assert "1,000 characters" in outcome.message


@pytest.mark.parametrize("text", [" " * 40_000, "\t" * 40_000])
def test_blank_text_of_any_length_gets_help(ask, text):
    assert isinstance(ask(text), OtherIntent)


@pytest.mark.parametrize(
    "text",
    [
        "claims this week\U000e0020\U000e0061\U000e006c\U000e006c",
        "\u0007\u001b[31mclaims this week",
        "claims\u00a0this\u2003week",
        "\u202aclaims\u202c this week",
        "claims this week \u200b",
    ],
)
def test_hidden_characters_have_no_effect(ask, text):
    assert ask(text).query == ask("claims this week").query


def test_a_composed_letter_and_its_parts_read_the_same(ask):
    composed, parts = ask("claims for Z\u00fcrich"), ask("claims for Zu\u0308rich")
    assert composed.not_understood == parts.not_understood == ("Z\u00fcrich",)


@pytest.mark.parametrize("question", ["\u0441laims last month", "cla\u0456ms last month"])
def test_a_letter_of_another_alphabet_is_never_taken_for_ours(ask, question):
    assert isinstance(ask(question), Clarification | OutOfScope)


@pytest.mark.parametrize(
    "word", ["net", "gross", "serious", "average", "median", "failed", "unique"]
)
def test_words_that_change_a_number_are_no_fillers(ask, word):
    outcome = ask(f"{word} claims by region last month")
    assert isinstance(outcome, Clarification)
    assert word in outcome.not_understood
    assert all(
        "Without" in option.label or word in option.label.lower() for option in outcome.options
    )
