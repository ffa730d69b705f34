"""What a source of definitions keeps from one reading for the next.

Owns: :class:`Kept`. The tree of a file whose text is the same, and a metric whose definition and
surroundings are; nothing in which a problem was found. May import: the readers of a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from metrics.catalog.catalog import fingerprint_of
from metrics.catalog.document import Mapping, Place, Problems, read_text, tree_of
from metrics.catalog.measures import BoundMetric, bind_metric
from metrics.catalog.names import Entry, Surroundings


@dataclass(frozen=True, slots=True)
class KeptMetric:
    """A metric without a problem, what it was read from, and the phrases that it claimed."""

    entry: Entry
    bound: BoundMetric
    claims: tuple[tuple[str, str, Place], ...]
    fingerprint: str


class Kept:
    """Reads files and binds metrics, and does neither again where nothing changed."""

    def __init__(self) -> None:
        self._trees: dict[str, tuple[str, Mapping]] = {}
        self._metrics: dict[str, KeptMetric] = {}
        self._around: tuple[object, ...] = ()
        self._names: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    def tree(self, path: Path, problems: Problems) -> Mapping | None:
        """The tree of one file, or None when it cannot be used at all."""
        text = read_text(path, path.name, problems)
        if text is None:
            return None
        known = self._trees.pop(path.name, None)
        if known is not None and known[0] == text:
            self._trees[path.name] = known
            return known[1]
        before = len(problems)
        root = tree_of(text, path.name, problems)
        if root is not None and len(problems) == before:
            self._trees[path.name] = text, root
        return root

    def bind(self, entries: Iterable[Entry], around: Surroundings) -> list[BoundMetric]:
        """Every metric, in order; references to other metrics are names of ``around``."""
        self._look_around(around)
        return [self._bound(entry, around) for entry in entries]

    def fingerprint(self, bound: BoundMetric) -> str:
        """The fingerprint of a metric's definition, its place left out."""
        known = self._metrics.get(bound.metric.name)
        return known.fingerprint if known else fingerprint_of(bound.metric)

    def _look_around(self, around: Surroundings) -> None:
        """Forget all metrics where something that they may refer to is another, or gone."""
        datasets = fingerprint_of(around.datasets)
        facts = (datasets, around.groups, around.currency)
        names = (around.metrics, around.dimensions)
        still_there = all(old <= new for old, new in zip(self._names, names, strict=True))
        if facts != self._around or not still_there:
            self._metrics = {}
        self._around, self._names = facts, names

    def _bound(self, entry: Entry, around: Surroundings) -> BoundMetric:
        known = self._metrics.pop(entry.name, None)
        if known is not None and known.entry == entry:
            for phrase, owner, place in known.claims:
                around.phrases.claim(phrase, owner, place)
            self._metrics[entry.name] = known
            return replace(known.bound, fields=known.bound.fields.reporting_to(around.problems))
        problems, claims = len(around.problems), len(around.phrases.claims)
        bound = bind_metric(entry, around)
        if len(around.problems) == problems:
            made = tuple(around.phrases.claims[claims:])
            self._metrics[entry.name] = KeptMetric(
                entry, bound, made, fingerprint_of(bound.metric)
            )
        return bound
