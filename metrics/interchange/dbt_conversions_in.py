"""Conversion metrics of dbt."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, cast

from sqlglot import exp

from metrics.interchange.dbt_models_in import DbtModel
from metrics.interchange.definitions import mapping_of
from metrics.interchange.filters_in import filter_texts
from metrics.interchange.foreign import Following, Formula, Leaf, Quotient, UnreadableError
from metrics.interchange.records import Record
from metrics.model import Duration, TimeUnit

_LENGTH = re.compile(r"([0-9]{1,4})\s*(day|week|month|quarter|year)s?", re.IGNORECASE)
LeafOf = Callable[[str, tuple[str, ...]], tuple[Leaf, DbtModel]]


def conversion_of(params: Record, filters: tuple[str, ...], leaf: LeafOf) -> Formula:
    """Events that follow rows within a window, or their share of the rows.

    dbt attributes an event to the last row before it. That is ours only where no other row has
    the entity: where it is the rows' key.

    Raises:
        UnreadableError: with the reason.
    """
    said = params.record("conversion_type_params")
    if said is None:
        raise UnreadableError("it does not say what is converted")
    if filters:
        raise UnreadableError("a filter on a conversion has several readings")
    if said.raw("constant_properties"):
        raise UnreadableError("rows and events must have more in common than their entity")
    base, rows = _side(said, "base", leaf)
    event, events = _side(said, "conversion", leaf)
    entity = said.text("entity")
    own, other = rows.column_of(entity), events.column_of(entity)
    if base.aggregation != "count" or base.value is not None:
        raise UnreadableError("what is converted is no count of rows")
    if not own or not other:
        raise UnreadableError(f'rows and events have no entity "{entity}" in common')
    if (own,) not in rows.dataset.keys:
        raise UnreadableError("it follows the last row of an entity, which is no key of the rows")
    window = said.text("window")
    if not window:
        raise UnreadableError("it has no window, so that events count however late")
    following = Following(base, event, ((own, other),), length_of(window), _counts(event, other))
    if said.text("calculation").casefold() == "conversions":
        return following
    return Quotient(following, base)


def length_of(text: str) -> Duration:
    """``7 days``, ``1 month``.

    Raises:
        UnreadableError: it is no length of whole days.
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise UnreadableError(f'its window "{text}" is no length of days, weeks, months or years')
    return Duration(int(found[1]), cast("TimeUnit", found[2].casefold()))


def _side(said: Record, kind: str, leaf: LeafOf) -> tuple[Leaf, DbtModel]:
    """What is converted, or converts: a measure, or a simple metric, with its filters."""
    value = said.raw(f"{kind}_measure") or said.raw(f"{kind}_metric")
    name = value if isinstance(value, str) else mapping_of(value).get("name")
    if not isinstance(name, str) or not name:
        raise UnreadableError(f"it names no {kind} measure or metric")
    return leaf(name, tuple(filter_texts(mapping_of(value).get("filter"))))


def _counts(event: Leaf, column: str) -> Literal["rows", "events"]:
    """What is counted: events each, or rows that have any by distinct values of their key."""
    if event.aggregation == "count" and event.value is None:
        return "events"
    if event.aggregation == "count_distinct" and event.value == exp.column(column):
        return "rows"
    raise UnreadableError("it counts something else than events or the rows that they follow")
