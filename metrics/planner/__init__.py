"""From a query's names to a plan: definitions, join paths, days, and what is refused as unsafe.

Owns: the choice of path and of the days read; the guard against multiplied rows (only many-to-one
joins are followed, every metric is aggregated alone before results are stitched).
May import: ``metrics.catalog`` and below. Start reading at ``planning.plan``.
"""

from __future__ import annotations

from metrics.planner.lateness import datasets_behind, is_late, late_data, reach_of
from metrics.planner.parts import (
    Arithmetic,
    Branch,
    Formula,
    Hop,
    Leaf,
    Output,
    Plan,
    Quotient,
    RoutedDimension,
    RoutedFilter,
    Window,
)
from metrics.planner.planning import plan, typed
from metrics.planner.routes import (
    leaf_dataset,
    leaves,
    reachable_dimensions,
    route,
    tables_behind,
    ways,
)
from metrics.planner.standing import refuse_after_sunset, spell, standing

__all__ = [
    "Arithmetic",
    "Branch",
    "Formula",
    "Hop",
    "Leaf",
    "Output",
    "Plan",
    "Quotient",
    "RoutedDimension",
    "RoutedFilter",
    "Window",
    "datasets_behind",
    "is_late",
    "late_data",
    "leaf_dataset",
    "leaves",
    "plan",
    "reach_of",
    "reachable_dimensions",
    "refuse_after_sunset",
    "route",
    "spell",
    "standing",
    "tables_behind",
    "typed",
    "ways",
]
