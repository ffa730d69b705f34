"""The example company of docs/definitions.md, as files and with a little data."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "definitions.md"
CITIES = ((1, "Berlin", "Germany"), (2, "Munich", "Germany"), (3, "Luxembourg", "Luxembourg"))
_FILE = re.compile(r"```yaml\n# (\w+\.yml)\n(.*?)```", re.DOTALL)


def write_definitions(folder: Path) -> Path:
    """The page's files in a folder, as they stand."""
    for name, text in _FILE.findall(PAGE.read_text(encoding="utf-8")):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_warehouse(path: Path) -> str:
    """Ten parcels a month of 2024 and 2025 at 10 euros, four in Berlin; the warehouse's URL.

    Every third parcel is express, and costs 20.
    """
    import duckdb  # noqa: PLC0415 - where needed

    with duckdb.connect(str(path)) as connection:
        fill(connection)
    return f"duckdb:///{path}"


def fill(connection) -> None:
    """The tables of that warehouse, through a connection to an empty one."""
    connection.execute("CREATE TABLE city (city_id INT, city_name TEXT, country_name TEXT)")
    connection.executemany("INSERT INTO city VALUES (?, ?, ?)", CITIES)
    connection.execute("""
      CREATE TABLE delivery AS
      SELECT m * 10 + n AS delivery_id,
        CASE WHEN n < 4 THEN 1 WHEN n < 7 THEN 2 ELSE 3 END AS city_id,
        CASE WHEN n % 3 = 0 THEN 'express' ELSE 'standard' END AS service,
        CASE WHEN n % 3 = 0 THEN 20.0 ELSE 10.0 END::DECIMAL(9, 2) AS price,
        (DATE '2024-01-01' + to_months(m::INT) + to_days(n::INT))::DATE AS delivered_on
      FROM range(24) AS months(m), range(10) AS parcels(n)
    """)
