"""Metrics whose data carry no date: they are told as they are now, or asked back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.language.compare import Doubt
from bot.language.draft import Draft
from metrics.catalog import Catalog
from metrics.planner import is_undated
from metrics.query import MetricQuery

_ALL = "No period was named: all of the data are counted, as part of them carry no date."


@dataclass(frozen=True, slots=True)
class Undated:
    """A query without a time, and what to say about it."""

    query: MetricQuery
    notes: tuple[str, ...]


def undated(draft: Draft, catalog: Catalog, today: date) -> Undated | Doubt | None:
    """The query of a draft that asks for such a metric; a doubt where a time was said.

    None where every metric of the draft can be told for a time.
    """
    metrics = [catalog.metric(name) for name in draft.metrics]
    dateless = [metric for metric in metrics if is_undated(metric, catalog)]
    if not dateless:
        return None
    query = MetricQuery(draft.metrics)
    if _says_a_time(draft, today):
        label = dateless[0].label
        question = f"{label} cannot be told for a time: its data carry no date. As it is now?"
        return Doubt(question, (query,))
    return Undated(query, (_ALL,) if len(dateless) < len(metrics) else ())


def _says_a_time(draft: Draft, today: date) -> bool:
    periods = [during.period.range for during in draft.during]
    narrowed = any(p.start is not None or p.end <= today for p in periods)
    return bool(narrowed or draft.grains or draft.against or draft.changed)
