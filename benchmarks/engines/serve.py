"""The process of one engine: a question a line in, its times and rows a line out.

``python -m benchmarks.engines.serve NAME DATABASE``. What an engine raises ends the process: the
other side reports the last line of its traceback.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.engines.engine import CannotAskError, Engine
from benchmarks.questions import plain

CLASSES = {
    "hand": "Hand",
    "paceline": "Paceline",
    "rollups": "Rollups",
    "metricflow": "MetricFlow",
    "sidemantic": "Sidemantic",
    "boring": "Boring",
}


class Clock:
    """Milliseconds since it was made: of all this process's threads, and on the wall."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def read(self) -> dict[str, float]:
        """Both, so far."""
        return {
            "cpu": (time.process_time() - self._cpu) * 1e3,
            "wall": (time.perf_counter() - self._wall) * 1e3,
        }


def main() -> None:
    """Prepare the engine, say so, then answer until the pipe closes."""
    name, database = sys.argv[1], Path(sys.argv[2])
    clock = Clock()
    engine: Engine = getattr(
        importlib.import_module(f"benchmarks.engines.{name}"), CLASSES[name]
    )()
    imported = clock.read()
    engine.prepare(database)
    tell({"import": imported, "prepare": clock.read()})
    for line in sys.stdin:
        tell(answered(engine, json.loads(line)))


def answered(engine: Engine, question: str) -> dict[str, Any]:
    """One question, timed twice: until there is SQL, and until there are rows."""
    clock = Clock()
    try:
        compiled = engine.compile(question)
        until_compiled = clock.read()
        rows = engine.run(compiled)
        total = clock.read()
    except CannotAskError as error:
        return {"cannot": str(error)}
    return {"compile": until_compiled, "total": total, "rows": plain(rows)}


def tell(message: dict[str, Any]) -> None:
    """One line to the other side."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
