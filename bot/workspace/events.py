"""What people's doings make Slack tell the app: which events, in which shape and scopes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from bot.workspace.records import Conversation, Json, Message, Reaction, View
from bot.workspace.state import State
from bot.workspace.wire import file_json, view_json

Tab = Literal["home", "messages"]
_MENTION: Final = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_SCOPES: Final[dict[str, str]] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}
_MESSAGE_EVENT: Final = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
}


def mentioned(text: str) -> tuple[str, ...]:
    """List the user ids that a text mentions.

    >>> mentioned("<@U0BOT> and <@U0DANA|dana>")
    ('U0BOT', 'U0DANA')
    """
    return tuple(_MENTION.findall(text))


def message_events(state: State, message: Message) -> Iterator[Json]:
    """Give the events that a person's message makes: ``message``, ``app_mention``, both, none."""
    conversation = state.conversation(message.channel)
    if conversation is None or state.config.bot_user_id not in conversation.members:
        return
    event = _message_event(state, conversation, message)
    if hears(state, _MESSAGE_EVENT[conversation.kind]):
        yield envelope(state, {**event, "channel_type": conversation.kind})
    mentions_app = state.config.bot_user_id in mentioned(message.text)
    if mentions_app and not conversation.is_im and hears(state, "app_mention"):
        yield envelope(state, {**event, "type": "app_mention"})


def home_opened(state: State, user_id: str, channel_id: str, tab: Tab) -> Iterator[Json]:
    """Give the event of a person opening the app's direct message or Home tab."""
    if hears(state, "app_home_opened"):
        event = {
            "type": "app_home_opened",
            "user": user_id,
            "channel": channel_id,
            "tab": tab,
            "event_ts": state.next_ts(),
        }
        view = state.homes.get(user_id)
        yield envelope(state, event | _home_view(state, view if tab == "home" else None))


def reaction_event(
    state: State, message: Message, reaction: Reaction, *, added: bool
) -> Iterator[Json]:
    """Give the event of one person reacting to a message, or taking it back."""
    kind = "reaction_added" if added else "reaction_removed"
    if hears(state, kind):
        yield envelope(
            state,
            {
                "type": kind,
                "user": reaction.users[0],
                "reaction": reaction.name,
                "item_user": message.user,
                "item": {"type": "message", "channel": message.channel, "ts": message.ts},
                "event_ts": state.next_ts(),
            },
        )


def hears(state: State, name: str) -> bool:
    """Whether the app subscribed to an event and has the scope for it."""
    needed = _SCOPES.get(name)
    return name in state.config.bot_events and (not needed or needed in state.config.scopes)


def envelope(state: State, event: Json) -> Json:
    """Wrap an event as the Events API does."""
    config = state.config
    return {
        "token": "local-workspace",
        "team_id": config.team.id,
        "context_team_id": config.team.id,
        "context_enterprise_id": None,
        "api_app_id": config.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": state.next_id("Ev"),
        "event_time": state.now(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": config.team.id,
                "user_id": config.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def rich_text(text: str) -> Json:
    """Write a typed text as the ``rich_text`` block that Slack makes of it."""
    elements: list[Json] = []
    end = 0
    for match in _MENTION.finditer(text):
        if before := text[end : match.start()]:
            elements.append({"type": "text", "text": before})
        elements.append({"type": "user", "user_id": match[1]})
        end = match.end()
    if rest := text[end:]:
        elements.append({"type": "text", "text": rest})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}


def _message_event(state: State, conversation: Conversation, message: Message) -> Json:
    event: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "client_msg_id": message.client_msg_id,
        "text": message.text,
        "team": state.config.team.id,
        "blocks": [rich_text(message.text)],
        "channel": conversation.id,
        "event_ts": message.ts,
    }
    if message.files:
        event |= {"files": [file_json(state, file) for file in message.files]}
    if message.is_reply:
        root = state.message(message.channel, str(message.thread_ts))
        event |= {"thread_ts": message.thread_ts, "parent_user_id": root.user if root else ""}
    return event


def _home_view(state: State, view: View | None) -> Json:
    return {"view": view_json(state, view)} if view else {}
