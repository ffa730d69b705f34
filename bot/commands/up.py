"""``paceline up``: the bot, in Slack or in the local workspace."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from bot.commands.options import definitions_option, fail, state_option, warehouse_option
from metrics.errors import MetricsError

if TYPE_CHECKING:
    from bot.app.serving import Parts, ServiceOptions, Stop
    from bot.settings import Settings
    from bot.slack import SlackAccess
    from bot.workspace import RunningWorkspace

REPLY_WITHIN_S = 30.0


@click.command(name="up", epilog="Example: paceline up --port 8321")
@click.option("--http", is_flag=True, help="Take Slack's events over signed HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the HTTP door.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the page or the HTTP door.")
@click.option("--once", is_flag=True, help="Stop after the three questions of the demo.")
@click.option("--quiet", is_flag=True, help="Leave out the three questions.")
@definitions_option
@warehouse_option
@state_option
def command(**given: Any) -> None:
    """Run the bot.

    With SLACK_BOT_TOKEN and SLACK_APP_TOKEN in the environment it joins that workspace over Socket
    Mode (with --http and SLACK_SIGNING_SECRET over HTTP). Without tokens it opens a local
    workspace on this machine, makes the sample company if there is none, asks three questions to
    show itself, prints the page's address and serves until Ctrl-C.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("bot.app").setLevel(logging.INFO)  # what is taken up while it runs
    from bot.app.serving import Stop, open_parts
    from bot.commands.defaults import settings_or_exit
    from bot.settings import forget_secrets
    from bot.slack import SlackError
    from bot.store import StoreError
    from bot.workspace import WorkspaceError

    settings = settings_or_exit()
    _check_tokens(settings, over_http=given["http"])
    forget_secrets()
    stop = Stop()
    try:
        options = _options(settings, given)
        stop.on_signals()
        with open_parts(options, stop) as parts:
            if settings.has_slack:
                _in_slack(parts, options, settings, stop, given)
            else:
                _in_local_workspace(parts, options, stop, given)
    except MetricsError as error:
        fail(error)
    except (SlackError, StoreError, WorkspaceError) as error:
        raise click.ClickException(str(error)) from error


def _check_tokens(settings: Settings, *, over_http: bool) -> None:
    """Refuse half of what a workspace needs before anything is opened or made."""
    if over_http and not settings.has_slack:
        raise click.UsageError(
            "--http takes Slack's events: it needs SLACK_BOT_TOKEN (xoxb-…) and "
            "SLACK_SIGNING_SECRET. Without --http and without tokens a local workspace opens."
        )
    if over_http and settings.slack_signing_secret is None:
        raise click.UsageError("--http needs SLACK_SIGNING_SECRET.")
    if settings.has_slack and not over_http and settings.slack_app_token is None:
        raise click.UsageError("Socket Mode needs SLACK_APP_TOKEN (xapp-…), or give --http.")


def _options(settings: Settings, given: dict[str, Any]) -> ServiceOptions:
    from bot.app.serving import ServiceOptions
    from bot.commands.defaults import data_folder, data_of

    data_folder(settings)
    definitions, warehouse = data_of(given["definitions"], given["warehouse"], settings)
    return ServiceOptions(
        definitions=definitions,
        warehouse=warehouse,
        state=given["state"] or _state_url(settings),
        workers=settings.workers,
        timeout_s=settings.timeout_s,
    )


def _state_url(settings: Settings) -> str:
    """The local workspace forgets its messages, so what is owed there is kept apart from Slack."""
    if settings.has_slack or settings.state:
        return settings.state_url
    return f"sqlite:///{settings.data_dir / 'local-state.db'}"


def _in_local_workspace(
    parts: Parts, options: ServiceOptions, stop: Stop, given: dict[str, Any]
) -> None:
    from bot.app.local import workspace_config
    from bot.app.serving import running_service
    from bot.slack import SlackAccess
    from bot.workspace import serve_workspace

    config = workspace_config(parts.catalog, port=given["port"] or 0, clock=time.time)
    with ExitStack() as stack:
        workspace = stack.enter_context(serve_workspace(config))
        access = SlackAccess(
            bot_token=workspace.bot_token,
            app_token=workspace.app_token,
            api_url=workspace.api_url,
        )
        stack.enter_context(running_service(parts, access, options))
        workspace.wait_for_app()
        directory = parts.catalog.directory
        if (given["once"] or not given["quiet"]) and directory.channels and directory.people:
            _show(parts, workspace, stop)
        if given["once"]:
            return
        click.echo(f"\nThe workspace (on this machine only, and not Slack): {workspace.url}")
        click.echo("Act as somebody there and ask. Ctrl-C stops.")
        stop.wait()
        click.echo("Stopping: finishing what was begun.", err=True)


def _show(parts: Parts, workspace: RunningWorkspace, stop: Stop) -> None:
    """Three questions asked by a sample user, printed with their answers as they arrive."""
    from bot.app.local import BOT_USER, examples_of, sample_user

    directory = parts.catalog.directory
    channel = next((c for c in directory.channels if c.name == "ask-data"), directory.channels[0])
    user_id = sample_user(directory, channel.channel_id)
    name = next(p.name for p in directory.people if p.user_id == user_id)
    for question in examples_of(parts.catalog):
        if stop.wait(0):
            return
        click.secho(f"\n#{channel.name}  {name}: @paceline {question}", bold=True)
        asked = workspace.post_as(user_id, channel.channel_id, f"<@{BOT_USER}> {question}")
        reply = workspace.wait_for_reply(channel.channel_id, asked.ts, REPLY_WITHIN_S)
        if reply is None:
            raise click.ClickException("No answer came within half a minute.")
        click.echo(_indented(reply.text))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _in_slack(
    parts: Parts, options: ServiceOptions, settings: Settings, stop: Stop, given: dict[str, Any]
) -> None:
    from bot.app.serving import running_service
    from bot.slack import SlackAccess

    def secret(name: str) -> str:
        value = getattr(settings, name)
        return value.get_secret_value() if value else ""

    over_http: bool = given["http"]
    port = settings.port if given["port"] is None else given["port"]
    access = SlackAccess(
        bot_token=secret("slack_bot_token"),
        app_token="" if over_http else secret("slack_app_token"),
        signing_secret=secret("slack_signing_secret"),
        api_url=settings.slack_api_url,
    )
    if over_http:
        _over_http(parts, access, options, stop, (given["host"], port))
        return
    with running_service(parts, access, options):
        click.echo("Connected over Socket Mode. Ctrl-C stops.", err=True)
        stop.wait()


def _over_http(
    parts: Parts, access: SlackAccess, options: ServiceOptions, stop: Stop, door: tuple[str, int]
) -> None:
    """The door first: where it cannot be opened, nothing is taken from the inbox."""
    from bot.app.http import HttpDoorError, listening, serve_http
    from bot.app.serving import running_service

    def ready(address: str) -> None:
        click.echo(f"Ready for Slack's signed requests at {address}. Ctrl-C stops.", err=True)

    try:
        with listening(*door) as opened, running_service(parts, access, options) as service:
            serve_http(service, access, stop, opened, ready)
    except HttpDoorError as error:
        raise click.ClickException(str(error)) from error
