"""A slow and plain interpreter of a query: every row looked at, every period counted by itself.

Written from ``docs/adr/0003-what-a-query-means.md``, whose numbers stand in the comments. It
shares no code with the planner, the compiler or the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from metrics.query import Filter, MetricQuery, Transform
from tests.properties.days import DAY, Days, Wall, later
from tests.properties.leaves import Group, Reader, passes
from tests.properties.meaning import METRICS, Cumulative, Made, Maturity
from tests.properties.rows import Workshop

Value = Any
Line = dict[str, Value]
BESIDE = ("share", "rank", "contribution")
FRAMES = ("rolling", "to_date", "cumulative")


@dataclass(frozen=True, slots=True)
class Period:
    """The days read for the period labelled ``label``, out of its ``whole``."""

    label: date
    days: Days
    whole: Days


@dataclass(frozen=True, slots=True)
class Look:
    """What the metrics above a leaf ask of it."""

    cumulative: Cumulative | None = None
    exclude: Maturity | None = None
    refuse: Maturity | None = None

    def below(self, name: str) -> Look:
        """The same with what this metric asks for; the one above has the first word."""
        metric = METRICS[name]
        young = {metric.maturity.how: metric.maturity} if metric.maturity else {}
        wide = metric.type if isinstance(metric.type, Cumulative) else None
        return Look(
            self.cumulative or wide,
            self.exclude or young.get("exclude"),
            self.refuse or young.get("refuse"),
        )


@dataclass(frozen=True)
class Interpreter:
    """Answers one query about one workshop, as of one day."""

    workshop: Workshop
    wall: Wall
    query: MetricQuery
    as_of: date

    @cached_property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        names = [*self.query.dimensions, *([self.query.grain] if self.query.grain else [])]
        kinds = ["previous", "change", "change_ratio"] if self.query.compare_to else []
        kinds += [t.kind for t in self.query.transforms if t.kind in BESIDE]
        for metric in self.query.metrics:
            names += [metric, *(f"{metric}__{kind}" for kind in kinds)]
        return names

    def rows(self) -> list[tuple[Value, ...]]:
        """The rows of the answer, in order."""
        found = [self._line(group, period) for group in self._groups() for period in self.periods]
        self._set_beside(found)
        found = [line for line in found if all(_holds(h, line) for h in self._having())]
        for by, is_down in reversed(self._order()):
            known = [line for line in found if line[by] is not None]
            known.sort(key=lambda line: line[by], reverse=is_down)
            found = known + [line for line in found if line[by] is None]  # 10: NULL comes last
        return [tuple(line[name] for name in self.columns) for line in found[: self.query.limit]]

    @cached_property
    def read(self) -> Days:
        """1: the days of the range within the history and the data."""
        asked, end = self.query.time_range, self.as_of + DAY
        if asked is None:
            return Days(self.wall.first, end)
        return Days(max(asked.start or self.wall.first, self.wall.first), min(asked.end, end))

    @cached_property
    def periods(self) -> list[Period]:
        """Every period that the range touches; the range itself without a grain."""
        if self.query.grain is None:
            return [Period(self.read.start, self.read, self._whole())]
        found = list(dict.fromkeys(self.wall.period(d, self.query.grain) for d in self.read))
        return [
            Period(
                whole.start,
                Days(max(whole.start, self.read.start), min(whole.end, self.read.end)),
                whole,
            )
            for whole in found
        ]

    def days_of(self, period: Period, look: Look, *, before: bool = False) -> Days | None:
        """The days that a leaf's value is taken over; None: it has no value there."""
        days = period.days
        if look.exclude:
            days = Days(days.start, min(days.end, self._young_from(look.exclude)))
        if not len(days):
            return None
        first = self.periods[0].days
        if before:
            days, first = self._before(period, days), self._before(self.periods[0], first)
        if days is None:
            return None
        start = self._start(days, first, look)
        if start is None or start < self.wall.first:
            return None
        if look.refuse and not self._is_mature(days.end - DAY, look.refuse):
            return None
        return Days(start, days.end)

    def leaves(self, name: str, look: Look = Look()) -> Iterator[tuple[str, Look]]:
        """The metrics with rows of their own that a metric is made of."""
        spec, look = METRICS[name].type, look.below(name)
        parts = spec.parts if isinstance(spec, Made) else ()
        parts = (spec.metric,) if isinstance(spec, Cumulative) else parts
        for part in parts:
            yield from self.leaves(part, look)
        if not parts:
            yield name, look

    def _whole(self) -> Days:
        asked = self.query.time_range
        if asked is None:
            return self.read
        whole = Days(asked.start or self.read.start, asked.end)
        is_chosen = not isinstance(self.query.compare_to, str | None)
        return (
            whole if is_chosen or self.wall.is_period(whole) else Days(whole.start, self.read.end)
        )

    def _before(self, period: Period, days: Days) -> Days | None:
        """3, 4: what the days are compared with, if the data cover it."""
        how, whole = self.query.compare_to, period.whole
        if how is None or how == "goal":
            return None
        other = self.wall.earlier(whole, how)
        start = other.start + (days.start - whole.start)
        end = other.end if days.end == whole.end else min(start + DAY * len(days), other.end)
        return Days(start, end) if self.wall.first <= start < end <= self.as_of + DAY else None

    def _start(self, days: Days, first: Days | None, look: Look) -> date | None:
        """Where the days begin that end with these."""
        wide = look.cumulative
        asked = next((t for t in self.query.transforms if t.kind in FRAMES), None)
        if wide is not None:
            if wide.to_date:
                return self.wall.period(days.end - DAY, wide.to_date).start
            count = self.parameters.get(wide.count, wide.count)
            return later(days.end, -count, wide.unit) if wide.unit else self.wall.first
        match asked:
            case None:
                return days.start
            case Transform("cumulative"):
                return None if first is None else first.start
            case Transform("to_date"):
                return self.wall.period(days.end - DAY, asked.grain).start
            case _:
                return later(days.end, -asked.count, asked.grain.removeprefix("fiscal_"))

    def _is_mature(self, day: date, maturity: Maturity) -> bool:
        months = self.parameters.get(maturity.months, maturity.months)
        return later(day, months, "month") + DAY * maturity.days <= self.as_of

    def _young_from(self, maturity: Maturity) -> date:
        day = self.as_of + DAY
        while not self._is_mature(day - DAY, maturity):
            day -= DAY
        return day

    @cached_property
    def parameters(self) -> dict[str, int]:
        """The chosen numbers, else the usual ones."""
        usual = {p[0]: p[2] for name in self.query.metrics for p in METRICS[name].parameters}
        return {**usual, **dict(self.query.parameters)}

    @cached_property
    def _reader(self) -> Reader:
        query = self.query
        return Reader(self.workshop, query.dimensions, query.filters, self.parameters, self.as_of)

    @cached_property
    def _known(self) -> dict[tuple[str, Days], dict[Group, Value]]:
        return {}

    def _values(self, leaf: str, days: Days) -> dict[Group, Value]:
        if (leaf, days) not in self._known:
            self._known[leaf, days] = self._reader.values(leaf, days)
        return self._known[leaf, days]

    def _groups(self) -> list[Group]:
        """Every combination that occurs in what is read; the only one where nothing splits."""
        if not self.query.dimensions:
            return [()]
        read = [
            self.days_of(period, look, before=before)
            and self._values(leaf, self.days_of(period, look, before=before))
            for name in self.query.metrics
            for leaf, look in self.leaves(name)
            for period in self.periods
            for before in (False, True)
        ]
        return list(dict.fromkeys(group for values in read if values for group in values))

    def _value(
        self,
        name: str,
        group: Group,
        period: Period,
        look: Look = Look(),
        *,
        before: bool = False,
    ) -> Value:
        metric, look = METRICS[name], look.below(name)
        if isinstance(metric.type, Cumulative):
            return self._value(metric.type.metric, group, period, look, before=before)
        if isinstance(metric.type, Made):
            parts = [
                self._value(part, group, period, look, before=before) for part in metric.type.parts
            ]
            return None if None in parts else metric.type.by(*parts)
        days = self.days_of(period, look, before=before)
        if days is None:
            return None
        value = self._values(name, days).get(group)
        return 0 if value is None and metric.zero else value  # 8

    def _line(self, group: Group, period: Period) -> Line:
        line: Line = dict(zip(self.query.dimensions, group, strict=True))
        if self.query.grain:
            line[self.query.grain] = period.label
        for name in self.query.metrics:
            line[name] = now = self._value(name, group, period)
            if self.query.compare_to:
                then = self._value(name, group, period, before=True)
                then = METRICS[name].goal[0] if self.query.compare_to == "goal" else then
                change = None if None in (now, then) else _minus(now, then)
                line[f"{name}__previous"], line[f"{name}__change"] = then, change
                line[f"{name}__change_ratio"] = _ratio(change, None if then is None else abs(then))
        return line

    def _set_beside(self, lines: list[Line]) -> None:
        """Shares, ranks and contributions: within a period where there are dimensions."""
        kinds = [t.kind for t in self.query.transforms if t.kind in BESIDE]
        for name in self.query.metrics if kinds else ():
            for line in lines:
                others = [one for one in lines if self._is_beside(one, line)]
                values = [one[name] for one in others if one[name] is not None]
                line[f"{name}__share"] = _ratio(line[name], self._total(name, line, lines))
                is_known = line[name] is not None
                line[f"{name}__rank"] = (
                    1 + sum(v > line[name] for v in values) if is_known else None
                )
                if "contribution" in kinds:
                    whole = self._total(f"{name}__change", line, lines)
                    line[f"{name}__contribution"] = _ratio(line[f"{name}__change"], whole)

    def _is_beside(self, one: Line, line: Line) -> bool:
        grain = self.query.grain
        return not (grain and self.query.dimensions) or one[grain] == line[grain]

    def _total(self, column: str, line: Line, lines: list[Line]) -> Value:
        """The metric's own total without the split; over time, the sum of the periods."""
        if self.query.dimensions:
            return next(one[column] for one in self._unsplit if self._is_beside(one, line))
        known = [one[column] for one in lines if one[column] is not None]
        return sum(known) if known else None

    @cached_property
    def _unsplit(self) -> list[Line]:
        whole = replace(self, query=replace(self.query, dimensions=()))
        return [whole._line((), period) for period in whole.periods]

    def _having(self) -> list[Filter]:
        return [Filter(h.metric, h.op, h.values) for h in self.query.having]

    def _order(self) -> list[tuple[str, bool]]:
        """10: what was asked, then time or the largest, then the dimensions."""
        query = self.query
        asked = [(o.by, o.direction == "desc") for o in query.order_by]
        natural = [(name, False) for name in query.dimensions]
        if query.grain:
            natural.insert(0, (query.grain, False))
        elif natural:
            natural.insert(0, (query.metrics[0], True))
        return asked + [one for one in natural if one[0] not in dict(asked)]


def _holds(condition: Filter, line: Line) -> bool:
    """A condition on a number holds for a number that there is."""
    value = line[condition.dimension]
    return condition.op == "is_null" if value is None else passes(condition, value)


def _minus(one: Value, other: Value) -> Value:
    if isinstance(one, float) or isinstance(other, float):
        return float(one) - float(other)
    return one - other


def _ratio(above: Value, below: Value) -> Value:
    return None if above is None or not below else float(above) / float(below)
