"""What a person types becomes Slack's text: escaped, with ``@name`` and ``#channel`` as ids."""

from __future__ import annotations

import re
from typing import Final

from bot.workspace.state import State
from bot.workspace.wire import bot_handle

_REFERENCE: Final = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+)(?:\|[^<>]*)?>"
    r"|(?<![\w@])@(?P<person>[\w.-]*\w)|(?<![\w#])#(?P<channel>[\w-]+)"
)


def typed(state: State, text: str) -> str:
    """Give the text that Slack would send: ``&``, ``<``, ``>`` escaped, references as ids."""
    parts: list[str] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        parts += (_escaped(text[end : match.start()]), _reference(state, match))
        end = match.end()
    return "".join((*parts, _escaped(text[end:])))


def _reference(state: State, match: re.Match[str]) -> str:
    if person := match["person"]:
        return _person(state, person) or match[0]
    if channel := match["channel"]:
        found = next((c for c in state.conversations if c.name == channel), None)
        return f"<#{found.id}|{found.name}>" if found else match[0]
    return match[0]


def _person(state: State, handle: str) -> str | None:
    config = state.config
    if handle.lower() == bot_handle(state):
        return f"<@{config.bot_user_id}>"
    for user in config.users:
        if user.handle == handle:
            return f"<@{user.id}>"
    for group in config.usergroups:
        if group.handle == handle:
            return f"<!subteam^{group.id}|@{group.handle}>"
    return None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
