"""Which data are late: loaded less far than their dataset promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from metrics.calendar import Calendar
from metrics.catalog import Catalog
from metrics.model import Dataset
from metrics.planner.parts import Plan
from metrics.planner.routes import datasets_behind
from metrics.planner.standing import spell

_DAY = timedelta(days=1)


def late_data(
    planned: Plan, through: Mapping[str, date], now: datetime, catalog: Catalog
) -> tuple[str, ...]:
    """A sentence for the datasets behind a plan that are not loaded as far as they promise."""
    query = planned.query
    used = (*query.dimensions, *(f.dimension for f in query.filters))
    late: dict[date, dict[str, None]] = {}
    for output in planned.outputs:
        for dataset in datasets_behind(output.metric, used, catalog):
            reach = reach_of(dataset, through)
            if reach is not None and is_late(dataset, through, now, catalog.calendar):
                late.setdefault(reach, {})[dataset.label.lower()] = None
    return tuple(
        f"The data are late: {_listed(list(labels))} reach only through {spell(day)}."
        for day, labels in sorted(late.items())
    )


def reach_of(dataset: Dataset, through: Mapping[str, date]) -> date | None:
    """The last day for which all of the dataset's tables are loaded; None: not known.

    ``through`` has that day for each table of the load log.
    """
    return min((through[table] for table in dataset.tables if table in through), default=None)


def is_late(
    dataset: Dataset, through: Mapping[str, date], now: datetime, calendar: Calendar
) -> bool:
    """Whether more time passed since the last loaded day was over than the dataset promises.

    A naive ``now`` is company time. A dataset that promises nothing is never late.
    """
    reach = reach_of(dataset, through)
    if reach is None or not dataset.late_after_hours:
        return False
    zone = ZoneInfo(calendar.definition.time_zone)
    over = datetime.combine(reach + _DAY, time(), zone)
    moment = now if now.tzinfo else now.replace(tzinfo=zone)
    return moment > over + timedelta(hours=dataset.late_after_hours)


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
