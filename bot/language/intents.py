"""Questions that ask for no number: what a metric means, how fresh the data are, for help."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.language.items import Item
from bot.language.outcome import Intent, OtherIntent, Step
from bot.language.small_talk import small_talk
from bot.language.state import Reading

_FREE: Final = frozenset({"prep", "and", "what", "comma", "dash", "all"})
_YES_OR_NO: Final = frozenset({"is", "are", "was", "were", "do", "does", "did", "have", "has"})
_EXTRA: Final = {
    "definition": frozenset({"define", "defined", "own"}),
    "freshness": frozenset({"fresh", "when", "until", "period", "by", "now", "which", "grain"}),
    "help": frozenset({"help", "define", "follow"}),
}


def recognise_intent(reading: Reading) -> Reading:
    """Decided where the question is one of these as a whole; else unchanged."""
    if reading.outcome is not None:
        return reading
    intent = _intent(reading)
    metric = _metric(reading.items)
    if intent == "definition" and not metric and reading.previous is not None:
        metric = reading.previous.metrics[0]
    if intent is None or metric is None:
        return reading
    words = reading.text
    step = Step("intent", intent, words, metric or "no metric")
    return replace(reading, outcome=OtherIntent(intent, metric, (*reading.trace, step)))


def _intent(reading: Reading) -> Intent | None:
    kinds = {item.kind for item in reading.items} - _FREE
    return _said_in_passing(reading, kinds) or _asked_about(reading, kinds)


def _said_in_passing(reading: Reading, kinds: set[str]) -> Intent | None:
    """Small talk, a call for help, or words that ask nothing."""
    words = [token.word for token in reading.tokens if token.kind == "word"]
    talk = small_talk(words)
    if talk is not None and not any(token.kind in ("number", "date") for token in reading.tokens):
        return talk
    if any(item.kind == "all" for item in reading.items):
        return None
    if "help" in kinds and kinds <= _EXTRA["help"]:
        return "help"
    empty: Intent = "nothing" if words else "help"
    return None if kinds else empty


def _asked_about(reading: Reading, kinds: set[str]) -> Intent | None:
    """How fresh the data are, or what a metric means."""
    if "fresh" in kinds and kinds <= _EXTRA["freshness"] | {"metric"}:
        return "freshness"
    if kinds == {"goal", "metric"}:
        return "definition" if _asks_for_the_goal(reading) else None
    if kinds and kinds <= {"define", "defined"} and reading.previous is not None:
        return "definition"
    if kinds & _EXTRA["definition"] and "metric" in kinds:
        return "definition" if kinds <= _EXTRA["definition"] | {"metric", "count"} else None
    return "definition" if kinds == {"metric"} and _asks_for_a_thing(reading) else None


def _asks_for_a_thing(reading: Reading) -> bool:
    """``What is a paid claim?`` asks what it is, not how many."""
    words = [token.word for token in reading.tokens if token.kind == "word"]
    if words[:1] != ["what"]:
        return False
    return words[1:2] in (["a"], ["an"]) or words[1:3] in (["is", "a"], ["is", "an"])


def _asks_for_the_goal(reading: Reading) -> bool:
    """``What is our target for churn?`` asks for the goal, not whether it is met.

    Only of a metric that has one: its definition tells it.
    """
    catalog, name = reading.knowledge.catalog, _metric(reading.items)
    if not name or catalog.metric(name).goal is None:
        return False
    words = [token.word for token in reading.tokens if token.kind == "word"]
    asked = [item.kind for item in reading.items]
    before = asked[asked.index("goal") - 1] if asked.index("goal") else ""
    return words[0] not in _YES_OR_NO and before != "prep"


def _metric(items: tuple[Item, ...]) -> str | None:
    """The one metric meant, empty for none; None where there are several."""
    names = {name for item in items if item.kind == "metric" for name in item.names}
    return None if len(names) > 1 else next(iter(names), "")
