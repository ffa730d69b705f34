"""The corner shop of the catalogue's tests, with its metrics certified."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import load_catalog
from metrics.inspection import certify, review
from tests.catalog.conftest import COMPANY, SHOP, Definitions

TODAY = date(2026, 10, 31)


@pytest.fixture
def shop(tmp_path):
    """Definitions that need nothing: every metric is certified."""
    folder = tmp_path / "shop"
    folder.mkdir()
    made = Definitions(folder)
    made.write(COMPANY, "company.yml")
    made.write(SHOP)
    certify(folder, (), by="", on=date(2026, 8, 1), write=True)
    return made


@pytest.fixture
def change(shop):
    """A function that replaces texts of ``shop.yml``, each once."""

    def changed(*pairs):
        path = shop.path / "shop.yml"
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        shop.write(text)
        return text

    return changed


@pytest.fixture
def reviewed(shop):
    """A function that reviews the definitions as they are, on the last day of October 2026."""
    return lambda: review(load_catalog(shop.path), TODAY)
