"""The one sentence with the number, by the shape of the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.language import lower_first
from bot.narrative.facts import (
    Facts,
    Row,
    before_period,
    is_complete,
    latest_whole,
    metric_columns,
    period_label,
    ranked,
    read_whole,
    when,
    when_compared,
    when_period,
)
from bot.narrative.judging import held, held_period
from bot.narrative.members import filters_in_words, row_name
from bot.narrative.nouns import is_plural, joined, listed, noun
from bot.narrative.numbers import number_of, say_number
from bot.narrative.phrases import judged, statement, withheld
from bot.narrative.splits import leaders, top
from metrics.model import Grain, Ratio

_PEAK_FROM = 4


def headline(facts: Facts, context: Facts | None) -> str:
    """The sentence; ``context`` is the same single value beside the period before, if known."""
    for applies, tell in SHAPES:
        if applies(facts):
            return tell(facts, context) + "."
    return leaders(facts, when(facts), when_compared(facts)) + "."


def _nothing(facts: Facts, _: Facts | None) -> str:
    label = lower_first(facts.metric.label)
    if facts.result.query.having:
        return joined(
            f"Nothing meets the condition on {label}", filters_in_words(facts), when(facts)
        )
    reason = _too_young(facts)
    if reason:
        about = joined(filters_in_words(facts), when(facts))
        return joined(f"It is too early to tell the {label}", about) + f": {reason}"
    return joined(f"Nothing is recorded for {label}", filters_in_words(facts), when(facts))


def _single(facts: Facts, context: Facts | None) -> str:
    value = facts.value(facts.result.rows[0])
    told = facts if facts.position("previous") is not None or context is None else context
    when_now = joined(_for_row(facts), when(facts))
    if value is None:
        return _no_value(facts, when_now)
    row = told.result.rows[0] if told.result.rows and not told.beside_goal else None
    before = told.value(row, "previous") if row is not None else None
    tail = judged(told, value, before, when_compared(told), held(told))
    return statement(facts, value, when_now) + tail


def _several(facts: Facts, _: Facts | None) -> str:
    row = facts.result.rows[0]
    parts = []
    for position, column in metric_columns(facts.result):
        metric = facts.catalog.metric(column.metric)
        number = say_number(number_of(row[position]), metric, short=True)
        parts.append(f"{lower_first(metric.label)} {number}")
    about = joined(_for_row(facts), filters_in_words(facts), when(facts))
    return f"{about[:1].upper()}{about[1:]}: {listed(parts)}" if about else listed(parts)


def _series(facts: Facts, _: Facts | None) -> str:
    grain, latest = facts.result.query.grain, latest_whole(facts)
    if grain is None or latest is None:
        return _nothing(facts, None)
    day, (row, *_rest) = latest
    value, at = facts.value(row), when_period(facts, day, grain)
    if value is None:
        return _no_value(facts, at) + _peak(facts, day)
    before, at_before = _earlier(facts, day, row, grain)
    tail = judged(facts, value, before, at_before, held_period(facts, day, grain))
    return statement(facts, value, at) + tail + _peak(facts, day)


def _split_series(facts: Facts, _: Facts | None) -> str:
    grain, latest = facts.result.query.grain, latest_whole(facts)
    if grain is None or latest is None:
        return _nothing(facts, None)
    day, rows = latest
    within = replace(facts, result=replace(facts.result, rows=tuple(rows)))
    before = when_period(facts, before_period(facts, day, grain), grain)
    return leaders(within, when_period(facts, day, grain), before)


def _top(facts: Facts, _: Facts | None) -> str:
    return top(facts, when(facts), when_compared(facts))


def _no_value(facts: Facts, at: str) -> str:
    label = facts.metric.label
    if facts.result.suppressed and facts.metric.min_group_size:
        return withheld(facts, joined(filters_in_words(facts), at))
    is_ = "are" if is_plural(label) else "is"
    about = joined(f"There {is_} no {lower_first(label)}", filters_in_words(facts), at)
    return f"{about}: {_why_empty(facts)}"


def _why_empty(facts: Facts) -> str:
    metric = facts.metric
    reason = _too_young(facts)
    if reason:
        return f"it is too early to tell. {reason}"
    if isinstance(metric.type, Ratio):
        below = facts.catalog.metric(metric.type.denominator)
        return f"there are no {noun(below)} to divide by"
    return "nothing is recorded for it"


def _too_young(facts: Facts) -> str:
    """The reason why rows of the range are left out as too young; empty where none are."""
    maturity = facts.metric.maturity
    return maturity.reason.rstrip(".") if maturity and facts.result.cutoff else ""


def _earlier(facts: Facts, day: date, row: Row, grain: Grain) -> tuple[float | None, str]:
    """What the latest period of a series is held against, and when that was."""
    if not read_whole(facts, day, grain):
        alone = facts.compared and len(facts.result.rows) == 1
        return (facts.value(row, "previous") if alone else None), when_compared(facts)
    if facts.compared:
        before = before_period(facts, day, grain)
        return facts.value(row, "previous"), when_period(facts, before, grain)
    previous = facts.calendar.shift(day, grain, -1)
    whole = read_whole(facts, previous, grain)
    values = [facts.value(r) for d, r in facts.periods() if d == previous and whole]
    return (values[0] if values else None), when_period(facts, previous, grain)


def _peak(facts: Facts, latest: date) -> str:
    grain, position = facts.result.query.grain, facts.position("time")
    complete = {day for day, _ in facts.periods() if grain and is_complete(facts, day, grain)}
    best = [
        (v, row) for v, row in ranked(facts) if position is not None and row[position] in complete
    ]
    if position is None or len(best) < _PEAK_FROM or best[0][0] == best[1][0]:
        return ""
    value, row = best[0]
    if row[position] == latest:
        return f"; that is the highest of the {len(best)} periods shown"
    number = say_number(value, facts.metric, short=True)
    return f"; the highest is {period_label(facts, row[position])} with {number}"


def _for_row(facts: Facts) -> str:
    """The one row's dimensions, unless the conditions say them already."""
    query = facts.result.query
    pinned = {f.dimension for f in query.filters if f.op == "in" and len(f.values) == 1}
    said = set(query.dimensions) <= pinned
    return "" if said or not facts.dimensions else f"for {row_name(facts, facts.result.rows[0])}"


def _is_empty(facts: Facts) -> bool:
    return not facts.result.rows


def _is_series(facts: Facts) -> bool:
    return facts.result.query.grain is not None and not facts.dimensions


def _is_split_series(facts: Facts) -> bool:
    return facts.result.query.grain is not None


def _is_top(facts: Facts) -> bool:
    query = facts.result.query
    by = {c.name for c in facts.result.columns if c.kind in ("metric", "change", "change_ratio")}
    ordered = bool(query.order_by) and query.order_by[0].by in by
    return query.limit is not None and ordered


def _is_row_of_several(facts: Facts) -> bool:
    return len(facts.result.rows) == 1 and len(facts.result.query.metrics) > 1


def _is_row(facts: Facts) -> bool:
    return len(facts.result.rows) == 1


SHAPES: tuple[tuple[Callable[[Facts], bool], Callable[[Facts, Facts | None], str]], ...] = (
    (_is_empty, _nothing),
    (_is_top, _top),
    (_is_series, _series),
    (_is_split_series, _split_series),
    (_is_row_of_several, _several),
    (_is_row, _single),
)
