"""Which queries have no safe meaning: every reason that applies, by the code of its error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from metrics.query import MetricQuery, TimeRange
from tests.properties.days import DAY
from tests.properties.interpreter import BESIDE, FRAMES, Interpreter
from tests.properties.meaning import METRICS, Balance, Cumulative, Made, Snapshot, views
from tests.properties.rows import Workshop

_EMPTY = Workshop(
    dict.fromkeys(("county", "town", "customer", "tool", "tariff", "hobby"), ()) | {"tool_tag": ()}
)
_NO_ROW = {
    "customer_id": None,
    "tool_id": None,
    "kind": None,
    "level": None,
    "group": None,
    "Hours Out": None,
    "id": None,
    "plan": None,
    "shelf": None,
    "town_code": None,
}
REACH = {
    dataset: frozenset(views(_EMPTY, dataset, _NO_ROW)[0])
    for dataset in ("rental", "repair", "membership", "customer", "stock")
}
BRIDGES = {
    "tag_label": "tool_tag",
    "tag_family": "tool_tag",
    "tag_strength": "tool_tag",
    "hobby_name": "hobby",
}
BRIDGED = frozenset(BRIDGES)


def reach_of(metric: str) -> frozenset[str]:
    """The dimensions that a metric can be split and filtered by."""
    parts = METRICS[metric].type
    names = parts.parts if isinstance(parts, Made) else ()
    names = (parts.metric,) if isinstance(parts, Cumulative) else names
    if not names:
        return REACH[parts.measure.dataset]
    return frozenset.intersection(*(reach_of(name) for name in names))


def goes_wide(metric: str) -> bool:
    """Whether a metric is, or is made of, a state or something cumulative."""
    spec = METRICS[metric].type
    parts = spec.parts if isinstance(spec, Made) else ()
    return isinstance(spec, Balance | Snapshot | Cumulative) or any(goes_wide(p) for p in parts)


def reasons(asked: Interpreter) -> set[str]:
    """The codes of all that is wrong with the query; empty where it can be answered."""
    query = asked.query
    used = {*query.dimensions, *(f.dimension for f in query.filters)}
    found = {"E_NO_PATH" for name in query.metrics if used - reach_of(name)}
    left_out = {f.dimension for f in query.filters if f.op in ("not_in", "is_null")}
    split_across = {BRIDGES[d] for d in BRIDGED & set(query.dimensions)}
    if _is_listed_twice(query) or left_out & BRIDGED or len(split_across) > 1:
        found.add("E3012_MN_NO_SAFE_REWRITE")  # 16
    found |= set(_shape(asked))
    if not len(asked.read):
        before = query.time_range and query.time_range.end <= asked.wall.first
        return found | {"E_BEFORE_DATA" if before else "E_BEYOND_DATA"}
    for name in query.metrics:
        found |= set(_of_metric(asked, name))
    if not any(
        asked.days_of(period, replace(look, exclude=None, refuse=None))
        for name in query.metrics
        for _, look in asked.leaves(name)
        for period in asked.periods
    ):
        found.add("E_BEFORE_DATA")  # 11: none looks back on days that there are
    return found


def _shape(asked: Interpreter) -> Iterator[str]:
    query = asked.query
    pairs = [c.values for c in (*query.filters, *query.having) if c.op == "between"]
    if any(low > high for low, high in pairs):
        yield "E_BAD_VALUE"
    if query.limit is not None and query.grain and query.dimensions:
        yield "E_LIMIT_GRAIN"
    if isinstance(query.compare_to, TimeRange) and query.grain:
        yield "E_COMPARE_GRAIN"
    kinds = {t.kind for t in query.transforms}
    if len(kinds & set(FRAMES)) > 1:
        yield "E_WINDOWED_METRIC_COMPOSITION"
    if kinds & set(BESIDE) and not query.dimensions and not query.grain:
        yield "E_TRANSFORM"
    if "contribution" in kinds and query.compare_to in (None, "goal"):
        yield "E_TRANSFORM"


def _is_listed_twice(query: MetricQuery) -> bool:
    """Whether two lists of values across a bridge mean more than one of them alone does."""
    listed = [f for f in query.filters if f.op == "in" and f.dimension in BRIDGED]
    return any(
        one.dimension == other.dimension
        and not set(one.values) <= set(other.values)
        and not set(other.values) <= set(one.values)
        for one, other in combinations(listed, 2)
    )


def _of_metric(asked: Interpreter, name: str) -> Iterator[str]:
    query, kinds = asked.query, {t.kind for t in asked.query.transforms}
    looks = list(asked.leaves(name))
    is_state = any(isinstance(METRICS[leaf].type, Balance | Snapshot) for leaf, _ in looks)
    is_wide = any(look.cumulative for _, look in looks)
    is_framed = bool(kinds & set(FRAMES))
    if is_framed and is_state:
        yield "E_SEMI_ADDITIVE"
    if is_framed and is_wide:
        yield "E_WINDOWED_METRIC_COMPOSITION"
    if kinds & {"share", "contribution"}:
        if not METRICS[name].adds_up or BRIDGED & set(query.dimensions):
            yield "E_UNSAFE_REAGGREGATION"
        elif query.grain and not query.dimensions and (is_state or is_wide or is_framed):
            yield "E_SEMI_ADDITIVE"
    if query.compare_to == "goal":
        yield from _goal(asked, name)
    for _, look in looks:
        if look.refuse and not any(
            asked._is_mature(period.days.end - DAY, look.refuse) for period in asked.periods
        ):
            yield "E_IMMATURE"


def _goal(asked: Interpreter, name: str) -> Iterator[str]:
    query, goal = asked.query, METRICS[name].goal
    if goal is None:
        yield "E_NO_GOAL"
        return
    _, grain = goal
    within = query.time_range
    is_one = query.grain == grain or (
        query.grain is None
        and within is not None
        and within.start is not None
        and (asked.wall.period(within.start, grain or "day").end == within.end)
        and asked.wall.is_first(within.start, grain or "day")
    )
    if grain and not is_one:
        yield "E_NO_GOAL"
    is_part = bool(query.dimensions or query.filters)
    is_framed = any(t.kind in FRAMES for t in query.transforms)
    if (METRICS[name].adds_up and is_part) or (grain and is_framed):
        yield "E_NO_GOAL"
