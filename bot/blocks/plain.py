"""The reply as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.answering import Answer, AskBack, Decline, Reply
from bot.blocks.text import clean, unnamed
from bot.narrative import FollowUp, Heading, Table, say_day
from metrics.result import Provenance

ROWS_SHOWN = 40

_CELL = 40


def plain(reply: Reply) -> str:
    """All that the message says, as lines; no control characters of the data come through."""
    return "\n".join(clean(line) for line in _lines(reply))


def _lines(reply: Reply) -> Iterator[str]:
    match reply:
        case Answer():
            yield from _answer(reply)
        case AskBack():
            yield from _ask_back(reply)
        case Decline():
            yield from _decline(reply)
        case _:
            assert_never(reply)


def _answer(reply: Answer) -> Iterator[str]:
    yield reply.headline
    yield from reply.details
    if reply.read_as:
        yield f"Read as: {reply.read_as}"
    if reply.table is not None and reply.table.total > 1:
        yield ""
        yield from _table(reply.table)
    yield from _offers("Worth asking:", reply.next)
    if reply.caveats:
        yield ""
        yield from (f"Note: {caveat}" for caveat in reply.caveats)
    yield ""
    yield from (_origin(p) for p in reply.provenance)
    yield f"Answer {reply.answer_id}"


def _ask_back(reply: AskBack) -> Iterator[str]:
    yield reply.question
    yield from _not_understood(unnamed(reply.not_understood, reply.question))
    yield from _offers("", reply.options)
    yield ""
    yield f"{reply.contact} can help. Answer {reply.answer_id}"


def _decline(reply: Decline) -> Iterator[str]:
    yield reply.message
    yield from _not_understood(unnamed(reply.not_understood, reply.message))
    yield from _offers("You could ask:", reply.offers)
    yield ""
    contact = "" if reply.contact in reply.message else f"{reply.contact} can help. "
    yield f"{contact}Answer {reply.answer_id}"


def _offers(title: str, offers: Sequence[FollowUp]) -> Iterator[str]:
    if offers:
        yield ""
        if title:
            yield title
        yield from (f"  • {offer.label}" for offer in offers)


def _not_understood(words: Sequence[str]) -> Iterator[str]:
    if words:
        yield "Not understood: " + ", ".join(f"“{word}”" for word in words)


def _table(shown: Table) -> Iterator[str]:
    rows = shown.rows[-ROWS_SHOWN:] if shown.newest_last else shown.rows[:ROWS_SHOWN]
    cells = [[_short(h.label) for h in shown.headings], *([_short(c) for c in r] for r in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(shown.headings))]
    yield _aligned(cells[0], shown.headings, widths)
    yield "  ".join("─" * width for width in widths)
    yield from (_aligned(row, shown.headings, widths) for row in cells[1:])
    if shown.total > len(rows):
        which = "latest" if shown.newest_last else "first"
        yield f"The {which} {len(rows)} of {shown.total:,} rows; --json has all."


def _aligned(row: Sequence[str], headings: Sequence[Heading], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if heading.numeric else cell.ljust(width)
        for cell, heading, width in zip(row, headings, widths, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _short(cell: str) -> str:
    line = " ".join(clean(cell).split())
    return line if len(line) <= _CELL else line[: _CELL - 1] + "…"


def _origin(origin: Provenance) -> str:
    through = f" · data through {say_day(origin.data_through)}" if origin.data_through else ""
    owner = origin.owner.replace("_", " ")
    return f"{origin.label} v{origin.version} · {origin.status} · owned by {owner}{through}"
