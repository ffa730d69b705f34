"""A question in plain English → one governed query, a question back, or a plain refusal.

Owns: the lexicon compiled from the catalogue, the time grammar, the named rules, the rule that
every content word is used or reported as not understood. Nothing here reads data or a clock.
May import: ``metrics`` (query, calendar, catalog, planner's reachability and maturity).
Start reading at ``interpreter.py``: ``STAGES`` lists the steps in order. Words are data in
``words.py`` and ``time_words.py``; rules are rows in ``time_rules.py``, ``query_rules.py`` and
``order_rules.py``.
"""

from __future__ import annotations

from bot.language.describe import describe, lower_first
from bot.language.interpreter import STAGES, Interpreter
from bot.language.outcome import (
    Clarification,
    Interpretation,
    Option,
    OtherIntent,
    Outcome,
    OutOfScope,
    Step,
)
from bot.language.spoken import premises_on, spoken_for

__all__ = [
    "STAGES",
    "Clarification",
    "Interpretation",
    "Interpreter",
    "Option",
    "OtherIntent",
    "OutOfScope",
    "Outcome",
    "Step",
    "describe",
    "lower_first",
    "premises_on",
    "spoken_for",
]
