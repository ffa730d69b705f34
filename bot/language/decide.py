"""An answer only if every content word is used; else a question back or a refusal."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.language.assemble import Built, Future, which_metric
from bot.language.assemble import Outcome as Assembled
from bot.language.carrying import (
    assemble_readings,
    beside,
    carried,
    joined,
    of_term,
    queries_for,
    queries_of,
    same_for_another,
    siblings,
    turned_round,
)
from bot.language.compare import Doubt
from bot.language.describe import dates, describe, lower_first
from bot.language.followup import instead, touches
from bot.language.near import slips
from bot.language.nesting import impossible, nested, short_names
from bot.language.options import MAX_OPTIONS, MAX_WORDS, ask_back, clarify, named, options_of
from bot.language.outcome import Clarification, Interpretation, Option, OutOfScope
from bot.language.state import Reading
from bot.language.words import TURNING
from metrics.query import Filter, MetricQuery

Decided = Interpretation | Clarification | OutOfScope
_LONGEST_LEFT_OUT: Final = 30
_TERMS: Final = frozenset({"metric", "dimension", "value", "ambiguous"})
_CONTENT: Final = frozenset({"unknown", "number", "day", "year", "both", "compare", "attain"})
_MANY: Final = "That can be read in more than one way. Which one do you mean?"


def decide(reading: Reading) -> Reading:
    """With an outcome, whatever was said."""
    if reading.outcome is not None:
        return reading
    outcome = _not_understood(reading) if reading.unread else _understood(reading)
    return replace(reading, outcome=outcome)


def not_understood_words(reading: Reading) -> tuple[str, ...]:
    """The words that no rule took, as they were written, each once."""
    unread = reading.unread
    content = [item for item in unread if item.kind in _CONTENT] or unread
    return tuple(dict.fromkeys(item.words for item in content))


def _understood(reading: Reading) -> Decided:
    draft = reading.draft
    if draft.ambiguous:
        question = reading.knowledge.terms[draft.ambiguous[0].term].question
        return clarify(reading, question, of_term(reading))
    if draft.asked and any(follow.words == "same" for follow in draft.follow):
        return _same(reading)
    outcomes = assemble_readings(reading)
    built = tuple(o.query for o in outcomes if isinstance(o, Built))
    others = [q for q in (*carried(reading), *siblings(reading)) if q not in built]
    if len(outcomes) == 1 and not others:
        return _single(reading, outcomes[0])
    doubts = [o for o in outcomes if isinstance(o, Doubt)]
    if not built and doubts and not others:
        return _single(reading, doubts[0])
    late = [dates(o.period) for o in outcomes if isinstance(o, Future)]
    if len(late) == len(outcomes) and not others:
        return _single(reading, outcomes[0])
    question = f"{_MANY} {late[0]} is still to come." if late else _MANY
    return clarify(reading, question, (*others, *(built or queries_of(outcomes))))


def _same(reading: Reading) -> Decided:
    outcome = same_for_another(reading)
    if outcome is not None:
        return _single(reading, outcome)
    return clarify(
        reading, "The same as what? Do you mean this?", queries_of(assemble_readings(reading))
    )


def _single(reading: Reading, outcome: Assembled) -> Decided:
    match outcome:
        case Doubt(question, queries):
            return clarify(reading, question, queries)
        case Future(period):
            message = f"{dates(period)} is still to come; there are no numbers for it yet."
            return OutOfScope("future", message, (), (), reading.trace)
        case Built():
            return _answer(reading, outcome)


def _answer(reading: Reading, built: Built) -> Interpretation | Clarification:
    if not reading.draft.asked and not touches(reading.draft):
        return clarify(reading, "Which metric do you mean, or what shall change?", ())
    wrong = _cannot_hold(reading, built.query)
    if wrong is not None:
        return wrong
    notes, others = _readings_of_word(reading, built.query)
    return Interpretation(
        query=built.query,
        read_as=_read_as(reading, built),
        confidence=_confidence(reading, built),
        notes=(*notes, *short_names(built.query, reading), *built.notes),
        alternatives=others,
        trace=reading.trace,
    )


def _cannot_hold(reading: Reading, query: MetricQuery) -> Clarification | None:
    """Conditions that nothing meets: a region outside the country, denied claims that are paid."""
    catalog = reading.knowledge.catalog
    clash = nested(query, catalog)
    if clash:
        outer, inner = (f"{catalog.dimension(f.dimension).label.lower()}" for f in clash)
        question = f"I can narrow down by one {inner} or one {outer} list at a time. Which one?"
        return clarify(reading, question, (_left_out(query, f) for f in clash))
    ruled_out = impossible(query, catalog)
    if ruled_out:
        condition, metric = ruled_out
        label = lower_first(catalog.dimension(condition.dimension).label)
        question = f"{metric.label} are {metric.filters_in_words}: their {label} is settled."
        return clarify(reading, f"{question} Do you mean this?", (_left_out(query, condition),))
    return None


def _left_out(query: MetricQuery, condition: Filter) -> MetricQuery:
    return replace(query, filters=tuple(f for f in query.filters if f is not condition))


def _read_as(reading: Reading, built: Built) -> str:
    line = describe(built.query, reading.knowledge.catalog)
    if reading.draft.goal:
        line += " · against the goal"
    if not built.assumed:
        return line
    why = "read on from the last question" if built.follows else "no period was named"
    return f"{line} ({why})"


def _confidence(reading: Reading, built: Built) -> float:
    """1 for governed names as they are; 0.9 with a synonym; 0.8 with something assumed."""
    if built.assumed:
        return 0.8
    terms = [i for i in reading.found if i.kind in _TERMS]
    return 1.0 if all(item.exact for item in terms) else 0.9


def _readings_of_word(
    reading: Reading, query: MetricQuery
) -> tuple[tuple[str, ...], tuple[Option, ...]]:
    """What a bare word ("claims") is governed to mean, and the readings it might have had."""
    catalog = reading.knowledge.catalog
    notes: list[str] = []
    others: list[MetricQuery] = []
    for item in reading.found:
        if item.kind != "metric" or item.exact or item.name not in query.metrics:
            continue
        metric = catalog.metric(item.name)
        if not metric.also_read_as:
            continue
        meaning = metric.description[:1].lower() + metric.description[1:].rstrip(".")
        word = item.words[:1].upper() + item.words[1:]
        notes.append(f"{word} means {metric.label.lower()} ({meaning}).")
        others += [instead(query, name, metric.name) for name in metric.also_read_as]
    return tuple(dict.fromkeys(notes)), options_of(reading, others)


def _not_understood(reading: Reading) -> Decided:
    words = not_understood_words(reading)
    followed = reading.previous is not None and any(i.kind != "unknown" for i in reading.found)
    if not followed and not any(item.kind in _TERMS for item in reading.found):
        near = _near_metrics(reading)
        message = f"I answer questions about governed metrics only, and none fits {named(words)}."
        return OutOfScope("out_of_scope", message, near, words[:MAX_WORDS], reading.trace)
    counted = {item.kind for item in reading.unread} == {"count"}
    if counted and not reading.draft.asked and reading.previous is None:
        return _single(reading, which_metric(reading.draft, reading.desk))
    options = _without(reading, words) if can_do_without(reading) and _askable(reading) else ()
    return ask_back(words, options, reading.trace)


def can_do_without(reading: Reading) -> bool:
    """Whether the question still means what it says without the words not understood."""
    words = [item.words.lower().replace("\u2019", "'") for item in reading.unread]
    turned = any(word.endswith("n't") or _is_turning(word) for word in words)
    return not turned and not any(item.kind == "not" for item in reading.unread)


def _is_turning(word: str) -> bool:
    """A word that turns a question round, or a slip for one ("nver")."""
    return word in TURNING or any(slips(word, turning, 1) <= 1 for turning in TURNING)


def _without(reading: Reading, words: tuple[str, ...]) -> tuple[Option, ...]:
    """Full readings: with a word joined to the metric's name, then without what is unknown."""
    left = ", ".join(f'"{word}"' for word in words[:MAX_WORDS])
    prefix = f"Ignoring {left}: " if len(left) <= _LONGEST_LEFT_OUT else "Ignoring the rest: "
    together = (*joined(reading), *siblings(reading), *beside(reading))
    plain = queries_for(reading, reading.draft)
    return (
        *options_of(reading, together),
        *options_of(reading, plain, prefix=prefix),
        *options_of(reading, turned_round(reading)),
    )


def _askable(reading: Reading) -> bool:
    draft = reading.draft
    follows = reading.previous is not None and touches(draft)
    return bool(draft.asked or draft.ambiguous or follows)


def _near_metrics(reading: Reading) -> tuple[str, ...]:
    lexicon = reading.knowledge.lexicon
    near = {
        word
        for item in reading.unread
        if item.kind == "unknown"
        for word in lexicon.near.near(item.words.casefold())
    }
    found = (
        name
        for key, entry in lexicon.names.items()
        if near & set(key)
        for name, _ in entry.metrics
    )
    return tuple(dict.fromkeys(found))[:MAX_OPTIONS] if near else ()
