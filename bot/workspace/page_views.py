"""What the page is shown: only what the person it acts as may see."""

from __future__ import annotations

from bot.workspace.config import WorkspaceError
from bot.workspace.records import Change, Conversation, Json, Message
from bot.workspace.wire import bot_handle, message_json, view_json
from bot.workspace.workspace import Workspace


def start_of_page(workspace: Workspace, viewer: str) -> Json:
    """Give what the page needs to draw itself as somebody: people, channels, commands, views."""
    config, state = workspace.config, workspace.state
    people: list[Json] = [
        {
            "id": user.id,
            "name": user.name,
            "handle": user.handle,
            "groups": [g.name for g in config.usergroups if user.id in g.users],
        }
        for user in config.users
    ]
    viewer = viewer if viewer in config.user_ids else (people[0]["id"] if people else "")
    home = state.homes.get(viewer)
    return {
        "viewer": viewer,
        "team": config.team.name,
        "app": {
            "name": config.app_name,
            "handle": bot_handle(state),
            "user": config.bot_user_id,
            "description": config.app_description,
        },
        "people": people,
        "groups": [{"id": g.id, "handle": g.handle} for g in config.usergroups],
        "channels": _channels(workspace, viewer),
        "dm": state.open_dm(viewer).id if viewer else "",
        "commands": [
            {"command": c.command, "description": c.description, "hint": c.usage_hint}
            for c in config.commands
        ],
        "shortcuts": [
            {"name": s.name, "callback_id": s.callback_id, "kind": s.kind}
            for s in config.shortcuts
        ],
        "examples": list(config.examples),
        "home": view_json(state, home) if home else None,
        "views": [view_json(state, v) for v in state.views.values() if v.user == viewer],
        "connected": workspace.dispatcher.carrier.connected,
    }


def conversation_for_page(workspace: Workspace, viewer: str, channel_id: str) -> Json:
    """Give all messages of a conversation that somebody may see, replies among them."""
    conversation = _visible(workspace, viewer, channel_id)
    messages = [
        message_for_page(workspace, message)
        for message in workspace.state.messages(conversation.id)
        if message.only_for in {None, viewer}
    ]
    prompts = workspace.state.suggestions.get(conversation.id)
    return {"channel": conversation.id, "messages": messages, "prompts": prompts}


def message_for_page(workspace: Workspace, message: Message) -> Json:
    """Write a message for the page."""
    body = message_json(workspace.state, message)
    return {**body, "channel": message.channel, "only_you": message.only_for is not None}


def change_for_page(workspace: Workspace, viewer: str, change: Change) -> Json:
    """Write a change with what it is about."""
    state, body = workspace.state, {"kind": change.kind, **change.body}
    if change.kind in {"message", "message_changed"}:
        message = state.message(change.body["channel"], change.body["ts"])
        if message is None:
            return {**body, "kind": "message_deleted"}
        return {**body, "message": message_for_page(workspace, message)}
    if change.kind == "view" and change.body["view_id"] in state.views:
        return {**body, "view": view_json(state, state.views[change.body["view_id"]])}
    if change.kind == "home" and viewer in state.homes:
        return {**body, "view": view_json(state, state.homes[viewer])}
    return body


def _channels(workspace: Workspace, viewer: str) -> list[Json]:
    return [
        {
            "id": c.id,
            "name": c.name,
            "topic": c.topic,
            "private": c.kind == "group",
            "member": viewer in c.members,
            "with_app": workspace.config.bot_user_id in c.members,
            "people": sum(member != workspace.config.bot_user_id for member in c.members),
        }
        for c in workspace.state.conversations
        if not c.is_im and (c.kind == "channel" or viewer in c.members)
    ]


def _visible(workspace: Workspace, viewer: str, channel_id: str) -> Conversation:
    conversation = workspace.state.conversation(channel_id)
    if conversation and (conversation.kind == "channel" or viewer in conversation.members):
        return conversation
    raise WorkspaceError(f"{viewer!r} sees no conversation {channel_id!r}.")
