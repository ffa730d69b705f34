"""Phrases that every question needs are told from those that may be names."""

from __future__ import annotations

import pytest

from bot.language import spoken_for


@pytest.mark.parametrize(
    ("use", "phrases"),
    [
        ("a time", "last month|2025|in 2025|Q3|FY26|since June|last 30 days|2026-01"),
        ("a number", "12|one"),
        ("a word of its own", "the|the top|top|how many|per month|monthly|may|US|only|total"),
        ("a word of its own", "tops|changes|months|compared with|Reports"),
        (
            "",
            "sales|number of sales|sales last month|day of week|Berlin|***|new|black friday|fall",
        ),
    ],
)
def test_a_phrase_is_free_or_spoken_for(use, phrases):
    assert {phrase: spoken_for(phrase) for phrase in phrases.split("|")} == dict.fromkeys(
        phrases.split("|"), use
    )
