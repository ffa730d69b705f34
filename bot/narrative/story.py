"""A result as a story: the sentence, what it means, what else is notable, what to ask next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.language import lower_first
from bot.narrative.change import Direction, against_goal, change_of
from bot.narrative.facts import Facts, facts_of, read_whole
from bot.narrative.following import FollowUp, follow_ups
from bot.narrative.headlines import headline
from bot.narrative.judging import doubt, goal_grain, held
from bot.narrative.numbers import say_goal, say_number
from bot.narrative.table import Table, table_of
from bot.narrative.times import say_day, say_period
from metrics.catalog import Catalog
from metrics.planner import say_gaps
from metrics.result import Result


@dataclass(frozen=True, slots=True)
class Story:
    """What is said about a result. All text is raw: escape it where it is shown.

    Attributes:
        headline: one sentence with the number.
        direction: what the change means, where the result is one value with a change.
        details: further plain sentences, each a fact of the result.
        table: the rows for reading.
        next: questions worth asking, best first; each can be answered.
        caveats: what belongs beside the number for what it is held against.
    """

    headline: str
    direction: Direction
    details: tuple[str, ...]
    table: Table
    next: tuple[FollowUp, ...]
    caveats: tuple[str, ...]


def tell(
    result: Result,
    catalog: Catalog,
    *,
    context: Result | None = None,
    split_by: tuple[str, ...] = (),
) -> Story:
    """Put a result into words.

    Args:
        result: what was asked for.
        catalog: the definitions behind it.
        context: the same single value beside the period before, where it was looked up.
        split_by: the dimensions worth splitting by, best first (``split_candidates``).
    """
    facts = facts_of(result, catalog)
    beside = facts_of(context, catalog) if context is not None else None
    return Story(
        headline=headline(facts, beside),
        direction=_direction(beside or facts),
        details=tuple(sentence for observe in OBSERVERS for sentence in observe(facts)),
        table=table_of(result, catalog),
        next=follow_ups(facts, split_by),
        caveats=say_gaps(gap for gap in (context or result).gaps if gap not in result.gaps),
    )


def _goal_source(facts: Facts) -> Iterator[str]:
    """Who set the goal that the headline names."""
    goal = facts.metric.goal
    if goal is None or len(facts.result.rows) != 1 or facts.dimensions:
        return
    doubtful = doubt(facts, facts.metric, held(facts))
    if facts.part_of_goal or doubtful or facts.value(facts.result.rows[0]) is None:
        return
    if against_goal(facts.metric, goal.value, goal_grain(facts)):
        yield f"The goal of {say_goal(goal.value, facts.metric)} is from: {goal.source}."


def _unfinished_period(facts: Facts) -> Iterator[str]:
    """The value of a last period that was not read whole, which the headline leaves out."""
    grain, read = facts.result.query.grain, facts.result.read_range
    if grain is None or facts.dimensions or facts.result.unfinished is None or read is None:
        return
    for day, row in facts.periods():
        value = facts.value(row)
        if day == facts.result.unfinished and value is not None and len(facts.result.rows) > 1:
            name = say_period(day, grain, facts.calendar).name
            number = say_number(value, facts.metric, short=True)
            name = f"{name[:1].upper()}{name[1:]}"
            if read_whole(facts, day, grain):
                yield f"{name} is too young to tell: {number} of those old enough to count."
            else:
                last = say_day(read.end - timedelta(days=1))
                yield f"{name} is not complete: {number} through {last}."


def _cut(facts: Facts) -> Iterator[str]:
    """That there are more rows than were read."""
    if facts.result.truncated:
        yield f"Only the first {len(facts.result.rows):,} rows were read; there are more."


def _other_metrics(facts: Facts) -> Iterator[str]:
    """That a split of several metrics is told by its first."""
    if len(facts.result.query.metrics) > 1 and len(facts.result.rows) > 1:
        others = [lower_first(facts.catalog.metric(n).label) for n in facts.result.query.metrics]
        yield f"The table also has {' and '.join(others[1:])}."


def _parameters(facts: Facts) -> Iterator[str]:
    """What a metric was counted at, chosen or by default, such as 12 months in service."""
    chosen = dict(facts.result.query.parameters)
    for name in facts.result.query.metrics:
        for parameter in facts.catalog.metric(name).parameters:
            value = chosen.get(parameter.name, parameter.default)
            yield f"{facts.catalog.metric(name).label}: at {value} {parameter.label}."


OBSERVERS: tuple[Callable[[Facts], Iterator[str]], ...] = (
    _parameters,
    _unfinished_period,
    _goal_source,
    _other_metrics,
    _cut,
)


def _direction(facts: Facts) -> Direction:
    if len(facts.result.rows) != 1 or not facts.compared:
        return ""
    row = facts.result.rows[0]
    now, before = facts.value(row), facts.value(row, "previous")
    if now is None or before is None or doubt(facts, facts.metric, held(facts, row)):
        return ""
    return change_of(facts.metric, now, before).direction
