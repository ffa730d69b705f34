"""The closed sets of words that definitions choose from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]
GRAINS: tuple[Grain, ...] = (
    "day",
    "week",
    "month",
    "quarter",
    "fiscal_quarter",
    "year",
    "fiscal_year",
)
MONTHS: Mapping[Grain, int] = MappingProxyType(  # of the grains that are made of whole months
    {"month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
)

Aggregation = Literal[
    "count", "count_distinct", "sum", "average", "min", "max", "median", "percentile"
]
TimeUnit = Literal["day", "week", "month", "quarter", "year"]
DataType = Literal["string", "integer", "number", "boolean", "date"]
Direction = Literal["up_is_good", "down_is_good", "neutral"]
Status = Literal["draft", "certified", "deprecated"]
Missing = Literal["zero", "empty"]
Format = Literal["integer", "decimal", "currency", "percent", "per_thousand", "days"]
