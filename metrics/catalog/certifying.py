"""The hash of a definition: all that the number comes from, and no word about it.

``v2-0123456789abcdef-3f9a12bc`` is the version, the hash of the rows and how they are counted,
and four digits for each join on the way. Part of it are the metric's type with every expression
in it, what counts as missing, maturity, the metrics that it is made of, source or query and key of
its dataset; of a join its columns and the rows that it leads to, since a join can lose or repeat
rows. A join that is added changes no number and asks for no new certification.

Wording, people, goals, grants, golden values and freshness are no part of it, nor are the
expressions of dimensions: whatever they call a row, it is counted once. Comments, white space and
the case of SQL's words do not count. A field that is not listed as wording counts as data, so that
a new one can only ask for a new certification too often; one at its default is left out, so that
adding it asks for none.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlglot
from sqlglot import TokenType

from metrics.model import Dataset, Expression, Maturity, Metric, Parameter, Status

HASH_DIGITS = 16
JOIN_DIGITS = 4
WORDING: Mapping[type, frozenset[str]] = {
    Metric: frozenset(
        {"name", "label", "plural_noun", "description", "subject", "owner", "steward", "status"}
        | {"successor", "version", "changes", "direction", "format", "unit", "access", "golden"}
        | {"min_group_size", "private", "goal", "caveats", "filters_in_words", "synonyms"}
        | {"also_read_as", "origin", "declared", "certification", "sunset", "definition_hash"}
        | {"currency", "judged_by"}
    ),
    Dataset: frozenset(
        {"name", "label", "description", "columns", "tables", "time", "joins", "origin"}
        | {"late_after_hours", "bridge"}
    ),
    Maturity: frozenset({"reason"}),
    Parameter: frozenset({"label"}),
}


def settled(
    metrics: Mapping[str, Metric], datasets: Mapping[str, Dataset]
) -> Mapping[str, Metric]:
    """The metrics with their hashes, each with the status that its certification allows.

    References must be sound: every name is there, and nothing is made of itself.
    """
    hashes = _Hashes(metrics, datasets)
    return {name: _settle(metric, hashes.of_metric(name)) for name, metric in metrics.items()}


def canonical_sql(text: str) -> str:
    """SQL without comments, on one line, its words in lower case; quoted text stays as it is.

    >>> canonical_sql("Status  =  'Paid' -- only these")
    "status = 'Paid'"
    """
    return " ".join(_written(token) for token in sqlglot.tokenize(text, read="duckdb"))


def _settle(metric: Metric, found: str) -> Metric:
    certification = metric.certification
    holds = certification is not None and _covers(found, certification.hash)
    status: Status = metric.declared
    if status == "certified" and not holds:
        status = "draft"
    return replace(
        metric,
        status=status,
        certification=certification and replace(certification, holds=holds),
        definition_hash=f"v{metric.version}-{found}",
    )


def _covers(found: str, certified: str) -> bool:
    """Whether the rows are counted as they were, and every join is there as it was."""
    rows, _, joins = found.partition("-")
    _, rows_then, *joins_then = certified.split("-")
    return rows == rows_then and _digests("".join(joins_then)) <= _digests(joins)


def _digests(joins: str) -> set[str]:
    return {joins[i : i + JOIN_DIGITS] for i in range(0, len(joins), JOIN_DIGITS)}


class _Hashes:
    """The hashes of one catalogue, each made once."""

    def __init__(self, metrics: Mapping[str, Metric], datasets: Mapping[str, Dataset]) -> None:
        self._metrics = metrics
        self._datasets = datasets
        self._rows: dict[str, str] = {}
        self._joins: dict[str, frozenset[str]] = {}
        self._found: dict[str, str] = {}

    def of_metric(self, name: str) -> str:
        if name not in self._found:
            metric = self._metrics[name]
            parts = {part: self.of_metric(part) for part in metric.parts}
            rows = {part: found.partition("-")[0] for part, found in parts.items()}
            joins = {join for found in parts.values() for join in _digests(_joins_in(found))}
            for dataset in _datasets_in(metric.type):
                joins |= self._joins_of(dataset)
            content = _digest([self._fields(metric), rows], HASH_DIGITS)
            self._found[name] = "-".join(filter(None, (content, "".join(sorted(joins)))))
        return self._found[name]

    def _rows_of(self, name: str) -> str:
        if name not in self._rows:
            self._rows[name] = _digest(self._fields(self._datasets[name]), HASH_DIGITS)
        return self._rows[name]

    def _joins_of(self, name: str) -> frozenset[str]:
        """A digest for every way that joins lead to, from the dataset of that name."""
        if name not in self._joins:
            bridges = [d for d in self._datasets.values() if d.bridge and d.name != name]
            self._joins[name] = frozenset(self._ways(self._datasets[name], "", bridges))
        return self._joins[name]

    def _ways(self, at: Dataset, way: str, bridges: Sequence[Dataset]) -> Iterator[str]:
        """The joins from ``at`` on, and those of ``bridges``, one of which may be crossed."""
        for join in at.joins:
            made = _digest([way, sorted(join.on), self._rows_of(join.to)], JOIN_DIGITS)
            yield made
            yield from self._ways(self._datasets[join.to], made, bridges)
        for bridge in bridges:
            for join in (j for j in bridge.joins if j.to == at.name):
                crossed = [way, "bridge", sorted(join.on), self._rows_of(bridge.name)]
                made = _digest(crossed, JOIN_DIGITS)
                yield made
                onward = tuple(j for j in bridge.joins if j != join)
                yield from self._ways(replace(bridge, joins=onward), made, ())

    def _fields(self, value: Any) -> object:
        """A definition's fields by name, but for wording and what stands at its default."""
        wording = WORDING.get(type(value), frozenset())
        shown = {
            field.name: self._plain(field.name, getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name not in wording and getattr(value, field.name) != field.default
        }
        return {"": type(value).__name__, **shown}

    def _plain(self, name: str, value: object) -> object:
        match value:
            case str() if name == "dataset" and value in self._datasets:
                return self._rows_of(value)
            case Expression():
                return canonical_sql(value.text)
            case tuple():
                return [self._plain(name, item) for item in value]
            case frozenset():
                return sorted(str(item) for item in value)
            case _ if dataclasses.is_dataclass(value):
                return self._fields(value)
            case _:
                return value if isinstance(value, int | float | None) else str(value)


def _joins_in(found: str) -> str:
    return found.partition("-")[2]


def _datasets_in(value: object) -> Iterator[str]:
    """The datasets whose joins a metric's type may follow; those of events are never followed."""
    if isinstance(value, tuple):
        for item in value:
            yield from _datasets_in(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if field.name == "dataset":
                yield str(inner)
            elif field.name != "event":
                yield from _datasets_in(inner)


def _digest(content: object, digits: int) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def _written(token: sqlglot.Token) -> str:
    text = token.text
    if token.token_type is TokenType.STRING:
        return "'" + text.replace("'", "''") + "'"
    if token.token_type is TokenType.IDENTIFIER:
        return '"' + text.replace('"', '""') + '"'
    if token.token_type.name.endswith("STRING"):
        return f"{token.token_type.name}({text!r})"
    return " ".join(text.lower().split())
