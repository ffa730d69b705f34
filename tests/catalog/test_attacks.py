"""Hostile YAML: each input is a problem with a place; the running catalogue keeps answering."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from metrics.catalog import CatalogSource

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
_ATTACKS = Path(os.environ.get("PACELINE_DATA", _BESIDE)) / "attacks" / "attacks.jsonl"


def _inputs():
    if not _ATTACKS.exists():
        return []
    cases = (json.loads(line) for line in _ATTACKS.read_text(encoding="utf-8").splitlines())
    return [c for c in cases if c["category"] == "yaml_definition"]


@pytest.mark.skipif(not _ATTACKS.exists(), reason="the attack inputs are not on this machine")
@pytest.mark.parametrize("case", _inputs(), ids=lambda case: case["id"])
def test_hostile_yaml_leaves_the_last_good_catalogue_in_place(definitions, case):
    source = CatalogSource(definitions.path)
    good = source.catalog
    definitions.write(case["input"]["yaml"], "hostile.yml")

    assert not source.refresh()
    assert source.catalog is good
    assert {p.file for p in source.problems} == {"hostile.yml"}
    assert all(p.line >= 1 and p.column >= 1 and p.message for p in source.problems)
