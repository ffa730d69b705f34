"""The small models that the vectors run on: definitions and rows, as the foundation has them.

The foundation's rows have no dates and our metrics do, so every fact row is dated the same day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

_COMPANY = """
version: 1
company:
  name: The foundation's examples
  synthetic: true
  help_contact: "#nobody"
  calendar: {time_zone: UTC, week_start: monday, fiscal_start_month: 1, history_starts: 2025-01-01}
groups:
  everyone: {usergroup: S0EVERYONE, grants: [general]}
people: []
channels: []
"""
_METRIC = """
  {name}:
    label: {label}
    description: {label}.
    type: simple
    dataset: {dataset}
    agg: {aggregation}
    time: seen_on
    missing: {missing}
    owner: everyone
    steward: "@nobody"
    status: draft
    version: 1
    changes: [{{version: 1, on: 2026-01-01, by: "@nobody", why: The foundation has it.}}]
    direction: neutral
    format: decimal
    access: general
"""
_DIMENSION = """
  {name}:
    dataset: {dataset}
    expr: {column}
    type: {kind}
    label: {label}
    description: A field.
"""
_ROWS = Path(__file__).parent / "rows"


@dataclass(frozen=True, slots=True)
class Model:
    """A catalogue's text, and the files of SQL that fill its tables.

    Attributes:
        datasets: the YAML of the datasets.
        fields: (dataset, column, type) of each dimension; its name is ``dataset_column``.
        measures: (dataset, aggregation, column or empty) of each metric.
    """

    name: str
    datasets: str
    fields: tuple[tuple[str, str, str], ...]
    measures: tuple[tuple[str, str, str], ...]
    rows: tuple[str, ...]

    @property
    def sql(self) -> str:
        """What makes and fills the tables."""
        return "\n".join((_ROWS / f"{name}.sql").read_text(encoding="utf-8") for name in self.rows)

    def write(self, folder: Path) -> None:
        """The definitions, as files that the catalogue loads."""
        text = [f"version: 1\nsubject: {self.name}\ndatasets:\n{self.datasets}dimensions:\n"]
        text += (_dimension(*field) for field in self.fields)
        text += ["metrics:", *(_metric(*measure) for measure in self.measures)]
        (folder / "company.yml").write_text(_COMPANY, encoding="utf-8")
        (folder / "model.yml").write_text("".join(text), encoding="utf-8")


def _dimension(dataset: str, column: str, kind: str) -> str:
    name = f"{dataset}_{column}"
    label = name.replace("_", " ").capitalize()
    return _DIMENSION.format(name=name, dataset=dataset, column=column, kind=kind, label=label)


def _metric(dataset: str, aggregation: str, column: str) -> str:
    """A count of nothing is zero, any other aggregate of nothing is empty."""
    name = "_".join(part for part in (aggregation, dataset, column) if part)
    missing = "zero" if aggregation.startswith("count") else "empty"
    text = _METRIC.format(
        name=name,
        label=name.replace("_", " ").capitalize(),
        dataset=dataset,
        aggregation=aggregation,
        missing=missing,
    )
    return text + (f"    expr: {column}\n" if column else "")


def _dataset(
    name: str,
    key: str,
    columns: str,
    joins: Iterable[tuple[str, str, str]] = (),
    *,
    bridge: bool = False,
    source: str = "",
) -> str:
    """The YAML of one dataset; a join is (name, dataset, pairs of columns)."""
    lines = [
        f"  {name}:",
        f"    label: {name.capitalize()}",
        f"    description: {name.capitalize()}.",
        f"    source: {source or name}",
        f"    key: [{key}]",
        f"    columns: [{columns}]",
        *(["    bridge: true"] if bridge else []),
    ]
    found = [f"      {one}: {{to: {to}, on: {{{on}}}}}" for one, to, on in joins]
    return "\n".join([*lines, *(["    joins:", *found] if found else [])]) + "\n"


PRELUDE = Model(
    "prelude",
    _dataset("customers", "id", "id, region, segment")
    + _dataset(
        "orders",
        "id",
        "id, customer_id, amount, status, seen_on",
        [("customer", "customers", "customer_id: id")],
    )
    + _dataset(
        "returns",
        "id",
        "id, customer_id, amount, seen_on",
        [("customer", "customers", "customer_id: id")],
    )
    + _dataset("visits", "id", "id, page, seen_on"),
    (
        ("customers", "region", "string"),
        ("customers", "segment", "string"),
        ("orders", "status", "string"),
        ("orders", "amount", "number"),
        ("returns", "amount", "number"),
        ("visits", "page", "string"),
    ),
    (
        ("orders", "sum", "amount"),
        ("orders", "average", "amount"),
        ("orders", "count", ""),
        ("orders", "count_distinct", "status"),
        ("orders", "min", "amount"),
        ("orders", "max", "amount"),
        ("returns", "sum", "amount"),
        ("visits", "count", ""),
    ),
    ("prelude",),
)
NULL_KEY = replace(PRELUDE, name="null_key", rows=("prelude", "null_key"))
ORPHAN = replace(PRELUDE, name="orphan", rows=("prelude", "null_region", "orphan"))
NULL_REGION = replace(PRELUDE, name="null_region", rows=("prelude", "null_region", "two_orders"))
EMPTY = replace(PRELUDE, name="empty", rows=("prelude", "no_orders"))
BRIDGE = Model(
    "bridge",
    _dataset("actors", "id", "id, name, height")
    + _dataset("movies", "id", "id, gross, seen_on")
    + _dataset(
        "awards", "id", "id, movie_id, prize, seen_on", [("movie", "movies", "movie_id: id")]
    )
    + _dataset(
        "appearances",
        "actor_id, movie_id",
        "actor_id, movie_id",
        [("actor", "actors", "actor_id: id"), ("movie", "movies", "movie_id: id")],
        bridge=True,
    )
    + _dataset(
        "labels",
        "movie_id, label",
        "movie_id, label",
        [("movie", "movies", "movie_id: id")],
        bridge=True,
    ),
    (("actors", "height", "integer"), ("actors", "name", "string"), ("labels", "label", "string")),
    (("movies", "sum", "gross"), ("movies", "count", ""), ("awards", "sum", "prize")),
    ("bridge",),
)
AMBIGUOUS = Model(
    "ambiguous",
    _dataset("users", "id", "id, name, boss_id", [("boss", "bosses", "boss_id: id")])
    + _dataset("bosses", "id", "id, name", source="users")
    + _dataset(
        "orders",
        "id",
        "id, placed_by, fulfilled_by, amount, seen_on",
        [("placed", "users", "placed_by: id"), ("fulfilled", "users", "fulfilled_by: id")],
    )
    + _dataset("calls", "id", "id, user_id, minutes, seen_on", [("user", "users", "user_id: id")]),
    (("users", "name", "string"), ("bosses", "name", "string")),
    (("orders", "sum", "amount"), ("calls", "sum", "minutes")),
    ("ambiguous",),
)
DEEP = Model(
    "deep",
    _dataset("countries", "code", "code, continent")
    + _dataset(
        "cities",
        "name, country",
        "name, country, size",
        [("country", "countries", "country: code")],
    )
    + _dataset(
        "shops",
        "id",
        "id, city, country",
        [("city", "cities", "city: name, country: country")],
    )
    + _dataset("sales", "id", "id, shop_id, amount, seen_on", [("shop", "shops", "shop_id: id")]),
    (("countries", "continent", "string"), ("cities", "size", "string")),
    (("sales", "sum", "amount"),),
    ("deep",),
)
MODELS = (PRELUDE, NULL_KEY, NULL_REGION, ORPHAN, EMPTY, BRIDGE, AMBIGUOUS, DEEP)
