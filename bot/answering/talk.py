"""Short answers to what is no question, and to who may not ask for numbers yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from bot.answering.offers import may_see
from bot.answering.reply import Answer
from bot.answering.request import Asking
from bot.language import lower_first
from bot.narrative import FollowUp, listed
from metrics.model import Metric

Talk = Literal["greeting", "thanks", "complaint", "nothing"]

_OFFERED = 3
_WORDS: dict[Talk, str] = {
    "greeting": "Hello! Ask me for a number{example}; “help” lists what I know.",
    "thanks": "You are welcome. Ask on whenever you like; “help” lists what I know.",
    "complaint": (
        "I am sorry that I was no help. Say which number you need{example}, or ask the people in "
        "{contact}."
    ),
    "nothing": "Which number would you like? Ask for one{example}; “help” lists what I know.",
}


def small_talk(
    talk: Talk, asking: Asking, offers: Callable[[Asking, tuple[str, ...]], tuple[FollowUp, ...]]
) -> Answer:
    """One kind sentence and a next step."""
    seen = _one_a_subject(
        [m for m in asking.catalog.askable if may_see(m, asking.viewer, asking.catalog)]
    )
    example = f", such as “{lower_first(seen[0].label)} last month”" if seen else ""
    contact = asking.catalog.company.help_contact
    names = tuple(metric.name for metric in seen[:_OFFERED])
    said = _WORDS[talk].format(example=example, contact=contact)
    return _plain(asking, said, next_=() if talk == "thanks" else offers(asking, names))


def stranger_help(asking: Asking) -> Answer:
    """What is known here, for somebody who is not in the directory."""
    labels = [lower_first(m.label) for m in _one_a_subject(list(asking.catalog.askable))]
    contact = asking.catalog.company.help_contact
    return _plain(
        asking,
        f"I answer questions about governed numbers: {listed(labels)}, among others.",
        (
            f"You are not in the directory of those who may ask yet: {contact} can add you.",
            f"What they mean you can ask at once: “what does {labels[0]} mean?”",
        ),
    )


def _one_a_subject(metrics: list[Metric]) -> list[Metric]:
    firsts: dict[str, Metric] = {}
    for metric in metrics:
        firsts.setdefault(metric.subject, metric)
    return list(firsts.values())


def _plain(
    asking: Asking,
    headline: str,
    details: tuple[str, ...] = (),
    next_: tuple[FollowUp, ...] = (),
) -> Answer:
    return Answer(
        answer_id=asking.answer_id,
        intent="help",
        headline=headline,
        details=details,
        read_as="",
        query=None,
        columns=(),
        rows=(),
        table=None,
        sql=None,
        provenance=(),
        next=next_,
        caveats=(),
        confidence=1.0,
    )
