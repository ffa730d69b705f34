"""Conformance with the Apache Ossie foundation semantics v0.1: its vectors, asked of our engine.

Owns: the vectors as we understand them from the draft, the small models they run on, how a
foundation query is read. ``docs/adr/0004-conformance.md`` settles the draft's contradictions.
May import: all of ``metrics`` below. Start reading at ``vectors.VECTORS``, then ``run``.

Source: open-semantic-interchange/OSI, core-spec/foundational_semantics.md and
compliance/foundation/DATA_TESTS.md, read 2026-08.
"""

from __future__ import annotations

from metrics.conformance.foundation import FoundationQuery, read_query
from metrics.conformance.run import Finding, run_conformance
from metrics.conformance.vectors import VECTORS, Vector

__all__ = ["VECTORS", "Finding", "FoundationQuery", "Vector", "read_query", "run_conformance"]
