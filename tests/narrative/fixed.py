"""Results with fixed values over a small catalogue, so that wording is tested without any data."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from metrics.catalog import Catalog, load_catalog
from metrics.planner import lacks, plan
from metrics.query import MetricQuery, TimeRange
from metrics.result import Gap, Provenance, Result

OCTOBER = TimeRange(date(2026, 10, 1), date(2026, 11, 1))
FOURTH_QUARTER = TimeRange(date(2026, 10, 1), date(2027, 1, 1))
THROUGH = date(2026, 12, 15)


@cache
def catalog() -> Catalog:
    return load_catalog(Path(__file__).parent / "definitions")


def result_of(
    query: MetricQuery,
    *rows: tuple,
    through: date = THROUGH,
    suppressed: int = 0,
    cat=None,
    gaps: tuple[date, ...] = (),
    narrowed: bool = False,
) -> Result:
    """What the layer would hand out for ``query`` if the warehouse answered ``rows``.

    ``gaps`` are days on which the claims were not loaded.
    """
    known = cat or catalog()
    planned = plan(query, known, as_of=through)
    return Result(
        query=query,
        columns=planned.columns,
        rows=rows,
        sql="SELECT 1",
        provenance=tuple(Provenance.of(known.metric(name), through) for name in query.metrics),
        read_range=planned.read_range,
        compared_range=planned.compared_range,
        unfinished=planned.unfinished,
        caveats=planned.caveats,
        suppressed=suppressed,
        truncated=False,
        elapsed_ms=1.0,
        cutoff=planned.cutoff,
        gaps=tuple(gap for day in gaps if lacks(planned, gap := Gap("claim", day))),
        narrowed=narrowed,
    )
