"""A source that follows its files says at every step what reading them anew says."""

from __future__ import annotations

import os
import shutil
from dataclasses import fields

import pytest

from metrics.catalog import (
    DEFAULT_DEFINITIONS,
    Catalog,
    CatalogSource,
    check_definitions,
    load_catalog,
)

LABEL = "label: Claims reported"
EDITS = {
    "another label": [("claims.yml", LABEL, "label: Claims filed")],
    "a phrase that another metric has": [("claims.yml", LABEL, "label: Orders placed")],
    "and no longer": [
        ("claims.yml", LABEL, "label: Orders placed"),
        ("claims.yml", "label: Orders placed", LABEL),
    ],
    "lines that move": [("claims.yml", "version: 1", "# a remark\n\nversion: 1")],
    "a metric that others are made of goes": [("claims.yml", "  claims_reported:", "  claims_r:")],
    "and comes again": [
        ("claims.yml", "  claims_reported:", "  claims_r:"),
        ("claims.yml", "  claims_r:", "  claims_reported:"),
    ],
    "a dimension goes": [("fleet.yml", "  model:\n", "  modell:\n")],
    "no YAML": [("claims.yml", "version: 1", "version: [1")],
    "and YAML again": [
        ("claims.yml", "version: 1", "version: [1"),
        ("claims.yml", "version: [1", "version: 1"),
    ],
    "rows that are others": [("eligibility.yml", "source: promotion", "source: promotions")],
    "a group that goes": [("directory.yml", "finance", "treasury")],
    "another currency": [("company.yml", "USD", "EUR")],
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS.keys())
def test_after_every_edit_it_says_what_reading_anew_says(edits, tmp_path):
    shutil.copytree(DEFAULT_DEFINITIONS, tmp_path / "definitions")
    path = tmp_path / "definitions"
    source = CatalogSource(path)
    good = source.catalog
    for step, (name, old, new) in enumerate(edits):
        file = path / name
        text = file.read_text()
        assert old in text, f"{name} has no {old!r}"
        file.write_text(text.replace(old, new))
        os.utime(file, ns=(step, step))
        source.refresh()
        assert source.problems == check_definitions(path)
        if not source.problems:
            good = load_catalog(path)
        for field in fields(Catalog):
            assert getattr(source.catalog, field.name) == getattr(good, field.name)
