"""What the compiler hands to the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.query import Value


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT in the warehouse's dialect, its values bound by name (``$p0`` in DuckDB)."""

    sql: str
    parameters: Mapping[str, Value]
