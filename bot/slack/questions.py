"""A question as it stands in the inbox, made of what Slack sends."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from metrics.query import MetricQuery

Surface = Literal["mention", "dm", "button"]

# A person's words all the same: with a file, or from a thread sent to the channel as well.
_SPOKEN_SUBTYPES = frozenset({"file_share", "thread_broadcast"})
_LINK = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks what, where.

    Attributes:
        text: plain text, the bot's own name taken out.
        thread: the message under which the answer belongs.
        query: what a pressed button stands for; None for a question in words.
        all_rows: whether the button was for the rows that an answer did not show.
    """

    text: str
    user_id: str
    channel_id: str
    thread: str
    team: str
    surface: Surface
    query: MetricQuery | None = None
    all_rows: bool = False

    @property
    def lane(self) -> str:
        """Questions of one lane are answered in order: those of a thread."""
        return f"{self.channel_id}:{self.thread}"

    def to_json(self) -> str:
        """As the inbox keeps it."""
        return json.dumps(
            {
                "text": self.text,
                "user_id": self.user_id,
                "channel_id": self.channel_id,
                "thread": self.thread,
                "team": self.team,
                "surface": self.surface,
                "query": self.query and self.query.to_json(),
                "all_rows": self.all_rows,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Question:
        """The question whose :meth:`to_json` is ``text``."""
        data = json.loads(text)
        query = data.pop("query")
        return cls(**data, query=query and MetricQuery.from_json(query))


def question_of(
    body: Mapping[str, Any], surface: Surface, bot_user_id: str | None
) -> Question | None:
    """The question in an event's body; None for what nobody said: bots, edits, deletions."""
    event = body["event"]
    user, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
    unsaid = event.get("subtype", "file_share") not in _SPOKEN_SUBTYPES or event.get("hidden")
    if unsaid or event.get("bot_id") or not (user and channel and ts):
        return None
    return Question(
        text=plain_text(event.get("text") or "", bot_user_id),
        user_id=user,
        channel_id=channel,
        thread=event.get("thread_ts") or ts,
        team=body.get("team_id") or event.get("team") or "",
        surface=surface,
    )


def plain_text(text: str, bot_user_id: str | None) -> str:
    """Slack's message text as it was typed, without the mention of the bot.

    >>> plain_text("<@U0BOT> claims in <#C1|north> &amp; <http://a.example|a.example>?", "U0BOT")
    'claims in #north & a.example?'
    """

    def typed(link: re.Match[str]) -> str:
        kind, target, label = link["kind"], link["target"], link["label"]
        if kind == "@" and target == bot_user_id:
            return " "
        if kind in ("@", "#"):
            return f"{kind}{label or target}"
        return label or target.partition("^")[0]

    return _SPACES.sub(" ", html.unescape(_LINK.sub(typed, text))).strip()
