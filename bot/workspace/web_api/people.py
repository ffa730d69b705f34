"""Who is who: ``auth.*``, ``users.*``, ``usergroups.*``, and ``apps.connections.open``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.workspace.errors import ApiError
from bot.workspace.records import Json
from bot.workspace.web_api.calls import Call, Method, page
from bot.workspace.wire import bot_handle, bot_user_json, user_json, usergroup_json


def _auth_test(call: Call) -> Json:
    config = call.config
    return {
        "url": f"{call.workspace.base_url}/",
        "team": config.team.name,
        "team_id": config.team.id,
        "user": bot_handle(call.state),
        "user_id": config.bot_user_id,
        "bot_id": config.bot_id,
        "is_enterprise_install": False,
    }


def _open_connection(call: Call) -> Json:
    if call.config.events_url is not None:
        raise ApiError("socket_mode_disabled")
    ticket = call.workspace.sockets.issue(None)
    base = call.workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={ticket}&app_id={call.config.app_id}"}


def _user(call: Call, user_id: str) -> Json:
    if user_id == call.config.bot_user_id:
        return bot_user_json(call.state)
    with_email = "users:read.email" in call.config.scopes
    return user_json(call.state, call.user(user_id), with_email=with_email)


def _users_info(call: Call) -> Json:
    return {"user": _user(call, call.needed("user"))}


def _users_list(call: Call) -> Json:
    ids = [*(user.id for user in call.config.users), call.config.bot_user_id]
    return page(call, [_user(call, each) for each in ids], "members", 1_000)


def _by_email(call: Call) -> Json:
    email = call.needed("email").lower()
    found = next((u for u in call.config.users if u.email and u.email.lower() == email), None)
    if found is None:
        raise ApiError("users_not_found")
    return {"user": _user(call, found.id)}


def _usergroups(call: Call) -> Json:
    groups = [usergroup_json(call.state, group) for group in call.config.usergroups]
    if not call.flag("include_users"):
        for group in groups:
            del group["users"]
    return {"usergroups": groups}


def _usergroup_users(call: Call) -> Json:
    wanted = call.needed("usergroup")
    found = next((g for g in call.config.usergroups if g.id == wanted), None)
    if found is None:
        raise ApiError("no_such_subteam")
    return {"users": list(found.users)}


def _team_info(call: Call) -> Json:
    team = call.config.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


def _bots_info(call: Call) -> Json:
    config = call.config
    if call.text("bot") not in {"", config.bot_id}:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": config.bot_id,
            "app_id": config.app_id,
            "user_id": config.bot_user_id,
            "name": config.app_name,
            "deleted": False,
        }
    }


METHODS: Final[Mapping[str, Method]] = {
    "apps.connections.open": Method(_open_connection, used_with="app"),
    "auth.test": Method(_auth_test),
    "bots.info": Method(_bots_info, ("users:read",)),
    "team.info": Method(_team_info, ("team:read",)),
    "usergroups.list": Method(_usergroups, ("usergroups:read",)),
    "usergroups.users.list": Method(_usergroup_users, ("usergroups:read",)),
    "users.info": Method(_users_info, ("users:read",)),
    "users.list": Method(_users_list, ("users:read",)),
    "users.lookupByEmail": Method(_by_email, ("users:read.email",)),
}
