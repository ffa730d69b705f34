"""Who may see what: a plan and a viewer become an approved plan, or a refusal.

Owns: viewers and their grants, the decision, row filters, small cells.
May import: ``metrics.planner`` and below. Start reading at ``decision.decide``.
The compiler accepts only what this room approved; handing it a bare plan is a type error.
"""

from __future__ import annotations

from metrics.governance.decision import ApprovedPlan, Refusal, decide
from metrics.governance.small_cells import withhold
from metrics.governance.viewer import OPERATOR, Grant, Viewer, member_of, viewer_for

__all__ = [
    "OPERATOR",
    "ApprovedPlan",
    "Grant",
    "Refusal",
    "Viewer",
    "decide",
    "member_of",
    "viewer_for",
    "withhold",
]
