"""The comments that stand above definitions: what was guessed, from what, what was left out."""

from __future__ import annotations

import re
from datetime import date

from metrics.scaffold.drafts import Notes
from metrics.scaffold.keys import JudgedTable, Key
from metrics.scaffold.naming import NamedTable
from metrics.scaffold.times import Dating

_LONGEST = 300


def plain(text: str) -> str:
    """Text of the database as definitions may hold it: one line, no markup, nothing hidden.

    >>> plain("Orders <b>of</b> " + chr(10) + " last year")
    'Orders of last year'
    """
    shown = "".join(c if c.isprintable() else " " for c in text)
    bare = re.sub(r"[<>]", "", re.sub(r"<[^<>]*>", "", shown))
    return " ".join(bare.split())[:_LONGEST].strip()


def dataset_notes(part: str, named: NamedTable, *, written: bool) -> Notes:
    """What a reviewer should know of the dataset as a whole."""
    notes = []
    if part == "table" and named.profile.info.kind == "view":
        notes.append("review: a view; what it reads may be counted elsewhere too")
    if written:
        notes.append(
            "review: days are read out of text or numbers, all of which are days now; one of "
            "another shape would have no day, or give an error"
        )
    return tuple(notes)


def key_notes(key: Key) -> Notes:
    """How the key is known."""
    match key.how:
        case "declared":
            return (f"key: {key.why}",)
        case "none":
            numbered = "rows are numbered, and nothing can be joined to them"
            return (f"review: {key.why}; {numbered}",)
        case "unverified":
            return (f"review: key guessed {key.why}",)
        case _:
            return (f"review: key inferred: {key.why}",)


def time_notes(own: Dating | None, found: Dating | None, table: JudgedTable, today: date) -> Notes:
    """Which day dates the rows, and which could."""
    if found is None:
        days = [v.name for v in table.using("day")]
        if days:
            return (f"review: most rows have no {_listed(days)}, so no day dates them",)
        return ("no column says when, so the rows are counted as they are now",)
    notes = []
    if own is None:
        notes.append(
            f'review: things that stay are counted as they are now; "{found.column.name}" only '
            "says since when they are there"
        )
    else:
        notes.append(f"review: {_chosen(own)} was chosen to date the rows")
    if own is not None and found.others:
        notes.append(f"other days: {_listed(list(found.others))}")
    if own is not None and found.column.kind == "moment":
        notes.append("its moments are cut into days as they stand: see the company's time zone")
    if own is not None and found.is_late(today):
        notes.append(
            f"review: rows are dated through {found.column.high}, so nothing says how far the "
            "data reach: periods without rows count as none"
        )
    if own is not None and found.missing:
        rows = table.named.profile.rows
        notes.append(f"review: {found.missing:,} of {rows:,} rows have no such day")
    return tuple(notes)


def _chosen(dating: Dating) -> str:
    column = f'"{dating.column.name}"'
    return f'{column} of "{dating.via.target[1]}"' if dating.via else column


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
