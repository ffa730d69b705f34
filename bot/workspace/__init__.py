"""The local workspace: a Slack-compatible server on loopback, with a page. It is not Slack.

Owns: the Web API, Socket Mode, event delivery and the page, all in memory. May import: of ``bot``
only ``settings`` and ``limits``; nothing of ``metrics``. Start reading at ``server``, then
``workspace``, ``delivery`` and ``web_api``; ``blocks`` says what Slack would refuse.
"""

from __future__ import annotations

from bot.workspace.blocks import check_blocks
from bot.workspace.config import (
    Channel,
    Shortcut,
    SlashCommand,
    Team,
    User,
    Usergroup,
    WorkspaceConfig,
    WorkspaceError,
)
from bot.workspace.delivery import Delivery
from bot.workspace.records import Message
from bot.workspace.server import RunningWorkspace, serve_workspace

__all__ = [
    "Channel",
    "Delivery",
    "Message",
    "RunningWorkspace",
    "Shortcut",
    "SlashCommand",
    "Team",
    "User",
    "Usergroup",
    "WorkspaceConfig",
    "WorkspaceError",
    "check_blocks",
    "serve_workspace",
]
