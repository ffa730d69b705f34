"""What a command reads when it is not told: the settings, the sample company's warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


def warehouse_url(given: str | None, settings: Settings) -> str:
    """What was given or set, or the sample company's warehouse, made where there is none yet."""
    from bot.app import ensure_sample

    return given or settings.warehouse or ensure_sample(settings.data_dir, _write)


def settings_or_exit() -> Settings:
    """The settings of the environment; exit 1 with a line for each that cannot be used."""
    from bot.settings import SettingsError, read_settings

    try:
        return read_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _write(out: Path) -> object:
    from bot.commands.progress import write_sample_with_progress

    return write_sample_with_progress(out, scale=0.2, as_of=None, seed=1)
