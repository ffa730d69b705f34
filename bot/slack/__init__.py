"""Slack: events in, answers out.

    Slack ─▶ http_door or socket_door ─▶ Bolt ─▶ a surface's listener ─▶ inbox ─▶ ack
                                                                           │
    Slack ◀─ posting ◀─ responding (answering, blocks) ◀─ workers ◀────────┘

Owns: the Bolt app and its listeners by surface, the two doors, the workers, posting and what
happens when it fails. All of Slack's libraries are used here only. It knows Slack by a base URL
and cannot tell a local workspace from Slack itself.
May import: ``bot.answering``, ``bot.blocks``, ``bot.store``, ``bot.limits``.
Start reading at :class:`SlackService`, then ``listeners``.
"""

from __future__ import annotations

from bot.slack.access import SlackAccess, SlackError, create_app
from bot.slack.http_door import EVENTS_PATH, slack_routes
from bot.slack.listeners import register
from bot.slack.service import SlackService

__all__ = [
    "EVENTS_PATH",
    "SlackAccess",
    "SlackError",
    "SlackService",
    "create_app",
    "register",
    "slack_routes",
]
