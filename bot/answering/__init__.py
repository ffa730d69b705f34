"""The use case: a question, a viewer and a thread in; a reply out, and on record.

Owns: the order of the steps, deny by default, the reply and its JSON, what is offered next, plain
words for every failure, the audit of every question.
May import: ``bot.narrative``, ``bot.conversation``, ``bot.language``, ``bot.store``, ``metrics``.
Start reading at ``use_case.Answering.answer``; ``reply.py`` is the contract with scripts.
"""

from __future__ import annotations

from bot.answering.ids import new_answer_id
from bot.answering.reply import Answer, AskBack, Decline, DeclineReason, Reply
from bot.answering.request import Request
from bot.answering.use_case import Answering

__all__ = [
    "Answer",
    "Answering",
    "AskBack",
    "Decline",
    "DeclineReason",
    "Reply",
    "Request",
    "new_answer_id",
]
