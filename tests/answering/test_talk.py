"""Small talk gets one kind sentence and a next step, never the catalogue."""

from __future__ import annotations

import pytest

from bot.answering.offers import told_apart
from bot.blocks import plain, render
from tests.blocks.slack_rules import problems


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("hi", "Hello!"),
        ("good morning", "Hello!"),
        ("thanks!", "You are welcome."),
        ("thanks, you're great", "You are welcome."),
        ("you are useless", "I am sorry that I was no help."),
        ("this is not helpful", "I am sorry that I was no help."),
        ("show me", "Which number would you like?"),
    ],
)
def test_small_talk_is_answered_in_a_sentence_with_a_next_step(answering, requested, said, words):
    reply = answering.answer(requested(said, "U0MARCO"))
    assert (reply.kind, reply.intent) == ("answer", "help")
    assert reply.headline.startswith(words)
    assert reply.details == ()
    assert "help" in reply.headline or "#analytics-desk" in reply.headline
    assert len(reply.headline) < 160
    assert problems(render(reply)) == []
    assert "Read as" not in plain(reply)
    for offer in reply.next:
        assert answering.continue_with(offer.query, requested(user="U0MARCO")).kind == "answer"


def test_kind_words_around_a_question_do_not_hide_it(answering, requested):
    reply = answering.answer(requested("hi, great bot, claims paid last month please"))
    assert getattr(reply, "intent", "") != "help"


def test_long_options_are_told_apart_by_what_differs():
    labels = [
        "Parts on hand · by part and distribution center · at the end of Nov 30, 2026",
        "Parts on hand · by part and distribution center · at the end of Nov 25, 2026",
    ]
    assert told_apart(labels) == ("At the end of Nov 30, 2026", "At the end of Nov 25, 2026")


def test_short_options_and_one_alone_stay_as_they_are():
    assert told_apart(["Claims paid · in May", "Orders · in May"]) == (
        "Claims paid · in May",
        "Orders · in May",
    )
    assert told_apart(["x" * 90]) == ("x" * 90,)


def test_options_that_are_part_of_each_other_stay_whole():
    labels = ["Claims reported · by region · from June to October", "Claims reported · by region"]
    assert told_apart(labels) == tuple(labels)


def test_two_options_never_read_the_same_on_their_buttons(answering, requested):
    reply = answering.answer(requested("stock by part and distribution center vs last month"))
    shorts = [option.short for option in reply.options]
    assert len(shorts) > 1
    assert len({short[:40] for short in shorts}) == len(shorts)
    assert not any(option.label.endswith("…") for option in reply.options)
