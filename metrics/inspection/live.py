"""The inspection of the data behind the definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from metrics.errors import QueryTimeoutError, WarehouseError, WarehouseUnavailableError
from metrics.inspection.bench import Bench, Look
from metrics.inspection.findings import Finding, JoinReach, Severity, worst_first
from metrics.inspection.numbers import freshness, golden, invariants
from metrics.inspection.rows import joins, keys, spells
from metrics.inspection.types import columns, types
from metrics.inspection.values import nesting, values
from metrics.layer import SemanticLayer
from metrics.warehouse import Warehouse

# Columns come first: what cannot be read is looked at no further.
CHECKS: tuple[Callable[[Bench], Iterator[Look]], ...] = (
    columns,
    types,
    keys,
    joins,
    spells,
    values,
    nesting,
    freshness,
    golden,
    invariants,
)

UNSEEN = "unseen"


class Watcher(Protocol):
    """Is told how far an inspection is."""

    def looking(self, words: str, position: int, total: int) -> None:
        """One look begins; ``position`` counts from 0."""
        ...


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found, worst first, how far each join carries, and how many looks there were.

    ``unseen`` of the looks could not be finished: what they would have found is not known.
    """

    findings: tuple[Finding, ...]
    joins: tuple[JoinReach, ...]
    looks: int
    unseen: int = 0


def inspect_data(
    layer: SemanticLayer,
    warehouse: Warehouse,
    *,
    now: datetime,
    timeout_s: float = 60.0,
    watcher: Watcher | None = None,
) -> Inspection:
    """Look at the data behind every definition of the layer's catalogue.

    Args:
        layer: over ``warehouse``.
        warehouse: is read only.
        now: aware, or naive in company time; freshness is judged by it.
        timeout_s: seconds that one look may take.
        watcher: is told of every look.

    Raises:
        WarehouseUnavailableError: there is nothing to look at.
    """
    bench = Bench(layer, warehouse, now=now, timeout_s=timeout_s)
    looks = [look for check in CHECKS for look in check(bench)]
    findings: list[Finding] = []
    for position, look in enumerate(looks):
        if watcher is not None:
            watcher.looking(look.words, position, len(looks))
        findings += _look(look)
    unseen = sum(finding.check == UNSEEN for finding in findings)
    return Inspection(worst_first(findings), tuple(bench.joins), len(looks), unseen)


def _look(look: Look) -> list[Finding]:
    try:
        return list(look.run())
    except WarehouseUnavailableError:
        raise
    except QueryTimeoutError as error:
        return [_unseen(look, "warning", error, "Give it more time by --timeout.")]
    except WarehouseError as error:
        return [_unseen(look, "problem", error, error.next_step)]


def _unseen(look: Look, severity: Severity, error: WarehouseError, advice: str) -> Finding:
    message = f"{look.words[0].upper()}{look.words[1:]} could not be looked at: {error.message}"
    return Finding(severity, UNSEEN, look.subject, message, advice, look.origin)
