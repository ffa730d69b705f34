"""A question in plain English → one governed query, a question back, or a plain refusal.

Owns: the lexicon compiled from the catalogue, the time grammar, the named rules, the rule that
every content word is used or reported as not understood. Nothing here reads data or a clock.
May import: ``metrics`` (query, calendar, catalog, planner's reachability and maturity).
Start reading at ``interpreter.py``: ``STAGES`` lists the steps in order. Words are data in
``words.py`` and ``time_words.py``, days with a name are definitions of the company; rules are rows
in ``time_rules.py``, ``named_rules.py``, ``query_rules.py`` and ``order_rules.py``.
"""

from __future__ import annotations

from bot.language.describe import describe, lower_first
from bot.language.interpreter import STAGES, Interpreter
from bot.language.naming import FISCAL, is_day, name_of
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
    "FISCAL",
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
    "is_day",
    "lower_first",
    "name_of",
    "premises_on",
    "spoken_for",
]
