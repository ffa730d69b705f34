"""Sentences about what changed most: the way that was asked for, or either way."""

from __future__ import annotations

from bot.language import lower_first
from bot.narrative.change import change_of, verdict
from bot.narrative.facts import Facts, Row
from bot.narrative.judging import doubt, held, still_growing
from bot.narrative.members import filters_in_words, row_or_period, rows_name
from bot.narrative.nouns import article, joined
from bot.narrative.numbers import number_of, say_number, say_points, say_ratio
from bot.narrative.times import bare
from metrics.model import Metric

_NAMED = 3
_CHANGES = ("change", "change_ratio")


def is_ordered_by_change(facts: Facts) -> bool:
    """Whether the rows stand in the order of how much they changed."""
    by = facts.result.query.order_by[:1]
    columns = {c.name for c in facts.result.columns if c.kind in _CHANGES}
    return bool(by) and by[0].by in columns


def most_changed(facts: Facts, when: str, when_before: str) -> str:
    """Who rose or fell most, the way that was asked for; that nobody did, where nobody did."""
    order = facts.result.query.order_by[0]
    position, up = facts.result.index(order.by), order.direction == "desc"
    metric = facts.metric_of(facts.result.columns[position])
    way = f"{'increase' if up else 'decrease'} of {lower_first(metric.label)}"
    about = joined(filters_in_words(facts), when, f"against {bare(when_before)}")
    moved = [(number_of(row[position]), row) for row in facts.result.rows]
    found = [row for by, row in moved if by is not None and (by > 0 if up else by < 0)]
    if not found:
        known = [_mover(facts, metric, row) for by, row in moved if by is not None]
        nearest = f"; nearest comes {known[0]}" if known else ""
        return f"No {rows_name(facts, 1)} had {article(way)} {joined(way, about)}{nearest}"
    what = f"the largest {joined(way, about)}"
    if facts.result.query.limit in (1, None):
        first = f"{_mover(facts, metric, found[0])}{meaning(facts, found[0])}"
        return f"The {rows_name(facts, 1)} with {what} is {first}"
    few = "; then ".join(_mover(facts, metric, row) for row in found[:_NAMED])
    return f"The {len(found)} {rows_name(facts, len(found))} with {what}: {few}"


def largest_change(facts: Facts, when_before: str) -> str:
    """What changed most either way, as the end of a sentence; empty where nothing did."""
    position = facts.position("change")
    moved = [
        (abs(moved_by), row)
        for row in facts.result.rows
        if position is not None and (moved_by := number_of(row[position]))
    ]
    if not moved:
        return ""
    row = max(moved, key=lambda m: m[0])[1]
    now, before = facts.value(row), facts.value(row, "previous")
    if now is None or before is None:
        return ""
    words = f"{change_of(facts.metric, now, before).words} {when_before}"
    return f"; the largest change is {row_or_period(facts, row)}, {words}{meaning(facts, row)}"


def meaning(facts: Facts, row: Row) -> str:
    """Whether the row's change is better or worse, or why that is not told, in brackets."""
    now, before = facts.value(row), facts.value(row, "previous")
    if now is None or before is None:
        return ""
    why_not = doubt(facts, facts.metric, held(facts, row))
    told = why_not or verdict(change_of(facts.metric, now, before), growing=still_growing(facts))
    return f" ({told})" if told else ""


def _mover(facts: Facts, metric: Metric, row: Row) -> str:
    """``Northeast, down 10, from 23 to 13``."""
    name = row_or_period(facts, row)
    now, before = (
        None if (place := facts.position(kind, metric.name)) is None else number_of(row[place])
        for kind in ("metric", "previous")
    )
    if now is None or before is None:
        return name
    ways = (say_number(value, metric, short=True) for value in (before, now))
    way = "up" if now > before else "down"
    return f"{name}, {way} {_size(facts, metric, now - before, before)}, from {' to '.join(ways)}"


def _size(facts: Facts, metric: Metric, change: float, before: float) -> str:
    if metric.format == "percent":
        return say_points(change)
    by = facts.result.query.order_by[:1]
    if before and by and by[0].by.endswith("__change_ratio"):
        return say_ratio(change / abs(before))
    return say_number(abs(change), metric, short=True)
