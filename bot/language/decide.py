"""An answer only if every content word is used; else a question back or a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.language.assemble import Built, Future, build, which_metric
from bot.language.assemble import Outcome as Assembled
from bot.language.compare import Doubt
from bot.language.describe import dates, describe, short_label
from bot.language.draft import Draft, readings
from bot.language.followup import edit, touches
from bot.language.lexicon import bag_of
from bot.language.nesting import nested, short_names
from bot.language.outcome import Clarification, Interpretation, Option, OutOfScope, Trace
from bot.language.parts import Asked
from bot.language.state import Reading
from bot.language.tokens import stems
from bot.language.words import TURNING
from metrics.query import Filter, MetricQuery

MAX_OPTIONS = 4
MAX_WORDS = 3
MAX_LEFT_OUT = 30
_TERMS = frozenset({"metric", "dimension", "value", "ambiguous"})


def assemble_readings(reading: Reading) -> tuple[Assembled, ...]:
    """What each reading of the understood words comes to: at least one."""
    draft, desk = reading.draft, reading.desk
    if not draft.asked and not draft.ambiguous:
        if reading.previous is None:
            return (which_metric(draft, desk),)
        known = tuple(readings(draft, {}, desk.reach)) or (draft,)
        return tuple(edit(reading.previous, one, desk) for one in known)
    terms = {name: term.readings for name, term in reading.knowledge.terms.items()}
    return tuple(build(one, desk) for one in readings(draft, terms, desk.reach))


def decide(reading: Reading) -> Reading:
    """With an outcome, whatever was said."""
    if reading.outcome is not None:
        return reading
    outcome = _not_understood(reading) if reading.unread else _understood(reading)
    return replace(reading, outcome=outcome)


def not_understood_words(reading: Reading) -> tuple[str, ...]:
    """The words that no rule took, as they were written, each once."""
    unread = reading.unread
    content = [i for i in unread if i.kind in {"unknown", "number", "day", "year"}] or unread
    return tuple(dict.fromkeys(item.words for item in content))


def ask_back(words: tuple[str, ...], options: tuple[Option, ...], trace: Trace) -> Clarification:
    """A question that names the words that were not understood."""
    question = f"I do not understand {_named(words)} here, so I give no number yet."
    question += " Do you mean one of these?" if options else " Please say it in other words."
    return Clarification(question, options[:MAX_OPTIONS], words, trace)


def _named(words: tuple[str, ...]) -> str:
    return " and ".join(f'"{word}"' for word in words[:MAX_WORDS])


def _carried(reading: Reading) -> tuple[MetricQuery, ...]:
    """The last question asked of another metric, where nothing else is said."""
    draft, previous = reading.draft, reading.previous
    opens = reading.found[0].kind in {"and", "follow"} if reading.found else False
    if previous is None or not opens or touches(draft) or len(draft.asked) != 1:
        return ()
    (asked,) = draft.asked
    if len(asked.metrics) != 1 or len(previous.metrics) != 1:
        return ()
    return (_instead(previous, previous.metrics[0], asked.metrics[0]),)


def _understood(reading: Reading) -> Interpretation | Clarification | OutOfScope:
    draft = reading.draft
    if draft.ambiguous:
        return _ask_term(reading)
    if draft.follow and (draft.asked and draft.follow[0].words == "same"):
        return _clarify(reading, "Which metric do you mean?", ())
    sibling = (*_carried(reading), *_sibling(reading))
    outcomes = assemble_readings(reading)
    built = _built(outcomes)
    if len(outcomes) == 1 and not sibling:
        return _single(reading, outcomes[0])
    doubts = [o for o in outcomes if isinstance(o, Doubt)]
    if not built and doubts:
        return _single(reading, doubts[0])
    late = [dates(o.period) for o in outcomes if isinstance(o, Future)]
    if len(late) == len(outcomes):
        return _single(reading, outcomes[0])
    question = "That can be read in more than one way. Which one do you mean?"
    if late:
        question += f" {late[0]} is still to come."
    return _clarify(reading, question, (*sibling, *(b.query for b in built)))


def _single(reading: Reading, outcome: Assembled) -> Interpretation | Clarification | OutOfScope:
    match outcome:
        case Doubt(question, queries):
            return _clarify(reading, question, queries)
        case Future(period):
            message = f"{dates(period)} is still to come; there are no numbers for it yet."
            return OutOfScope("future", message, (), (), reading.trace)
        case Built():
            return _answer(reading, outcome)


def _answer(reading: Reading, built: Built) -> Interpretation | Clarification:
    draft, catalog = reading.draft, reading.knowledge.catalog
    if not draft.asked and not touches(draft):
        return _clarify(reading, "Which metric do you mean, or what shall change?", ())
    clash = nested(built.query, catalog)
    if clash:
        outer, inner = (f"{catalog.dimension(f.dimension).label.lower()}" for f in clash)
        question = f"I can narrow down by one {inner} or one {outer} list at a time. Which one?"
        return _clarify(reading, question, _each_alone(built.query, clash))
    notes, others = _readings_of_word(reading, built.query)
    return Interpretation(
        query=built.query,
        read_as=_read_as(reading, built),
        confidence=_confidence(reading, built),
        notes=(*notes, *short_names(built.query, reading), *built.notes),
        alternatives=others,
        trace=reading.trace,
    )


def _read_as(reading: Reading, built: Built) -> str:
    line = describe(built.query, reading.knowledge.catalog)
    if not built.assumed:
        return line
    why = "read on from the last question" if _is_follow_up(reading) else "no period was named"
    return f"{line} ({why})"


def _is_follow_up(reading: Reading) -> bool:
    return not reading.draft.asked


def _confidence(reading: Reading, built: Built) -> float:
    """1 for governed names as they are; 0.9 with a synonym; 0.8 with something assumed."""
    if built.assumed:
        return 0.8
    named = [i for i in reading.found if i.kind in _TERMS]
    return 1.0 if all(item.exact for item in named) else 0.9


def _readings_of_word(
    reading: Reading, query: MetricQuery
) -> tuple[tuple[str, ...], tuple[Option, ...]]:
    """What a bare word ("claims") is governed to mean, and the readings it might have had."""
    catalog = reading.knowledge.catalog
    notes: list[str] = []
    others: list[MetricQuery] = []
    for item in reading.found:
        if item.kind != "metric" or item.exact or not catalog.metric(item.name).also_read_as:
            continue
        metric = catalog.metric(item.name)
        meaning = metric.description[:1].lower() + metric.description[1:].rstrip(".")
        word = item.words[:1].upper() + item.words[1:]
        notes.append(f"{word} means {metric.label.lower()} ({meaning}).")
        others += [_instead(query, metric.name, name) for name in metric.also_read_as]
    return tuple(dict.fromkeys(notes)), _options(reading, others)


def _instead(query: MetricQuery, old: str, new: str) -> MetricQuery:
    """The same question of another metric."""
    return replace(
        query,
        metrics=tuple(new if name == old else name for name in query.metrics),
        order_by=tuple(replace(o, by=new) if o.by == old else o for o in query.order_by),
        having=tuple(replace(h, metric=new) if h.metric == old else h for h in query.having),
    )


def _each_alone(query: MetricQuery, clash: tuple[Filter, Filter]) -> tuple[MetricQuery, ...]:
    """The query with each of two conditions left out in turn."""
    return tuple(
        replace(query, filters=tuple(f for f in query.filters if f is not left_out))
        for left_out in clash
    )


def _ask_term(reading: Reading) -> Clarification:
    term = reading.knowledge.terms[reading.draft.ambiguous[0].term]
    built = _built(assemble_readings(reading))
    return _clarify(reading, term.question, tuple(b.query for b in built))


def _sibling(reading: Reading) -> tuple[MetricQuery, ...]:
    """A filter word and the metric's word that are a metric's name together: both are offered.

    ``claims last month, paid`` may mean claims paid, or claims reported that have been paid since.
    """
    draft = reading.draft
    for asked in draft.asked or _asked_before(reading):
        for where in draft.wheres:
            name = _named_together(reading, asked.words, where.words)
            if where.op == "in" and name:
                left = tuple(w for w in draft.wheres if w is not where)
                other = replace(asked, metrics=(name,), choices=())
                if not draft.asked and reading.previous is not None:
                    previous = _instead(reading.previous, asked.metrics[0], name)
                    changed = replace(reading, previous=previous)
                    return _queries(changed, replace(draft, wheres=left))
                return _queries(reading, replace(draft, asked=(other,), wheres=left))
    return ()


def _asked_before(reading: Reading) -> tuple[Asked, ...]:
    """The metrics of the last question, by their labels."""
    metric = reading.knowledge.catalog.metric
    names = reading.previous.metrics if reading.previous is not None else ()
    return tuple(Asked((name,), metric(name).label, exact=True) for name in names)


def _named_together(reading: Reading, metric_words: str, others: str) -> str:
    """The metric whose name is made of the other words and one or all of the metric's."""
    bags = reading.knowledge.lexicon.bags
    own, rest = stems(metric_words), stems(others)
    bag_choices = (bag_of((*own, *rest)), *(bag_of((word, *rest)) for word in own))
    return next((bags[bag][0] for bag in bag_choices if bag in bags), "")


