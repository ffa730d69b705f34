"""From a query's names to a plan: definitions, join paths, days, and what is refused as unsafe.

Owns: the choice of path and of the days read; the guard against multiplied rows (only many-to-one
joins are followed, every metric is aggregated alone before results are stitched).
May import: ``metrics.catalog`` and below. Start reading at ``planning.plan``.
"""

from __future__ import annotations

from metrics.planner.caveats import is_mixed, name_gaps, say_gaps
from metrics.planner.checks import adds_up, check_goal, is_part_of_goal
from metrics.planner.frames import FRAMES
from metrics.planner.gaps import lacks, slow
from metrics.planner.lateness import is_late, late_data, reach_of
from metrics.planner.maturity import maturing, young_from
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
    datasets_behind,
    is_undated,
    leaf_dataset,
    leaves,
    reachable_datasets,
    reachable_dimensions,
    route,
    tables_behind,
    ways,
)
from metrics.planner.shapes import (
    DataFacts,
    ForeignKey,
    RowsRead,
    TableFacts,
    foreign_key,
    row_condition,
    rows_read,
    shaped,
)
from metrics.planner.standing import refuse_after_sunset, spell, standing

__all__ = [
    "FRAMES",
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
    "RowsRead",
    "Shape",
    "TableFacts",
    "Window",
    "adds_up",
    "check_goal",
    "datasets_behind",
    "foreign_key",
    "is_late",
    "is_mixed",
    "is_part_of_goal",
    "is_undated",
    "lacks",
    "late_data",
    "leaf_dataset",
    "leaves",
    "maturing",
    "name_gaps",
    "plan",
    "reach_of",
    "reachable_datasets",
    "reachable_dimensions",
    "refuse_after_sunset",
    "route",
    "row_condition",
    "rows_read",
    "say_gaps",
    "shaped",
    "slow",
    "spell",
    "standing",
    "tables_behind",
    "typed",
    "ways",
    "young_from",
]
