"""The workshop's rows: many small companies, each made of one number, with every trap in it.

Orphans, keys without a value, dimensions and measures without a value, negative amounts, a repair
that was loaded twice, pairs that a bridge holds twice, spells open, closed, of no length and
reversed, snapshots with holes, rows before the history and after the last day with data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

Row = dict[str, Any]
SCHEMA = {
    "county": "code varchar, name varchar, zone int",
    "town": "code int, county_code varchar, size varchar",
    "customer": "id int, town_code int, segment varchar, joined_on date",
    "tool": "id int, maker varchar, bought_on date, weight double",
    "tariff": "kind varchar, level int, name varchar",
    "order": (
        'id int, customer_id int, tool_id int, kind varchar, level int, "group" varchar, '
        '"Hours Out" int, fee decimal(12, 2), rented_on date'
    ),
    "repair_load": (
        "repair_id int, load_id int, tool_id int, cost decimal(12, 2), opened_at timestamp"
    ),
    "membership": (
        "id int, customer_id int, plan varchar, price decimal(12, 2), starts_on date, ends_on date"
    ),
    "stock": "shelf varchar, counted_at timestamp, town_code int, pieces int",
    "tag": "id int, label varchar, family varchar",
    "tool_tag": "id int, tool_id int, tag_id int, strength varchar",
    "hobby": "customer_id int, hobby varchar",
}
FIRST, LAST = date(2022, 12, 20), date(2024, 7, 31)
DAY = timedelta(days=1)
EDGES = (
    *(date(2023, month, 1) for month in (1, 2, 7, 12)),
    *(date(2024, month, 1) for month in range(1, 8)),
    date(2023, 12, 31),
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2024, 4, 30),
    date(2024, 5, 31),
)


@dataclass(frozen=True, eq=False)
class Workshop:
    """One company's tables, as they stand in the warehouse."""

    tables: dict[str, tuple[Row, ...]]

    def rows(self, dataset: str) -> tuple[Row, ...]:
        """The governed rows of a dataset, worked out by hand."""
        if dataset == "rental":
            return self.tables["order"]
        if dataset != "repair":
            return self.tables[dataset]
        newest: dict[int, Row] = {}
        for row in sorted(self.tables["repair_load"], key=lambda row: row["load_id"]):
            newest[row["repair_id"]] = row
        return tuple(newest.values())

    def script(self) -> str:
        """The SQL that makes the tables and fills them."""
        made = [f'create table "{name}" ({columns});' for name, columns in SCHEMA.items()]
        filled = [
            f'insert into "{name}" values {", ".join(_written(row) for row in rows)};'
            for name, rows in self.tables.items()
            if rows
        ]
        return "\n".join(made + filled)


