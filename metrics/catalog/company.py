"""Binding of who the company is and who may ask what: company, directory, ambiguous terms."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from metrics.catalog.currencies import bind_currency
from metrics.catalog.document import Problems
from metrics.catalog.fields import Fields, suggestion
from metrics.catalog.named_days import bind_named_days, claim_phrases
from metrics.catalog.names import Surroundings
from metrics.catalog.sql import is_table_name
from metrics.errors import near_names
from metrics.model import (
    AmbiguousTerm,
    CalendarDefinition,
    Channel,
    Company,
    Directory,
    FreshnessSource,
    Group,
    Person,
    RowPolicy,
)

_COMPANY = ("name", "synthetic", "help_contact", "calendar", "currency", "freshness")
_CALENDAR = (
    *("time_zone", "week_start", "fiscal_start_month", "history_starts"),
    *("named_days", "seasons"),
)
_FRESHNESS = (
    *("source", "table_column", "through_column", "status_column", "ok_status"),
    "late_status",
)
_TERM = ("term", "question", "readings")
_GROUP = ("usergroup", "grants", "rows", "everyone")
_PERSON = ("user", "name", "handle", "groups")
_CHANNEL = ("channel", "name", "groups")
_DECEMBER = 12
_EARLIEST = date(1900, 1, 1)
_NO_CALENDAR = CalendarDefinition("UTC", "monday", 1, date.min)


def bind_company(file: Fields, today: date | None, problems: Problems) -> Company | None:
    """The company of this file, if it has one; ``today`` ends any history."""
    fields = file.child("company", _COMPANY)
    if fields is None:
        return None
    calendar = fields.child("calendar", _CALENDAR, required=True)
    return Company(
        name=fields.line("name"),
        synthetic=fields.boolean("synthetic", default=False),
        calendar=_calendar(calendar, today, problems) if calendar else _NO_CALENDAR,
        freshness=_freshness(fields.child("freshness", _FRESHNESS)),
        help_contact=fields.text("help_contact"),
        currency=bind_currency(fields),
    )


def claim_days(file: Fields, around: Surroundings) -> None:
    """What the company's days and seasons are called must be free."""
    fields = file.child("company", _COMPANY)
    calendar = fields.child("calendar", _CALENDAR) if fields else None
    if calendar is not None:
        claim_phrases(calendar, around.phrases)


def bind_directory(files: tuple[Fields, ...], dimensions: frozenset[str]) -> Directory:
    """Groups, people and channels of all files; ``dimensions`` may narrow a group's rows."""
    groups = tuple(g for file in files for g in _groups(file, dimensions))
    names = frozenset(g.name for g in groups)
    return Directory(
        groups=groups,
        people=tuple(p for file in files for p in _people(file, names)),
        channels=tuple(c for file in files for c in _channels(file, names)),
    )


def bind_terms(file: Fields, around: Surroundings) -> tuple[AmbiguousTerm, ...]:
    """The words of this file that have several governed meanings, or none."""
    return tuple(_term(f, around) for f in file.children("ambiguous_terms", _TERM))


def _calendar(fields: Fields, today: date | None, problems: Problems) -> CalendarDefinition:
    zone = fields.code("time_zone")
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = near_names(zone, available_timezones(), limit=1)
        hint = f'Did you mean "{near[0]}"?' if near else "Write one such as Europe/Berlin."
        fields.problem("time_zone", f'There is no time zone "{zone}". {hint}')
    named_days, seasons = bind_named_days(fields, problems)
    return CalendarDefinition(
        time_zone=zone,
        week_start=fields.choice("week_start", ("monday", "sunday")),
        fiscal_start_month=fields.integer("fiscal_start_month", least=1, most=_DECEMBER),
        history_starts=_history(fields, today),
        named_days=named_days,
        seasons=seasons,
    )


def _history(fields: Fields, today: date | None) -> date:
    first = fields.day("history_starts")
    if first == date.min:
        return first
    if first < _EARLIEST or (today is not None and first > today):
        wrong = "is still to come" if first > _EARLIEST else "is too long ago"
        fields.problem(
            "history_starts", f"{first} {wrong}. Write the first day that the data are good for."
        )
    return first


def _freshness(fields: Fields | None) -> FreshnessSource | None:
    if fields is None:
        return None
    source = fields.code("source")
    if source and not is_table_name(source):
        fields.problem("source", f'"{source}" does not name a table. Write schema.table or table.')
    return FreshnessSource(
        source=source,
        table_column=fields.code("table_column"),
        through_column=fields.code("through_column"),
        status_column=fields.code("status_column"),
        ok_status=fields.code("ok_status"),
        late_status=fields.code("late_status", ""),
    )


def _term(fields: Fields, around: Surroundings) -> AmbiguousTerm:
    readings = fields.scalars("readings")
    for reading in readings:
        if reading.text not in around.metrics:
            hint = suggestion(reading.text, around.metrics)
            fields.note(reading.place, f'There is no metric "{reading.text}". {hint}')
    term = fields.line("term")
    around.phrases.is_taken(term, "an ambiguous term", fields.place)
    holder = around.phrases.holder(term)
    if holder:
        fields.problem("term", f'"{term}" already stands for {holder}. Drop one of the two.')
    return AmbiguousTerm(term, tuple(r.text for r in readings), fields.text("question"))


def _groups(file: Fields, dimensions: frozenset[str]) -> list[Group]:
    groups = []
    for key, node in file.entries("groups"):
        fields = file.nested(f'Group "{key.text}"', key.place, node, _GROUP)
        groups.append(
            Group(
                name=key.text,
                slack_usergroup=fields.code("usergroup", ""),
                grants=frozenset(fields.texts("grants", required=True)),
                rows=_row_policies(fields, dimensions),
                everyone=fields.boolean("everyone", default=False),
            )
        )
    return groups


def _row_policies(fields: Fields, dimensions: frozenset[str]) -> tuple[RowPolicy, ...]:
    policies = []
    for row in fields.children("rows", ("dimension", "values")):
        name = row.code("dimension")
        if name and name not in dimensions:
            hint = suggestion(name, dimensions)
            row.problem("dimension", f'There is no dimension "{name}". {hint}')
        policies.append(RowPolicy(name, row.texts("values", required=True)))
    return tuple(policies)


def _people(file: Fields, groups: frozenset[str]) -> list[Person]:
    return [
        Person(
            user_id=fields.code("user"),
            name=fields.line("name"),
            handle=fields.code("handle"),
            groups=_known_groups(fields, groups),
        )
        for fields in file.children("people", _PERSON)
    ]


def _channels(file: Fields, groups: frozenset[str]) -> list[Channel]:
    return [
        Channel(fields.code("channel"), fields.code("name"), _known_groups(fields, groups))
        for fields in file.children("channels", _CHANNEL)
    ]


def _known_groups(fields: Fields, groups: frozenset[str]) -> tuple[str, ...]:
    scalars = fields.scalars("groups")
    for scalar in scalars:
        if scalar.text not in groups:
            hint = suggestion(scalar.text, groups)
            fields.note(scalar.place, f'There is no group "{scalar.text}". {hint}')
    return tuple(s.text for s in scalars)
