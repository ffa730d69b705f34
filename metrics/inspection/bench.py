"""What every look at the data has at hand, and what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from metrics.catalog import Catalog
from metrics.compiler import Statement, compile_types, compile_values
from metrics.errors import QueryTimeoutError, WarehouseError, WarehouseUnavailableError
from metrics.inspection.findings import Finding, JoinReach, Severity
from metrics.layer import INDEXED_VALUES, SemanticLayer
from metrics.model import Dataset, Dimension, Expression, Metric, Origin
from metrics.result import Cell
from metrics.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the data: what it looks at, in a few words, and the looking."""

    subject: str
    words: str
    origin: Origin
    run: Callable[[], Iterator[Finding]]


class Bench:
    """One inspection under way: the catalogue, the data, and what was learnt of them so far.

    Attributes:
        now: aware, or naive in company time.
        unreadable: datasets whose columns cannot be read; further looks at them are spared.
        joins: how far each join carries.
    """

    def __init__(
        self, layer: SemanticLayer, warehouse: Warehouse, *, now: datetime, timeout_s: float
    ) -> None:
        self.catalog: Catalog = layer.catalog
        self.layer = layer
        self.now = now
        self.timeout_s = timeout_s
        self.unreadable: set[str] = set()
        self.joins: list[JoinReach] = []
        self._warehouse = warehouse
        self._types: dict[str, Mapping[str, str]] = {}

    def read(self, statement: Statement) -> tuple[Cell, ...]:
        """The one row of a statement.

        Raises:
            WarehouseError: it could not be read in time.
        """
        return self._warehouse.run(statement, timeout_s=self.timeout_s).rows[0]

    def types(self, dataset: Dataset, expressions: Sequence[Expression | str]) -> tuple[str, ...]:
        """The engine's type of each expression, empty where it has none because it fails.

        Raises:
            WarehouseUnavailableError, QueryTimeoutError: the data cannot be read at all.
        """
        if not expressions:
            return ()
        try:
            return tuple(str(cell) for cell in self.read(compile_types(dataset, expressions)))
        except (WarehouseUnavailableError, QueryTimeoutError):
            raise
        except WarehouseError:
            if len(expressions) == 1:
                return ("",)
            half = len(expressions) // 2
            return self.types(dataset, expressions[:half]) + self.types(
                dataset, expressions[half:]
            )

    def column_types(self, dataset: Dataset) -> Mapping[str, str]:
        """The engine's type of every column that the dataset gives out."""
        if dataset.name not in self._types:
            found = self.types(dataset, dataset.columns)
            self._types[dataset.name] = dict(zip(dataset.columns, found, strict=True))
        return self._types[dataset.name]

    def values(self, dimension: Dimension) -> tuple[str, ...]:
        """The values of a dimension that occur, as text; at most as many as are indexed.

        Raises:
            WarehouseError: they could not be read in time.
        """
        statement = compile_values(dimension, self.catalog.dataset(dimension.dataset))
        rows = self._warehouse.run(
            statement, timeout_s=self.timeout_s, max_rows=INDEXED_VALUES
        ).rows
        return tuple(str(row[0]) for row in rows if row[0] is not None)


def found(
    severity: Severity,
    check: str,
    on: Dataset | Dimension | Metric,
    message: str,
    advice: str = "",
) -> Finding:
    """A finding about a definition, at its place."""
    return Finding(severity, check, on.name, message, advice, on.origin)


def number(cell: Cell) -> int:
    """A count of the warehouse's; none is 0."""
    return int(cell) if isinstance(cell, int) else int(str(cell or 0))


def share(part: int, whole: int) -> str:
    """A part in percent, as exact as its size asks for.

    >>> share(1, 3), share(1, 225), share(1, 1_000_000)
    ('33 %', '0.44 %', 'less than 0.01 %')
    """
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 0.01:  # noqa: PLR2004 - two decimals
        return "less than 0.01 %"
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.2g} %"  # noqa: PLR2004 - two digits


def rows_in_words(count: int) -> str:
    """A number of rows.

    >>> rows_in_words(1), rows_in_words(12_000)
    ('1 row', '12,000 rows')
    """
    return f"{count:,} row{'' if count == 1 else 's'}"
