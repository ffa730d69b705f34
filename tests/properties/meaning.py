"""What the workshop's dimensions and metrics mean, said again in Python by somebody who read the
plain words of the definitions and not the code that runs them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tests.properties.rows import Row, Workshop

Value = Any
View = dict[str, Value]  # a row's value of every dimension


@dataclass(frozen=True, slots=True)
class Measure:
    """What is read from a row that counts, and what is made of all that is known."""

    dataset: str
    how: Callable[[Sequence[Value]], Value]
    of: Callable[[Row], Value] = lambda _: 1
    only: Callable[[Row], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Simple:
    """Rows dated in the days."""

    measure: Measure
    when: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Spells open on the last day, or on the day before the first."""

    measure: Measure
    opens: str = "starts_on"
    closes: str = "ends_on"
    at: Literal["end", "start"] = "end"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Days of spells, each worth the measure's value."""

    measure: Measure
    opens: str = "starts_on"
    closes: str = "ends_on"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The last count on or before the last day, so many days old at most."""

    measure: Measure
    when: str
    carry_days: int


@dataclass(frozen=True, slots=True)
class Conversion:
    """Rows dated in the days, and the events of the same key that follow each in time."""

    measure: Measure
    when: str
    events: str
    event_when: str
    same: tuple[str, str]
    length: str  # the parameter that has the number
    unit: str
    counts: Literal["rows", "events"]


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Another metric over more days: a number (or parameter) of units, to date, or ever."""

    metric: str
    count: int | str = 0
    unit: str = ""
    to_date: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """Arithmetic of other metrics; nothing where a part is nothing."""

    parts: tuple[str, ...]
    by: Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Maturity:
    """A row counts so many months and then days after its day."""

    how: Literal["exclude", "label", "refuse"]
    days: int
    months: int | str = 0


@dataclass(frozen=True, slots=True)
class Metric:
    """A number, whether nothing counts as zero, and what governance adds."""

    type: Simple | Balance | Exposure | Snapshot | Conversion | Cumulative | Made
    zero: bool = False
    maturity: Maturity | None = None
    goal: tuple[float, str] | None = None
    adds_up: bool = False
    parameters: tuple[tuple[str, tuple[int, ...], int], ...] = ()


def views(workshop: Workshop, dataset: str, row: Row) -> list[View]:
    """The row beside every combination of what it is joined to: several over a bridge."""
    match dataset:
        case "rental":
            tariff = _find(workshop, "tariff", kind=row["kind"], level=row["level"])
            hours = row["Hours Out"]
            own = {
                "tariff_name": tariff["name"],
                "rental_group": row["group"],
                "is_long": None if hours is None else hours > 24,
            }
            customers = _customer(workshop, row["customer_id"])
            return [
                {**own, **one, **two}
                for one in customers
                for two in _tool(workshop, row["tool_id"])
            ]
        case "repair":
            return _tool(workshop, row["tool_id"])
        case "membership":
            return [
                {"plan": row["plan"], **one} for one in _customer(workshop, row["customer_id"])
            ]
        case "customer":
            return _customer(workshop, row["id"])
        case _:
            return [{"shelf": row["shelf"], **_town(workshop, row["town_code"])}]


class _Nothing(dict[str, Value]):
    """A row that is not there: every column is empty."""

    def __missing__(self, _: str) -> None:
        return None


def _find(workshop: Workshop, dataset: str, **key: Value) -> Row:
    if None not in key.values():
        for row in workshop.rows(dataset):
            if all(row[name] == value for name, value in key.items()):
                return row
    return _Nothing()


def _town(workshop: Workshop, code: Value) -> View:
    town = _find(workshop, "town", code=code)
    county = _find(workshop, "county", code=town["county_code"])
    return {
        "town_size": town["size"],
        "county_name": county["name"],
        "county_zone": county["zone"],
    }


def _customer(workshop: Workshop, number: Value) -> list[View]:
    customer = _find(workshop, "customer", id=number)
    own = {"segment": customer["segment"], **_town(workshop, customer["town_code"])}
    hobbies = [
        row["hobby"] for row in workshop.rows("hobby") if row["customer_id"] == customer["id"]
    ]
    return [{**own, "hobby_name": one} for one in (hobbies if customer else []) or [None]]


