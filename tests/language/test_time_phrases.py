"""The shared list of business time phrases, where it is at hand; its clock is 2025-12-09."""

from __future__ import annotations

import runpy
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.language import Interpretation

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "questions" / "time_phrases.py"
PHRASES = runpy.run_path(str(SHARED))["P"] if SHARED.exists() else []
NOW = datetime(2025, 12, 9, 10, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.skipif(not PHRASES, reason="the shared list is not here")
@pytest.mark.parametrize(("phrase", "accepted"), PHRASES, ids=[p for p, _ in PHRASES])
def test_a_business_time_phrase_is_read_as_an_analyst_would(ask, phrase, accepted):
    outcome = ask(f"claims {phrase}", now=NOW)
    assert isinstance(outcome, Interpretation), outcome
    within = outcome.query.time_range
    assert (within.start, within.end) == accepted[0]


@pytest.mark.skipif(not PHRASES, reason="the shared list is not here")
def test_the_same_time_last_year_is_a_year_before(ask):
    outcome = ask("claims year to date vs same time last year", now=NOW)
    assert outcome.query.compare_to == "previous_year"
