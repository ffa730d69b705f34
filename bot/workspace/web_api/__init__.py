"""The Web API methods, by family.

Owns: which methods there are, their arguments, scopes and answers. May import: the rest of
``bot.workspace``. Start reading at :func:`call_method`, then ``chat``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.workspace.errors import ApiError
from bot.workspace.records import Json
from bot.workspace.web_api import chat, conversations, files, people, views
from bot.workspace.web_api.calls import Call, Method
from bot.workspace.workspace import Workspace

METHODS: Final[Mapping[str, Method]] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}
"""Every method of this workspace by its name."""


def call_method(workspace: Workspace, name: str, token: str, args: Mapping[str, Any]) -> Json:
    """Run a method as the app whose token it is; a refusal is an answer with ``ok`` false."""
    try:
        return {"ok": True, **_checked(workspace, name, token).run(Call(workspace, args))}
    except ApiError as error:
        return error.to_json()


def _checked(workspace: Workspace, name: str, token: str) -> Method:
    if not token:
        raise ApiError("not_authed")
    kind = workspace.secrets.kind_of(token)
    if kind is None:
        raise ApiError("invalid_auth")
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    if method.used_with != kind:
        raise ApiError("not_allowed_token_type")
    Call(workspace, {}).require(*method.scopes)
    return method


__all__ = ["METHODS", "call_method"]
