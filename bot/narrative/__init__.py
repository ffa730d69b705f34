"""The wording of facts: one sentence with the number, better or worse, what to ask next.

Owns: sentences about results, numbers and dates as people read them, tables for reading, the
choice of the next questions. Claims nothing that the result does not hold.
May import: ``metrics``, and ``bot.language`` for how it writes a label. Start reading at
``story.tell``; ``headlines.SHAPES`` lists the sentences by the shape of the result,
``following.ASKERS`` the next questions.
"""

from __future__ import annotations

from bot.narrative.context import context_query
from bot.narrative.following import FollowUp, split_candidates
from bot.narrative.nouns import listed
from bot.narrative.numbers import say_goal, say_number, say_value
from bot.narrative.story import Story, tell
from bot.narrative.table import Heading, Table
from bot.narrative.times import say_day, say_period, say_range

__all__ = [
    "FollowUp",
    "Heading",
    "Story",
    "Table",
    "context_query",
    "listed",
    "say_day",
    "say_goal",
    "say_number",
    "say_period",
    "say_range",
    "say_value",
    "split_candidates",
    "tell",
]
