"""Sentences about a split: who leads, who is last, what changed most."""

from __future__ import annotations

from bot.language import lower_first
from bot.narrative.change import change_of, verdict
from bot.narrative.facts import Facts, Row, additive, period_label, ranked, row_name, still_growing
from bot.narrative.numbers import number_of, say_number, say_share, say_value
from bot.narrative.phrases import filters_in_words, joined, listed, most
from bot.narrative.times import grain_noun

_NAMED = 3


def leaders(facts: Facts, when: str, when_before: str) -> str:
    """Who has the most, out of how many, and the lowest or the largest change."""
    best = ranked(facts)
    split = " and ".join(lower_first(facts.result.columns[i].label) for i in facts.dimensions)
    about = joined(filters_in_words(facts), when)
    if not best:
        return joined(f"No {split} has a value of {lower_first(facts.metric.label)}", about)
    highest = best[0][0]
    tied = [row_name(facts, row) for value, row in best if value == highest]
    what = joined(most(facts.metric, top=True), about)
    number = say_number(highest, facts.metric, short=True)
    if len(tied) > _NAMED:
        return f"By {split}, {len(tied)} tie for {what}: {number} each"
    if len(tied) > 1:
        return f"By {split}, {listed(tied)} have {what}: {number} each"
    start = f"By {split}, {tied[0]} has {what}: {number}"
    return f"{start}{_share(facts, best)}{_contrast(facts, best, when_before)}"


def top(facts: Facts, when: str) -> str:
    """The rows that were asked for in an order, as they come."""
    order = facts.result.query.order_by[0]
    what = joined(_rank(facts), filters_in_words(facts), when)
    rows = facts.result.rows
    position = facts.result.index(order.by)
    named = [f"{_name(facts, row)} with {_cell(facts, row, position)}" for row in rows[:_NAMED]]
    if len(rows) == 1:
        name = _name(facts, rows[0])
        return f"The {_split(facts, 1)} with {what} is {name}, with " + _cell(
            facts, rows[0], position
        )
    return f"The {len(rows)} {_split(facts, len(rows))} with {what}: {', then '.join(named)}"


def _name(facts: Facts, row: Row) -> str:
    """The row by its dimensions, or by its period where it has none."""
    place = facts.position("time")
    return row_name(facts, row) if place is None else period_label(facts, row[place])


def _rank(facts: Facts) -> str:
    order = facts.result.query.order_by[0]
    column = facts.result.columns[facts.result.index(order.by)]
    metric = facts.catalog.metric(column.metric)
    if column.kind == "metric":
        return most(metric, top=order.direction == "desc")
    way = "increase" if order.direction == "desc" else "decrease"
    return f"the largest {way} of {lower_first(metric.label)}"


def _cell(facts: Facts, row: Row, position: int) -> str:
    column, value = facts.result.columns[position], number_of(row[position])
    metric = facts.catalog.metric(column.metric)
    if column.kind == "metric" or value is None:
        return say_number(value, metric, short=True)
    return ("+" if value > 0 else "") + say_value(
        value, column.format, metric.currency, short=True
    )


def _split(facts: Facts, count: int) -> str:
    names, grain = facts.result.query.dimensions, facts.result.query.grain
    if grain is not None:
        return grain_noun(grain) + ("" if count == 1 else "s")
    if len(names) > 1:
        return "combination" if count == 1 else "combinations"
    dimension = facts.catalog.dimension(names[0])
    return lower_first(dimension.label) if count == 1 else lower_first(dimension.plural)


def _share(facts: Facts, best: list[tuple[float, Row]]) -> str:
    whole = sum(value for value, _ in best)
    query = facts.result.query
    cut = query.limit or query.having or facts.result.truncated or facts.result.suppressed
    if cut or not additive(facts.metric) or whole <= 0 or best[-1][0] < 0 or len(best) == 1:
        return ""
    total = say_number(whole, facts.metric, short=True)
    return f" of {total} ({say_share(best[0][0], whole)})"


def _contrast(facts: Facts, best: list[tuple[float, Row]], when_before: str) -> str:
    if facts.compared:
        return _largest_change(facts, when_before)
    value, row = best[-1]
    if value == best[0][0] or additive(facts.metric):
        return ""
    return f"; the lowest is {row_name(facts, row)} with {say_number(value, facts.metric)}"


def _largest_change(facts: Facts, when_before: str) -> str:
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
    change = change_of(facts.metric, now, before)
    meaning = verdict(change, growing=still_growing(facts))
    words = f"; the largest change is {row_name(facts, row)}, {change.words} {when_before}"
    return words + (f" ({meaning})" if meaning else "")