def _not_understood(reading: Reading) -> Clarification | OutOfScope:
    words = not_understood_words(reading)
    followed = reading.previous is not None and any(i.kind != "unknown" for i in reading.found)
    if not followed and not any(item.kind in _TERMS for item in reading.found):
        near = _near_metrics(reading)
        message = f"I answer questions about governed metrics only, and none fits {_named(words)}."
        return OutOfScope("out_of_scope", message, near, words[:MAX_WORDS], reading.trace)
    safe = not any(_turns_it_round(word) for word in words)
    options = _without(reading, words) if safe and _askable(reading) else ()
    return ask_back(words, options, reading.trace)


def _turns_it_round(word: str) -> bool:
    """Whether a question means something else entirely without the word."""
    plain = word.lower().replace("\u2019", "'")
    return plain.endswith("n't") or plain in TURNING


def _without(reading: Reading, words: tuple[str, ...]) -> tuple[Option, ...]:
    """Full readings: with a word joined to the metric's name, then without what is unknown."""
    left = ", ".join(f'"{word}"' for word in words[:MAX_WORDS])
    prefix = f"Without {left}: " if len(left) <= MAX_LEFT_OUT else "Without the rest: "
    joined = _options(reading, _joined(reading))
    return (*joined, *_options(reading, _queries(reading, reading.draft), prefix=prefix))


