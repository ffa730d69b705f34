"""From an approved plan to one SELECT: sqlglot syntax trees with bound values.

Owns: the shape of the SQL and its dialects. May import: ``metrics.governance`` and below.
Start reading at ``passes.PASSES``. Each metric is aggregated alone over its dataset (no join of it
multiplies rows), branches are stitched by UNION ALL and GROUP BY, which is NULL-safe by itself.
"""

from __future__ import annotations

from metrics.compiler.compilation import compile_plan
from metrics.compiler.lookups import (
    compile_facts,
    compile_freshness,
    compile_gaps,
    compile_latest_day,
    compile_repeated_keys,
    compile_values,
    data_facts,
)
from metrics.compiler.moves import CountedRows, Moves, Reason, compile_moves
from metrics.compiler.probes import (
    compile_join,
    compile_keys,
    compile_left_out,
    compile_nesting,
    compile_spells,
    compile_types,
)
from metrics.compiler.rollups import (
    BuiltRollup,
    built_rollups,
    compile_built,
    compile_rollup,
)
from metrics.compiler.statement import Statement

__all__ = [
    "BuiltRollup",
    "CountedRows",
    "Moves",
    "Reason",
    "Statement",
    "built_rollups",
    "compile_built",
    "compile_facts",
    "compile_freshness",
    "compile_gaps",
    "compile_join",
    "compile_keys",
    "compile_latest_day",
    "compile_left_out",
    "compile_moves",
    "compile_nesting",
    "compile_plan",
    "compile_repeated_keys",
    "compile_rollup",
    "compile_spells",
    "compile_types",
    "compile_values",
    "data_facts",
]
