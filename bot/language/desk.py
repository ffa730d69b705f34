"""What building a query needs to know besides the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.items import Context
from metrics.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Desk:
    """The catalogue, what each metric can be split by, the calendar, how far the data reach."""

    catalog: Catalog
    reach: Mapping[str, frozenset[str]]
    context: Context
    data_through: date | None

    @property
    def latest_day(self) -> date:
        """The last day with data, or yesterday where it is not known."""
        return self.data_through or self.context.today - timedelta(days=1)
