"""The refusals of the workspace's Web API, as Slack words them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.workspace.records import Json


class ApiError(Exception):
    """A method refuses: ``code`` is Slack's error word, ``extra`` goes beside it."""

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def to_json(self) -> Json:
        """Write the answer ``{"ok": false, "error": …}``."""
        return {"ok": False, "error": self.code, **self.extra}


def with_messages(code: str, messages: Sequence[str]) -> ApiError:
    """Refuse with a list of problems, in both places where Slack puts them."""
    marked = [f"[ERROR] {message}" for message in messages]
    return ApiError(code, errors=list(messages), response_metadata={"messages": marked})
