"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from metrics.errors import DefinitionsError, MetricsError

_FIRST_YEAR = 1900
_LAST_YEAR = 2200
_DAY_S = 86_400
Command = TypeVar("Command", bound=Callable[..., Any])


def definitions_option(command: Command) -> Command:
    """``--definitions DIR``."""
    return click.option(
        "--definitions",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Directory of definitions; the sample company's unless given.",
    )(command)


def warehouse_option(command: Command) -> Command:
    """``--warehouse URL``."""
    return click.option(
        "--warehouse",
        metavar="URL",
        help="duckdb:///path.duckdb; the sample company's unless given.",
    )(command)


def state_option(command: Command) -> Command:
    """``--state URL``."""
    return click.option(
        "--state", metavar="URL", help="Where conversations live, e.g. sqlite:///state.db."
    )(command)


def moment_of(text: str) -> datetime:
    """An ISO date or date and time of a year that calendars reach.

    Raises:
        ValueError: it is none; the sentence says what is.
    """
    wrong = f'"{text}" is not a date such as 2026-10-31 or 2026-10-31T09:00'
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(wrong) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{wrong}, between {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment


class Moment(click.ParamType[datetime]):
    """An ISO date or date and time; without an offset it is the company's local time."""

    name = "ISO-DATETIME"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read it, or fail as a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            return moment_of(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Seconds(click.ParamType[float]):
    """A time limit: more than 0 seconds, at most a day."""

    name = "SECONDS"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read it, or fail as a usage error; what is not a number is not in the range."""
        try:
            seconds = float(str(value))
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= _DAY_S:
            self.fail(f'"{value}" is not a number of seconds above 0, up to a day.', param, ctx)
        return seconds


def today_or(day: datetime | None) -> date:
    """The day that was given, or today on this machine."""
    return day.date() if day else date.today()  # noqa: DTZ011 - the command line owns the clock


def fail(error: MetricsError) -> NoReturn:
    """Say what went wrong on stderr, with what is near and what to do, and exit 1."""
    lines = [error.message]
    if isinstance(error, DefinitionsError):
        lines = [str(problem) for problem in error.problems] + lines
    if error.near:
        lines.append("Near: " + ", ".join(error.near))
    if error.next_step:
        lines.append(error.next_step)
    click.echo("\n".join(lines), err=True)
    sys.exit(1)
