"""Money: which sign stands where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Currency:
    """How amounts of a currency are written.

    Attributes:
        code: of ISO 4217, such as EUR.
        symbol: what stands at the amount; it may be the code.
        place: whether the symbol stands before the amount or after it.
        decimals: digits of small amounts after the point.
    """

    code: str
    symbol: str
    place: Literal["before", "after"] = "before"
    decimals: int = 2
