"""A question in, a response out, whatever happens: here nothing may stay silent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from bot.answering import Reply, Request
from bot.blocks import Message, Showing
from bot.slack.actions import stamped
from bot.slack.posting import Response
from bot.slack.questions import Question
from bot.store import Audit, AuditEntry, StoreError
from metrics.query import MetricQuery

GIVE_UP_AFTER: Final = 3
# Threads of a channel are not read: that would take channels:history, every message of everybody.
IN_CHANNEL: Final = "To ask on, mention me in this thread."
IN_DIRECT: Final = "To ask on, just write."

_log = logging.getLogger(__name__)


class Answers(Protocol):
    """What the use case offers: :class:`bot.answering.Answering`."""

    def answer(self, request: Request, *, answer_id: str = "") -> Reply:
        """Answer a question in words."""

    def continue_with(self, query: MetricQuery, request: Request, *, answer_id: str = "") -> Reply:
        """Answer a query that was offered as a button."""


class Responder:
    """Answers a question and renders the reply.

    Args:
        answers: the use case.
        render: a reply as a message.
        audit: has the questions that the use case could not put on record.
        new_id: makes answer ids.
        usergroups_of: the ids of the Slack user groups that somebody is in.
    """

    def __init__(
        self,
        answers: Answers,
        render: Callable[[Reply, Showing], Message],
        audit: Audit,
        new_id: Callable[[], str],
        usergroups_of: Callable[[str], tuple[str, ...]],
    ) -> None:
        self._answers = answers
        self._render = render
        self._audit = audit
        self._new_id = new_id
        self._usergroups_of = usergroups_of

    def respond(self, question: Question, asked_at: datetime) -> Response:
        """The response to a question; a plain sentence with the answer id when all else fails."""
        answer_id = self._new_id()
        try:
            reply = self._reply(question, asked_at, answer_id)
            message = self._render(reply, _showing(question))
        except StoreError as error:
            _log.error("answer %s is not given, it cannot be recorded: %s", answer_id, error)
            return Response(answer_id, _apology(answer_id))
        except Exception:  # noqa: BLE001 - whatever breaks, the asker gets a sentence
            _log.exception("answer %s failed", answer_id)
            return Response(answer_id, _apology(answer_id))
        return Response(answer_id, message.text, stamped(message.blocks, question.user_id))

    def give_up(self, question: Question, asked_at: datetime) -> Response:
        """The response to a question that has stopped the service more than once."""
        answer_id = self._new_id()
        _log.error("answer %s is given up, %s times begun", answer_id, GIVE_UP_AFTER)
        self._audit.record(
            AuditEntry(
                answer_id=answer_id,
                at=asked_at,
                user_id=question.user_id,
                channel_id=question.channel_id,
                thread=question.thread,
                surface=question.surface,
                question=question.text,
                read_as="",
                query=question.query,
                versions=(),
                outcome="refusal",
                reason="error",
                latency_ms=0.0,
            )
        )
        return Response(answer_id, _apology(answer_id))

    def _reply(self, question: Question, asked_at: datetime, answer_id: str) -> Reply:
        request = Request(
            text=question.text,
            user_id=question.user_id,
            channel_id=question.channel_id,
            thread=question.thread,
            surface=question.surface,
            now=asked_at,
            usergroups=self._usergroups_of(question.user_id),
        )
        if question.query is not None:
            return self._answers.continue_with(question.query, request, answer_id=answer_id)
        return self._answers.answer(request, answer_id=answer_id)


def _showing(question: Question) -> Showing:
    """How to ask on, where it was asked."""
    direct = question.channel_id.startswith("D")
    return Showing(IN_DIRECT if direct else IN_CHANNEL, all_rows=question.all_rows)


def _apology(answer_id: str) -> str:
    return (
        "Something went wrong on my side, so I have no answer to this. It is on record as "
        f"{answer_id}: please ask again in a moment, or pass that id on to whoever runs Paceline."
    )
