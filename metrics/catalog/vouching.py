"""Binding of what vouches for a metric: change log, certification, sunset, golden values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import pairwise

from metrics.catalog.document import Node, Scalar
from metrics.catalog.fields import Fields, suggestion
from metrics.certification import Certification, GoldenValue
from metrics.model import Change

HASH = re.compile(r"v[1-9][0-9]{0,3}-[0-9a-f]{16}(?:-(?:[0-9a-f]{4})+)?")
_PERIOD = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|([0-9]{2})(?:-([0-9]{2}))?))?")
_DAY = timedelta(days=1)


def certification_of(fields: Fields) -> Certification | None:
    """Who certified the metric, on which day, and which definition."""
    child = fields.child("certified", ("by", "on", "hash"))
    if child is None:
        return None
    found = Certification(child.text("by"), child.day("on"), child.code("hash"))
    if found.hash and not HASH.fullmatch(found.hash):
        child.problem(
            "hash",
            f'"{found.hash[:40]}" is not the hash of a definition. '
            "`paceline metrics certify NAME --by WHO` writes it.",
        )
    return found


def sunset_of(fields: Fields) -> date | None:
    """The last day on which a deprecated metric is answered."""
    if "sunset" not in fields:
        return None
    if fields.code("status", "") != "deprecated":
        fields.problem(
            "sunset", f"{fields.what} has a sunset. Write `status: deprecated`, or drop it."
        )
    return fields.day("sunset")


def check_change_log(fields: Fields, changes: tuple[Change, ...]) -> None:
    """Versions and their days go up, in the order in which they are written."""
    for child, (before, after) in zip(
        list(fields.children("changes", ("version", "on", "by", "why")))[1:],
        pairwise(changes),
        strict=True,
    ):
        if after.version <= before.version:
            child.problem(
                "version",
                f"Version {after.version} of {fields.what} stands after version "
                f"{before.version}. List each version once, the oldest first.",
            )
        elif after.on < before.on:
            child.problem(
                "on",
                f"Version {after.version} of {fields.what} is of {after.on}, before version "
                f"{before.version} of {before.on}. One of the days is wrong.",
            )


def golden_of(fields: Fields, dimensions: Collection[str]) -> tuple[GoldenValue, ...]:
    """The values that the metric must give; ``dimensions`` may filter them."""
    known = ("period", "range", "filters", "value", "on")
    return tuple(_golden(child, dimensions) for child in fields.children("golden", known))


def late_after_of(fields: Fields) -> int:
    """Hours until data are late, from ``freshness: {late_after: 36h}`` or ``2d``; 0: not said."""
    child = fields.child("freshness", ("late_after",))
    if child is None:
        return 0
    text = child.code("late_after")
    found = re.fullmatch(r"([1-9][0-9]{0,3})([hd])", text)
    if found is None:
        if text:
            child.problem("late_after", f'"{text}" is no time span. Write 36h or 2d.')
        return 0
    return int(found[1]) * (24 if found[2] == "d" else 1)


def _golden(fields: Fields, dimensions: Collection[str]) -> GoldenValue:
    start, end = _days(fields)
    return GoldenValue(
        start=start,
        end=end,
        filters=tuple(_filters(fields, dimensions)),
        value=fields.decimal("value"),
        on=fields.day("on"),
    )


def _days(fields: Fields) -> tuple[date, date] | tuple[None, None]:
    if "range" in fields:
        if "period" in fields:
            fields.problem("range", f"{fields.what} has a period and a range. Keep one of them.")
        return _range(fields)
    if "period" not in fields:
        return None, None
    text = fields.code("period")
    days = _period(text)
    if text and days is None:
        fields.problem("period", f'"{text}" is no period. Write 2025, 2025-Q3, 2025-12 or a day.')
    return days or (date.min, date.max)


def _range(fields: Fields) -> tuple[date, date]:
    child = fields.child("range", ("start", "end"))
    start, end = (child.day("start"), child.day("end")) if child else (date.min, date.min)
    if child and start >= end > date.min:
        child.problem("end", f"The range from {start} to {end} is empty; its end is left out.")
    return start, end


def _period(text: str) -> tuple[date, date] | None:
    """The days of a calendar period, the last one left out.

    >>> _period("2025-Q4")
    (datetime.date(2025, 10, 1), datetime.date(2026, 1, 1))
    """
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            first = date(year, month, day)
            return first, first + _DAY
        months, start = (1, month) if month else (3, 3 * quarter - 2) if quarter else (12, 1)
        first = date(year, start, 1)
        after = start + months
        return first, date(year + (after > 12), (after - 1) % 12 + 1, 1)  # noqa: PLR2004 - months
    except ValueError:
        return None


def _filters(fields: Fields, dimensions: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, node in fields.entries("filters"):
        if key.text not in dimensions:
            hint = suggestion(key.text, dimensions)
            fields.note(key.place, f'There is no dimension "{key.text}". {hint}')
        yield key.text, _values(fields, key, node)


def _values(fields: Fields, key: Scalar, node: Node) -> tuple[str, ...]:
    return (node.text,) if isinstance(node, Scalar) else fields.words(key, node)
