"""The benchmark's company: 500,000 units, their members and warranties, five million claims.

The same scale and seed give the same rows. What makes layers lose or repeat rows is in it on
purpose: claims without a unit or with one that nobody knows, units with several warranties and
with none, a model without any claim in a whole month.
Run: ``python benchmarks/company.py --help``.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
DAYS = (LAST - FIRST).days + 1
GUIDE = 4
RETIRED, LOST, WITHOUT_UNIT = 0.20, 0.0015, 0.0005  # LOST has both kinds of claims without a unit
CACHE = Path(__file__).parents[1] / ".paceline" / "bench"
MODELS = ("Bike", "Bike+", "Tread", "Row", "Guide")
REGIONS = (
    "Alabama",
    "Alaska",
    "Arizona",
    "Arkansas",
    "California",
    "Colorado",
    "Connecticut",
    "Delaware",
    "Florida",
    "Georgia",
    "Hawaii",
    "Idaho",
    "Illinois",
    "Indiana",
    "Iowa",
    "Kansas",
    "Kentucky",
    "Louisiana",
    "Maine",
    "Maryland",
    "Massachusetts",
    "Michigan",
    "Minnesota",
    "Mississippi",
    "Missouri",
    "Montana",
    "Nebraska",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New York",
    "North Carolina",
    "North Dakota",
    "Ohio",
    "Oklahoma",
    "Oregon",
    "Pennsylvania",
    "Rhode Island",
    "South Carolina",
    "South Dakota",
    "Tennessee",
    "Texas",
    "Utah",
    "Vermont",
    "Virginia",
    "Washington",
    "West Virginia",
    "Wisconsin",
    "Wyoming",
)
COMPONENTS = ("screen", "crank", "bearing", "belt", "motor", "power board", "seat", "pedal")
STATUSES = ("paid", "approved", "denied", "withdrawn")

Array = NDArray[Any]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows each table has."""

    units: int
    members: int
    warranties: int
    claims: int

    @classmethod
    def at(cls, scale: float) -> Size:
        """The benchmark's own size is scale 1."""
        return cls(*(max(1, round(n * scale)) for n in (500_000, 300_000, 284_918, 5_002_471)))


def write_company(
    path: Path, *, scale: float = 1.0, seed: int = 1, tell: Progress = print
) -> None:
    """Write the company as a DuckDB file; ``tell`` hears of every table that is done."""
    size = Size.at(scale)
    unfinished = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished.unlink(missing_ok=True)
    streams = iter(np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(4))
    models = _models(size)
    with duckdb.connect(str(unfinished)) as connection:
        for table, columns in (
            ("members", _members(size, next(streams))),
            ("units", _units(size, models, next(streams))),
            ("warranties", _warranties(size, next(streams))),
            ("claims", _claims(size, models, next(streams))),
        ):
            _write(connection, table, columns)
            tell(f"{table}: {len(columns['_rows']):,} rows")
        connection.execute(_CALENDAR)
        connection.execute("CHECKPOINT")
    unfinished.replace(path)


def company_file(scale: float = 1.0, *, tell: Progress = print) -> Path:
    """The company's file in the cache, made first where it is missing or older than this code."""
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    path = CACHE / f"company-{scale:g}-{recipe}.duckdb"
    if not path.exists():
        tell(f"making the benchmark's company at scale {scale:g} in {path}")
        write_company(path, scale=scale, tell=tell)
    return path


def _models(size: Size) -> Array:
    """The model of each unit, by its place in MODELS: spread evenly, so no stream is needed."""
    shares = np.cumsum([0.40, 0.25, 0.20, 0.11])
    return np.searchsorted(shares, (np.arange(size.units) * 0.6180339887498949) % 1.0)


def _members(size: Size, stream: np.random.Generator) -> dict[str, Array]:
    weights = 1.0 / np.arange(3, 3 + len(REGIONS))
    regions = stream.choice(len(REGIONS), size.members, p=weights / weights.sum())
    return {
        "_rows": np.arange(size.members),
        "member_id": np.arange(1, size.members + 1),
        "region": regions,
        "joined_on": stream.integers(-1500, DAYS, size.members),
    }


def _units(size: Size, models: Array, stream: np.random.Generator) -> dict[str, Array]:
    sold = stream.integers(-900, DAYS - 30, size.units)
    retired = sold + 30 + stream.integers(0, 2_000, size.units)
    gone = (stream.random(size.units) < RETIRED) & (retired < DAYS)
    return {
        "_rows": np.arange(size.units),
        "unit_id": np.arange(1, size.units + 1),
        "member_id": stream.integers(1, size.members + 1, size.units),
        "model": models,
        "sold_on": sold,
        "retired_on": np.where(gone, retired, -9_999),
    }


