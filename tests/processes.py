"""``paceline up`` as a process of its own, whose stderr is read while it runs."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_S = 60  # on a loaded machine a start takes its time


class Up:
    """A running ``paceline up`` and the lines that it wrote on stderr so far."""

    def __init__(self, arguments, environment, folder):
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "up", *arguments],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.process.kill()
        self.ends()
        self.process.stderr.close()

    def says(self, text):
        """Wait for a line that holds the text."""
        deadline = time.monotonic() + PATIENCE_S
        while not any(text in line for line in self.lines):
            assert time.monotonic() < deadline, self.lines
            assert self.process.poll() is None, self.lines
            time.sleep(0.05)
        return next(line for line in self.lines if text in line)

    def ends(self):
        """Wait for its exit code."""
        code = self.process.wait(PATIENCE_S)
        self._reader.join(5)
        return code

    def _read(self):
        self.lines.extend(iter(self.process.stderr.readline, ""))
