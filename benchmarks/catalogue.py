"""A catalogue of any size: the shipped definitions, and copies of one of their metrics."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from metrics.catalog import DEFAULT_DEFINITIONS

A_FILE: Final = 8
_METRIC: Final = """
  made_{n}:
    label: Made up claims {n}
    description: All claims, by the day on which they were reported, for the {n}th time.
    type: simple
    dataset: claim
    agg: count
    where: status = 'paid' AND paid_amount > {n}
    time: paid_on
    where_in_words: only paid claims
    owner: warranty
    steward: "@dana.okafor"
    status: draft
    version: 1
    changes: [{{version: 1, on: 2026-07-01, by: "@dana.okafor", why: First governed definition.}}]
    direction: down_is_good
    format: integer
    unit: claims
    access: general
    maturity: {{after_days: 30, immature: label, reason: Claims still come in.}}
    synonyms:
      - {{text: invented claims {n}, owner: warranty}}
      - {{text: claims number {n}, owner: warranty}}
"""


def write_catalogue(path: Path, metrics: int) -> Path:
    """Write definitions of this many made-up metrics, and the shipped ones; the last file."""
    shutil.copytree(DEFAULT_DEFINITIONS, path)
    for first in range(0, metrics, A_FILE):
        numbers = range(first, min(first + A_FILE, metrics))
        file = path / f"made_{first:05}.yml"
        file.write_text("version: 1\nmetrics:" + "".join(_METRIC.format(n=n) for n in numbers))
    return file
