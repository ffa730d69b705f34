"""What the app says in an ack or at a response address, and what the workspace does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.workspace.content import Content, check_content, check_view
from bot.workspace.errors import ApiError, with_messages
from bot.workspace.records import Conversation, Json, Message, View
from bot.workspace.tickets import TicketError
from bot.workspace.web_api.views import announce_view, show_view
from bot.workspace.workspace import Target, Workspace


def post_command_answer(
    workspace: Workspace, user_id: str, conversation: Conversation, body: Mapping[str, Any]
) -> None:
    """Post what a command's ack says: for its person alone, unless it says ``in_channel``."""
    if body.get("text") or body.get("blocks"):
        target = Target(user_id, conversation.id, None, None)
        _post(workspace, target, body)


def respond(workspace: Workspace, ticket: str, body: Mapping[str, Any]) -> None:
    """Take a POST at a response address; raises :class:`ApiError`."""
    try:
        target = workspace.responses.take(ticket)
    except TicketError as error:
        raise ApiError("used_url" if error.fault == "spent" else "expired_url") from None
    origin = workspace.state.message(target.channel, target.message_ts or "")
    if body.get("delete_original") and origin:
        workspace.state.remove(origin)
    elif body.get("replace_original") and origin:
        content = check_content(body.get("text"), body.get("blocks"))
        edited = workspace.state.next_ts()
        workspace.state.put(
            replace(origin, text=content.text, blocks=content.blocks, edited_ts=edited)
        )
    else:
        _post(workspace, target, body)


def apply_form_answer(workspace: Workspace, view: View, body: Json | None) -> dict[str, str]:
    """Do what a form's ack says: errors, another view, or close; returns the errors by block."""
    answer = body or {}
    match answer.get("response_action"):
        case "errors":
            return _form_errors(view, answer.get("errors"))
        case "update":
            show_view(workspace.state, view.user, check_view(answer.get("view")), view_id=view.id)
        case "push":
            show_view(workspace.state, view.user, check_view(answer.get("view")), over=view)
        case "clear":
            for each in tuple(workspace.state.views_of(view.root)):
                _drop(workspace, each)
        case _:
            _drop(workspace, view)
    return {}


def _form_errors(view: View, errors: object) -> dict[str, str]:
    known = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, Mapping) or not set(errors) <= known:
        raise with_messages(
            "invalid_arguments",
            ["errors must name block_ids of input blocks [json-pointer:/errors]"],
        )
    return {str(block_id): str(error) for block_id, error in errors.items()}


def _drop(workspace: Workspace, view: View) -> None:
    workspace.state.views.pop(view.id, None)
    announce_view(workspace.state, "view_closed", view)


def _post(workspace: Workspace, target: Target, body: Mapping[str, Any]) -> Message:
    content = check_content(body.get("text"), body.get("blocks"))
    in_channel = body.get("response_type") == "in_channel"
    message = _message(workspace, target, content, body.get("thread_ts"))
    return workspace.state.put(message if in_channel else replace(message, only_for=target.user))


def _message(workspace: Workspace, target: Target, content: Content, thread_ts: object) -> Message:
    return Message(
        ts=workspace.state.next_ts(),
        channel=target.channel,
        user=workspace.config.bot_user_id,
        text=content.text,
        thread_ts=thread_ts if isinstance(thread_ts, str) else target.thread_ts,
        blocks=content.blocks,
        bot_id=workspace.config.bot_id,
    )
