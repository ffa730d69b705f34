"""Paceline with the rollups of its definitions added up ahead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.engines.engine import CannotAskError, Compiled
from benchmarks.engines.paceline import Paceline
from metrics.compiler import built_rollups, compile_rollup
from metrics.compiler.statement import SIDE
from metrics.warehouse import write_side
from metrics.warehouse.address import current_source
from metrics.warehouse.worker import Launch


class Rollups(Paceline):
    """The same questions; those that no rollup holds are not asked."""

    def compile(self, question: str) -> Compiled:
        """See :class:`engine.Engine`."""
        compiled = super().compile(question)
        if SIDE not in compiled.sql:
            raise CannotAskError("no rollup holds it")
        return compiled

    def _launch(self, database: Path) -> Launch:
        """Add up first: no part of a question, as loading is none."""
        self._built = built_rollups(self._catalog, current_source(database).build)
        tables = {one.table: compile_rollup(one.rollup, self._catalog) for one in self._built}
        zone = self._catalog.company.calendar.time_zone
        side = write_side(f"duckdb:///{database}", tables, lambda _: None, time_zone=zone)
        return replace(super()._launch(database), side=str(side), side_name=SIDE)
