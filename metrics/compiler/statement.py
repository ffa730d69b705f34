"""What the compiler hands to the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.query import Value


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT in the warehouse's dialect.

    Attributes:
        sql: values are bound by name (``$p0`` in DuckDB).
        parameters: the values by name.
        readable: the same with the values written out, for people; never executed.
    """

    sql: str
    parameters: Mapping[str, Value]
    readable: str = ""
