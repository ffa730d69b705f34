"""Who the catalogue speaks for: the calendar, the load log, people and their grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from metrics.model.currency import Currency
from metrics.model.named_days import NamedDay, Season


@dataclass(frozen=True, slots=True)
class CalendarDefinition:
    """How the company counts time. With ``fiscal_start_month`` 7, FY27 starts in July 2026."""

    time_zone: str
    week_start: Literal["monday", "sunday"]
    fiscal_start_month: int
    history_starts: date
    named_days: tuple[NamedDay, ...] = ()
    seasons: tuple[Season, ...] = ()


@dataclass(frozen=True, slots=True)
class FreshnessSource:
    """The warehouse's load log: for each table and day, whether its load came.

    ``late_status`` is that of loads that came late, and are in all the same; empty: there is none.
    """

    source: str
    table_column: str
    through_column: str
    status_column: str
    ok_status: str
    late_status: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """Who the catalogue speaks for."""

    name: str
    synthetic: bool
    calendar: CalendarDefinition
    freshness: FreshnessSource | None
    help_contact: str
    currency: Currency | None = None


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """A viewer with this policy sees only rows whose ``dimension`` is one of ``values``."""

    dimension: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A stakeholder group: the access tiers it is granted, and what rows it is narrowed to.

    ``everyone`` says that whoever asks belongs to it, in the directory or not.
    """

    name: str
    slack_usergroup: str
    grants: frozenset[str]
    rows: tuple[RowPolicy, ...]
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user of the directory."""

    user_id: str
    name: str
    handle: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel of the directory and the groups it belongs to."""

    channel_id: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Who may ask what: deny by default."""

    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
