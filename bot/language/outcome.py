"""What reading a question ends in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from metrics.query import MetricQuery


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the trace: the rule by its name, the words it used, what it made of them."""

    stage: str
    rule: str
    words: str
    meaning: str


Trace = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One full governed reading, offered as a button; ``label`` has at most 75 characters."""

    label: str
    query: MetricQuery


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The question is understood: every content word is used.

    Attributes:
        read_as: one line in plain words: metric, filters, split, dates, comparison.
        confidence: 0 to 1.
        notes: what the asker should know about the reading ("Claims means claims reported.").
        alternatives: other governed readings worth offering.
    """

    query: MetricQuery
    read_as: str
    confidence: float
    notes: tuple[str, ...]
    alternatives: tuple[Option, ...]
    trace: Trace


@dataclass(frozen=True, slots=True)
class Clarification:
    """The question has no single governed reading: ask back. At most four options."""

    question: str
    options: tuple[Option, ...]
    not_understood: tuple[str, ...]
    trace: Trace


RefusalReason = Literal["out_of_scope", "no_such_value", "future", "empty"]


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Nothing governed answers this; ``near`` are names of metrics worth asking instead."""

    reason: RefusalReason
    message: str
    near: tuple[str, ...]
    not_understood: tuple[str, ...]
    trace: Trace


Intent = Literal[
    "definition",
    "freshness",
    "help",
    "restart",
    "greeting",
    "thanks",
    "complaint",
    "nothing",
]


@dataclass(frozen=True, slots=True)
class OtherIntent:
    """Understood, but no number is asked for; ``metric`` is the metric meant, where one is.

    ``greeting``, ``thanks`` and ``complaint`` are small talk; words may also ask ``nothing``.
    ``restart``: what was asked before shall no longer be read on from.
    """

    intent: Intent
    metric: str
    trace: Trace


Outcome = Interpretation | Clarification | OutOfScope | OtherIntent
