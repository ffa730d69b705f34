"""What people do with the app: press, choose, submit a form, run a command or a shortcut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.workspace.actions import (
    Value,
    action,
    find_element,
    form_state,
    interactive,
    missing_inputs,
)
from bot.workspace.answers import apply_form_answer, post_command_answer
from bot.workspace.config import User, WorkspaceError
from bot.workspace.delivery import Receipt
from bot.workspace.records import Conversation, Json, Message, View
from bot.workspace.typed import typed
from bot.workspace.wire import message_json, view_json
from bot.workspace.workspace import Target, Workspace


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which element somebody used and what they chose in it."""

    block_id: str
    action_id: str
    value: Value = ""


async def press_in_message(
    workspace: Workspace, user_id: str, channel_id: str, ts: str, pressed: Pressed
) -> Receipt:
    """Press a button, or choose, in a message; raises :class:`WorkspaceError`."""
    conversation, message = _seen(workspace, user_id, channel_id, ts)
    element = find_element(message.blocks, pressed.block_id, pressed.action_id)
    hidden_from = element.get("visible_to_user_ids")
    if hidden_from is not None and user_id not in hidden_from:
        raise WorkspaceError(f"{user_id!r} does not see this button.")
    stamp = workspace.state.next_ts()
    container: Json = {
        "type": "message",
        "message_ts": ts,
        "channel_id": channel_id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    target = Target(user_id, channel_id, ts, message.thread_ts)
    payload: Json = {
        "type": "block_actions",
        **_who(workspace, user_id),
        "container": container,
        "channel": _channel(conversation),
        "message": message_json(workspace.state, message),
        "state": {"values": {}},
        "response_url": workspace.response_url(target),
        "actions": [action(element, pressed.block_id, pressed.value, stamp)],
    }
    return await workspace.dispatcher.ask("interactive", payload)


async def press_by_action(
    workspace: Workspace, user_id: str, channel_id: str, ts: str, chosen: tuple[str, Value]
) -> bool:
    """Press the first element with an action id in a message; whether the app acknowledged."""
    action_id, value = chosen
    _, message = _seen(workspace, user_id, channel_id, ts)
    blocks = (b["block_id"] for b, e in interactive(message.blocks) if e["action_id"] == action_id)
    pressed = Pressed(str(next(blocks, "")), action_id, value)
    receipt = await press_in_message(workspace, user_id, channel_id, ts, pressed)
    return receipt.acked


async def press_in_view(
    workspace: Workspace,
    user_id: str,
    view_id: str,
    pressed: Pressed,
    values: Mapping[str, Mapping[str, Value]],
) -> Receipt:
    """Press a button, or choose, in a modal or the Home tab."""
    view = _view(workspace, user_id, view_id)
    element = find_element(view.body["blocks"], pressed.block_id, pressed.action_id)
    stamp = workspace.state.next_ts()
    state = form_state(view.body["blocks"], values)
    payload: Json = {
        "type": "block_actions",
        **_who(workspace, user_id),
        "container": {"type": "view", "view_id": view.id},
        "view": {**view_json(workspace.state, view), "state": state},
        "actions": [action(element, pressed.block_id, pressed.value, stamp)],
    }
    return await workspace.dispatcher.ask("interactive", payload)


async def submit_view(
    workspace: Workspace,
    user_id: str,
    view_id: str,
    values: Mapping[str, Mapping[str, Value]],
) -> dict[str, str]:
    """Submit a modal; returns the errors by block, empty when it was taken.

    Raises:
        WorkspaceError: there is no such modal, or the app did not answer in time.
    """
    view = _view(workspace, user_id, view_id)
    blocks = view.body["blocks"]
    state = form_state(blocks, values)
    if empty := missing_inputs(blocks, state):
        return empty
    payload: Json = {
        "type": "view_submission",
        **_who(workspace, user_id),
        "view": {**view_json(workspace.state, view), "state": state},
        "response_urls": [],
    }
    receipt = await workspace.dispatcher.ask("interactive", payload)
    if not receipt.acked:
        raise WorkspaceError("The app did not answer in time. Try again.")
    return apply_form_answer(workspace, view, receipt.body)


async def close_view(workspace: Workspace, user_id: str, view_id: str) -> None:
    """Close a modal; the app hears of it when it asked to."""
    view = _view(workspace, user_id, view_id)
    workspace.state.views.pop(view.id, None)
    if view.body.get("notify_on_close"):
        payload = {
            "type": "view_closed",
            **_who(workspace, user_id),
            "view": view_json(workspace.state, view),
            "is_cleared": False,
        }
        await workspace.dispatcher.ask("interactive", payload)


async def run_command(workspace: Workspace, user_id: str, channel_id: str, line: str) -> Receipt:
    """Run a slash command as typed; raises :class:`WorkspaceError` for an unknown one."""
    name, _, rest = line.strip().partition(" ")
    known = next((c for c in workspace.config.commands if c.command == name), None)
    conversation = workspace.state.conversation(channel_id)
    if known is None or conversation is None:
        raise WorkspaceError(f"{name} is not a command of {workspace.config.app_name}.")
    user = _user(workspace, user_id)
    text = typed(workspace.state, rest.strip()) if known.should_escape else rest.strip()
    payload: Json = {
        "token": "local-workspace",
        "team_id": workspace.config.team.id,
        "team_domain": workspace.config.team.domain,
        "channel_id": conversation.id,
        "channel_name": _channel(conversation)["name"],
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": workspace.config.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.response_url(Target(user.id, conversation.id, None, None)),
        "trigger_id": workspace.triggers.issue(user.id),
    }
    receipt = await workspace.dispatcher.ask("slash_commands", payload)
    if receipt.body:
        post_command_answer(workspace, user.id, conversation, receipt.body)
    return receipt


async def run_shortcut(
    workspace: Workspace, user_id: str, callback_id: str, channel_id: str = "", ts: str = ""
) -> Receipt:
    """Run a shortcut: on a message when ``channel_id`` and ``ts`` name one."""
    known = next((s for s in workspace.config.shortcuts if s.callback_id == callback_id), None)
    if known is None:
        raise WorkspaceError(f"There is no shortcut {callback_id!r}.")
    payload: Json = {
        "type": "shortcut",
        **_who(workspace, user_id),
        "callback_id": callback_id,
        "action_ts": workspace.state.next_ts(),
    }
    if known.kind == "message":
        conversation, message = _seen(workspace, user_id, channel_id, ts)
        target = Target(user_id, channel_id, None, message.thread_ts or message.ts)
        payload |= {
            "type": "message_action",
            "message_ts": ts,
            "channel": _channel(conversation),
            "message": message_json(workspace.state, message),
            "response_url": workspace.response_url(target),
        }
    return await workspace.dispatcher.ask("interactive", payload)


def _who(workspace: Workspace, user_id: str) -> Json:
    user, config = _user(workspace, user_id), workspace.config
    return {
        "token": "local-workspace",
        "user": {
            "id": user.id,
            "username": user.handle,
            "name": user.handle,
            "team_id": config.team.id,
        },
        "api_app_id": config.app_id,
        "team": {"id": config.team.id, "domain": config.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": workspace.triggers.issue(user.id),
    }


def _user(workspace: Workspace, user_id: str) -> User:
    found = next((u for u in workspace.config.users if u.id == user_id), None)
    if found is None:
        raise WorkspaceError(f"There is nobody {user_id!r} to act as.")
    return found


def _seen(
    workspace: Workspace, user_id: str, channel_id: str, ts: str
) -> tuple[Conversation, Message]:
    conversation = workspace.state.conversation(channel_id)
    message = workspace.state.message(channel_id, ts)
    if conversation is None or message is None or user_id not in conversation.members:
        raise WorkspaceError(f"{user_id!r} sees no message {ts!r} in {channel_id!r}.")
    if message.only_for not in {None, user_id}:
        raise WorkspaceError(f"{user_id!r} sees no message {ts!r} in {channel_id!r}.")
    return conversation, message


def _view(workspace: Workspace, user_id: str, view_id: str) -> View:
    homes = workspace.state.homes.values()
    known = {**workspace.state.views, **{view.id: view for view in homes}}
    view = known.get(view_id)
    if view is None or view.user != user_id:
        raise WorkspaceError(f"{user_id!r} has no view {view_id!r} open.")
    return view


def _channel(conversation: Conversation) -> Json:
    name = "directmessage" if conversation.is_im else conversation.name
    return {"id": conversation.id, "name": name}
