"""``chat.*`` and ``reactions.*``: posting, changing, taking back, reacting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.workspace.content import Content, check_content
from bot.workspace.errors import ApiError
from bot.workspace.records import Conversation, Json, Message
from bot.workspace.web_api.calls import Call, Method
from bot.workspace.wire import message_json


def posted(call: Call, conversation: Conversation, content: Content) -> Message:
    """Write a new message of the app."""
    metadata = call.structure("metadata")
    return Message(
        ts=call.state.next_ts(),
        channel=conversation.id,
        user=call.config.bot_user_id,
        text=content.text,
        thread_ts=call.thread_root(conversation),
        blocks=content.blocks,
        bot_id=call.config.bot_id,
        metadata=metadata if isinstance(metadata, Mapping) else None,
    )


def read_content(call: Call) -> Content:
    """Read and check ``text`` and ``blocks``."""
    return check_content(call.text("text"), call.structure("blocks", "invalid_blocks_format"))


def _post_message(call: Call) -> Json:
    conversation = call.conversation()
    public = conversation.kind == "channel" and "chat:write.public" in call.config.scopes
    if not public:
        conversation = call.joined()
    content = read_content(call)
    message = call.state.put(posted(call, conversation, content))
    return _sent(call, message, content)


def _update(call: Call) -> Json:
    conversation = call.joined()
    message = call.message(conversation)
    if message.bot_id != call.config.bot_id:
        raise ApiError("cant_update_message")
    content = read_content(call)
    changed = call.state.put(
        replace(message, text=content.text, blocks=content.blocks, edited_ts=call.state.next_ts())
    )
    return {**_sent(call, changed, content), "text": changed.text}


def _delete(call: Call) -> Json:
    conversation = call.joined()
    message = call.message(conversation)
    if message.bot_id != call.config.bot_id:
        raise ApiError("cant_delete_message")
    call.state.remove(message)
    return {"channel": conversation.id, "ts": message.ts}


def _post_ephemeral(call: Call) -> Json:
    conversation = call.joined()
    reader = call.needed("user")
    if reader not in conversation.members:
        raise ApiError("user_not_in_channel")
    message = replace(posted(call, conversation, read_content(call)), only_for=reader)
    call.state.put(message)
    return {"message_ts": message.ts}


def _permalink(call: Call) -> Json:
    conversation = call.conversation()
    message = call.message(conversation, "message_ts")
    link = f"{call.workspace.base_url}/#/{conversation.id}/{message.thread_ts or message.ts}"
    return {"channel": conversation.id, "permalink": link}


def _react(call: Call, *, add: bool) -> Json:
    conversation = call.joined()
    message = call.message(conversation, "timestamp")
    name = call.needed("name").strip(":")
    if call.state.react(message, name, call.config.bot_user_id, add=add) is None:
        raise ApiError("already_reacted" if add else "no_reaction")
    return {}


def _add_reaction(call: Call) -> Json:
    return _react(call, add=True)


def _remove_reaction(call: Call) -> Json:
    return _react(call, add=False)


def _sent(call: Call, message: Message, content: Content) -> Json:
    answer: Json = {
        "channel": message.channel,
        "ts": message.ts,
        "message": message_json(call.state, message),
    }
    if content.warnings:
        answer["warning"] = ",".join(content.warnings)
        answer["response_metadata"] = {"warnings": list(content.warnings)}
    return answer


METHODS: Final[Mapping[str, Method]] = {
    "chat.delete": Method(_delete, ("chat:write",)),
    "chat.getPermalink": Method(_permalink),
    "chat.postEphemeral": Method(_post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(_post_message, ("chat:write",)),
    "chat.update": Method(_update, ("chat:write",)),
    "reactions.add": Method(_add_reaction, ("reactions:write",)),
    "reactions.remove": Method(_remove_reaction, ("reactions:write",)),
}
