"""What comes in: a question, who asks it where, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from metrics.catalog import Catalog
from metrics.governance import Viewer


@dataclass(frozen=True, slots=True)
class Request:
    """One question.

    Attributes:
        text: the question as it was typed, without the mention of the bot.
        user_id: the Slack user; looked up in the directory.
        thread: the thread's timestamp, or any name of a conversation; may be empty.
        surface: where it was asked (``mention``, ``dm``, ``button``, ``cli`` …), for the audit.
        now: the instant of asking; aware, or naive in company time.
        usergroups: ids of Slack user groups that the asker is in.
        acting_as: who asks, where that is not decided by the directory: the command line's
            operator, or a member of a group. Nothing from Slack may set it.
    """

    text: str
    user_id: str
    channel_id: str
    thread: str
    surface: str
    now: datetime
    usergroups: tuple[str, ...] = ()
    acting_as: Viewer | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """One question on its way through: who asks, and the catalogue it is read with."""

    request: Request
    viewer: Viewer
    catalog: Catalog
    answer_id: str
