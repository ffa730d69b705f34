"""Readings that the words leave open beside the plain one.

The last question asked of another metric ("and the cost?"), and a word that is a metric's name
together with the metric asked for ("claims last month, paid").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.language.assemble import Built, Outcome, build, values_beside, which_metric
from bot.language.compare import Doubt
from bot.language.draft import Draft, readings
from bot.language.followup import edit, instead, touches
from bot.language.joining import named_together, term_choices
from bot.language.parts import Asked, Ranked, Where
from bot.language.state import Reading
from metrics.query import FilterOperator, MetricQuery

Queries = tuple[MetricQuery, ...]


def assemble_readings(reading: Reading) -> tuple[Outcome, ...]:
    """What each reading of the understood words comes to: at least one."""
    draft, desk = reading.draft, reading.desk
    if not draft.asked and not draft.ambiguous:
        if reading.previous is None:
            return (which_metric(draft, desk),)
        known = tuple(readings(draft, {}, desk.reach)) or (draft,)
        return tuple(edit(reading.previous, one, desk) for one in known)
    terms = {name: term.readings for name, term in reading.knowledge.terms.items()}
    return tuple(build(one, desk) for one in readings(draft, terms, desk.reach))


def queries_of(outcomes: Iterator[Outcome] | tuple[Outcome, ...]) -> Queries:
    """What was built, then what was offered where there is a doubt."""
    outcomes = tuple(outcomes)
    doubts = (query for o in outcomes if isinstance(o, Doubt) for query in o.queries)
    return (*(o.query for o in outcomes if isinstance(o, Built)), *doubts)


def queries_for(reading: Reading, draft: Draft) -> Queries:
    """The queries that a draft may come to in the place of the reading's own."""
    return queries_of(assemble_readings(replace(reading, draft=draft)))


def same_for_another(reading: Reading) -> Outcome | None:
    """``Same for failures``: the last question of one other metric, with all that it said."""
    draft, previous = reading.draft, reading.previous
    if previous is None or len(draft.metrics) != 1 or any(a.choices for a in draft.asked):
        return None
    other = instead(previous, draft.metrics[0])
    return edit(other, replace(draft, asked=()), reading.desk, said=previous)


def carried(reading: Reading) -> Queries:
    """The last question of another metric, where the words go on from it or say nothing else."""
    draft = reading.draft
    opens = bool(reading.found) and reading.found[0].kind in {"and", "follow"}
    if not opens and touches(draft):
        return ()
    outcome = same_for_another(reading)
    return queries_of((outcome,)) if outcome is not None else ()


def of_term(reading: Reading) -> Queries:
    """What a word of many meanings may ask for: the last question of it first, then afresh."""
    draft = replace(reading.draft, ambiguous=())
    each = [
        replace(reading, draft=replace(draft, asked=(choice,))) for choice in term_choices(reading)
    ]
    on = (query for one in each for query in carried(one))
    afresh = (query for one in each for query in queries_of(assemble_readings(one)))
    return tuple(dict.fromkeys((*on, *afresh)))


def siblings(reading: Reading) -> Queries:
    """A word and the metric's word that are a metric's name together: both are offered.

    ``claims last month, paid`` may mean claims paid, or claims reported that have been paid since;
    ``claims declined`` that they were denied, or that there are fewer.
    """
    draft = reading.draft
    for asked in draft.asked or _asked_before(reading):
        for words, left in _said_beside(draft):
            name = named_together(reading.knowledge.lexicon, asked.words, words) if words else ""
            if name:
                return _asked_of(reading, asked, name, left)
    return ()


def _said_beside(draft: Draft) -> Iterator[tuple[str, Draft]]:
    """Words that may belong to the metric's name, and the draft without them."""
    for where in draft.wheres:
        if where.op == "in":
            yield where.words, replace(draft, wheres=tuple(w for w in draft.wheres if w != where))
    for changed in draft.changes:
        yield changed.words, replace(draft, changes=())
    for moved in draft.moved:
        ranked = Ranked("desc", moved.limit, moved.among)
        yield moved.words, replace(draft, moved=(), ranked=(*draft.ranked, ranked))


def _asked_of(reading: Reading, asked: Asked, name: str, left: Draft) -> Queries:
    if reading.draft.asked or reading.previous is None:
        other = replace(asked, metrics=(name,), choices=())
        return queries_for(reading, replace(left, asked=(other,)))
    changed = replace(reading, previous=instead(reading.previous, name))
    return queries_for(changed, left)


def _asked_before(reading: Reading) -> tuple[Asked, ...]:
    """The metrics of the last question, by their labels."""
    metric = reading.knowledge.catalog.metric
    names = reading.previous.metrics if reading.previous is not None else ()
    return tuple(Asked((name,), metric(name).label, exact=True) for name in names)


def joined(reading: Reading) -> Queries:
    """The one unknown word and the metric's word that together are another metric's name."""
    if len(reading.unread) > 1:
        return ()
    for asked in reading.draft.asked:
        lexicon = reading.knowledge.lexicon
        name = named_together(lexicon, asked.words, reading.unread[0].words)
        if name and name not in asked.metrics:
            other = replace(asked, metrics=(name,), choices=())
            return queries_for(reading, replace(reading.draft, asked=(other,)))
    return ()


def turned_round(reading: Reading) -> Queries:
    """With the opposite of a condition before which stands a word not understood.

    ``claims barring Canada``: whether Canada is meant or left out only the asker knows.
    """
    draft, unread = reading.draft, reading.unread
    doubtful = {
        where
        for _, word, after in zip(
            reading.items, reading.items[1:], reading.items[2:], strict=False
        )
        if word in unread and word.kind == "unknown"
        for where in after.parts
        if isinstance(where, Where)
    }
    if not doubtful:
        return ()
    opposite: dict[FilterOperator, FilterOperator] = {"in": "not_in", "not_in": "in"}
    wheres = (replace(w, op=opposite[w.op]) if w in doubtful else w for w in draft.wheres)
    return queries_for(reading, replace(draft, wheres=tuple(wheres)))


def beside(reading: Reading) -> Queries:
    """Values that are compared in words not understood: "more in Canada than in the UK"."""
    each = values_beside(reading.draft)
    return tuple(query for draft in each for query in queries_for(reading, draft))
