"""Parts of sentences: what is counted, for whom, and who leads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.language import lower_first
from bot.narrative.change import Direction, against_goal, change_of, counted, verdict
from bot.narrative.facts import Facts, additive, goal_grain, mostly_too_young, still_growing
from bot.narrative.numbers import say_cell, say_number
from metrics.catalog import Catalog
from metrics.model import Metric, Ratio
from metrics.query import Filter, FilterOperator

_CONDITIONS: Mapping[FilterOperator, str] = MappingProxyType(
    {
        "in": "{label} {any}",
        "not_in": "any {label} but {any}",
        "between": "{label} {first} to {last}",
        ">": "{label} above {first}",
        ">=": "{label} {first} or above",
        "<": "{label} below {first}",
        "<=": "{label} {first} or below",
        "is_null": "no {label}",
        "not_null": "any known {label}",
    }
)

_DONE = frozenset({"paid", "sold", "built", "sent", "won", "lost"})
_PREPOSITIONS = frozenset({"at", "by", "from", "in", "of", "on", "per", "to", "under", "within"})


def statement(facts: Facts, value: float, when: str) -> str:
    """The value with what it is and when, without a full stop: ``862 claims reported in …``."""
    metric = facts.metric
    about = joined(filters_in_words(facts), when)
    number = say_number(value, metric, short=True)
    if not _names_things(metric):
        return joined(metric.label, about, _was(metric), number)
    if value == 1:
        return joined(f"{metric.label}:", number, about)
    things, done = _things_done(metric)
    if done:
        return joined("No" if value == 0 else number, things, "were", done, about)
    return joined("There were", "no" if value == 0 else number, things, about)


def judged(facts: Facts, value: float, before: float | None, when_before: str) -> str:
    """What follows the statement: the change, what it means, and the goal."""
    part = additive(facts.metric) and (facts.result.query.filters or facts.dimensions)
    goal = (
        None
        if part or mostly_too_young(facts)
        else against_goal(facts.metric, value, goal_grain(facts))
    )
    above = facts.metric.goal is not None and value > facts.metric.goal.value
    if before is None:
        return _goal_alone(goal, above=above) if goal else ""
    change = change_of(facts.metric, value, before)
    words = f", {change.words} {when_before}"
    meaning = verdict(change, growing=still_growing(facts))
    if meaning:
        words += f": {meaning}"
    return words + (_goal_beside(change.direction, goal, above=above) if goal else "")


def filters_in_words(facts: Facts) -> str:
    """The query's conditions: ``for model Bike and region West or UK``; empty without any."""
    parts = [filter_in_words(f, facts.catalog) for f in facts.result.query.filters]
    return f"for {' and '.join(parts)}" if parts else ""


def filter_in_words(condition: Filter, catalog: Catalog) -> str:
    """One condition in words.

    Its values are data: escape them where they are shown.
    """
    label = lower_first(catalog.dimension(condition.dimension).label)
    values = [say_cell(value) for value in condition.values]
    template = _CONDITIONS[condition.op]
    first = values[0] if values else ""
    return template.format(
        label=label, first=first, last=values[-1] if values else "", any=" or ".join(values)
    )


def noun(metric: Metric) -> str:
    """What a count counts, in the plural."""
    return metric.plural_noun or lower_first(metric.label)


def most(metric: Metric, *, top: bool) -> str:
    """``the most claims reported``, or ``the lowest claim cost``."""
    if counted(metric):
        return f"the {'most' if top else 'fewest'} {noun(metric)}"
    rank, label = "highest" if top else "lowest", lower_first(metric.label)
    return f"the {label}" if label.startswith(f"{rank} ") else f"the {rank} {label}"


def joined(*parts: str) -> str:
    """The parts that are not empty, with spaces between."""
    return " ".join(part for part in parts if part)


def listed(words: list[str]) -> str:
    """Words in a row.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _goal_alone(goal: tuple[str, Direction], *, above: bool) -> str:
    words, direction = goal
    side = "exactly" if direction == "unchanged" else "above" if above else "below"
    meaning = f": {direction} than planned" if direction in ("better", "worse") else ""
    return f", {side} {words}{meaning}"


def _goal_beside(change: Direction, goal: tuple[str, Direction], *, above: bool) -> str:
    words, against = goal
    if against == "unchanged":
        return f", and exactly {words}"
    if not against:
        return f", and {'above' if above else 'below'} {words}"
    joint = "and" if change in (against, "unchanged", "") else "but still"
    return f", {joint} {against} than {words}"


def _names_things(metric: Metric) -> bool:
    return metric.format in ("integer", "decimal") and not isinstance(metric.type, Ratio)


def _things_done(metric: Metric) -> tuple[str, str]:
    """``claims reported`` is claims that were reported; ``open claims`` are just there."""
    things, _, last = noun(metric).rpartition(" ")
    done = things and (last.endswith("ed") or last in _DONE)
    return (things, last) if done else (noun(metric), "")


def _was(metric: Metric) -> str:
    """The verb that fits the label's main word."""
    words = metric.label.lower().split()
    ends = [i for i, word in enumerate(words) if i and word in _PREPOSITIONS]
    head = words[ends[0] - 1] if ends else words[-1]
    return "were" if head.endswith("s") and not head.endswith("ss") else "was"
