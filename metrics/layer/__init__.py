"""The front door of ``metrics``: a query, a viewer and a moment in; governed rows out.

Owns: the order of the steps, what is remembered of a build of the data. May import: all of
``metrics`` below. Start reading at ``semantic.SemanticLayer``; ``build.DataBuild`` is what it
knows of the data before it asks them anything.
"""

from __future__ import annotations

from metrics.layer.build import INDEXED_VALUES, DataBuild
from metrics.layer.semantic import Prepared, SemanticLayer

__all__ = ["INDEXED_VALUES", "DataBuild", "Prepared", "SemanticLayer"]
