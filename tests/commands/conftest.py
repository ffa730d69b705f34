"""The command line in the test's own process, over the documented company."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from tests.documented import write_definitions, write_warehouse

JANUARY = "2026-01-15T10:00"


@dataclass(frozen=True)
class Kestrel:
    """The documented company: its definitions and its warehouse."""

    definitions: Path
    warehouse: str

    def paceline(self, *arguments):
        """Run a command in January 2026 over this company."""
        data = ["--definitions", str(self.definitions), "--warehouse", self.warehouse]
        return CliRunner().invoke(main, [*map(str, arguments), *data])

    def change(self, old, new):
        """Replace one text in its metrics' file."""
        path = self.definitions / "deliveries.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def kestrel(tmp_path, once):
    folder = tmp_path / "kestrel"
    folder.mkdir()
    warehouse = once("kestrel.duckdb", write_warehouse)
    return Kestrel(write_definitions(folder), f"duckdb:///{warehouse}")
