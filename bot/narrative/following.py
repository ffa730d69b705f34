"""What is worth asking next: questions that the metric can really answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.language import lower_first
from bot.narrative.context import context_query, year_before
from bot.narrative.facts import Facts, dimensions_of, ranked, when
from bot.narrative.members import filter_in_words
from bot.narrative.nouns import joined, listed
from bot.narrative.times import say_range
from metrics.calendar import add_months
from metrics.catalog import Catalog
from metrics.model import Dimension, Grain
from metrics.planner import reachable_dimensions
from metrics.query import Filter, MetricQuery, TimeRange

SplitBy = tuple[str, ...]

_FEW_VALUES = range(2, 16)
_MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question with its query; ``short`` is what fits on a button beside the answer."""

    label: str
    short: str
    query: MetricQuery


def follow_ups(facts: Facts, split_by: SplitBy) -> tuple[FollowUp, ...]:
    """Questions worth asking after this answer, best first; each can be asked as it is."""
    found: dict[MetricQuery, FollowUp] = {}
    for ask in ASKERS:
        for follow_up in ask(facts, split_by):
            found.setdefault(follow_up.query, follow_up)
    return tuple(found.values())


def split_candidates(catalog: Catalog, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The dimensions worth splitting by: a few values each, those that most metrics share first.

    Walks all join paths: compute it once a catalogue.
    """
    shared = Counter(
        name for metric in catalog.askable for name in reachable_dimensions(metric.name, catalog)
    )
    sizes = {name: len(values.get(name, d.values)) for name, d in catalog.dimensions.items()}
    lasting = [name for name, d in catalog.dimensions.items() if not d.as_of_today]
    few = [name for name in lasting if sizes[name] in _FEW_VALUES]
    return tuple(sorted(few, key=lambda name: (-shared[name], -sizes[name])))


def splits(facts: Facts, split_by: SplitBy) -> tuple[Dimension, ...]:
    """The dimensions of ``split_by`` that the answer does not use yet and that can split it."""
    query, catalog = facts.result.query, facts.catalog
    used = set(dimensions_of(query))
    used |= {catalog.dimension(name).part_of for name in used}  # one value holds all of the finer
    reachable = set.intersection(
        *(set(reachable_dimensions(name, catalog)) for name in query.metrics)
    )
    judged_by = catalog.metric(query.metrics[0]).judged_by
    candidates = dict.fromkeys((judged_by, *split_by) if judged_by else split_by)
    return tuple(catalog.dimension(name) for name in candidates if name in reachable - used)


def split_by_next(facts: Facts, split_by: SplitBy) -> Iterator[FollowUp]:
    """One value: split it."""
    if facts.dimensions or not facts.result.rows:
        return
    for dimension in splits(facts, split_by)[:1]:
        query = replace(_plain(facts), dimensions=(dimension.name,), grain=None)
        name = lower_first(dimension.label)
        yield _follow_up(facts, f"by {name}", _with_change(facts, query))


def drill_into_the_first(facts: Facts, split_by: SplitBy) -> Iterator[FollowUp]:
    """A split: look into its leading part."""
    best = ranked(facts)
    if len(facts.dimensions) != 1 or len(best) < 2 or facts.result.query.grain:  # noqa: PLR2004
        return
    leader = best[0][1][facts.dimensions[0]]
    if leader is None:
        return
    value = leader if isinstance(leader, str | int | date) else str(leader)
    condition = Filter(facts.result.query.dimensions[0], "in", (value,))
    for dimension in splits(facts, split_by)[:1]:
        query = replace(
            _plain(facts),
            dimensions=(dimension.name,),
            filters=(*facts.result.query.filters, condition),
        )
        words = filter_in_words(condition, facts.catalog)
        yield _follow_up(facts, f"by {lower_first(dimension.label)} for {words}", query)


def month_by_month(facts: Facts, _: SplitBy) -> Iterator[FollowUp]:
    """One value or a split of one period: how it went over the last twelve months."""
    read = facts.result.read_range
    if facts.result.query.grain or read is None or read.start is None:
        return
    asked = facts.result.query.time_range or read
    if facts.calendar.grain_of(asked) not in ("month", "quarter", "fiscal_quarter"):
        return
    first = facts.calendar.definition.history_starts
    days = TimeRange(max(add_months(asked.end, -_MONTHS_BACK), first), asked.end)
    grain: Grain = "month"
    query = replace(_plain(facts), dimensions=(), grain=grain, time_range=days)
    span = say_range(days, facts.calendar)
    yield FollowUp(f"{_subject(facts)} by month {span}", "Month by month", query)


def against_the_year_before(facts: Facts, _: SplitBy) -> Iterator[FollowUp]:
    """Anything not compared yet: against the same days a year earlier."""
    query, read = facts.result.query, facts.result.read_range
    if query.compare_to or read is None or read.start is None or query.time_range is None:
        return
    if add_months(read.start, -12) < facts.calendar.definition.history_starts:
        return
    how = year_before(query, facts.calendar)
    compared = replace(query, compare_to=how, having=(), order_by=(), limit=None)
    words = joined(_subject(facts) + _split_words(facts), _at(facts), "against the year before")
    yield FollowUp(words, "Against the year before", compared)


ASKERS = (split_by_next, drill_into_the_first, month_by_month, against_the_year_before)


def _follow_up(facts: Facts, by: str, query: MetricQuery) -> FollowUp:
    label = joined(_subject(facts), by, _at(facts), _against(facts, query))
    return FollowUp(label, by[:1].upper() + by[1:], query)


def _against(facts: Facts, query: MetricQuery) -> str:
    match query.compare_to:
        case None:
            return ""
        case TimeRange() as days:
            return f"against {facts.span(days).name}"
        case _:
            return "against the period before"


def _subject(facts: Facts) -> str:
    """The metric and its conditions, as the start of a question."""
    parts = [filter_in_words(f, facts.catalog) for f in facts.result.query.filters]
    labels = [facts.catalog.metric(name).label for name in facts.result.query.metrics]
    labels = [labels[0], *(lower_first(label) for label in labels[1:])]
    return listed(labels) + (f" for {' and '.join(parts)}" if parts else "")


def _at(facts: Facts) -> str:
    """The time that was asked for, so far as it is over."""
    asked = facts.result.query.time_range
    if asked is None or asked.start is None:
        return when(facts)
    return str(facts.span(asked))


def _split_words(facts: Facts) -> str:
    names = [lower_first(facts.result.columns[i].label) for i in facts.dimensions]
    grain = facts.result.query.grain
    names += [grain.replace("_", " ")] if grain else []
    return f" by {' and '.join(names)}" if names else ""


def _plain(facts: Facts) -> MetricQuery:
    """The query without what shaped its rows."""
    return replace(facts.result.query, having=(), order_by=(), limit=None, compare_to=None)


def _with_change(facts: Facts, query: MetricQuery) -> MetricQuery:
    """The query beside what its single value would be held against, where the data cover that."""
    asked, first = query.time_range, facts.calendar.definition.history_starts
    beside = context_query(replace(query, dimensions=()), facts.catalog)
    if facts.result.query.grain or beside is None or asked is None or asked.start is None:
        return query
    if asked.start - (asked.end - asked.start) < first:
        return query
    return replace(query, compare_to=beside.compare_to)