def _tool(workshop: Workshop, number: Value) -> list[View]:
    tool = _find(workshop, "tool", id=number)
    own = {
        "maker": tool["maker"],
        "tool_bought_on": tool["bought_on"],
        "tool_weight": tool["weight"],
    }
    tags = [
        {
            **own,
            "tag_strength": pair["strength"],
            "tag_label": tag["label"],
            "tag_family": tag["family"],
        }
        for pair in workshop.rows("tool_tag")
        if tool and pair["tool_id"] == tool["id"]
        for tag in [_find(workshop, "tag", id=pair["tag_id"])]
    ]
    return tags or [{**own, "tag_strength": None, "tag_label": None, "tag_family": None}]


def _total(values: Sequence[Value]) -> Value:
    return sum(values) if values else None


def _average(values: Sequence[Value]) -> Value:
    return float(sum(values)) / len(values) if values else None


def _between(share: float) -> Callable[[Sequence[Value]], Value]:
    """The value that so much of all lies below, between two values where it must."""

    def value(values: Sequence[Value]) -> Value:
        if not values:
            return None
        ranked = sorted(float(one) for one in values)
        place = share * (len(ranked) - 1)
        below, above = ranked[math.floor(place)], ranked[math.ceil(place)]
        return below + (above - below) * (place - math.floor(place))

    return value


def _first_quarter(values: Sequence[Value]) -> Value:
    """The smallest value that at least a quarter of all does not exceed."""
    ranked = sorted(values)
    for place, value in enumerate(ranked, start=1):
        if place / len(ranked) >= 0.25:
            return value
    return None


def _divided(above: Value, below: Value) -> Value:
    return None if below == 0 else float(above) / float(below)


def _fee(row: Row) -> Value:
    return row["fee"]


def _is_late(row: Row) -> bool:
    return row["group"] == "late"


_least, _most = lambda v: min(v, default=None), lambda v: max(v, default=None)
_RENTALS = Measure("rental", len)
_MEMBERS = Measure("membership", len)
_MONTHS = Measure("membership", lambda values: sum(values) / 30.4375)
_SOON = Conversion(
    _RENTALS, "rented_on", "repair", "opened_at", ("tool_id", "tool_id"), "days", "day", "rows"
)
_THEN = Conversion(
    Measure("customer", sum),
    "joined_on",
    "rental",
    "rented_on",
    ("id", "customer_id"),
    "months",
    "month",
    "events",
)
_DAYS, _MONTHS_ON = ("days", (7, 30, 90), 30), ("months", (1, 3), 3)


def _rented(how: Callable[[Sequence[Value]], Value], of: Callable[[Row], Value] = _fee) -> Simple:
    return Simple(Measure("rental", how, of), "rented_on")