def _askable(reading: Reading) -> bool:
    draft = reading.draft
    follows = reading.previous is not None and touches(draft)
    return bool(draft.asked or draft.ambiguous or follows)


def _joined(reading: Reading) -> tuple[MetricQuery, ...]:
    """The one unknown word and the metric's word that together are another metric's name."""
    if len(reading.unread) > 1:
        return ()
    for asked in reading.draft.asked:
        name = _named_together(reading, asked.words, reading.unread[0].words)
        if name and name not in asked.metrics:
            other = replace(asked, metrics=(name,), choices=())
            return _queries(reading, replace(reading.draft, asked=(other,)))
    return ()


def _queries(reading: Reading, draft: Draft) -> tuple[MetricQuery, ...]:
    outcomes = assemble_readings(replace(reading, draft=draft))
    doubts = (query for o in outcomes if isinstance(o, Doubt) for query in o.queries)
    return (*(built.query for built in _built(outcomes)), *doubts)


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


def _clarify(reading: Reading, question: str, queries: Iterable[MetricQuery]) -> Clarification:
    return Clarification(question, _options(reading, queries), (), reading.trace)


def _options(
    reading: Reading, queries: Iterable[MetricQuery], *, prefix: str = ""
) -> tuple[Option, ...]:
    """At most four, each once, only those whose metrics reach all that is asked of them."""
    catalog, reach = reading.knowledge.catalog, reading.knowledge.reach
    fitting = [
        query
        for query in dict.fromkeys(queries)
        if not nested(query, catalog)
        and all(
            {*query.dimensions, *(f.dimension for f in query.filters)} <= reach[name]
            for name in query.metrics
        )
    ]
    return tuple(
        Option(short_label(prefix + describe(query, catalog)), query)
        for query in fitting[:MAX_OPTIONS]
    )


def _built(outcomes: Iterable[Assembled]) -> tuple[Built, ...]:
    return tuple(outcome for outcome in outcomes if isinstance(outcome, Built))
