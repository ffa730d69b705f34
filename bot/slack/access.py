"""The way into a workspace: tokens, the address of its Web API, and the Bolt app behind them."""

from __future__ import annotations

import ipaddress
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from slack_bolt import App
from slack_bolt.error import BoltError
from slack_sdk import WebClient

SLACK_API: Final = "https://slack.com/api/"
CLIENT_TIMEOUT_S: Final = 10
LISTENER_THREADS: Final = 8


class SlackError(Exception):
    """The workspace cannot be joined; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """The secrets of one installation; none of them shows in its ``repr``.

    Attributes:
        bot_token: ``xoxb-…``.
        app_token: ``xapp-…``, for Socket Mode; empty with HTTP.
        signing_secret: for HTTP; empty with Socket Mode.
        api_url: the base of the Web API.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK_API


def create_app(access: SlackAccess) -> App:
    """A Bolt app without listeners, its token checked.

    Raises:
        SlackError: the token is not accepted, or the Web API cannot be reached.
    """
    try:
        return App(
            name="paceline",
            client=_client(access),
            # HTTP requests are verified by our own gate, which looks before anything is parsed.
            signing_secret=access.signing_secret,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_conversation_kwargs_enabled=False,
            listener_executor=ThreadPoolExecutor(LISTENER_THREADS, "paceline-listener"),
        )
    except BoltError as error:
        raise SlackError(
            "Slack does not accept the bot token: check SLACK_BOT_TOKEN and that the app is "
            "installed in the workspace."
        ) from error
    except (OSError, HTTPException) as error:
        raise SlackError(f"The Web API at {access.api_url} cannot be reached: {error}.") from error


def is_reached_directly(url: str) -> bool:
    """Whether a proxy of the environment is no business of this address.

    >>> is_reached_directly("http://127.0.0.1:8080/api/")
    True
    """
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or bool(proxy_bypass(host))


def _client(access: SlackAccess) -> WebClient:
    """A client that sends once: its own retries would post an answer twice."""
    client = WebClient(
        token=access.bot_token,
        base_url=access.api_url,
        timeout=CLIENT_TIMEOUT_S,
        retry_handlers=[],
    )
    if is_reached_directly(access.api_url):
        client.proxy = None
    return client