METRICS = {
    "rentals": Metric(Simple(_RENTALS, "rented_on"), zero=True, adds_up=True, goal=(6, "month")),
    "late_rentals": Metric(
        Simple(Measure("rental", len, only=_is_late), "rented_on"), adds_up=True
    ),
    "fees": Metric(_rented(_total), zero=True, adds_up=True),
    "renters": Metric(_rented(lambda v: len(set(v)), lambda r: r["customer_id"]), zero=True),
    "average_fee": Metric(_rented(_average), goal=(2.5, "")),
    "lowest_fee": Metric(_rented(_least)),
    "highest_fee": Metric(Simple(Measure("rental", _most, _fee, _is_late), "rented_on")),
    "median_fee": Metric(_rented(_between(0.5))),
    "high_hours": Metric(_rented(_between(0.75), lambda r: r["Hours Out"])),
    "usual_fee": Metric(_rented(_first_quarter)),
    "repairs": Metric(Simple(Measure("repair", len), "opened_at"), zero=True, adds_up=True),
    "repair_cost": Metric(
        Simple(Measure("repair", _total, lambda r: r["cost"]), "opened_at"),
        zero=True,
        adds_up=True,
    ),
    "cost_per_rental": Metric(
        Made(("repair_cost", "rentals"), lambda a, b: _scaled(1000, _divided(a, b)))
    ),
    "net_fees": Metric(Made(("fees", "repair_cost"), lambda a, b: a - b), adds_up=True),
    "oddity": Metric(
        Made(
            ("fees", "rentals", "repairs"),
            lambda a, b, c: _scaled(0.5, _divided(-(a + 2), b - c)),
        )
    ),
    "members": Metric(Balance(_MEMBERS), zero=True, adds_up=True),
    "members_before": Metric(Balance(_MEMBERS, at="start"), zero=True, adds_up=True),
    "book_value": Metric(
        Balance(Measure("membership", _total, lambda r: r["price"])), zero=True, adds_up=True
    ),
    "average_price": Metric(Balance(Measure("membership", _average, lambda r: r["price"]))),
    "member_months": Metric(Exposure(_MONTHS), zero=True, adds_up=True),
    "gold_months": Metric(
        Exposure(Measure("membership", _MONTHS.how, only=lambda r: r["plan"] == "gold")),
        adds_up=True,
    ),
    "earned": Metric(
        Exposure(
            Measure(
                "membership",
                _total,
                lambda r: None if r["price"] is None else float(r["price"]) / 8,
            )
        ),
        zero=True,
        adds_up=True,
    ),
    "rentals_per_member": Metric(Made(("rentals_known", "member_months"), _divided)),
    "rentals_known": Metric(
        Simple(Measure("rental", len, only=lambda r: r["customer_id"] is not None), "rented_on"),
        zero=True,
        adds_up=True,
    ),
    "pieces": Metric(
        Snapshot(Measure("stock", _total, lambda r: r["pieces"]), "counted_at", 9), adds_up=True
    ),
    "shelves": Metric(Snapshot(Measure("stock", len), "counted_at", 9), zero=True, adds_up=True),
    "largest_shelf": Metric(
        Snapshot(
            Measure(
                "stock",
                _most,
                lambda r: r["pieces"],
                lambda r: r["pieces"] is not None and r["pieces"] < 7,
            ),
            "counted_at",
            9,
        )
    ),
    "rentals_repaired": Metric(_SOON, zero=True, adds_up=True, parameters=(_DAYS,)),
    "later_rentals": Metric(_THEN, zero=True, adds_up=True, parameters=(_MONTHS_ON,)),
    "new_customers": Metric(
        Simple(Measure("customer", len), "joined_on"), zero=True, adds_up=True
    ),
    "rentals_per_customer": Metric(
        Made(("later_rentals", "new_customers"), _divided),
        maturity=Maturity("refuse", 5, "months"),
        parameters=(_MONTHS_ON,),
    ),
    "repaired_share": Metric(
        Made(("rentals_repaired", "rentals"), _divided),
        maturity=Maturity("exclude", 20),
        parameters=(_DAYS,),
    ),
    "settled_rentals": Metric(
        Simple(_RENTALS, "rented_on"), zero=True, adds_up=True, maturity=Maturity("exclude", 30, 1)
    ),
    "settled_share": Metric(Made(("settled_rentals", "rentals"), _divided)),
    "settled_plus": Metric(
        Made(("repaired_share", "settled_rentals"), lambda a, b: a * 2 + b), parameters=(_DAYS,)
    ),
    "settled_per_month": Metric(
        Made(("settled_rentals", "member_months"), _divided), maturity=Maturity("exclude", 10)
    ),
    "early_fees": Metric(_rented(_total), zero=True, adds_up=True, maturity=Maturity("label", 15)),
    "closed_fees": Metric(
        _rented(_total), zero=True, adds_up=True, maturity=Maturity("refuse", 15)
    ),
    "fees_rolling": Metric(Cumulative("fees", 2, "month"), adds_up=True),
    "renters_lately": Metric(
        Cumulative("renters", "weeks", "week"), parameters=(("weeks", (2, 5), 2),)
    ),
    "fees_this_year": Metric(Cumulative("fees", to_date="fiscal_year"), adds_up=True),
    "fees_ever": Metric(Cumulative("fees"), adds_up=True),
    "cost_ratio_so_far": Metric(Cumulative("cost_per_rental", to_date="quarter")),
    "rolling_net": Metric(Made(("fees_rolling", "repair_cost"), lambda a, b: a - b), adds_up=True),
}


def _scaled(factor: float, value: Value) -> Value:
    return None if value is None else factor * value


def dated(row: Row, column: str) -> date | None:
    """The day of a column that holds a day or a moment."""
    value = row[column]
    return value.date() if hasattr(value, "date") else value
