"""From a query's names to a plan: definitions, join paths, days, and what is refused as unsafe.

Owns: the choice of path and of the days read; the guard against multiplied rows (only many-to-one
joins are followed, every metric is aggregated alone before results are stitched).
May import: ``metrics.catalog`` and below. Start reading at ``planning.plan``.
"""

from __future__ import annotations

from metrics.planner.caveats import is_mixed, name_gaps, say_gaps, spell
from metrics.planner.checks import adds_up
from metrics.planner.gaps import lacks, slow
from metrics.planner.maturity import young_from
from metrics.planner.parts import (
    Arithmetic,
    Branch,
    Bridge,
    Formula,
    Frame,
    Hop,
    Leaf,
    Length,
    Output,
    Plan,
    Quotient,
    RoutedDimension,
    RoutedFilter,
    Window,
)
from metrics.planner.planning import plan, typed
from metrics.planner.routes import (
    is_undated,
    leaf_dataset,
    leaves,
    reachable_datasets,
    reachable_dimensions,
    route,
    tables_behind,
)

__all__ = [
    "Arithmetic",
    "Branch",
    "Bridge",
    "Formula",
    "Frame",
    "Hop",
    "Leaf",
    "Length",
    "Output",
    "Plan",
    "Quotient",
    "RoutedDimension",
    "RoutedFilter",
    "Window",
    "adds_up",
    "is_mixed",
    "is_undated",
    "lacks",
    "leaf_dataset",
    "leaves",
    "name_gaps",
    "plan",
    "reachable_datasets",
    "reachable_dimensions",
    "route",
    "say_gaps",
    "slow",
    "spell",
    "tables_behind",
    "typed",
    "young_from",
]
