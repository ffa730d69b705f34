"""Sentences about a split: who leads, who is last."""

from __future__ import annotations

from bot.language import lower_first
from bot.narrative.facts import Facts, Row, ranked
from bot.narrative.members import (
    filters_in_words,
    is_bucket,
    row_name,
    row_or_period,
    rows_name,
    split_name,
)
from bot.narrative.movers import is_ordered_by_change, largest_change, most_changed
from bot.narrative.nouns import counted, joined, listed
from bot.narrative.numbers import number_of, say_number, say_share
from bot.narrative.phrases import most, withheld
from metrics.model import Metric

Ranked = list[tuple[float, Row]]

_NAMED = 3


def leaders(facts: Facts, when: str, when_before: str) -> str:
    """Who has the most, or the least where that comes first; the other end or what changed."""
    if is_ordered_by_change(facts):
        return most_changed(facts, when, when_before)
    best, split = ranked(facts), split_name(facts)
    about = joined(filters_in_words(facts), when)
    if not best:
        return _none(facts, split, about)
    named = [(value, row) for value, row in best if not is_bucket(facts, row)] or best
    named = named[::-1] if _lowest_first(facts) else named
    value = named[0][0]
    tied = [row_name(facts, row) for other, row in named if other == value]
    lowest = _lowest_first(facts)
    those = _of_those(facts.metric, value) if lowest else ""
    what = joined(most(facts.metric, top=not lowest), those, about)
    number = say_number(value, facts.metric, short=True)
    if len(tied) == 1:
        start = f"By {split}, {tied[0]} {_has(facts, named[0][1])} {what}: {number}"
        end = _share(facts, best, value) + _contrast(facts, named, when_before)
    else:
        many = f"{len(tied)} tie for" if len(tied) > _NAMED else f"{listed(tied)} have"
        start, end = f"By {split}, {many} {what}: {number} each", ""
    return start + end + _rest(facts, best, value)


def top(facts: Facts, when: str, when_before: str) -> str:
    """The rows that were asked for in an order, as they come."""
    if is_ordered_by_change(facts):
        return most_changed(facts, when, when_before)
    order, rows = facts.result.query.order_by[0], facts.result.rows
    position = facts.result.index(order.by)
    metric = facts.metric_of(facts.result.columns[position])
    highest, value = order.direction == "desc", number_of(rows[0][position])
    those = "" if highest or not facts.dimensions else _of_those(metric, value)
    what = joined(most(metric, top=highest), those, filters_in_words(facts), when)
    named = [
        (row_or_period(facts, row), say_number(number_of(row[position]), metric, short=True))
        for row in rows[:_NAMED]
    ]
    if len(rows) > 1:
        listing = ", then ".join(f"{name} with {number}" for name, number in named)
        return f"The {len(rows)} {rows_name(facts, len(rows))} with {what}: {listing}"
    name, number = named[0]
    if is_bucket(facts, rows[0]):
        return f"{name[:1].upper()}{name[1:]} have {what}: {number}"
    return f"The {rows_name(facts, 1)} with {what} is {name}, with {number}"


def _of_those(metric: Metric, value: float | None) -> str:
    """That what has none at all is not among the fewest: only what occurs is listed."""
    return "(of those with any)" if value and counted(metric) else ""


def _none(facts: Facts, split: str, about: str) -> str:
    if facts.result.suppressed and facts.metric.min_group_size:
        return withheld(facts, joined(f"by {split}", about))
    return joined(f"No {split} has a value of {lower_first(facts.metric.label)}", about)


def _has(facts: Facts, row: Row) -> str:
    return "have" if is_bucket(facts, row) else "has"


def _share(facts: Facts, best: Ranked, value: float) -> str:
    whole = sum(number for number, _ in best)
    query = facts.result.query
    cut = query.limit or query.having or facts.result.truncated or facts.result.suppressed
    if cut or not facts.adds_up or whole <= 0 or best[-1][0] < 0 or len(best) == 1:
        return ""
    total = say_number(whole, facts.metric, short=True)
    return f" of {total} ({say_share(value, whole)})"


def _contrast(facts: Facts, named: Ranked, when_before: str) -> str:
    """The other end of the order; of a comparison the largest change."""
    lowest = _lowest_first(facts)
    if facts.compared and not lowest:
        return largest_change(facts, when_before)
    value, row = named[-1]
    if value == named[0][0] or (facts.adds_up and not lowest):
        return ""
    number = say_number(value, facts.metric, short=True)
    if lowest:
        end = "the most" if counted(facts.metric) else "the highest"
        return f"; {row_name(facts, row)} {_has(facts, row)} {end}, {number}"
    return f"; the lowest is {row_name(facts, row)} with {number}"


def _rest(facts: Facts, best: Ranked, value: float) -> str:
    """What has no value of the dimension, where it would have come before the one named first."""
    for number, row in best:
        before = number < value if _lowest_first(facts) else number > value
        if is_bucket(facts, row) and before:
            return f"; {row_name(facts, row)}: {say_number(number, facts.metric, short=True)}"
    return ""


def _lowest_first(facts: Facts) -> bool:
    order = facts.result.query.order_by[:1]
    return any(o.by == facts.metric.name and o.direction == "asc" for o in order)
