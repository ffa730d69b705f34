"""From a reply to one Slack message of at most eight blocks, whatever the data hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.answering import Answer, AskBack, Decline, Reply
from bot.blocks.kit import Block, actions, ask_buttons, context, neither_button, section, table
from bot.blocks.text import Mrkdwn, cut, escape, joined
from bot.limits import BUTTON_TEXT, TABLE_COLUMNS
from bot.narrative import FollowUp, Table, say_day
from metrics.result import Provenance

MESSAGE_CHARACTERS = 12_000
ROWS_SHOWN = 10

_TEXT = 2_000
_DOT = " · "


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted. ``text`` states the answer alone: it is read out instead of the blocks."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Room:
    """How much a message may hold: rows, characters a cell, characters a text, buttons."""

    rows: int
    cell: int
    text: int
    buttons: bool


_ROOMS = (
    _Room(rows=ROWS_SHOWN, cell=80, text=1_500, buttons=True),
    _Room(rows=5, cell=30, text=600, buttons=True),
    _Room(rows=0, cell=0, text=600, buttons=False),
)


def render(reply: Reply) -> Message:
    """The reply as a message; as much of it as Slack takes."""
    for room in _ROOMS:
        blocks = tuple(_blocks(reply, room))
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
            return f"{reply.message} {_contact(reply.contact)}"
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
    yield context([Mrkdwn(f"Read as: {cut(reply.read_as, room.text)}")])
    if reply.table is not None and reply.table.total > 1:
        yield from _table(reply.table, room)
    yield from _offers("*Worth asking*", reply.answer_id, reply.next, room)
    if reply.caveats:
        yield context([_within([cut(c, room.text // 2) for c in reply.caveats], "\n", room)])
    yield context(
        [*(_origin(p) for p in reply.provenance[:8]), Mrkdwn(f"Answer {escape(reply.answer_id)}")]
    )


def _ask_back(reply: AskBack, room: _Room) -> Iterator[Block]:
    labels = [option.label for option in reply.options]
    cut_off = any(len(escape(label)) > BUTTON_TEXT for label in labels) or not room.buttons
    listed = [Mrkdwn(f"• {cut(label, 300)}") for label in labels] if cut_off else []
    words = _not_understood(reply.not_understood)
    yield section(_within([cut(reply.question, room.text), words, *listed], "\n", room))
    buttons = ask_buttons(reply.answer_id, reply.options) if room.buttons else []
    yield actions([*buttons, neither_button(reply.answer_id)])
    yield context([cut(_contact(reply.contact), 300), Mrkdwn(f"Answer {escape(reply.answer_id)}")])


def _decline(reply: Decline, room: _Room) -> Iterator[Block]:
    words = _not_understood(reply.not_understood)
    yield section(_within([cut(reply.message, room.text), words], "\n", room))
    yield from _offers("*You could ask*", reply.answer_id, reply.offers, room)
    yield context([cut(_contact(reply.contact), 300), Mrkdwn(f"Answer {escape(reply.answer_id)}")])


def _table(shown: Table, room: _Room) -> Iterator[Block]:
    if room.rows:
        count = min(room.rows, len(shown.rows))
        rows = shown.rows[-count:] if shown.newest_last else shown.rows[:count]
        headings = shown.headings[:TABLE_COLUMNS]
        yield table(headings, [row[:TABLE_COLUMNS] for row in rows], room.cell)
    else:
        count = 0
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
    return f"The {which} {count} of {shown.total:,} rows are shown; {rest:,} more."


def _more_columns(shown: Table) -> str:
    rest = len(shown.headings) - TABLE_COLUMNS
    return f"{rest} more columns are left out." if rest > 0 else ""


def _offers(
    title: str, answer_id: str, offers: Sequence[FollowUp], room: _Room
) -> Iterator[Block]:
    if not offers:
        return
    buttons = ask_buttons(answer_id, offers) if room.buttons else []
    unsaid = offers if len(buttons) < len(offers) else ()
    lines = [Mrkdwn(f"• {cut(offer.label, 300)}") for offer in unsaid]
    yield section(_within([Mrkdwn(title), *lines], "\n", room))
    if buttons:
        yield actions(buttons)


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
