"""The decision: an approved plan, narrowed to the rows the viewer may see, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from metrics.catalog import Catalog
from metrics.errors import QueryError
from metrics.governance.viewer import Viewer
from metrics.model import Metric, RowPolicy
from metrics.planner import Branch, Plan, RoutedFilter, leaves, route, typed
from metrics.query import Filter


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
    """Allow the plan for the viewer, narrow it, or refuse it. Deny by default."""
    tiers: dict[str, None] = {}
    for output in plan.outputs:
        for metric in (output.metric, *leaves(output.metric, catalog)):
            if not viewer.may(metric.access):
                return _not_granted(output.metric, catalog)
            tiers[metric.access] = None
    policies = tuple(dict.fromkeys(p for tier in tiers for p in viewer.rows(tier)))
    closed = _outside(plan, policies)
    if closed:
        return _closed(closed, catalog)
    try:
        branches = tuple(_narrowed(branch, policies, catalog) for branch in plan.branches)
    except QueryError:
        return _not_granted(plan.outputs[0].metric, catalog)
    told = tuple(_narrowing(policies, catalog))
    narrowed = replace(plan, branches=branches, caveats=(*told, *plan.caveats))
    return ApprovedPlan(narrowed, viewer)


def _not_granted(metric: Metric, catalog: Catalog) -> Refusal:
    who = metric.owner.replace("_", " ")
    return Refusal(
        reason="not_permitted",
        message=f"{metric.label} is not open to you. The {who} team owns it and can say more.",
        contact=catalog.company.help_contact,
    )


def _outside(plan: Plan, policies: tuple[RowPolicy, ...]) -> tuple[str, ...]:
    """What a filter asks for by name of which nothing is open to the viewer."""
    for policy in policies:
        for condition in plan.query.filters:
            asked = tuple(str(value) for value in condition.values)
            chosen = condition.dimension == policy.dimension and condition.op == "in"
            if chosen and not set(asked) & set(policy.values):
                return asked
    return ()


def _closed(values: tuple[str, ...], catalog: Catalog) -> Refusal:
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