def made_of(seed: int) -> Workshop:
    """The company that a number stands for; small numbers are small companies."""
    rng = Random(seed)  # noqa: S311 - no secret
    size = rng.choice((0, 2, 6, 12, 24, 24, 40)) if seed else 1
    make = _Maker(rng)
    return Workshop(
        {
            "county": tuple(make.county(code) for code in "NSW"),
            "town": tuple(make.town(code) for code in range(1, 6)),
            "customer": tuple(make.customer(number) for number in range(1, 9)),
            "tool": tuple(make.tool(number) for number in range(1, 6)),
            "tariff": tuple(make.tariff(kind, level) for kind in "ab" for level in (1, 2)),
            "order": tuple(make.rental(number) for number in range(size)),
            "repair_load": tuple(make.repairs(size // 2)),
            "membership": tuple(make.membership(number) for number in range(size)),
            "stock": tuple(make.stock(size)),
            "tag": tuple(make.tag(number) for number in range(1, 5)),
            "tool_tag": tuple(make.tool_tag(number) for number in range(size)),
            "hobby": tuple(make.hobbies(size // 2)),
        }
    )


class _Maker:
    """Draws one row at a time."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def county(self, code: str) -> Row:
        return {
            "code": code,
            "name": self._one("North", "South", None),
            "zone": self._one(1, 2, None),
        }

    def town(self, code: int) -> Row:
        county = self._one("N", "S", "W", "X", None)
        return {"code": code, "county_code": county, "size": self._one("small", "large", None)}

    def customer(self, number: int) -> Row:
        town = self._one(1, 2, 3, 4, 5, 77, None)
        segment = self._one("home", "trade", "home", None)
        return {"id": number, "town_code": town, "segment": segment, "joined_on": self._day()}

    def tool(self, number: int) -> Row:
        maker, weight = self._one("Ace", "Bolt", "", None), self._one(1.5, 2.0, -3.25, None)
        return {"id": number, "maker": maker, "bought_on": self._day(), "weight": weight}

    def tariff(self, kind: str, level: int) -> Row:
        return {"kind": kind, "level": level, "name": self._one("low", "high", None)}

    def rental(self, number: int) -> Row:
        return {
            "id": number,
            "customer_id": self._one(*range(1, 9), 99, None),
            "tool_id": self._one(*range(1, 6), 99, None),
            "kind": self._one("a", "b", "c", None),
            "level": self._one(1, 2, 1, None),
            "group": self._one("late", "lost", "late", None),
            "Hours Out": self._one(2, 24, 25, 80, None),
            "fee": self._amount(),
            "rented_on": self._day(),
        }

    def repairs(self, count: int) -> list[Row]:
        loads = []
        for number in range(count):
            for load in range(self._one(1, 1, 2)):
                row = {
                    "repair_id": number,
                    "load_id": load,
                    "tool_id": self._one(1, 2, 3, 99, None),
                }
                loads.append({**row, "cost": self._amount(), "opened_at": self._moment()})
        return loads

    def membership(self, number: int) -> Row:
        starts = self._day()
        length = self._rng.choice((0, 1, 10, 40, 200, -5))
        ends = None if starts is None or self._rng.random() < 0.3 else starts + DAY * length
        plan = self._one("gold", "basic", "basic", None)
        customer = self._one(*range(1, 9), 99, None)
        row = {"id": number, "customer_id": customer, "plan": plan, "price": self._amount()}
        return {**row, "starts_on": starts, "ends_on": ends}

    def stock(self, count: int) -> list[Row]:
        days = [self._edge() for _ in range(max(1, count // 4))]
        found: dict[tuple[str, datetime], Row] = {}
        for _ in range(count):
            shelf, day = self._one("A", "B", "C"), self._rng.choice(days)
            at = datetime(day.year, day.month, day.day, self._one(0, 8, 23))  # noqa: DTZ001 - as the warehouse keeps them
            row = {"shelf": shelf, "counted_at": at, "town_code": self._one(1, 2, 3, 77, None)}
            found[shelf, at] = {**row, "pieces": self._one(0, 1, 5, 9, -2, None)}
        return list(found.values())

    def tag(self, number: int) -> Row:
        label, family = self._one("heavy", "loud", "red", None), self._one("x", "y", None)
        return {"id": number, "label": label, "family": family}

    def tool_tag(self, number: int) -> Row:
        row = {"id": number, "tool_id": self._one(1, 2, 3, 99, None)}
        tag, strength = self._one(1, 2, 3, 4, 88, None), self._one("weak", "strong", None)
        return {**row, "tag_id": tag, "strength": strength}

    def hobbies(self, count: int) -> list[Row]:
        pairs = {
            (self._one(*range(1, 6), 99), self._one("golf", "chess", "art")) for _ in range(count)
        }
        return [{"customer_id": one, "hobby": two} for one, two in sorted(pairs)]

    def _one(self, *values: Any) -> Any:
        return self._rng.choice(values)

    def _amount(self) -> Decimal | None:
        cents = self._rng.choice((25, 50, 75, 100, 1000, 1025, -300, 0, None))
        return None if cents is None else Decimal(cents) / 100

    def _edge(self) -> date:
        return self._rng.choice(EDGES) + DAY * self._rng.choice((-2, -1, 0, 0, 1))

    def _day(self) -> date | None:
        if self._rng.random() < 0.08:
            return None
        if self._rng.random() < 0.6:
            return self._edge()
        return FIRST + DAY * self._rng.randrange((LAST - FIRST).days)

    def _moment(self) -> datetime | None:
        day = self._day()
        hour = self._rng.choice((0, 0, 13, 23))
        return None if day is None else datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - as the warehouse keeps them


def _written(row: Row) -> str:
    return "(" + ", ".join(_literal(value) for value in row.values()) + ")"


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, date):  # a datetime too
        return f"'{value}'"
    return f"'{value}'" if isinstance(value, str) else str(value)
