"""The values of dimensions in words: in a table, as the name of a row, as a condition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bot.language import lower_first
from bot.narrative.facts import Facts, Row, period_label
from bot.narrative.nouns import article, is_plural, listed
from bot.narrative.numbers import say_cell
from bot.narrative.times import grain_noun, say_period
from metrics.calendar import Calendar
from metrics.catalog import Catalog
from metrics.model import Dimension, Exposure, Metric
from metrics.planner import leaf_dataset, leaves
from metrics.query import Filter, FilterOperator
from metrics.result import Cell

TODAY = "today's "

_BOUNDS: Mapping[FilterOperator, str] = MappingProxyType(
    {
        "between": "{label} {first} to {last}",
        ">": "{label} above {first}",
        ">=": "{label} {first} or above",
        "<": "{label} below {first}",
        "<=": "{label} {first} or below",
        "not_null": "any known {label}",
    }
)


def say_member(cell: Cell, dimension: Dimension, calendar: Calendar) -> str:
    """A value of a dimension; one that stands for a period by the period's name."""
    if cell is None:
        return f"no {lower_first(dimension.label)}"
    if dimension.grain is not None and isinstance(cell, date):
        return say_period(cell, dimension.grain, calendar).name
    return say_cell(cell)


def row_name(facts: Facts, row: Row) -> str:
    """The row's dimensions in words: ``Bike (West)``, ``claims without a supplier``."""
    if is_bucket(facts, row):
        return _bucket(facts)
    first, *others = [
        say_member(row[i], facts.catalog.dimension(facts.result.columns[i].name), facts.calendar)
        for i in facts.dimensions
    ]
    return f"{first} ({', '.join(others)})" if others else first


def row_or_period(facts: Facts, row: Row) -> str:
    """The row by its dimensions, or by its period where it has none."""
    place = facts.position("time")
    return row_name(facts, row) if place is None else period_label(facts, row[place])


def rows_name(facts: Facts, count: int) -> str:
    """What the rows are: ``region``, ``regions``, ``months``, ``combinations``."""
    names, grain = facts.result.query.dimensions, facts.result.query.grain
    if grain is not None:
        return grain_noun(grain) + ("" if count == 1 else "s")
    if len(names) > 1:
        return "combination" if count == 1 else "combinations"
    dimension = facts.catalog.dimension(names[0])
    return lower_first(dimension.label) if count == 1 else lower_first(dimension.plural)


def is_bucket(facts: Facts, row: Row) -> bool:
    """Whether the row holds what has no value of the one dimension that is split by."""
    return len(facts.dimensions) == 1 and row[facts.dimensions[0]] is None


def split_name(facts: Facts) -> str:
    """What is split by: ``model and region``; of a status of today that it is one."""
    dimensions = [facts.catalog.dimension(name) for name in facts.result.query.dimensions]
    names = [f"{TODAY if d.as_of_today else ''}{lower_first(d.label)}" for d in dimensions]
    return " and ".join(names)


def filters_in_words(facts: Facts) -> str:
    """The query's conditions: ``for model Bike and region West or UK``; empty without any."""
    parts = [filter_in_words(f, facts.catalog) for f in facts.result.query.filters]
    return f"for {' and '.join(parts)}" if parts else ""


def filter_in_words(condition: Filter, catalog: Catalog) -> str:
    """One condition in words.

    Its values are data: escape them where they are shown.
    """
    dimension = catalog.dimension(condition.dimension)
    label = lower_first(dimension.label)
    values = [say_member(value, dimension, catalog.calendar) for value in condition.values]
    today = " (as of today)" if dimension.as_of_today else ""
    match condition.op:
        case "in":
            named = all(label in value.casefold() for value in values)
            return f"{'' if named else f'{label} '}{' or '.join(values)}{today}"
        case "not_in":
            return f"all {lower_first(dimension.plural)} but {listed(values)}{today}"
        case "is_null":
            return f"those {_without(dimension)}{today}"
        case _:
            first, last = (values[0], values[-1]) if values else ("", "")
            return _BOUNDS[condition.op].format(label=label, first=first, last=last) + today


def _bucket(facts: Facts) -> str:
    name = facts.result.columns[facts.dimensions[0]].name
    return f"{_things(facts.metric, facts.catalog)} {_without(facts.catalog.dimension(name))}"


def _without(dimension: Dimension) -> str:
    label = lower_first(dimension.label)
    return f"without {'' if is_plural(label) else f'{article(label)} '}{label}"


def _things(metric: Metric, catalog: Catalog) -> str:
    """What the metric counts, or is a rate or a sum over."""
    parts = leaves(metric, catalog)
    for part in reversed(parts):
        if part.format == "integer" and part.unit and not isinstance(part.type, Exposure):
            return part.unit
    return lower_first(leaf_dataset(parts[0], catalog).label)
