"""The workspace's records as Slack writes them in JSON."""

from __future__ import annotations

import hashlib

from bot.workspace.config import User, Usergroup
from bot.workspace.records import Conversation, File, Json, Message, View
from bot.workspace.state import State


def user_json(state: State, user: User, *, with_email: bool) -> Json:
    """Write a person as ``users.info`` does."""
    profile = {
        "real_name": user.name,
        "display_name": user.handle,
        "avatar_hash": hashlib.sha256(user.id.encode()).hexdigest()[:12],
        "team": state.config.team.id,
    }
    if with_email and user.email:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": state.config.team.id,
        "name": user.handle,
        "real_name": user.name,
        "deleted": False,
        "tz": user.tz,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
        "is_admin": False,
        "is_restricted": False,
        "updated": 0,
    }


def bot_user_json(state: State) -> Json:
    """Write the app's own user."""
    config = state.config
    return {
        "id": config.bot_user_id,
        "team_id": config.team.id,
        "name": bot_handle(state),
        "real_name": config.app_name,
        "deleted": False,
        "profile": {
            "real_name": config.app_name,
            "display_name": config.app_name,
            "api_app_id": config.app_id,
            "bot_id": config.bot_id,
            "team": config.team.id,
        },
        "is_bot": True,
        "is_app_user": False,
        "updated": 0,
    }


def bot_handle(state: State) -> str:
    """Give the name behind the ``@`` that mentions the app."""
    return state.config.app_name.lower().replace(" ", "")


def conversation_json(state: State, conversation: Conversation) -> Json:
    """Write a conversation as ``conversations.info`` does."""
    common: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": False,
        "is_im": conversation.is_im,
        "is_org_shared": False,
        "context_team_id": state.config.team.id,
    }
    if conversation.is_im:
        other = next(m for m in conversation.members if m != state.config.bot_user_id)
        return {**common, "user": other, "is_open": True}
    return {
        **common,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "group",
        "is_mpim": False,
        "is_private": conversation.kind == "group",
        "is_general": False,
        "is_member": state.config.bot_user_id in conversation.members,
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.topic, "creator": "", "last_set": 0},
        "num_members": len(conversation.members),
    }


def message_json(state: State, message: Message) -> Json:
    """Write a message as ``conversations.history`` does."""
    body: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": state.config.team.id,
    }
    optional: Json = {
        "client_msg_id": message.client_msg_id,
        "blocks": [dict(block) for block in message.blocks],
        "files": [file_json(state, file) for file in message.files],
        "reactions": [
            {"name": r.name, "users": list(r.users), "count": len(r.users)}
            for r in message.reactions
        ],
        "metadata": dict(message.metadata) if message.metadata else None,
    }
    body |= {name: value for name, value in optional.items() if value}
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": state.config.app_id}
        body["bot_profile"] = {
            "id": message.bot_id,
            "app_id": state.config.app_id,
            "name": state.config.app_name,
            "deleted": False,
            "team_id": state.config.team.id,
        }
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    return body | _thread_fields(state, message)


def file_json(state: State, file: File) -> Json:
    """Write an uploaded file."""
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "alt_txt": file.alt_text,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2] or "binary",
        "size": file.length,
        "user": file.user,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "permalink": f"https://{state.config.team.domain}.invalid/files/{file.id}",
    }


def usergroup_json(state: State, group: Usergroup) -> Json:
    """Write a user group."""
    return {
        "id": group.id,
        "team_id": state.config.team.id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "date_create": 0,
        "date_delete": 0,
        "users": list(group.users),
        "user_count": len(group.users),
    }


def view_json(state: State, view: View) -> Json:
    """Write a view as ``views.open`` answers it."""
    defaults: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
    }
    config = state.config
    return {
        **defaults,
        **view.body,
        "id": view.id,
        "team_id": config.team.id,
        "app_id": config.app_id,
        "bot_id": config.bot_id,
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_installed_team_id": config.team.id,
        "state": {"values": {}},
    }


def _thread_fields(state: State, message: Message) -> Json:
    if message.is_reply:
        root = state.message(message.channel, str(message.thread_ts))
        parent = root.user if root else ""
        return {"thread_ts": message.thread_ts, "parent_user_id": parent}
    replies = [m for m in state.thread(message.channel, message.ts) if m.is_reply]
    replies = [m for m in replies if m.only_for is None]
    if not replies:
        return {}
    writers = tuple(dict.fromkeys(m.user for m in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": list(writers),
        "reply_users_count": len(writers),
        "latest_reply": replies[-1].ts,
    }
