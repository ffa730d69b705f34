"""``paceline ask``: one question, or a file of them, answered in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.options import (
    Moment,
    definitions_option,
    fail,
    state_option,
    warehouse_option,
)
from metrics.errors import MetricsError, NameNotFoundError

if TYPE_CHECKING:
    from bot.answering import Reply
    from bot.app import Desk


@click.command(
    name="ask",
    epilog='Example: paceline ask "claims by model this quarter vs last" --as group:finance',
)
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="The whole reply as JSON.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with one JSON object a line: id, question, and optionally now, as, channel, "
    "thread. One JSON reply a line comes out.",
)
@click.option("--as", "user", metavar="USER", help="A user of the directory, or group:NAME.")
@click.option("--channel", default="", help="The channel it is asked in.")
@click.option("--thread", default="", help="The conversation it belongs to.")
@click.option("--now", type=Moment(), help="Ask as if it were then.")
@definitions_option
@warehouse_option
@state_option
def command(
    question: str | None,
    batch: Path | None,
    definitions: Path | None,
    warehouse: str | None,
    state: str | None,
    **asked: Any,
) -> None:
    """Ask a question in plain English. Without --as you are the operator and see everything."""
    if (question is None) == (batch is None):
        raise click.UsageError("Give one question in quotes, or --batch FILE.")
    from bot.app import open_desk
    from bot.commands.defaults import settings_or_exit, warehouse_url

    settings = settings_or_exit()
    try:
        url = warehouse_url(warehouse, settings)
        with open_desk(definitions or settings.definitions, url, state) as desk:
            if batch is not None:
                _answer_all(desk, batch, asked)
            else:
                _answer_one(desk, question or "", asked)
    except MetricsError as error:
        fail(error)


def _answer_one(desk: Desk, question: str, asked: dict[str, Any]) -> None:
    reply = desk.ask(
        question,
        user=asked["user"],
        channel=asked["channel"],
        thread=asked["thread"],
        now=asked["now"],
    )
    if asked["user"] is None:
        click.echo("(as the operator, who sees everything; --as USER asks as somebody)", err=True)
    _print(reply, as_json=asked["as_json"])


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(reply.to_json(), indent=1, ensure_ascii=False))
        return
    from bot.blocks import plain

    click.echo(plain(reply))


def _answer_all(desk: Desk, batch: Path, asked: dict[str, Any]) -> None:
    for item in _items(batch):
        reply = _answer_line(desk, item, asked)
        click.echo(json.dumps({"id": item["id"]} | reply.to_json(), ensure_ascii=False))


def _answer_line(desk: Desk, item: dict[str, Any], asked: dict[str, Any]) -> Reply:
    """The reply to one line; what cannot be asked as it is written is refused, not the file."""
    now = asked["now"]
    if item.get("now"):
        try:
            now = datetime.fromisoformat(str(item["now"]))
        except ValueError:
            said = f'"{item["now"]}" is no date such as 2026-10-31 or 2026-10-31T09:00.'
            return desk.refuse("error", said)
    try:
        return desk.ask(
            str(item["question"]),
            user=item.get("as", asked["user"]),
            channel=item.get("channel", asked["channel"]),
            thread=item.get("thread", asked["thread"] or f"batch-{item['id']}"),
            now=now,
        )
    except NameNotFoundError as error:
        near = f" Near: {', '.join(error.near)}." if error.near else ""
        return desk.refuse("not_permitted", f"{error.message}{near} {error.next_step}")


def _items(batch: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(batch.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            yield _item(line, f"{batch}:{number}")


def _item(line: str, place: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except ValueError as error:
        raise click.ClickException(f"{place}: not JSON: {error}") from error
    if not isinstance(item, dict) or not {"id", "question"} <= item.keys():
        raise click.ClickException(f'{place}: an object with "id" and "question" is needed.')
    return item
