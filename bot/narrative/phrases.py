"""Parts of sentences: a value as a statement, what follows it, who leads."""

from __future__ import annotations

from bot.language import lower_first
from bot.narrative.change import Against, against_goal, change_of, verdict
from bot.narrative.facts import Facts
from bot.narrative.judging import Held, doubt, goal_grain, still_growing
from bot.narrative.members import filters_in_words
from bot.narrative.nouns import counted, is_plural, joined, noun, one_of, things_done
from bot.narrative.numbers import say_number
from metrics.model import Metric, Ratio


def statement(facts: Facts, value: float, when: str) -> str:
    """The value with what it is and when, without a full stop: ``862 claims reported in …``."""
    metric = facts.metric
    about = joined(filters_in_words(facts), when)
    number = say_number(value, metric, short=True)
    if not _names_things(metric):
        was = "were" if is_plural(metric.label) else "was"
        return joined(metric.label, about, was, number)
    things, done = things_done(metric)
    if value == 1:
        one = one_of(things)
        if not one:
            return joined(f"{metric.label}:", number, about)
        return (
            joined(number, one, "was", done, about) if done else _there("was", number, one, about)
        )
    if done:
        return joined("No" if value == 0 else number, things, "were", done, about)
    were = "are" if facts.result.read_range is None else "were"
    return _there(were, "no" if value == 0 else number, things, about)


def judged(facts: Facts, value: float, before: float | None, when_before: str, days: Held) -> str:
    """What follows the statement: the change, what it means, and the goal.

    ``days`` are all that are held against each other.
    """
    why_not = doubt(facts, facts.metric, days)
    goal = None if why_not else _goal(facts, value)
    if before is None:
        told = _goal_alone(goal) if goal else _no_goal(facts, value, why_not)
        return told + _goal_named(facts, value, why_not)
    change = change_of(facts.metric, value, before)
    words = f", {change.words} {when_before}"
    meaning = why_not or verdict(change, growing=still_growing(facts))
    if meaning:
        words += f": {meaning}"
    beside = _goal_beside(change.direction, goal) if goal else ""
    return words + beside + _goal_named(facts, value, why_not)


def most(metric: Metric, *, top: bool) -> str:
    """``the most claims reported``, or ``the lowest claim cost``."""
    if counted(metric):
        return f"the {'most' if top else 'fewest'} {noun(metric)}"
    rank, label = "highest" if top else "lowest", lower_first(metric.label)
    return f"the {label}" if label.startswith(f"{rank} ") else f"the {rank} {label}"


def withheld(facts: Facts, about: str) -> str:
    """That numbers are there and not shown: ``New members by region are not shown: …``."""
    label, least = facts.metric.label, facts.metric.min_group_size
    shown = joined(label, about, "are" if is_plural(label) else "is", "not shown")
    if len(facts.result.rows) == 1:
        return f"{shown}: fewer than {least} people are counted"
    return f"{shown}: numbers of fewer than {least} people, and what gives them away, are withheld"


def _there(was: str, number: str, things: str, about: str) -> str:
    return joined("There", was, number, things, about)


def _goal(facts: Facts, value: float) -> Against | None:
    if facts.part_of_goal:
        return None
    return against_goal(facts.metric, value, goal_grain(facts))


def _no_goal(facts: Facts, value: float, why_not: str) -> str:
    """Why nothing is said of the goal, where there is one."""
    return f": {why_not}" if why_not and _goal(facts, value) else ""


def _goal_named(facts: Facts, value: float, why_not: str) -> str:
    """The goal, where nothing is told by it yet: it may be what was asked about."""
    goal = _goal(facts, value) if why_not and not facts.metric.judged_by else None
    return f"; {goal.words.replace(' of ', ' is ', 1)}" if goal else ""


def _goal_alone(goal: Against) -> str:
    meaning = f": {goal.direction} than planned" if goal.direction in ("better", "worse") else ""
    return f", {goal.side} {goal.words}{meaning}"


def _goal_beside(change: str, goal: Against) -> str:
    if goal.direction not in ("better", "worse"):
        return f", and {goal.side} {goal.words}"
    joint = "and" if change in (goal.direction, "unchanged", "") else "but still"
    return f", {joint} {goal.direction} than {goal.words}"


def _names_things(metric: Metric) -> bool:
    return metric.format in ("integer", "decimal") and not isinstance(metric.type, Ratio)
