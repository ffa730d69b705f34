"""Who vouched for a definition, and values that it must give: part of the vocabulary.

Owns: :class:`Certification` and :class:`GoldenValue`, both written beside a metric. May import:
the standard library only. ``metrics.catalog.certifying`` says whether one still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Certification:
    """Who vouched for a definition, on which day, and for which one.

    Attributes:
        hash: the version and the hash of all that the number came from, as they were on that
            day (``metrics.catalog.certifying`` says of what).
        holds: whether the definition is still that one.
    """

    by: str
    on: date
    hash: str
    holds: bool = False

    @property
    def version(self) -> int:
        """The version that was vouched for; 0 where the hash has none.

        >>> Certification("@ann", date(2026, 7, 1), "v2-0123456789abcdef").version
        2
        """
        text = self.hash.removeprefix("v").partition("-")[0]
        return int(text) if text.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class GoldenValue:
    """What a metric is in the days ``[start, end)``, worked out by other means ``on`` a day.

    Without days it is of a metric whose rows carry none: what that is as it is now.
    ``filters`` pairs a dimension with the values that are counted. A metric agrees when it rounds
    to ``value`` at as many decimals as that has.
    """

    start: date | None
    end: date | None
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    value: Decimal
    on: date
