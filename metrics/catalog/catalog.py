"""The catalogue: everything that is defined, by name, never changed after it is loaded."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from metrics.calendar import Calendar
from metrics.errors import NameNotFoundError, near_names
from metrics.model import (
    AmbiguousTerm,
    Company,
    Dataset,
    Dimension,
    Directory,
    Expression,
    Metric,
    Rollup,
)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Catalog:
    """All definitions; the mappings are read-only and in the order of the files.

    Two catalogues are told apart by their ``fingerprint``; as a key, each is only itself.

    Attributes:
        metrics: private ones included; :attr:`askable` leaves them out.
        fingerprint: SHA-256 of the content; comments and the order of lines do not change it.
    """

    company: Company
    directory: Directory
    datasets: Mapping[str, Dataset]
    dimensions: Mapping[str, Dimension]
    metrics: Mapping[str, Metric]
    rollups: Mapping[str, Rollup]
    ambiguous_terms: tuple[AmbiguousTerm, ...]
    fingerprint: str

    @property
    def calendar(self) -> Calendar:
        """The company's calendar."""
        return Calendar(self.company.calendar)

    @property
    def askable(self) -> tuple[Metric, ...]:
        """The metrics that people may ask for."""
        return tuple(m for m in self.metrics.values() if not m.private)

    def metric(self, name: str) -> Metric:
        """The metric of that name, or :class:`NameNotFoundError` with names near to it."""
        found = self.metrics.get(name)
        return found or _missing("metric", name, [m.name for m in self.askable])

    def dimension(self, name: str) -> Dimension:
        """The dimension of that name, or :class:`NameNotFoundError` with names near to it."""
        found = self.dimensions.get(name)
        return found or _missing("dimension", name, self.dimensions)

    def dataset(self, name: str) -> Dataset:
        """The dataset of that name, or :class:`NameNotFoundError` with names near to it."""
        found = self.datasets.get(name)
        return found or _missing("dataset", name, self.datasets)


def fingerprint_of(*parts: object) -> str:
    """SHA-256 over the canonical JSON of definitions, their places left out."""
    text = json.dumps([_plain(p) for p in parts], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _missing(kind: str, name: str, known: Iterable[str]) -> Any:
    raise NameNotFoundError(
        f'There is no {kind} "{name}".',
        near=near_names(name, known),
        next_step="Run `paceline metrics list` to see what there is.",
    )


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return [_plain(v) for _, v in sorted(value.items())]
        case frozenset():
            return sorted(str(v) for v in value)
        case tuple():
            return [_plain(v) for v in value]
        case date() | Decimal():
            return str(value)
        case _ if dataclasses.is_dataclass(value):
            return _plain_fields(value)
        case _:
            return value


def _plain_fields(value: Any) -> object:
    """A definition's fields; where it stands is left out."""
    if isinstance(value, Expression):
        return value.text.strip()
    names = (f.name for f in dataclasses.fields(value))
    shape = {n: _plain(getattr(value, n)) for n in names if n != "origin"}
    return {"": type(value).__name__, **shape}
