"""What a period is compared with: the one before, a year before, or a range of its own.

A comparison is read only where it says the same kind of period twice ("this quarter vs last"); any
other ("this quarter vs last month") is asked back. Of two periods the later one is asked about and
the earlier one compared with, whichever was said first: better and worse run forward in time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.language import periods
from bot.language.alignment import aligned, alike, from_one_to_another
from bot.language.describe import dates
from bot.language.draft import Draft
from bot.language.items import Context
from bot.language.parts import Against, Period, Undated
from bot.language.ranges import a_year_before
from metrics.model import Grain
from metrics.query import CompareTo, MetricQuery, TimeRange

_KINDS: Final = "These are different kinds of period. Which comparison do you mean?"
_CUT: Final = "One of these periods is cut off today. Compare with the same days, or the whole?"
_BY_TIME: Final = (
    "Split by time, each period is compared with the one before it or a year before. "
    "Which do you mean?"
)
_WHICH: Final = "Which period do you want to compare?"
_BEFORE_WHAT: Final = "Before which period? Name the one that you mean."
_NAMED: Final = "Compare with its days a year before, or with the days just before it?"
_FROM_TO: Final = "Do you mean month by month, or all of it against as many days before?"
_WHICH_YEAR: Final = "Which year do you mean?"


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
    if draft.undated:
        return no_dates(draft.undated[0])
    chooser = _Chooser(draft.metrics, said, grain, context)
    if draft.before:
        return Doubt(_BEFORE_WHAT, (chooser.query(said, "previous_period"),) if said else ())
    if not draft.against:
        return chooser.changed() if draft.changed else Target(said)
    against = draft.against[0]
    if against.how == "previous_year":
        return chooser.year_before()
    if against.how == "previous_period":
        return chooser.period_before(against)
    return _with_period(chooser, against)


def no_dates(undated: Undated) -> Doubt:
    """A named day or season whose dates are defined for other years only."""
    when = f" in {undated.year}" if undated.year else " up to now"
    return Doubt(f"{undated.label} has no dates{when}. Which period do you mean?")


def _with_period(chooser: _Chooser, against: Against) -> Target | Doubt:
    """Each of the pairs that the words may mean; more than one is asked back."""
    said, other = chooser.said, against.period
    if other is None or other.range.start is None:
        return Doubt(_WHICH)
    if said is None or said.range.start is None:
        return chooser.which(other) if said is None else Doubt(_WHICH)
    pairs = aligned(chooser.context, said, other)
    late = next(
        (p for p, _ in pairs if (p.range.start or p.range.end) > chooser.context.today), None
    )
    if late is not None:
        return Doubt(f"{dates(late.range)} is still to come. {_WHICH}")
    found = [replace(chooser, said=later).with_period(earlier) for later, earlier in pairs]
    if len(found) == 1:
        return found[0]
    targets = (one for one in found if isinstance(one, Target) and one.period is not None)
    return Doubt(_WHICH_YEAR, tuple(chooser.query(t.period, t.compare_to) for t in targets))


@dataclass(frozen=True, slots=True)
class _Chooser:
    metrics: tuple[str, ...]
    said: Period | None
    grain: Grain | None
    context: Context

    def query(self, period: Period | None, compare_to: CompareTo | None) -> MetricQuery:
        """A query about one period beside another."""
        return MetricQuery(
            self.metrics,
            time_range=period.range if period else None,
            grain=self.grain,
            compare_to=compare_to,
            naming=period.said_as if period else "",
        )

    def changed(self) -> Target | Doubt:
        """Whether it went up: against the period before, unless two periods were said."""
        said = self.said
        if said is None:
            return Target(None, "previous_period")
        if said.ends is not None and self.grain is None:
            return self._from_to(said, *said.ends)
        if said.range.start is None or (said.to_date and self.grain is None):
            return Doubt(_WHICH, self._queries("previous_year") if said.range.start else ())
        if said.named and self.grain is None:
            year_ago = self._queries(self._year_ago(said))
            return Doubt(_NAMED, (*year_ago, *self._queries("previous_period")))
        return Target(said, "previous_period")

    def _from_to(self, said: Period, first: Period, last: Period) -> Target | Doubt:
        """``From A to B`` beside a word of change: B against A, where both are of one kind.

        What runs until now ends with no period of its own.
        """
        if from_one_to_another(said):
            return replace(self, said=last).with_period(first)
        series = replace(self, grain="month").query(said, "previous_period")
        return Doubt(_FROM_TO, (series, *self._queries("previous_period")))

    def year_before(self) -> Target | Doubt:
        """Against the year before; of a named day or season against its own dates then."""
        said = self.said
        if said is None:
            return Target(None, "previous_year")
        if said.range.start is None:
            return Doubt(_WHICH)
        before = self._year_ago(said)
        if isinstance(before, TimeRange) and self.grain is not None:
            return Doubt(_BY_TIME, self._by_time())
        return Target(said, before)

    def _year_ago(self, said: Period) -> CompareTo:
        """Twelve months before, unless days with a name make it other dates."""
        shifted = self.context.calendar.before(said.range, said.grain, "previous_year")
        before = a_year_before(self.context, said)
        return before if before != shifted else "previous_year"

    def period_before(self, against: Against) -> Target | Doubt:
        """Against the one before it, of the grain that was said if any."""
        if self.said is None and against.period is not None:
            return self.which(against.period)
        if against.grain is not None:
            return self._grain_before(against.grain)
        return Target(None, "previous_period") if self.said is None else self._before(self.said)

    def _before(self, said: Period) -> Target | Doubt:
        if said.range.start is None:
            return Doubt(_WHICH)
        if said.named:
            return self.year_before()
        if self.grain is not None and said.grain:
            return Doubt(_BY_TIME, self._by_time())
        return self._cut_off() if said.to_date else Target(said, "previous_period")

    def _grain_before(self, wanted: Grain) -> Target | Doubt:
        """``Month over month``: of months, whether split by them or asked about one."""
        if self.grain is not None:
            fits = alike(self.grain, wanted)
            return (
                Target(self.said, "previous_period") if fits else Doubt(_BY_TIME, self._by_time())
            )
        if self.said is None:
            return Target(periods.relative(self.context, wanted, -1), "previous_period")
        if not alike(self.said.grain, wanted):
            return Doubt(_KINDS, self._queries("previous_period"))
        return self._cut_off() if self.said.to_date else Target(self.said, "previous_period")

    def with_period(self, other: Period) -> Target | Doubt:
        """Against an earlier period that was said as well."""
        said = self.said
        if said is None or said.range.start is None or other.range.start is None:
            return Doubt(_WHICH)
        if said.to_date or other.to_date:
            return self._cut_off(other)
        if not alike(said.grain, other.grain):
            return Doubt(_KINDS, self._different(other))
        return self._same_kind(said, other)

    def _same_kind(self, said: Period, other: Period) -> Target | Doubt:
        if other.range == said.range:
            before = (*self._queries(self._year_ago(said)), *self._queries("previous_period"))
            return Doubt("Both periods are the same. " + _WHICH, before)
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

    def which(self, other: Period) -> Doubt:
        """Nothing was said to compare: the current period, or the one named, are offered."""
        if other.grain is None or not other.relative:
            return Doubt(_WHICH)
        current = periods.relative(self.context, other.grain, 0)
        by_year = other.grain in {"year", "fiscal_year"}
        if self.grain is not None and not by_year:
            return Doubt(_WHICH)
        how: CompareTo = "previous_year" if by_year else "previous_period"
        return Doubt(_WHICH, tuple(self.query(within, how) for within in (current, other)))

    def _different(self, other: Period) -> tuple[MetricQuery, ...]:
        said, by_year = self.said, other.grain in {"year", "fiscal_year"}
        year = self._queries(self._year_ago(said)) if said and by_year else ()
        explicit = self._queries(other.range) if self.grain is None else ()
        return (*year, *explicit, *self._queries("previous_period"))

    def _cut_off(self, other: Period | None = None) -> Doubt:
        """The same days of the period before, or all of it."""
        said = self.said
        if said is None or said.grain is None or said.range.start is None:
            return Doubt(_CUT)
        calendar = self.context.calendar
        whole = replace(said, range=calendar.period(said.range.start, said.grain))
        before = calendar.period(said.range.start, said.grain, -1)
        same_days = self.query(whole, "previous_period")
        if other is not None and not alike(other.grain, said.grain):
            return Doubt(_KINDS, self._queries("previous_year"))
        all_of_it = self._queries(before) if self.grain is None else ()
        return Doubt(_CUT, (same_days, *all_of_it))

    def _by_time(self) -> tuple[MetricQuery, ...]:
        return (*self._queries("previous_period"), *self._queries("previous_year"))

    def _queries(self, compare_to: CompareTo) -> tuple[MetricQuery, ...]:
        return () if self.said is None else (self.query(self.said, compare_to),)
