"""Definitions as YAML text: plain, in a fixed order, with the notes as comments above."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from metrics.scaffold.drafts import (
    PERSONAL,
    CatalogDraft,
    DatasetDraft,
    DimensionDraft,
    FileDraft,
    JoinDraft,
    MetricDraft,
    Notes,
)

MARK = "# Written by `paceline scaffold`"
GROUP = "everyone"
OWNER = "analysts"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.'()/%+-]*(?: [A-Za-z0-9_.'()/%+-]+)*")
_WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_WIDTH = 110


def company_text(draft: CatalogDraft) -> str:
    """The file of the company: its calendar, and words with several readings."""
    lines = [
        f"{MARK}: who the catalogue speaks for. Review every line.",
        "version: 1",
        "company:",
        f"  name: {scalar(draft.company)}",
        "  # review: whom people may ask when the bot cannot answer",
        '  help_contact: "#data-team"',
        "  calendar:",
        "    # review: where the company's days begin; moments are cut into days by it",
        "    time_zone: UTC",
        "    week_start: monday",
        "    # review: 1 is January",
        "    fiscal_start_month: 1",
        "    # the first day of all dates that metrics go by; nothing before it is counted",
        f"    history_starts: {draft.history_starts.isoformat()}",
    ]
    if draft.terms:
        lines += ["", "# Words that several metrics would go by: the bot asks back."]
        lines.append("ambiguous_terms:")
    for term in draft.terms:
        lines.append(f"  - term: {scalar(term.term)}")
        lines.append(f"    question: {scalar(term.question)}")
        lines.append(f"    readings: [{', '.join(term.readings)}]")
    return _ended(lines)


def directory_text() -> str:
    """The file of people and grants."""
    return _ended(
        [
            f"{MARK}: who may ask what. Review every line.",
            "version: 1",
            "groups:",
            "  # Scaffolded metrics are granted to everyone, and answer as drafts. Take this",
            "  # group away once groups of your own are granted what they may see.",
            f"  {GROUP}: {{everyone: true, grants: [general]}}",
            f"  {OWNER}: {{grants: [general, sql]}}",
            "  # Amounts that tell of people (salaries, ages): granted to nobody before review.",
            f"  people_data: {{grants: [{PERSONAL}]}}",
            "people:",
            "  # Your Slack user id and name; this one acts in the local workspace.",
            f"  - {{user: U0YOU, name: You, handle: you, groups: [{OWNER}]}}",
            "channels:",
            f"  - {{channel: C0ASKDATA, name: ask-data, groups: [{OWNER}]}}",
        ]
    )


def file_texts(file: FileDraft, made_on: str, most: int) -> list[str]:
    """The text of one table's file, in several parts where it would be longer than ``most``."""
    table = scalar(".".join(file.place))
    head = [
        f"{MARK} from {table}, {file.rows:,} rows. Every definition is a draft to review.",
        *_comments(file.notes, ""),
        "version: 1",
        f"subject: {scalar(file.name)}",
    ]
    sections = [
        ("datasets", [_dataset(d) for d in file.datasets]),
        ("dimensions", [_dimension(d) for d in file.dimensions]),
        ("metrics", [_metric(m, made_on) for m in file.metrics]),
    ]
    parts: list[list[str]] = []
    current, size, section = list(head), _size(head), ""
    for name, entries in sections:
        for entry in entries:
            if size + _size(entry) > most:
                parts.append(current)
                current, section = [head[0], "version: 1", f"subject: {scalar(file.name)}"], ""
                size = _size(current)
            opening = [] if section == name else ["", f"{name}:"]
            current += [*opening, *entry]
            size += _size([*opening, *entry])
            section = name
    return [_ended(lines) for lines in (*parts, current)]


