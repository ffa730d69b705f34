"""The rows of the state database as frozen values. Instants are aware, in UTC when read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from metrics.query import MetricQuery

InboxState = Literal["received", "working", "posting", "done", "failed"]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written to the inbox.

    Attributes:
        event_id: Slack's id of the event, or one made of a button press; never accepted twice.
        question_key: the message it is about; two events about one message are one question.
        lane: events of one lane are worked off one after the other, in order.
        kind: the surface it came from.
        payload: JSON text, the writer's own.
    """

    event_id: str
    question_key: str
    lane: str
    kind: str
    payload: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """An accepted event and how far it has come.

    Attributes:
        attempts: how often work on it was begun.
        posting_at: when the post of its answer began; set without ``answer_ts`` means that the
            answer may or may not have arrived.
        answer_ts: Slack's id of the posted answer, empty where there is none or none is known.
        note: why it failed, or what is doubtful about it.
    """

    event_id: str
    lane: str
    kind: str
    payload: str
    received_at: datetime
    state: InboxState
    attempts: int
    posting_at: datetime | None
    answer_ts: str
    note: str


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """One person's conversation in one thread; the command line leaves ``team`` empty."""

    channel_id: str
    thread: str
    user_id: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class DefinitionVersion:
    """The version of a metric's definition that an answer was computed with."""

    metric: str
    version: int


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One question: who asked where, how it was read, with which definitions, how it ended.

    Attributes:
        outcome: the kind of the reply: answer, clarification or refusal.
        reason: of a refusal or a clarification, empty for an answer.
        latency_ms: from the question's arrival in answering to its reply.
    """

    answer_id: str
    at: datetime
    user_id: str
    channel_id: str
    thread: str
    surface: str
    question: str
    read_as: str
    query: MetricQuery | None
    versions: tuple[DefinitionVersion, ...]
    outcome: str
    reason: str
    latency_ms: float
