"""The sample company "Cadence Fitness": a synthetic warehouse with planted truths.

Owns: the laws by which orders, units, failures, claims and the rest come about; the tables of
``schema.sql``; ``truth.yml``, which says what was planted and which nothing that answers reads.
May import: ``metrics.warehouse`` (for ``publish``) and ``metrics.errors``; never an engine.
Start reading at :func:`write_sample`, then ``company.py`` for the order of causes.

Every table draws from a random stream of its own, so that the same seed, scale and as-of date
give the same rows. Members do not move: the region of an order, unit, ticket or claim is that of
its member.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from metrics.sample.columns import Connection
from metrics.sample.company import make_company
from metrics.sample.plan import make_plan
from metrics.sample.truth import write_truth
from metrics.sample.write import Progress, Writer
from metrics.warehouse import publish

__all__ = ["Progress", "SampleReport", "write_sample"]


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What was written.

    Attributes:
        out: the name to open; ``file`` is the version behind it.
        truth: where the planted truths stand.
        rows: (table, rows) in the order of writing.
    """

    out: Path
    file: Path
    truth: Path
    scale: float
    as_of: date
    seed: int
    rows: tuple[tuple[str, int], ...]


def write_sample(
    out: Path,
    *,
    scale: float = 0.2,
    as_of: date,
    seed: int = 1,
    progress: Progress | None = None,
) -> SampleReport:
    """Make the sample company's warehouse at ``out``, and ``truth.yml`` beside it.

    Args:
        out: the warehouse's name; readers of an earlier version keep theirs.
        scale: 1 is 100,000 units.
        as_of: the last day of history, at least 2024-07-01.
        seed: any whole number from 0; one in five makes a company without defects.
        progress: told of each table.

    Raises:
        MetricsError: wishes that make no sample; WarehouseError: ``out`` cannot be written.
    """
    company = make_company(make_plan(scale, as_of, seed))
    rows: dict[str, int] = {}

    def write(connection: Connection) -> None:
        writer = Writer(connection, company, progress)
        writer.write_all()
        rows.update(writer.rows)

    file = publish(out, write)
    truth = out.with_name("truth.yml")
    write_truth(company, truth)
    return SampleReport(out, file, truth, scale, as_of, seed, tuple(rows.items()))
