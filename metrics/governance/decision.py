"""The decision: an approved plan, narrowed to the rows the viewer may see, or a refusal."""

from __future__ import annotations

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
    for output in plan.outputs:
        for metric in (output.metric, *leaves(output.metric, catalog)):
            if not viewer.may(metric.access):
                return _not_granted(output.metric, catalog)
    try:
        branches = tuple(_narrowed(branch, viewer.rows, catalog) for branch in plan.branches)
    except QueryError:
        return _not_granted(plan.outputs[0].metric, catalog)
    return ApprovedPlan(replace(plan, branches=branches), viewer)


def _not_granted(metric: Metric, catalog: Catalog) -> Refusal:
    who = metric.owner.replace("_", " ")
    return Refusal(
        reason="not_permitted",
        message=f"{metric.label} is not open to you. The {who} team owns it and can say more.",
        contact=catalog.company.help_contact,
    )


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
