"""The decision: an approved plan, narrowed to the rows the viewer may see, or a refusal."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from metrics.catalog import Catalog
from metrics.errors import QueryError
from metrics.governance.viewer import Viewer
from metrics.model import Dimension, Metric, RowPolicy
from metrics.planner import Branch, Plan, RoutedFilter, check_goal, leaves, route, typed
from metrics.query import Filter, Value

_ORDERED = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


@dataclass(frozen=True, slots=True)
class ApprovedPlan:
    """A plan that a viewer may run, with the row filters already in every branch.

    Only :func:`decide` makes one.
    """

    plan: Plan
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class Refusal:
    """What may not be answered. The message does not tell whether there are any data."""

    reason: Literal["not_permitted", "too_small"]
    message: str
    contact: str


def decide(plan: Plan, viewer: Viewer, catalog: Catalog) -> ApprovedPlan | Refusal:
    """Allow the plan for the viewer, narrow it, or refuse it. Deny by default.

    Raises:
        UnsafeQueryError: the goal is not for the part that the viewer may see (``E_NO_GOAL``).
    """
    tiers: dict[str, None] = {}
    for output in plan.outputs:
        for metric in (output.metric, *leaves(output.metric, catalog)):
            if not viewer.may(metric.access):
                return _not_granted(output.metric, catalog)
            tiers[metric.access] = None
    policies = _common([viewer.rows(tier) for tier in tiers])
    if not all(policy.values for policy in policies):
        return _not_granted(plan.outputs[0].metric, catalog)
    try:
        closed = _closed(plan, policies, catalog)
        if closed:
            return closed
        branches = tuple(_narrowed(branch, policies, catalog) for branch in plan.branches)
    except QueryError:
        return _not_granted(plan.outputs[0].metric, catalog)
    if policies and plan.query.compare_to == "goal":
        for output in plan.outputs:
            check_goal(output.metric, plan.query, catalog, narrowed=True)
    told = (*_narrowing(policies, catalog), *plan.caveats)
    mine = replace(plan, branches=branches, caveats=told, narrowed=bool(policies))
    return ApprovedPlan(mine, viewer)


def _common(tiers: list[tuple[RowPolicy, ...]]) -> tuple[RowPolicy, ...]:
    """The conditions of all the tiers, one a dimension: the values that each of them opens."""
    opened: dict[str, tuple[str, ...]] = {}
    for policy in (policy for policies in tiers for policy in policies):
        known = opened.get(policy.dimension, policy.values)
        opened[policy.dimension] = tuple(v for v in known if v in policy.values)
    return tuple(RowPolicy(name, values) for name, values in opened.items())


def _not_granted(metric: Metric, catalog: Catalog) -> Refusal:
    who = metric.owner.replace("_", " ")
    return Refusal(
        reason="not_permitted",
        message=f"{metric.label} is not open to you. The {who} team owns it and can say more.",
        contact=catalog.company.help_contact,
    )


def _closed(plan: Plan, policies: tuple[RowPolicy, ...], catalog: Catalog) -> Refusal | None:
    """The refusal where a value is named that is not open, or the conditions leave none."""
    for policy in policies:
        dimension = catalog.dimension(policy.dimension)
        asked = [f for f in plan.query.filters if f.dimension == policy.dimension]
        open_values = [typed(dimension, value) for value in policy.values]
        for condition in asked:
            named = condition.values if condition.op == "in" else ()
            unseen = tuple(str(v) for v in named if typed(dimension, v) not in open_values)
            if unseen:
                return _refused(unseen, catalog)
        if asked and not _left(open_values, asked, dimension):
            return _refused((f"What this asks for by {dimension.label.lower()}",), catalog)
    return None


def _left(values: list[Value], conditions: list[Filter], dimension: Dimension) -> list[Value]:
    return [v for v in values if all(_meets(v, one, dimension) for one in conditions)]


def _meets(value: Any, condition: Filter, dimension: Dimension) -> bool:
    """Whether a value that is known meets a condition."""
    bounds: list[Any] = [typed(dimension, one) for one in condition.values]
    match condition.op:
        case "in":
            return value in bounds
        case "not_in":
            return value not in bounds
        case "between":
            return bool(bounds[0] <= value <= bounds[1])
        case "is_null":
            return False
        case "not_null":
            return True
        case _:
            return bool(_ORDERED[condition.op](value, bounds[0]))


def _refused(values: tuple[str, ...], catalog: Catalog) -> Refusal:
    named = " and ".join(values)
    are = "are" if len(values) > 1 else "is"
    return Refusal(
        reason="not_permitted",
        message=f"{named} {are} not open to you.",
        contact=catalog.company.help_contact,
    )


def _narrowing(policies: tuple[RowPolicy, ...], catalog: Catalog) -> Iterator[str]:
    """What the viewer's number is about, since it is not all there is."""
    for policy in policies:
        label = catalog.dimension(policy.dimension).label.lower()
        yield f"Counted for {label} {' and '.join(policy.values)} only: that is open to you."


def _narrowed(branch: Branch, policies: tuple[RowPolicy, ...], catalog: Catalog) -> Branch:
    """The branch with every policy as a filter; a policy that cannot be applied is an error."""
    return replace(
        branch,
        filters=(*branch.filters, *(_policy_filter(branch, p, catalog) for p in policies)),
    )


def _policy_filter(branch: Branch, policy: RowPolicy, catalog: Catalog) -> RoutedFilter:
    dimension = catalog.dimension(policy.dimension)
    routed = route(branch.metric, branch.metric, dimension, catalog)
    values = tuple(typed(dimension, value) for value in policy.values)
    return RoutedFilter(Filter(policy.dimension, "in", values), routed)
