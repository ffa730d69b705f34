"""Random questions about the workshop; most have an answer, some are careless on purpose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from metrics.model import GRAINS
from metrics.query import Filter, Having, MetricQuery, OrderBy, TimeRange, Transform
from tests.properties.definitions import CALENDARS
from tests.properties.meaning import METRICS
from tests.properties.refusals import goes_wide, reach_of

DAY = timedelta(days=1)
MOST_DAYS = 60  # of a series day by day
VALUES = {
    "county_name": ("North", "South", "Atlantis"),
    "county_zone": (1, 2, 3),
    "town_size": ("small", "large"),
    "segment": ("home", "trade"),
    "maker": ("Ace", "Bolt", "", "O'Brien"),
    "tool_bought_on": (date(2023, 7, 1), date(2024, 2, 29), date(2024, 5, 1)),
    "tool_weight": (1.5, 2.0, -3.25, 1.75),
    "tariff_name": ("low", "high"),
    "rental_group": ("late", "lost"),
    "is_long": (True, False),
    "plan": ("gold", "basic"),
    "shelf": ("A", "B"),
    "tag_label": ("heavy", "loud", "red"),
    "tag_family": ("x", "y"),
    "tag_strength": ("weak", "strong"),
    "hobby_name": ("golf", "chess"),
}
ASKABLE = tuple(name for name in METRICS if name != "rentals_known")
DATES = (
    *(date(2023, month, 1) for month in (2, 3, 7, 8, 12)),
    *(date(2024, month, 1) for month in range(1, 8)),
    date(2022, 11, 1),
    date(2023, 1, 10),
    date(2023, 12, 31),
    date(2024, 1, 8),
    date(2024, 1, 31),
    date(2024, 2, 15),
    date(2024, 2, 29),
    date(2024, 3, 4),
    date(2024, 3, 31),
    date(2024, 4, 7),
    date(2024, 5, 20),
    date(2025, 1, 1),
)
AS_OF = (
    date(2024, 5, 31),
    date(2024, 3, 31),
    date(2024, 2, 29),
    date(2024, 4, 10),
    date(2024, 1, 2),
)
LENGTHS = (1, 7, 10, 29, 31, 60, 91, 182, 366)
OPERATORS = ("in", "not_in", "is_null", "not_null", "between", ">", ">=", "<", "<=")
WIDE = (
    Transform("rolling", "month", 2),
    Transform("rolling", "day", 10),
    Transform("rolling", "week", 3),
    Transform("rolling", "fiscal_quarter", 1),
    Transform("to_date", "month"),
    Transform("to_date", "fiscal_year"),
    Transform("cumulative"),
)
BESIDE = (Transform("rank"), Transform("share"), Transform("contribution"))


@dataclass(frozen=True)
class Question:
    """A query, of which company, under which calendar, as of which day."""

    query: MetricQuery
    calendar: str
    seed: int
    as_of: date


@dataclass(frozen=True)
class Kind:
    """What a question may have beside metrics, dimensions, filters, a range and a grain."""

    compares: bool = False
    transformed: bool = False
    arranged: bool = False
    metrics: tuple[str, ...] = ASKABLE
    most: int = 2
    dimensions: frozenset[str] = frozenset(VALUES)


@st.composite
def questions(draw, kind: Kind = Kind()) -> Question:
    """A question of this kind."""
    as_of = draw(st.sampled_from(AS_OF))
    query = draw(_plain(kind, as_of))
    is_careless = draw(st.integers(0, 14)) == 14
    if kind.compares:
        query = replace(query, compare_to=draw(_comparisons(query, as_of, is_careless)))
    if kind.transformed:
        query = replace(query, transforms=draw(_transforms(query, is_careless)))
    if kind.arranged:
        query = draw(_arranged(query))
    calendar = draw(st.sampled_from(tuple(CALENDARS)))
    return Question(query, calendar, draw(st.integers(0, 300)), as_of)


@st.composite
def _plain(draw, kind: Kind, as_of: date) -> MetricQuery:
    chosen = st.lists(st.sampled_from(kind.metrics), min_size=1, max_size=kind.most, unique=True)
    names = draw(chosen)
    common = sorted(frozenset.intersection(kind.dimensions, *(reach_of(name) for name in names)))
    known = common if draw(st.integers(0, 24)) else sorted(kind.dimensions)
    split = st.lists(st.sampled_from(known), max_size=2, unique=True) if known else st.just([])
    filtered = draw(split) if draw(st.booleans()) else []
    grain = draw(st.sampled_from((None, None, *GRAINS)))
    within = draw(st.one_of(st.none(), *3 * [_ranges(as_of)]))
    if grain == "day":
        start = within.start if within and within.start else date(2024, 2, 20)
        within = TimeRange(
            start,
            min(within.end, start + DAY * MOST_DAYS)
            if within and within.end > start
            else start + DAY * 20,
        )
    return MetricQuery(
        metrics=tuple(names),
        dimensions=tuple(draw(split)),
        filters=tuple(draw(conditions(name)) for name in filtered),
        time_range=within,
        grain=grain,
        parameters=tuple(draw(_parameters(names))),
    )


@st.composite
def _ranges(draw, as_of: date) -> TimeRange:
    """From one edge to another, or of some length; seldom where there are no data."""
    near = [day for day in DATES if date(2023, 1, 1) < day <= as_of]
    start = draw(st.sampled_from(near if draw(st.integers(0, 14)) else DATES))
    ends = [day for day in DATES if day > start] or [start + DAY]
    end = draw(st.sampled_from(ends))
    if draw(st.booleans()):
        end = start + DAY * draw(st.sampled_from(LENGTHS))
    return TimeRange(None if draw(st.integers(0, 9)) == 9 else start, end)


@st.composite
def conditions(draw, dimension: str) -> Filter:
    """A filter by any operator, with as many values as it takes."""
    op = draw(st.sampled_from(OPERATORS))
    values = st.sampled_from(VALUES[dimension])
    if op in ("in", "not_in"):
        return Filter(dimension, op, tuple(draw(st.lists(values, min_size=1, max_size=2))))
    return Filter(dimension, op, tuple(draw(_chosen(op, values))))


@st.composite
def _parameters(draw, names):
    declared = {p[0]: p[1] for name in names for p in METRICS[name].parameters}
    return [
        (name, draw(st.sampled_from(values)))
        for name, values in declared.items()
        if draw(st.booleans())
    ]


def _comparisons(query: MetricQuery, as_of: date, is_careless: bool):  # noqa: FBT001 - private
    found = ["previous_period", "previous_year", "aligned_weekday"]
    if is_careless or all(METRICS[name].goal for name in query.metrics):
        found += ["goal", "goal"]
    named = st.sampled_from(found)
    return st.one_of(named, _ranges(as_of)) if query.grain is None or is_careless else named


@st.composite
def _transforms(draw, query: MetricQuery, is_careless: bool):  # noqa: FBT001 - private
    """One that widens the days, some that stand beside, or both; mostly with a meaning."""
    widens = is_careless or not any(goes_wide(name) for name in query.metrics)
    beside = list(BESIDE) if query.dimensions or query.grain or is_careless else []
    adds_up = all(METRICS[name].adds_up for name in query.metrics)
    if not is_careless and not adds_up:
        beside = beside[:1]
    elif query.compare_to in (None, "goal") and not is_careless:
        beside = beside[:2]
    found = [draw(st.sampled_from(WIDE))] if widens and draw(st.booleans()) else []
    if beside and (not found or draw(st.booleans())):
        found += draw(st.lists(st.sampled_from(beside), min_size=1, max_size=2, unique=True))
    return tuple(found)


@st.composite
def _arranged(draw, query: MetricQuery) -> MetricQuery:
    """Conditions on the result, an order, a limit."""
    columns = list(query.metrics)
    kinds = [t.kind for t in query.transforms if t in BESIDE]
    kinds += ["previous", "change", "change_ratio"] if query.compare_to else []
    columns += [f"{name}__{kind}" for name in query.metrics for kind in kinds]
    sortable = [*columns, *query.dimensions, *([query.grain] if query.grain else [])]
    having = [draw(_havings(columns)) for _ in range(draw(st.integers(0, 1)))]
    order = draw(st.lists(st.sampled_from(sortable), max_size=2, unique=True))
    limits = (None, 1, 2, 5)
    return replace(
        query,
        having=tuple(having),
        order_by=tuple(OrderBy(by, draw(st.sampled_from(("asc", "desc")))) for by in order),
        limit=None if query.grain and query.dimensions else draw(st.sampled_from(limits)),
    )


@st.composite
def _havings(draw, columns: list[str]) -> Having:
    op = draw(st.sampled_from(OPERATORS))
    numbers = draw(_chosen(op, st.sampled_from((0, 1, 2, -1, 3.5, 10))))
    return Having(draw(st.sampled_from(columns)), op, tuple(numbers))


@st.composite
def _chosen(draw, op: str, values):
    """As many values as the operator takes; what lies between is mostly in order."""
    count = {"between": 2, "is_null": 0, "not_null": 0}.get(op, 1)
    chosen = [draw(values) for _ in range(count)]
    return chosen if draw(st.integers(0, 9)) == 9 else sorted(chosen)
