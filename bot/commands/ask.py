"""``paceline ask``: one question, or a file of them, answered in the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.batch import answer_all, is_text
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
@click.option("--channel", default="", help="The directory's channel it is asked in.")
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
    """Ask a question in plain English. Without --as you are the operator and see everything.

    Exit 0 with any reply, 1 where something failed; of a batch, where any line did.
    """
    if (question is None) == (batch is None):
        raise click.UsageError("Give one question in quotes, or --batch FILE.")
    if not is_text(question or ""):
        raise click.UsageError("The question is not UTF-8 text.")
    from bot.app import open_desk
    from bot.commands.defaults import data_of, settings_or_exit
    from bot.store import StoreError

    settings = settings_or_exit()
    try:
        path, url = data_of(definitions, warehouse, settings)
        with open_desk(path, url, state) as desk:
            if batch is not None:
                done = answer_all(desk, batch, asked)
            else:
                done = _answer_one(desk, question or "", asked)
    except MetricsError as error:
        fail(error)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    if not done:
        sys.exit(1)


def _answer_one(desk: Desk, question: str, asked: dict[str, Any]) -> bool:
    """Print the reply; whether it is one, rather than that something failed."""
    _tell_of_channel(desk, asked["channel"])
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
    return reply.to_json().get("reason") != "error"


def _tell_of_channel(desk: Desk, channel: str) -> None:
    """An unknown channel is no reason not to answer, and is not passed over in silence."""
    try:
        desk.check_channel(channel)
    except NameNotFoundError as error:
        click.echo(f"({error.message} Near: {', '.join(error.near)})", err=True)


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(reply.to_json(), indent=1, ensure_ascii=False))
        return
    from bot.blocks import plain

    click.echo(plain(reply))
