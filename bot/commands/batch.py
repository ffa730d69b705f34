"""A file of questions, one JSON object a line: each line gets its reply, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.commands.options import moment_of
from metrics.errors import NameNotFoundError

if TYPE_CHECKING:
    from bot.answering import Reply
    from bot.app import Desk

LONGEST_LINE: Final = 100_000
Id = str | int | float | None


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch: what is asked, as whom, when and where."""

    id: Id
    question: str
    user: str | None
    channel: str
    thread: str
    now: datetime | None


class LineError(Exception):
    """A line that cannot be asked; ``id`` is the line's own, where it has one."""

    def __init__(self, message: str, line_id: Id = None) -> None:
        super().__init__(message)
        self.id = line_id


def answer_all(desk: Desk, batch: Path, defaults: dict[str, Any]) -> bool:
    """Print a reply for each line; whether all could be asked, and none failed."""
    failed = total = 0
    for number, line in _lines(batch):
        total += 1
        try:
            item = _question(line, defaults)
            reply, line_id = _ask(desk, item), item.id
        except LineError as error:
            reply, line_id = _declined(f"{batch.name}:{number}: {error}"), error.id
        shown = reply.to_json()
        failed += shown.get("reason") == "error"
        click.echo(json.dumps({"id": line_id} | shown, ensure_ascii=False))
    if failed:
        click.echo(f"{failed} of {total} lines have no answer: see their replies.", err=True)
    return not failed


def _lines(batch: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold anything, with their numbers from 1."""
    try:
        with batch.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if number == 1 and b"\0" in line:
                    raise click.ClickException(
                        f'"{batch}" is no text file with one JSON object a line.'
                    )
                if line.strip():
                    yield number, line
    except OSError as error:
        raise click.ClickException(f'"{batch}" cannot be read: {error.strerror}.') from error


def _question(line: bytes, defaults: dict[str, Any]) -> BatchQuestion:
    item = _object(line)
    line_id = item.get("id")
    if not isinstance(line_id, str | int | float):
        raise LineError('"id" must be a text or a number.')
    question = _text(item, "question", line_id)
    if question is None:
        raise LineError('an object with "id" and "question" is needed.', line_id)
    thread = _text(item, "thread", line_id) or defaults["thread"] or f"batch-{line_id}"
    channel = _text(item, "channel", line_id)
    return BatchQuestion(
        id=line_id,
        question=question,
        user=_text(item, "as", line_id) or defaults["user"],
        channel=defaults["channel"] if channel is None else channel,
        thread=thread,
        now=_now(item, line_id) or defaults["now"],
    )


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise LineError(f"a line may have {LONGEST_LINE:,} bytes at most.")
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise LineError("the line is not UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {error}.") from None
    if not isinstance(item, dict):
        raise LineError('an object with "id" and "question" is needed.')
    return item


def _text(item: dict[str, Any], name: str, line_id: Id) -> str | None:
    """A field that is text; None where it is left out or null."""
    value = item.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise LineError(f'"{name}" must be text, not {json.dumps(value)[:40]}.', line_id)
    if not is_text(value):
        raise LineError(f'"{name}" holds half a character.', line_id)
    return value


def is_text(value: str) -> bool:
    """Whether it holds whole characters only: what is no UTF-8 comes in as halves."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _now(item: dict[str, Any], line_id: Id) -> datetime | None:
    text = _text(item, "now", line_id)
    try:
        return moment_of(text) if text else None
    except ValueError as error:
        raise LineError(f'"now": {error}.', line_id) from None


def _ask(desk: Desk, item: BatchQuestion) -> Reply:
    try:
        return desk.ask(
            item.question,
            user=item.user,
            channel=item.channel,
            thread=item.thread,
            now=item.now,
        )
    except NameNotFoundError as error:
        near = f" Near: {', '.join(error.near)}." if error.near else ""
        raise LineError(f"{error.message}{near}", item.id) from None


def _declined(message: str) -> Reply:
    """The reply to a line that was never asked: it is on no record and has no answer id."""
    from bot.answering import Decline

    return Decline("", "error", message, near=(), offers=(), contact="")