def scalar(text: str) -> str:
    """A text as a YAML scalar that reads back as it is.

    >>> print(scalar("Total amount"), scalar('"Id"'), scalar("no"), scalar("it's: so"))
    Total amount '"Id"' "no" "it's: so"
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    if text.isprintable() and "'" not in text and '"' in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _dataset(draft: DatasetDraft) -> list[str]:
    lines = [*_comments(draft.notes, "  "), f"  {draft.name}:"]
    lines += [f"    label: {scalar(draft.label)}", f"    description: {scalar(draft.description)}"]
    if draft.query:
        lines.append("    query: |")
        lines += [f"      {line}" for line in draft.query.splitlines()]
    else:
        lines.append(f"    source: {scalar(draft.source)}")
    lines += _comments(draft.key_notes, "    ")
    lines.append(f"    key: {_listed(draft.key, 9)}")
    lines.append(f"    columns: {_listed(draft.columns, 13)}")
    lines += _comments(draft.time_notes, "    ")
    lines.append(f"    time: {scalar(draft.time)}" if draft.time else "    undated: true")
    if draft.data_through:
        lines.append(f"    data_through: {scalar(draft.data_through)}")
    if draft.joins:
        lines.append("    joins:")
    for join in draft.joins:
        lines += _join(join)
    return lines


def _join(join: JoinDraft) -> list[str]:
    pairs = ", ".join(f"{scalar(own)}: {scalar(other)}" for own, other in join.on)
    line = f"      {join.name}: {{to: {join.to}, on: {{{pairs}}}}}"
    return [*_comments(join.notes, "      "), line]


def _dimension(draft: DimensionDraft) -> list[str]:
    lines = [*_comments(draft.notes, "  "), f"  {draft.name}:"]
    lines += _fields(
        ("dataset", draft.dataset),
        ("expr", scalar(draft.expr)),
        ("label", scalar(draft.label)),
        ("plural", scalar(draft.plural)),
        ("description", scalar(draft.description)),
        ("type", "" if draft.data_type == "string" else draft.data_type),
        ("values", _listed(draft.values, 12) if draft.values else ""),
        (
            "indexed",
            "" if draft.indexed or draft.values or draft.data_type != "string" else "false",
        ),
        ("as_of_today", "true" if draft.as_of_today else ""),
    )
    return [*lines, *_synonyms(draft.synonyms)]


def _is_indexed_anyway(draft: DimensionDraft) -> bool:
    return draft.indexed or bool(draft.values) or draft.data_type != "string"


def _metric(draft: MetricDraft, made_on: str) -> list[str]:
    change = (
        f'{{version: 1, on: {made_on}, by: paceline scaffold, why: "Scaffolded; not reviewed."}}'
    )
    lines = [*_comments(draft.notes, "  "), f"  {draft.name}:"]
    lines += _fields(
        ("label", scalar(draft.label)),
        ("description", scalar(draft.description)),
        ("type", "simple"),
        ("dataset", draft.dataset),
        ("agg", draft.aggregation),
        ("expr", scalar(draft.expr) if draft.expr else ""),
        ("owner", OWNER),
        ("steward", '"@you"'),
        ("status", "draft"),
        ("version", "1"),
        ("changes", f"[{change}]"),
        ("direction", "neutral"),
        ("format", draft.format),
        ("access", draft.access),
        ("min_group_size", str(draft.min_group_size) if draft.min_group_size else ""),
        ("caveats", f"[{', '.join(scalar(c) for c in draft.caveats)}]" if draft.caveats else ""),
    )
    return [*lines, *_synonyms(draft.synonyms)]


def _fields(*pairs: tuple[str, str]) -> list[str]:
    return [f"    {name}: {value}" for name, value in pairs if value]


def _synonyms(phrases: Sequence[str]) -> Iterator[str]:
    if phrases:
        yield "    synonyms:"
    for said in phrases:
        yield f"      - {{text: {scalar(said)}, owner: {OWNER}}}"


def _listed(items: Iterable[str], indent: int) -> str:
    """A list in brackets, over several lines where it is long."""
    lines, line = [], ""
    for item in (scalar(i) for i in items):
        if line and len(line) + len(item) > _WIDTH - indent:
            lines.append(line.rstrip())
            line = ""
        line += f"{item}, "
    lines.append(line.rstrip(", "))
    return "[" + ("\n" + " " * indent).join(lines) + "]"


def _comments(notes: Notes | Sequence[str], indent: str) -> list[str]:
    return [f"{indent}# {' '.join(note.split())}" for note in notes]


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _ended(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
