"""What a period is compared with: the one before, a year before, or a range of its own.

A comparison is read only where it says the same kind of period twice ("this quarter vs last"); any
other ("this quarter vs last month") is asked back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.language import periods
from bot.language.draft import Draft
from bot.language.items import Context
from bot.language.parts import Against, Period
from metrics.model import Grain
from metrics.query import CompareTo, MetricQuery

_KINDS: Final = "These are different kinds of period. Which comparison do you mean?"
_CUT: Final = "One of these periods is cut off today. Compare with the same days, or the whole?"
_BY_TIME: Final = (
    "Split by time, each period is compared with the one before it or a year before. "
    "Which do you mean?"
)
_WHICH: Final = "Which period do you want to compare?"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question for the asker, and the queries that would each be an answer to it."""

    question: str
    queries: tuple[MetricQuery, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The period asked about (None: none was said) and what it is compared with."""

    period: Period | None
    compare_to: CompareTo | None = None


def target_of(
    draft: Draft, said: Period | None, grain: Grain | None, context: Context
) -> Target | Doubt:
    """What is compared with what, in words that fit together."""
    if not draft.against:
        return _changed(draft, said, grain) if draft.changed else Target(said)
    against = draft.against[0]
    chooser = _Chooser(draft.metrics, said, grain, context)
    if against.how == "previous_year":
        return chooser.year_before()
    if against.how == "previous_period":
        return chooser.period_before(against)
    return chooser.with_period(against)


def _changed(draft: Draft, said: Period | None, grain: Grain | None) -> Target | Doubt:
    if said is not None and (said.range.start is None or (said.to_date and grain is None)):
        queries = [MetricQuery(draft.metrics, time_range=said.range, compare_to="previous_year")]
        return Doubt(_WHICH, tuple(queries) if said.range.start else ())
    return Target(said, "previous_period")


@dataclass(frozen=True, slots=True)
class _Chooser:
    metrics: tuple[str, ...]
    said: Period | None
    grain: Grain | None
    context: Context

    def year_before(self) -> Target | Doubt:
        if self.said is not None and self.said.range.start is None:
            return Doubt(_WHICH)
        return Target(self.said, "previous_year")

    def period_before(self, against: Against) -> Target | Doubt:
        said, wanted = self.said, against.grain
        if said is None and against.period is not None:
            return self._which(against.period)
        if wanted is not None:
            return self._grain_before(wanted)
        if said is None:
            return Target(None, "previous_period")
        if said.range.start is None:
            return Doubt(_WHICH)
        if self.grain is not None and said.grain:
            return Doubt(_BY_TIME, self._by_time())
        return self._cut_off() if said.to_date else Target(said, "previous_period")

    def _grain_before(self, wanted: Grain) -> Target | Doubt:
        """``Month over month``: of months, whether split by them or asked about one."""
        if self.grain is not None:
            fits = self.grain == wanted
            return (
                Target(self.said, "previous_period") if fits else Doubt(_BY_TIME, self._by_time())
            )
        if self.said is None:
            return Target(periods.relative(self.context, wanted, -1), "previous_period")
        if self.said.grain != wanted:
            return Doubt(_KINDS, self._queries("previous_period"))
        return self._cut_off() if self.said.to_date else Target(self.said, "previous_period")

    def with_period(self, against: Against) -> Target | Doubt:
        said, other = self.said, against.period
        if other is None or other.range.start is None:
            return Doubt(_WHICH)
        if said is None:
            return self._which(other)
        if said.range.start is None:
            return Doubt(_WHICH)
        if said.to_date or other.to_date:
            return self._cut_off(other)
        if said.grain != other.grain:
            return Doubt(_KINDS, self._different(other))
        return self._same_kind(said, other)

    def _same_kind(self, said: Period, other: Period) -> Target | Doubt:
        if other.range == said.range:
            return Doubt("Both periods are the same. " + _WHICH, self._queries("previous_period"))
        year_before = self.context.calendar.before(said.range, said.grain, "previous_year")
        if other.range == year_before and (other.relative or self.grain):
            return Target(said, "previous_year")
        if self.grain is not None:
            return Doubt(_BY_TIME, self._by_time())
        if other.relative and self._is_before(other, said):
            return Target(said, "previous_period")
        return Target(said, other.range)

    def _is_before(self, other: Period, said: Period) -> bool:
        if said.grain is None or said.range.start is None:
            return other.range.end == said.range.start
        return other.range == self.context.calendar.period(said.range.start, said.grain, -1)

    def _which(self, other: Period) -> Doubt:
        """Nothing was said to compare: the current period, or the one named, are offered."""
        if other.grain is None or not other.relative:
            return Doubt(_WHICH)
        current = periods.relative(self.context, other.grain, 0)
        by_year = other.grain in {"year", "fiscal_year"}
        if self.grain is not None and not by_year:
            return Doubt(_WHICH)
        how: CompareTo = "previous_year" if by_year else "previous_period"
        queries = (
            MetricQuery(self.metrics, time_range=within, grain=self.grain, compare_to=how)
            for within in (current.range, other.range)
        )
        return Doubt(_WHICH, tuple(queries))

    def _different(self, other: Period) -> tuple[MetricQuery, ...]:
        year = self._queries("previous_year") if other.grain in {"year", "fiscal_year"} else ()
        explicit = self._queries(other.range) if self.grain is None else ()
        return (*year, *explicit, *self._queries("previous_period"))

    def _cut_off(self, other: Period | None = None) -> Doubt:
        """The same days of the period before, or all of it."""
        said = self.said
        if said is None or said.grain is None or said.range.start is None:
            return Doubt(_CUT)
        whole = self.context.calendar.period(said.range.start, said.grain)
        before = self.context.calendar.period(said.range.start, said.grain, -1)
        same_days = MetricQuery(
            self.metrics, time_range=whole, grain=self.grain, compare_to="previous_period"
        )
        if other is not None and other.grain != said.grain:
            return Doubt(_KINDS, self._queries("previous_year"))
        all_of_it = self._queries(before) if self.grain is None else ()
        return Doubt(_CUT, (same_days, *all_of_it))

    def _by_time(self) -> tuple[MetricQuery, ...]:
        return (*self._queries("previous_period"), *self._queries("previous_year"))

    def _queries(self, compare_to: CompareTo) -> tuple[MetricQuery, ...]:
        if self.said is None:
            return ()
        query = MetricQuery(
            self.metrics, time_range=self.said.range, grain=self.grain, compare_to=compare_to
        )
        return (query,)
