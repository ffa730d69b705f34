"""Ask our engine every vector, and hold what it says against what is expected."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from metrics.catalog import CatalogSource
from metrics.conformance.foundation import read_query
from metrics.conformance.models import Model
from metrics.conformance.vectors import VECTORS, Rows, Vector
from metrics.errors import QueryError
from metrics.governance import OPERATOR
from metrics.layer import SemanticLayer
from metrics.result import Cell, Result
from metrics.warehouse import open_warehouse, publish_sql

_NOW = datetime(2025, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came back for a vector: rows, or a code and its message; and whether it fits."""

    vector: Vector
    got: Rows | str
    message: str
    fits: bool


def run_conformance(vectors: tuple[Vector, ...] = VECTORS) -> Iterator[Finding]:
    """Every vector with what our engine says, in order; each model is opened once."""
    models = list(dict.fromkeys(vector.model for vector in vectors))
    found: dict[str, Finding] = {}
    for model in models:
        with _opened(model) as layer:
            for vector in vectors:
                if vector.model is model:
                    found[vector.name] = _ask(vector, layer)
    yield from (found[vector.name] for vector in vectors)


@contextmanager
def _opened(model: Model) -> Iterator[SemanticLayer]:
    with tempfile.TemporaryDirectory() as folder:
        definitions = Path(folder, "definitions")
        definitions.mkdir()
        model.write(definitions)
        path = Path(folder, "model.duckdb")
        publish_sql(path, model.sql)
        with open_warehouse(f"duckdb:///{path}", workers=1) as warehouse:
            yield SemanticLayer(CatalogSource(definitions), warehouse)


def _ask(vector: Vector, layer: SemanticLayer) -> Finding:
    try:
        query = read_query(vector.query, layer.catalog)
        result = layer.ask(query, OPERATOR, now=_NOW)
    except QueryError as error:
        return Finding(vector, error.code, error.message, error.code == vector.expected)
    if not isinstance(result, Result):
        return Finding(vector, result.reason, result.message, fits=False)
    return Finding(vector, result.rows, "", _same(vector, result.rows))


def _same(vector: Vector, rows: Rows) -> bool:
    if isinstance(vector.expected, str) or len(rows) != len(vector.expected):
        return False
    pairs = zip(rows, vector.expected, strict=True)
    if not vector.ordered:
        pairs = zip(sorted(rows, key=_rank), sorted(vector.expected, key=_rank), strict=True)
    return all(_equal(a, b) for one, other in pairs for a, b in zip(one, other, strict=True))


def _rank(row: tuple[Cell, ...]) -> str:
    return str(row[0])


def _equal(got: Cell, expected: Cell) -> bool:
    if isinstance(expected, float) and got is not None:
        return math.isclose(float(str(got)), expected, rel_tol=1e-12)
    return got == expected
