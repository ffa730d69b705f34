"""From a reply to one Slack message of at most eight blocks, whatever the data hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot.answering import Answer, AskBack, Decline, Reply
from bot.blocks.kit import (
    Block,
    actions,
    ask_buttons,
    context,
    neither_button,
    rows_button,
    section,
    table,
)
from bot.blocks.text import Mrkdwn, cut, escape, joined, unnamed
from bot.limits import BUTTON_TEXT, TABLE_COLUMNS, TABLE_ROWS
from bot.narrative import FollowUp, Table, say_day
from metrics.result import Provenance

MESSAGE_CHARACTERS = 12_000
ROWS_SHOWN = 15

_TEXT = 2_000
_DOT = " · "


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted. ``text`` states the answer alone: it is read out instead of the blocks."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """Where and how much of a reply is shown.

    Attributes:
        hint: how to ask on from here, as its last words; empty: nothing is said of it.
        all_rows: as many rows as a message takes, not the first few.
    """

    hint: str = ""
    all_rows: bool = False


@dataclass(frozen=True, slots=True)
class _Room:
    """How much a message may hold: rows, characters a cell, characters a text, buttons."""

    rows: int
    cell: int
    text: int
    buttons: bool
    hint: str = ""


_ROOMS = (
    _Room(rows=ROWS_SHOWN, cell=80, text=1_500, buttons=True),
    _Room(rows=5, cell=30, text=600, buttons=True),
    _Room(rows=0, cell=0, text=600, buttons=False),
)
_LARGER = tuple(
    _Room(rows=rows, cell=40, text=1_000, buttons=True) for rows in (TABLE_ROWS - 1, 75, 50, 30)
)


def render(reply: Reply, showing: Showing | None = None) -> Message:
    """The reply as a message; as much of it as Slack takes."""
    showing = showing or Showing()
    for room in (*(_LARGER if showing.all_rows else ()), *_ROOMS):
        blocks = tuple(_blocks(reply, replace(room, hint=showing.hint)))
        if len(json.dumps(blocks, ensure_ascii=False)) <= MESSAGE_CHARACTERS:
            break
    return Message(cut(_spoken(reply), _TEXT) or f"Answer {escape(reply.answer_id)}", blocks)


def _spoken(reply: Reply) -> str:
    match reply:
        case Answer():
            return reply.headline
        case AskBack():
            labels = "; ".join(option.label for option in reply.options)
            return f"{reply.question} {labels}".strip()
        case Decline():
            told = reply.contact in reply.message
            return reply.message if told else f"{reply.message} {_contact(reply.contact)}"
        case _:
            assert_never(reply)


def _blocks(reply: Reply, room: _Room) -> Iterator[Block]:
    match reply:
        case Answer():
            return _answer(reply, room)
        case AskBack():
            return _ask_back(reply, room)
        case Decline():
            return _decline(reply, room)
        case _:
            assert_never(reply)


def _answer(reply: Answer, room: _Room) -> Iterator[Block]:
    details = joined([cut(d, room.text // 2) for d in reply.details], "\n")
    yield section(_within([cut(reply.headline, room.text), details], "\n", room))
    if reply.read_as:
        yield context([Mrkdwn(f"Read as: {cut(reply.read_as, room.text)}")])
    hidden = 0
    if reply.table is not None and reply.table.total > 1:
        count = min(room.rows, len(reply.table.rows))
        hidden = reply.table.total - count
        yield from _table(reply.table, room, count)
    more = _rows_button(reply, hidden) if room.buttons else []
    yield from _offers("*Worth asking*", reply.answer_id, reply.next, room, more)
    if reply.caveats:
        yield context([_within([cut(c, room.text // 2) for c in reply.caveats], "\n", room)])
    yield context([*(_origin(p) for p in reply.provenance[:8]), *_last(reply.answer_id, room)])


def _ask_back(reply: AskBack, room: _Room) -> Iterator[Block]:
    options = reply.options
    cut_off = any(o.short != o.label or len(escape(o.label)) > BUTTON_TEXT for o in options)
    labels = [option.label for option in options] if cut_off or not room.buttons else []
    listed = [Mrkdwn(f"• {cut(label, 300)}") for label in labels]
    words = _not_understood(unnamed(reply.not_understood, reply.question))
    yield section(_within([cut(reply.question, room.text), words, *listed], "\n", room))
    if options:
        buttons = ask_buttons(reply.answer_id, options) if room.buttons else []
        yield actions([*buttons, neither_button(reply.answer_id, len(options))])
    yield context([cut(_contact(reply.contact), 300), *_last(reply.answer_id, room)])


def _decline(reply: Decline, room: _Room) -> Iterator[Block]:
    words = _not_understood(unnamed(reply.not_understood, reply.message))
    yield section(_within([cut(reply.message, room.text), words], "\n", room))
    yield from _offers("*You could ask*", reply.answer_id, reply.offers, room, [])
    contact = [] if reply.contact in reply.message else [cut(_contact(reply.contact), 300)]
    yield context([*contact, *_last(reply.answer_id, room)])


def _last(answer_id: str, room: _Room) -> list[Mrkdwn]:
    """The answer's name, and how to ask on."""
    parts = [Mrkdwn(f"Answer {escape(answer_id)}"), cut(room.hint, 150)]
    return [part for part in parts if part]


