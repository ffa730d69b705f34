"""The parts of a question gathered by sort, and the different readings they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from bot.language.parts import (
    Addition,
    Against,
    Ambiguous,
    Asked,
    Before,
    Breakdown,
    Changed,
    During,
    Follow,
    Goal,
    Moved,
    Now,
    Part,
    Period,
    Ranked,
    SortedBy,
    Split,
    Threshold,
    Total,
    Trend,
    Undated,
    Where,
)
from metrics.model import Grain

MAX_READINGS: Final = 12
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """All parts of one question, by sort, in the order in which they were said."""

    asked: tuple[Asked, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    splits: tuple[Split, ...] = ()
    wheres: tuple[Where, ...] = ()
    during: tuple[During, ...] = ()
    before: tuple[Before, ...] = ()
    undated: tuple[Undated, ...] = ()
    against: tuple[Against, ...] = ()
    ranked: tuple[Ranked, ...] = ()
    moved: tuple[Moved, ...] = ()
    changes: tuple[Changed, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    follow: tuple[Follow, ...] = ()
    now: bool = False
    trend: bool = False
    sorted_by: bool = False
    addition: bool = False
    goal: bool = False
    breakdown: bool = False
    total: bool = False

    @property
    def changed(self) -> bool:
        """Whether a change is asked for, in words or as what to order by."""
        return bool(self.changes or self.moved)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions to split by, each once."""
        return tuple(dict.fromkeys(d for split in self.splits for d in split.dimensions))

    @property
    def grains(self) -> tuple[Grain, ...]:
        """The grains asked for, each once; a trend runs over months unless one is said."""
        said = tuple(dict.fromkeys(g for split in self.splits for g in split.grains))
        return said or (("month",) if self.trend else ())

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics asked for, each once."""
        return tuple(dict.fromkeys(name for asked in self.asked for name in asked.metrics))


def gather(parts: Iterable[Part]) -> Draft:
    """The parts by sort."""
    parts = tuple(parts)
    return Draft(
        asked=tuple(p for p in parts if isinstance(p, Asked)),
        ambiguous=tuple(p for p in parts if isinstance(p, Ambiguous)),
        splits=tuple(p for p in parts if isinstance(p, Split)),
        wheres=tuple(p for p in parts if isinstance(p, Where)),
        during=tuple(dict.fromkeys(p for p in parts if isinstance(p, During))),
        undated=tuple(p for p in parts if isinstance(p, Undated)),
        before=tuple(dict.fromkeys(p for p in parts if isinstance(p, Before))),
        against=tuple(dict.fromkeys(p for p in parts if isinstance(p, Against))),
        ranked=tuple(dict.fromkeys(p for p in parts if isinstance(p, Ranked))),
        moved=tuple(dict.fromkeys(p for p in parts if isinstance(p, Moved))),
        changes=tuple(dict.fromkeys(p for p in parts if isinstance(p, Changed))),
        thresholds=tuple(p for p in parts if isinstance(p, Threshold)),
        follow=tuple(p for p in parts if isinstance(p, Follow)),
        now=any(isinstance(p, Now) for p in parts),
        trend=any(isinstance(p, Trend) for p in parts),
        sorted_by=any(isinstance(p, SortedBy) for p in parts),
        addition=any(isinstance(p, Addition) for p in parts),
        goal=any(isinstance(p, Goal) for p in parts),
        breakdown=any(isinstance(p, Breakdown) for p in parts),
        total=any(isinstance(p, Total) for p in parts),
    )


def readings(
    draft: Draft, terms: Mapping[str, tuple[str, ...]], reach: Mapping[str, frozenset[str]]
) -> tuple[Draft, ...]:
    """Every reading that the words leave open; values only in dimensions that can be reached.

    ``terms`` has the metrics of each ambiguous word, ``reach`` the dimensions of each metric.
    """
    found: list[Draft] = []
    for asked in product(*(_metric_choices(a) for a in draft.asked)):
        for extra in product(*(_term_choices(t, terms) for t in draft.ambiguous)):
            chosen = replace(draft, asked=(*asked, *extra), ambiguous=())
            found += (v for timed in _timed(chosen) for v in _value_readings(timed, reach))
            if len(found) >= MAX_READINGS:
                return tuple(found[:MAX_READINGS])
    return tuple(found)


def _metric_choices(asked: Asked) -> tuple[Asked, ...]:
    if not asked.choices:
        return (asked,)
    names = dict.fromkeys((*asked.metrics, *asked.choices))
    return tuple(replace(asked, metrics=(name,), choices=()) for name in names)


def _timed(draft: Draft) -> Iterator[Draft]:
    """The draft with each reading of its periods ("Oct 26": the day, or the month of 2026)."""
    durings = (tuple(replace(d, period=p) for p in _readings_of(d.period)) for d in draft.during)
    againsts = (
        tuple(replace(a, period=p) for p in _readings_of(a.period)) if a.period else (a,)
        for a in draft.against
    )
    for during, against in product(list(product(*durings)), list(product(*againsts))):
        yield replace(draft, during=during, against=against)


def _readings_of(period: Period) -> tuple[Period, ...]:
    return (replace(period, others=()), *period.others)


def _term_choices(term: Ambiguous, terms: Mapping[str, tuple[str, ...]]) -> tuple[Asked, ...]:
    return tuple(Asked((name,), term.term, exact=False) for name in terms.get(term.term, ()))


def _value_readings(draft: Draft, reach: Mapping[str, frozenset[str]]) -> list[Draft]:
    open_choices = (_where_choices(where, draft.metrics, reach) for where in draft.wheres)
    return [replace(draft, wheres=wheres) for wheres in product(*open_choices)]


def _where_choices(
    where: Where, metrics: tuple[str, ...], reach: Mapping[str, frozenset[str]]
) -> tuple[Where, ...]:
    fitting = tuple(
        choice for choice in where.choices if all(choice[0] in reach[name] for name in metrics)
    )
    return tuple(replace(where, choices=(choice,)) for choice in fitting or where.choices)
