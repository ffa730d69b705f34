"""``views.*`` and the agent's status: modals, the Home tab, prompts offered in the app's DM."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from bot.workspace.content import check_view
from bot.workspace.errors import ApiError, with_messages
from bot.workspace.records import Change, Json, View
from bot.workspace.state import State
from bot.workspace.tickets import TicketError
from bot.workspace.web_api.calls import Call, Method
from bot.workspace.wire import view_json

_TRIGGER_ERRORS: Final = {
    "unknown": "invalid_trigger_id",
    "expired": "expired_trigger_id",
    "spent": "exchanged_trigger_id",
}
_MODALS: Final = 3
_PROMPTS: Final = 4


def show_view(
    state: State, user_id: str, body: Json, *, over: View | None = None, view_id: str = ""
) -> View:
    """Keep a view, new or in the place of ``view_id``, and show it to its person."""
    new_id = view_id or state.next_id("V")
    before = state.views.get(view_id)
    root = over.root if over else before.root if before else new_id
    previous = over.id if over else before.previous if before else None
    view = View(new_id, user_id, body, secrets.token_hex(8), root, previous)
    state.views[new_id] = view
    announce_view(state, "view", view)
    return view


def announce_view(state: State, kind: str, view: View) -> None:
    """Tell the page of the view's person what became of a view."""
    state.announce(Change(kind, {"view_id": view.id}, frozenset({view.user})))


def _person_of_trigger(call: Call) -> str:
    try:
        return call.workspace.triggers.take(call.needed("trigger_id"))
    except TicketError as error:
        raise ApiError(_TRIGGER_ERRORS[error.fault]) from None


def _modal(call: Call) -> Json:
    body = check_view(call.structure("view"))
    if body["type"] != "modal":
        raise with_messages("invalid_arguments", ["type must be modal [json-pointer:/view/type]"])
    return body


def _open(call: Call) -> Json:
    body = _modal(call)
    view = show_view(call.state, _person_of_trigger(call), body)
    return {"view": view_json(call.state, view)}


def _push(call: Call) -> Json:
    body = _modal(call)
    user_id = _person_of_trigger(call)
    under = [view for view in call.state.views.values() if view.user == user_id]
    if not under:
        raise ApiError("not_found")
    if len([*call.state.views_of(under[-1].root)]) >= _MODALS:
        raise ApiError("push_limit_reached")
    view = show_view(call.state, user_id, body, over=under[-1])
    return {"view": view_json(call.state, view)}


def _update(call: Call) -> Json:
    body = _modal(call)
    external = call.text("external_id")
    found = next(
        (
            view
            for view in call.state.views.values()
            if view.id == call.text("view_id")
            or (external and view.body.get("external_id") == external)
        ),
        None,
    )
    if found is None:
        raise ApiError("not_found")
    if call.text("hash") and call.text("hash") != found.hash:
        raise ApiError("hash_conflict")
    view = show_view(call.state, found.user, body, view_id=found.id)
    return {"view": view_json(call.state, view)}


def _publish(call: Call) -> Json:
    body = check_view(call.structure("view"))
    if body["type"] != "home":
        raise with_messages("invalid_arguments", ["type must be home [json-pointer:/view/type]"])
    user = call.user(call.needed("user_id"))
    before = call.state.homes.get(user.id)
    if call.text("hash") and before and call.text("hash") != before.hash:
        raise ApiError("hash_conflict")
    view_id = before.id if before else call.state.next_id("V")
    view = View(view_id, user.id, body, secrets.token_hex(8), view_id)
    call.state.homes[user.id] = view
    announce_view(call.state, "home", view)
    return {"view": view_json(call.state, view)}


def _set_status(call: Call) -> Json:
    conversation = call.joined("channel_id")
    status = {
        "channel": conversation.id,
        "thread_ts": call.needed("thread_ts"),
        "status": call.text("status"),
    }
    call.state.announce(Change("status", status, call.state.audience(conversation)))
    return {}


def _set_prompts(call: Call) -> Json:
    conversation = call.joined("channel_id")
    prompts = call.structure("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= _PROMPTS:
        raise ApiError("invalid_arguments")
    offered = {"channel": conversation.id, "title": call.text("title"), "prompts": prompts}
    call.state.suggestions[conversation.id] = offered
    call.state.announce(Change("prompts", offered, call.state.audience(conversation)))
    return {}


METHODS: Final[Mapping[str, Method]] = {
    "assistant.threads.setStatus": Method(_set_status, ("assistant:write", "chat:write")),
    "assistant.threads.setSuggestedPrompts": Method(_set_prompts, ("assistant:write",)),
    "views.open": Method(_open),
    "views.publish": Method(_publish),
    "views.push": Method(_push),
    "views.update": Method(_update),
}
