"""Governance that bites: what is wrong with definitions that load, and with the data below them.

Owns: the review of definitions (certifications, change logs, deprecations, duplicates), the
inspection of the data behind them, writing a certification, the difference that a changed
definition makes. May import: ``metrics.layer`` and all below it.
Start reading at ``review.REVIEWS`` and ``live.CHECKS``, both tuples of small functions; then
``difference.compare``.
"""

from __future__ import annotations

from metrics.inspection.canonical import canonical
from metrics.inspection.certify import CertificationError, Sealed, certification_line, certify
from metrics.inspection.difference import Difference, Pair, Touches, change, compare
from metrics.inspection.facts import FieldChange
from metrics.inspection.findings import Finding, JoinReach, Severity, worst_first
from metrics.inspection.live import Inspection, Watcher, inspect_data
from metrics.inspection.moved import MovedRows, Why
from metrics.inspection.review import review
from metrics.inspection.revisions import RevisionError, definitions_at

__all__ = [
    "CertificationError",
    "Difference",
    "FieldChange",
    "Finding",
    "Inspection",
    "JoinReach",
    "MovedRows",
    "Pair",
    "RevisionError",
    "Sealed",
    "Severity",
    "Touches",
    "Watcher",
    "Why",
    "canonical",
    "certification_line",
    "certify",
    "change",
    "compare",
    "definitions_at",
    "inspect_data",
    "review",
    "worst_first",
]
