"""The days that a branch reads: bound values for one window, a named subquery for several."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from metrics.compiler.draft import PERIOD, Draft, Time, alias, both, column, join, select, table
from metrics.planner import Branch, Frame, Window


@dataclass(frozen=True, slots=True)
class Days:
    """The windows of a branch at one time; ``name`` is their subquery, empty for a single one."""

    draft: Draft
    windows: tuple[Window, ...]
    name: str

    @classmethod
    def of(cls, draft: Draft, windows: tuple[Window, ...], frame: Frame, time: Time) -> Days:
        """These windows; their subquery is written when they are first asked for."""
        if len(windows) == 1:
            return cls(draft, windows, "")
        name = draft.windows.get(windows)
        if name is None:
            name = "_".join(_words(frame, time))
            written = draft.named(name) in draft.ctes
            name = f"{name}_{len(draft.windows) + 1}" if written else name
            draft.write(name, _days(draft, windows))
            name = draft.windows[windows] = draft.named(name)
        return cls(draft, windows, name)

    @property
    def starts(self) -> exp.Expr:
        """The first day of a window."""
        return self._edge("starts", self.windows[0].start)

    @property
    def ends(self) -> exp.Expr:
        """The day after a window."""
        return self._edge("ends", self.windows[0].end)

    @property
    def period(self) -> exp.Expr:
        """The period that a window belongs to."""
        return self._edge(PERIOD, self.windows[0].period)

    def within(self, day: exp.Expr) -> exp.Expr:
        """That ``day`` lies in a window."""
        return both(
            exp.GTE(this=day.copy(), expression=self.starts),
            exp.LT(this=day.copy(), expression=self.ends),
        )

    def joined(self, source: exp.Select, on: exp.Expr) -> exp.Select:
        """The source with the condition that picks its windows."""
        if not self.name:
            return source.where(on, copy=False)
        return join(source, table(self.name), on)

    def _edge(self, name: str, value: object) -> exp.Expr:
        return column(name, self.name) if self.name else self.draft.bind(value)  # type: ignore[arg-type]  # the edges are dates


def branch_days(draft: Draft, branch: Branch, time: Time) -> Days:
    """The days of one branch at one time."""
    windows = branch.windows if time == "current" else branch.compared
    return Days.of(draft, windows, branch.frame, time)


def hull(draft: Draft, windows: tuple[Window, ...], day: exp.Expr) -> exp.Expr:
    """That ``day`` lies between the first and the last of all windows."""
    return both(
        exp.GTE(this=day.copy(), expression=draft.bind(min(w.start for w in windows))),
        exp.LT(this=day.copy(), expression=draft.bind(max(w.end for w in windows))),
    )


def _words(frame: Frame, time: Time) -> list[str]:
    words = ["periods"] if frame.kind == "period" else ["periods", frame.kind]
    if frame.length is not None:
        words += [str(frame.length.count), frame.length.unit]
    if frame.grain is not None:
        words.append(frame.grain)
    return [*words, *(["before"] if time == "previous" else [])]


def _days(draft: Draft, windows: tuple[Window, ...]) -> exp.Select:
    """Bound as three lists: a row of values for each window takes the engine ten times as long."""
    lists = {
        PERIOD: tuple(w.period for w in windows),
        "starts": tuple(w.start for w in windows),
        "ends": tuple(w.end for w in windows),
    }
    return select(*(alias(exp.Unnest(expressions=[draft.bind(d)]), n) for n, d in lists.items()))
