"""Binding of the calendar's named days and seasons, with the phrases that people may say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import pairwise

from metrics.catalog.day_rules import LONGEST, UnreadableRuleError, read_rule
from metrics.catalog.document import Place, Problems
from metrics.catalog.fields import Fields
from metrics.catalog.names import Entry, Phrases, unique_entries
from metrics.model import Between, DayRule, FixedDate, ListedDays, ListedSpans, NamedDay, Season

_SECTIONS = {"named_days": "named day", "seasons": "season"}
_FIELDS = {
    "named day": ("label", "rule", "dates", "synonyms"),
    "season": ("label", "from", "to", "dates", "synonyms"),
}
_RESERVED = "fiscal"
_DEEPEST = 8
_UNREAD = FixedDate(1, 1)


def bind_named_days(
    calendar: Fields, problems: Problems
) -> tuple[tuple[NamedDay, ...], tuple[Season, ...]]:
    """The calendar's named days and seasons."""
    entries = unique_entries(_entries(calendar), problems)
    fields = {e.name: calendar.nested(e.what, e.place, e.node, _FIELDS[e.kind]) for e in entries}
    for entry in entries:
        if entry.name == _RESERVED:
            problems.add(entry.place, f'"{_RESERVED}" names no day or season. Choose another.')
    rules = _Rules({e.name: fields[e.name] for e in entries if e.kind == "named day"})
    days = (
        NamedDay(
            name, rules.fields[name].text("label"), rules.rule_of(name), _synonyms(fields, name)
        )
        for name in rules.names
    )
    seasons = (
        Season(
            e.name,
            fields[e.name].text("label"),
            _span(fields[e.name], rules),
            _synonyms(fields, e.name),
        )
        for e in entries
        if e.kind == "season"
    )
    return tuple(days), tuple(seasons)


def claim_phrases(calendar: Fields, phrases: Phrases) -> None:
    """Claim what each named day and season is called for it."""
    named: dict[str, Entry] = {}
    for entry in _entries(calendar):
        named.setdefault(entry.name, entry)
    for entry in named.values():
        fields = calendar.nested(entry.what, entry.place, entry.node, _FIELDS[entry.kind])
        said = [(entry.name, entry.place), (fields.text("label"), entry.place)]
        said += [(scalar.text, scalar.place) for scalar in fields.scalars("synonyms")]
        for phrase, place in said:
            phrases.claim(phrase, entry.what, place)


def _entries(calendar: Fields) -> Iterator[Entry]:
    for section, kind in _SECTIONS.items():
        for key, node in calendar.entries(section):
            yield Entry(kind, key.text, key.place, node, "")


def _synonyms(fields: Mapping[str, Fields], name: str) -> tuple[str, ...]:
    return fields[name].texts("synonyms")


class _Rules:
    """Reads each day's rule once, whichever day is counted from it first."""

    def __init__(self, fields: Mapping[str, Fields]) -> None:
        self.fields = fields
        self._read: dict[str, DayRule] = {}
        self._open: list[str] = []

    @property
    def names(self) -> Collection[str]:
        return self.fields

    def rule_of(self, name: str) -> DayRule:
        if name in self._open:
            way = " → ".join((*self._open[self._open.index(name) :], name))
            raise UnreadableRuleError(f"It is counted from itself: {way}.")
        if len(self._open) > _DEEPEST:
            raise UnreadableRuleError(f'It is counted through too many days. Is "{name}" needed?')
        if name not in self._read:
            self._open.append(name)
            self._read[name] = self._day(self.fields[name])
            self._open.pop()
        return self._read[name]

    def rule_in(self, fields: Fields, field: str) -> DayRule:
        """The rule in a field; one that says none is a problem there."""
        text = fields.code(field)
        if not text:
            return _UNREAD
        try:
            return read_rule(text, self)
        except UnreadableRuleError as error:
            fields.problem(
                field, f'"{field}" of {fields.what} says no day: "{text[:LONGEST]}". {error}'
            )
            return _UNREAD

    def _day(self, fields: Fields) -> DayRule:
        if "dates" not in fields:
            return self.rule_in(fields, "rule")
        _either(fields, "rule")
        return ListedDays(tuple(sorted(_listed(fields).values())))


def _either(fields: Fields, *rule: str) -> None:
    """A rule and dates at once would be two definitions."""
    for name in rule:
        if name in fields:
            fields.problem(name, f'{fields.what} has "dates", so it takes no "{name}". Drop one.')


def _listed(fields: Fields) -> dict[int, date]:
    """The days in ``dates`` by their year."""
    found: dict[int, date] = {}
    for scalar in fields.scalars("dates", required=True):
        try:
            day = date.fromisoformat(scalar.text)
        except ValueError:
            fields.note(scalar.place, f'"{scalar.text}" is no date such as 2026-07-01.')
            continue
        _once(fields, scalar.place, day.year, found)
        found.setdefault(day.year, day)
    return found


def _once(fields: Fields, place: Place, year: int, found: Mapping[int, object]) -> None:
    if year in found:
        fields.note(place, f'"dates" of {fields.what} has {year} twice. Keep one of them.')


def _span(fields: Fields, rules: _Rules) -> Between | ListedSpans:
    if "dates" not in fields:
        return Between(rules.rule_in(fields, "from"), rules.rule_in(fields, "to"))
    _either(fields, "from", "to")
    found: dict[int, tuple[date, date]] = {}
    for dates in fields.children("dates", ("from", "to")):
        first, last = dates.day("from"), dates.day("to")
        if last < first:
            dates.problem("to", f'"to" of {dates.what} lies before its "from".')
        _once(fields, dates.place, first.year, found)
        found.setdefault(first.year, (first, last))
    return _apart(fields, tuple(sorted(found.values())))


def _apart(fields: Fields, spans: tuple[tuple[date, date], ...]) -> ListedSpans:
    for (_, ended), (first, _) in pairwise(spans):
        if first <= ended:
            fields.problem(
                "dates", f"{fields.what} starts on {first}, before it ended on {ended}."
            )
    return ListedSpans(spans)
