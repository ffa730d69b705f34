"""What is to be made: size, dates, random streams, and where the planted truths lie.

All planted dates hang on the as-of date, so that some fall within the six months before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from metrics.errors import MetricsError
from metrics.sample.clock import instants, mondays

HISTORY_STARTS = date(2022, 7, 1)
SHORTEST = date(2024, 7, 1)
DEFECT_FREE_EVERY = 5

_STREAMS = (
    "order",
    "member",
    "unit",
    "delivery",
    "failure",
    "ew_contract",
    "ticket",
    "visit",
    "claim",
    "subscription_spell",
    "usage_month",
    "event",
    "campaign_case",
    "redemption",
    "inventory_week",
    "load_log",
    "build_lot_part",
)


@dataclass(frozen=True, slots=True)
class Truths:
    """Where the planted truths lie; ranges of days are half-open.

    Attributes:
        defects: False for one seed in five: then the bad lot and the bad supplier are harmless.
        bad_lot_starts: P1, first Monday of six build weeks of Bike in P2.
        mix_starts: P2, from when 40 % of new Tread orders come from Southeast.
        supplier_starts: P3, first day of the build month with power boards of Supplier B.
        silence: P4, error events of the UK are missing.
        loaded_twice: P4, the first claims file from this day on was loaded twice.
        not_loaded: P4, the claims file of this day never came.
        nff_step: P6, from this closing day on 16 % of tickets end with no fault found.
        recall_opens: P9, the seat-post recall.
        shortage: P9, no seat posts leave the shelves.
    """

    defects: bool
    bad_lot_starts: np.datetime64
    mix_starts: np.datetime64
    supplier_starts: np.datetime64
    silence: tuple[np.datetime64, np.datetime64]
    loaded_twice: np.datetime64
    not_loaded: np.datetime64
    nff_step: np.datetime64
    recall_opens: np.datetime64
    shortage: tuple[np.datetime64, np.datetime64]


@dataclass(frozen=True, slots=True)
class Plan:
    """Size, dates and random streams of one sample.

    Attributes:
        cutoff: the first instant that nothing may be dated or recorded at: the end of ``as_of``.
    """

    scale: float
    seed: int
    start: np.datetime64
    as_of: np.datetime64
    cutoff: np.datetime64
    truths: Truths

    def stream(self, table: str) -> np.random.Generator:
        """A fresh generator of the table's own stream, always the same numbers."""
        children = np.random.SeedSequence(self.seed).spawn(len(_STREAMS))
        return np.random.default_rng(children[_STREAMS.index(table)])


def make_plan(scale: float, as_of: date, seed: int) -> Plan:
    """Check the wishes and lay out the planted truths.

    Raises:
        MetricsError: a scale or an as-of date for which there is no sample.
    """
    if not scale > 0:
        raise MetricsError(f'A sample of scale "{scale}" would be empty.', next_step="Use 0.2.")
    if as_of < SHORTEST:
        raise MetricsError(
            f'The sample needs two years of history, so it cannot end on "{as_of}".',
            next_step=f"Choose {SHORTEST} or later.",
        )
    if seed < 0:
        raise MetricsError(f'A seed is zero or more, not "{seed}".', next_step="Use 1.")
    day = np.datetime64(as_of, "D")
    cutoff = instants(np.array([day + 1]), np.array([0]))[0]
    return Plan(scale, seed, np.datetime64(HISTORY_STARTS, "D"), day, cutoff, _truths(day, seed))


def some(rng: np.random.Generator, share: float, count: int) -> NDArray[np.bool_]:
    """A random share of ``count`` rows."""
    chosen: NDArray[np.bool_] = rng.random(count, dtype="f4") < share
    return chosen


def _truths(as_of: np.datetime64, seed: int) -> Truths:
    recall = _monday(_month(as_of, -5) + 6)
    silence = _month(as_of, -2) + 9
    return Truths(
        defects=seed % DEFECT_FREE_EVERY != 0,
        bad_lot_starts=_monday(as_of - 660),
        mix_starts=_month(as_of, -4),
        supplier_starts=_month(as_of, -9),
        silence=(silence, silence + 14),
        loaded_twice=_weekday(_month(as_of, -3) + 14),
        not_loaded=_weekday(_month(as_of, -1) + 8),
        nff_step=_month(as_of, -3),
        recall_opens=recall,
        shortage=(recall + 28, recall + 84),
    )


def _month(day: np.datetime64, months: int) -> np.datetime64:
    first: np.datetime64 = (day.astype("M8[M]") + months).astype("M8[D]")
    return first


def _monday(day: np.datetime64) -> np.datetime64:
    monday: np.datetime64 = mondays(np.array([day]))[0]
    return monday


def _weekday(day: np.datetime64) -> np.datetime64:
    later = np.array([day, day + 1, day + 2])
    chosen: np.datetime64 = later[np.is_busday(later)][0]
    return chosen
