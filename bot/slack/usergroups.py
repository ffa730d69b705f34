"""Who is in which of Slack's user groups: grants may be given to those."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from slack_sdk import WebClient

from bot.slack.failures import CALL_ERRORS

FRESH: Final = timedelta(minutes=5)

_log = logging.getLogger(__name__)


class Usergroups:
    """The members of all user groups, read again when older than five minutes.

    When they cannot be read, what was known stays; at first that is nobody: no grant comes of it.
    """

    def __init__(self, client: WebClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at: datetime | None = None
        self._members: Mapping[str, frozenset[str]] = {}

    def of(self, user_id: str) -> tuple[str, ...]:
        """The ids of the user groups that somebody is in, in order."""
        with self._lock:
            now = self._clock()
            if self._read_at is None or now - self._read_at > FRESH:
                self._read_at = now
                self._read()
            return tuple(sorted(g for g, users in self._members.items() if user_id in users))

    def _read(self) -> None:
        try:
            groups = self._client.usergroups_list(include_users=True).get("usergroups") or []
        except CALL_ERRORS as error:
            _log.warning("user groups cannot be read: %s", type(error).__name__)
            return
        self._members = {g["id"]: frozenset(g.get("users") or ()) for g in groups}