def _warranties(size: Size, stream: np.random.Generator) -> dict[str, Array]:
    """One for each covered unit, and a second for 12 % of them."""
    covered = min(round(size.warranties / 1.12), size.units)
    once = stream.permutation(size.units)[:covered] + 1
    again = stream.choice(once, size.warranties - covered, replace=False)
    terms = stream.choice([12, 24, 36], size.warranties, p=[0.40, 0.35, 0.25])
    return {
        "_rows": np.arange(size.warranties),
        "warranty_id": np.arange(1, size.warranties + 1),
        "unit_id": np.concatenate([once, again]),
        "term_months": terms,
        "price_cents": terms * 700 + 100 * stream.integers(0, 60, size.warranties) + 99,
        "sold_on": stream.integers(0, DAYS, size.warranties),
    }


def _claims(size: Size, models: Array, stream: np.random.Generator) -> dict[str, Array]:
    """In the order of their dates; 0.1 % of an unknown unit, 0.05 % without one."""
    count = size.claims
    season = 1.0 + 0.12 * np.sin(np.arange(DAYS) / 365.25 * 2 * np.pi) + np.arange(DAYS) / 9_000
    days = np.sort(stream.choice(DAYS, count, p=season / season.sum()))
    units = stream.integers(1, size.units + 1, count)
    units = _none_of_the_guide_in_march(units, days, models)
    lost = stream.random(count)
    units = np.where(lost < LOST, size.units + 1 + stream.integers(0, 5_000, count), units)
    units = np.where(lost < WITHOUT_UNIT, -1, units)
    return {
        "_rows": np.arange(count),
        "claim_id": np.arange(1, count + 1),
        "unit_id": units,
        "claimed_on": days,
        "component": stream.integers(0, len(COMPONENTS), count),
        "status": stream.choice(len(STATUSES), count, p=[0.70, 0.10, 0.15, 0.05]),
        "cost_cents": np.round(stream.lognormal(5.35, 0.65, count) * 100).astype(np.int64),
    }


def _none_of_the_guide_in_march(units: Array, days: Array, models: Array) -> Array:
    """Every claim on a Guide in March 2025 falls on the nearest Bike instead."""
    march = [(day - FIRST).days for day in (date(2025, 3, 1), date(2025, 4, 1))]
    bikes = np.flatnonzero(models == 0) + 1
    struck = (days >= march[0]) & (days < march[1]) & (models[units - 1] == GUIDE)
    nearest = bikes[np.minimum(np.searchsorted(bikes, units), len(bikes) - 1)]
    moved: Array = np.where(struck, nearest, units)
    return moved


# What some layers need to know which days there are; as usual it runs on into the future.
_CALENDAR = """
CREATE TABLE calendar_days AS
SELECT CAST(day AS DATE) AS day
FROM generate_series(DATE '2022-01-01', DATE '2027-12-31', INTERVAL 1 DAY) AS days(day)
"""
_DAY = "DATE '2023-01-01' + CAST({} AS INTEGER)"
_SELECT: Mapping[str, str] = {
    "members": "CAST(member_id AS INTEGER) AS member_id, $regions[region + 1] AS region, "
    f"{_DAY.format('joined_on')} AS joined_on",
    "units": "CAST(unit_id AS INTEGER) AS unit_id, CAST(member_id AS INTEGER) AS member_id, "
    f"$models[model + 1] AS model, {_DAY.format('sold_on')} AS sold_on, "
    f"CASE WHEN retired_on <> -9999 THEN {_DAY.format('retired_on')} END AS retired_on",
    "warranties": "CAST(warranty_id AS INTEGER) AS warranty_id, "
    "CAST(unit_id AS INTEGER) AS unit_id, CAST(term_months AS INTEGER) AS term_months, "
    "CAST(price_cents / 100 AS DECIMAL(12, 2)) AS price, "
    f"{_DAY.format('sold_on')} AS sold_on",
    "claims": "CAST(claim_id AS BIGINT) AS claim_id, "
    "CAST(CASE WHEN unit_id > 0 THEN unit_id END AS INTEGER) AS unit_id, "
    f"{_DAY.format('claimed_on')} AS claimed_on, $components[component + 1] AS component, "
    "$statuses[status + 1] AS status, CAST(cost_cents / 100 AS DECIMAL(12, 2)) AS cost",
}


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Array]
) -> None:
    known = {
        "$regions": REGIONS,
        "$models": MODELS,
        "$components": COMPONENTS,
        "$statuses": STATUSES,
    }
    query = _SELECT[table]
    for name, values in known.items():
        query = query.replace(name, f"{list(values)}")
    connection.register("made", {n: np.ascontiguousarray(c) for n, c in columns.items()})
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {query} FROM made ORDER BY _rows"  # noqa: S608 - our own
    )
    connection.unregister("made")


def main() -> None:
    """Write the company where the command line says."""
    parser = argparse.ArgumentParser(
        description="Write the benchmark's company as a DuckDB file.",
        epilog="example: python benchmarks/company.py --out company.duckdb --scale 0.01",
    )
    parser.add_argument("--out", type=Path, help="the file (default: the cache of make peers)")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is five million claims")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.out is None:
        sys.stdout.write(f"{company_file(asked.scale)}\n")
    else:
        write_company(asked.out, scale=asked.scale, seed=asked.seed)


if __name__ == "__main__":
    main()
