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
    Shape,
    Window,
)
from metrics.planner.planning import plan, typed
from metrics.planner.routes import (
    leaf_dataset,
    leaves,
    reachable_datasets,
    reachable_dimensions,
    route,
    tables_behind,
)
from metrics.planner.shapes import (
    DataFacts,
    ForeignKey,
    TableFacts,
    foreign_key,
    row_condition,
    rows_read,
    shaped,
)

__all__ = [
    "Arithmetic",
    "Branch",
    "Bridge",
    "DataFacts",
    "ForeignKey",
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
    "Shape",
    "TableFacts",
    "Window",
    "adds_up",
    "foreign_key",
    "is_mixed",
    "lacks",
    "leaf_dataset",
    "leaves",
    "name_gaps",
    "plan",
    "reachable_datasets",
    "reachable_dimensions",
    "route",
    "row_condition",
    "rows_read",
    "say_gaps",
    "shaped",
    "slow",
    "spell",
    "tables_behind",
    "typed",
    "young_from",
]
