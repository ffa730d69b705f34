"""The warehouse that a command reads when none is named."""

from __future__ import annotations

from pathlib import Path


def warehouse_url(given: str | None) -> str:
    """``given``, or the sample company's warehouse, made first where there is none yet."""
    from bot.app import ensure_sample

    return given or ensure_sample(_write)


def _write(out: Path) -> object:
    from bot.commands.progress import write_sample_with_progress

    return write_sample_with_progress(out, scale=0.2, as_of=None, seed=1)