def _table(shown: Table, room: _Room, count: int) -> Iterator[Block]:
    if count:
        rows = shown.rows[-count:] if shown.newest_last else shown.rows[:count]
        headings = shown.headings[:TABLE_COLUMNS]
        yield table(headings, [row[:TABLE_COLUMNS] for row in rows], room.cell)
    more = [_more_rows(shown, count), _more_columns(shown)]
    if any(more):
        yield context([joined([Mrkdwn(m) for m in more if m], " ")])


def _more_rows(shown: Table, count: int) -> str:
    rest = shown.total - count
    if not rest:
        return ""
    if not count:
        return f"The table of {shown.total:,} rows is too wide for a message."
    which = "latest" if shown.newest_last else "first"
    said = f"The {which} {count} of {shown.total:,} rows are shown; {rest:,} more."
    return said if count <= ROWS_SHOWN else f"{said} Ask for a part of them to see those."


def _rows_button(reply: Answer, hidden: int) -> list[Block]:
    """All rows, or the most that a message may hold, at one press."""
    if reply.query is None or reply.table is None or not hidden:
        return []
    total = reply.table.total
    if total - hidden > ROWS_SHOWN:
        return []
    words = f"Show all {total:,} rows" if total < TABLE_ROWS else "Show more rows"
    return rows_button(reply.answer_id, reply.query, words)


def _more_columns(shown: Table) -> str:
    rest = len(shown.headings) - TABLE_COLUMNS
    return f"{rest} more columns are left out." if rest > 0 else ""


def _offers(
    title: str, answer_id: str, offers: Sequence[FollowUp], room: _Room, more: list[Block]
) -> Iterator[Block]:
    buttons = ask_buttons(answer_id, offers) if room.buttons else []
    unsaid = offers if len(buttons) < len(offers) else ()
    lines = [Mrkdwn(f"• {cut(offer.label, 300)}") for offer in unsaid]
    if offers:
        yield section(_within([Mrkdwn(title), *lines], "\n", room))
    if buttons or more:
        yield actions([*buttons, *more])


def _origin(origin: Provenance) -> Mrkdwn:
    through = f"data through {say_day(origin.data_through)}" if origin.data_through else ""
    owner = origin.owner.replace("_", " ")
    parts = [
        f"{origin.label} v{origin.version}",
        origin.status,
        f"owned by {owner}",
        through,
    ]
    return joined([cut(part, 150) for part in parts], _DOT)


def _not_understood(words: Sequence[str]) -> Mrkdwn:
    if not words:
        return Mrkdwn("")
    quoted = ", ".join(f"“{cut(word, 60)}”" for word in words[:5])
    return Mrkdwn(f"Not understood: {quoted}")


def _contact(contact: str) -> str:
    return f"{contact} can help."


def _within(parts: Sequence[Mrkdwn], between: str, room: _Room) -> Mrkdwn:
    """The first parts that fit together into a text."""
    kept: list[Mrkdwn] = []
    for part in parts:
        if kept and sum(map(len, kept)) + len(part) > room.text:
            break
        kept.append(part)
    return joined(kept, between)
