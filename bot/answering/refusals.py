"""Plain words for what cannot be answered. Exception text and SQL never reach the asker."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.reply import DeclineReason
from bot.language import lower_first
from bot.narrative import listed
from metrics.catalog import Catalog
from metrics.errors import (
    MetricsError,
    NameNotFoundError,
    NoPathError,
    QueryError,
    QueryTimeoutError,
    SunsetError,
    WarehouseUnavailableError,
)

_SPLITS_NAMED = 12
_TOO_LONG = (
    "That took too long, so it was stopped. A shorter period or fewer splits will answer faster."
)
_NO_DATA = "The data cannot be read just now. Please ask again in a few minutes."
_OUR_FAULT = (
    "Something is wrong on our side, so there is no number that could be trusted. "
    "It has been noted."
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure in words."""

    reason: DeclineReason
    message: str
    near: tuple[str, ...] = ()


def put_plainly(error: MetricsError, catalog: Catalog) -> Failure:
    """What a failure means to the person who asked."""
    match error:
        case NoPathError():
            return Failure("out_of_scope", f"{error.message} {_splits(error.near, catalog)}")
        case QueryError():
            late = error.code == "E_BEYOND_DATA"
            near = error.near if isinstance(error, NameNotFoundError | SunsetError) else ()
            return Failure(
                "stale_data" if late else "out_of_scope",
                f"{error.message} {_advice(error)}".strip(),
                near,
            )
        case QueryTimeoutError():
            return Failure("error", _TOO_LONG)
        case WarehouseUnavailableError():
            return Failure("error", _NO_DATA)
        case _:
            return Failure("error", _OUR_FAULT)


def _advice(error: QueryError) -> str:
    """The next step; a name's is for the command line."""
    return "" if isinstance(error, NameNotFoundError) else error.next_step


def _splits(names: tuple[str, ...], catalog: Catalog) -> str:
    labels = [lower_first(d.label) for name, d in catalog.dimensions.items() if name in names]
    if not labels:
        return "It cannot be split at all."
    more = len(labels) - _SPLITS_NAMED
    shown = labels[:_SPLITS_NAMED] + ([f"{more} more"] if more > 0 else [])
    return f"It can be split by {listed(shown)}."
