"""``conversations.*``: channels, direct messages, members, history and threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from bot.workspace.errors import ApiError
from bot.workspace.records import Conversation, Json, Message
from bot.workspace.web_api.calls import Call, Method, page
from bot.workspace.wire import conversation_json, message_json

_PREFIX: Final = {"channel": "channels", "group": "groups", "im": "im"}
_TYPES: Final = {"public_channel": "channel", "private_channel": "group", "im": "im"}
_READ: Final = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY: Final = ("channels:history", "groups:history", "im:history", "mpim:history")


def _scope(conversation: Conversation, verb: Literal["read", "history"]) -> str:
    return f"{_PREFIX[conversation.kind]}:{verb}"


def _open(call: Call) -> Json:
    if call.text("channel"):
        conversation = call.joined()
    else:
        users = [each for each in call.needed("users").split(",") if each]
        if len(users) != 1:
            raise ApiError("not_enough_users" if not users else "too_many_users")
        conversation = call.state.open_dm(call.user(users[0]).id)
    full = call.flag("return_im")
    answer = conversation_json(call.state, conversation) if full else {"id": conversation.id}
    return {"channel": answer, "no_op": True, "already_open": True}


def _list(call: Call) -> Json:
    names = (call.text("types") or "public_channel").split(",")
    if unknown := [name for name in names if name.strip() not in {*_TYPES, "mpim"}]:
        raise ApiError("invalid_types", types=unknown)
    kinds = {_TYPES[name.strip()] for name in names if name.strip() in _TYPES}
    for kind in sorted(kinds):
        call.require(f"{_PREFIX[kind]}:read")
    bot = call.config.bot_user_id
    found = [
        conversation_json(call.state, each)
        for each in call.state.conversations
        if each.kind in kinds and (each.kind == "channel" or bot in each.members)
    ]
    return page(call, found, "channels")


def _info(call: Call) -> Json:
    conversation = call.conversation()
    call.require(_scope(conversation, "read"))
    return {"channel": conversation_json(call.state, conversation)}


def _members(call: Call) -> Json:
    conversation = call.conversation()
    call.require(_scope(conversation, "read"))
    answer = page(call, [{"id": member} for member in conversation.members], "members")
    return {**answer, "members": [each["id"] for each in answer["members"]]}


def _history(call: Call) -> Json:
    conversation = call.joined()
    call.require(_scope(conversation, "history"))
    messages = call.state.messages(conversation.id)
    shown = [m for m in _between(call, messages) if not m.is_reply]
    bodies = [message_json(call.state, m) for m in reversed(shown)]
    answer = page(call, bodies, "messages")
    return {**answer, "has_more": bool(answer["response_metadata"]["next_cursor"])}


def _replies(call: Call) -> Json:
    conversation = call.joined()
    call.require(_scope(conversation, "history"))
    message = call.state.message(conversation.id, call.needed("ts"))
    if message is None:
        raise ApiError("thread_not_found")
    thread = call.state.thread(conversation.id, message.thread_ts or message.ts)
    bodies = [message_json(call.state, m) for m in _between(call, thread)]
    answer = page(call, bodies, "messages", 1_000)
    return {**answer, "has_more": bool(answer["response_metadata"]["next_cursor"])}


def _between(call: Call, messages: tuple[Message, ...]) -> list[Message]:
    """Keep what lies within ``oldest`` and ``latest``; ephemeral messages are in no history."""
    oldest, latest = _seconds(call, "oldest", 0), _seconds(call, "latest", None)
    inclusive = call.flag("inclusive")

    def within(message: Message) -> bool:
        ts = float(message.ts)
        if inclusive and ts in (oldest, latest):
            return True
        return (oldest is None or ts > oldest) and (latest is None or ts < latest)

    return [m for m in messages if m.only_for is None and within(m)]


def _seconds(call: Call, name: str, default: float | None) -> float | None:
    try:
        return float(call.text(name)) if call.text(name) else default
    except ValueError:
        raise ApiError(f"invalid_ts_{name}") from None


METHODS: Final[Mapping[str, Method]] = {
    "conversations.history": Method(_history, _HISTORY),
    "conversations.info": Method(_info, _READ),
    "conversations.list": Method(_list, _READ),
    "conversations.members": Method(_members, _READ),
    "conversations.open": Method(_open, ("im:write", "mpim:write", "channels:manage")),
    "conversations.replies": Method(_replies, _HISTORY),
}
