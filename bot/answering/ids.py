"""Answer ids: short, unique, easy to read out. They name an answer in Slack and in the audit."""

from __future__ import annotations

import secrets

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0/O and 1/I, which are misread
_LENGTH = 8


def new_answer_id() -> str:
    """A random id such as ``A-7F3K2QXM``: 40 bits, so a million answers hardly ever collide."""
    return "A-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
