"""What a command reads when it is not told: the settings, the sample company's warehouse."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings
    from metrics.catalog import Premises


def data_of(
    definitions: Path | None, warehouse: str | None, settings: Settings
) -> tuple[Path | None, str]:
    """The definitions and the warehouse: what was given, else what is set.

    Without either it is the sample company, whose warehouse is made where there is none yet.
    Definitions of one's own are never answered with its data.
    """
    from bot.app import ensure_sample
    from metrics.catalog import DEFAULT_DEFINITIONS

    definitions = definitions or settings.definitions
    warehouse = warehouse or settings.warehouse
    if warehouse is None and definitions and definitions.resolve() != DEFAULT_DEFINITIONS:
        raise click.UsageError(
            "Definitions of your own need their data: give --warehouse URL too, or set "
            "PACELINE_WAREHOUSE. Without both, the sample company is used."
        )
    return definitions, warehouse or ensure_sample(data_folder(settings), _write)


def data_folder(settings: Settings) -> Path:
    """The folder of what Paceline makes; exit 1 with a sentence where it cannot be made."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f'The data directory "{folder}" cannot be made: {error.strerror}. Set '
            "PACELINE_DATA_DIR to a folder that may be written to."
        ) from error
    return folder


def settings_or_exit() -> Settings:
    """The settings of the environment; exit 1 with a line for each that cannot be used."""
    from bot.settings import SettingsError, read_settings

    try:
        return read_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def premises() -> Premises:
    """What definitions are held against today, as the running bot does."""
    from bot.language import premises_on

    return premises_on(date.today())  # noqa: DTZ011 - the command line owns the clock


def _write(out: Path) -> object:
    from bot.commands.progress import write_sample_with_progress

    return write_sample_with_progress(out, scale=0.2, as_of=None, seed=1)
