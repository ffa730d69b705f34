"""Parts that a single question and the service share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.language import premises_on
from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.layer import SemanticLayer
from metrics.warehouse import Warehouse, open_warehouse

SAMPLE: Final = "cadence.duckdb"


@contextmanager
def open_layer(
    definitions: Path | None, warehouse: str, *, workers: int
) -> Iterator[tuple[CatalogSource, Warehouse, SemanticLayer]]:
    """The catalogue, the warehouse and the front door over both.

    Raises:
        DefinitionsError: the definitions have problems.
        WarehouseUnavailableError: the warehouse cannot be opened.
    """
    premises = premises_on(present().date())
    source = CatalogSource(definitions or DEFAULT_DEFINITIONS, premises)
    zone = source.catalog.company.calendar.time_zone
    with open_warehouse(warehouse, workers=workers, time_zone=zone) as opened:
        yield source, opened, SemanticLayer(source, opened)


def ensure_sample(data_dir: Path, write: Callable[[Path], object]) -> str:
    """The URL of the sample company's warehouse; ``write`` makes it where there is none yet.

    The directory is there already.
    """
    sample = data_dir / SAMPLE
    if not sample.exists():
        write(sample)
    return f"duckdb:///{sample.absolute()}"


def present() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
