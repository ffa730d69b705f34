"""Raw text and safe mrkdwn are two types, so that data cannot reach Slack unescaped.

Raw text (``str``) may be anything that somebody typed or loaded. :data:`Mrkdwn` is what may stand
in a message. :func:`escape` and :func:`cut` are the only ways from the one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NewType

Mrkdwn = NewType("Mrkdwn", str)

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FENCE = re.compile("`{2,}")


def clean(raw: str) -> str:
    r"""``raw`` without characters that nobody sees, or that turn the reading direction.

    >>> clean("a\x1b[31m\u202eb")
    'a[31mb'
    """
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _UNSEEN.sub("", raw))


def escape(raw: str) -> Mrkdwn:
    """``raw`` such that Slack shows it as it is: no mentions, no links, no code fences.

    >>> escape("<!channel> & ```")
    '&lt;!channel&gt; &amp; `'
    """
    safe = _FENCE.sub("`", clean(raw))
    return Mrkdwn("".join(_ENTITIES.get(letter, letter) for letter in safe))


def cut(raw: str, limit: int) -> Mrkdwn:
    """``raw`` escaped, with at most ``limit`` characters; what is cut ends in an ellipsis.

    >>> cut("a<b<c", 6), cut("a<b", 6)
    ('a&lt;…', 'a&lt;b')
    """
    whole = escape(raw)
    if len(whole) <= limit:
        return whole
    kept, room = [], limit - 1
    for letter in _FENCE.sub("`", clean(raw)):
        room -= len(_ENTITIES.get(letter, letter))
        if room < 0:
            break
        kept.append(letter)
    return Mrkdwn(escape("".join(kept).rstrip()) + "…")


def joined(parts: list[Mrkdwn], between: str) -> Mrkdwn:
    """Safe parts with one of our own separators between them."""
    return Mrkdwn(between.join(part for part in parts if part))


def unnamed(words: Sequence[str], said: str) -> list[str]:
    """The words that a sentence does not name already, in quotes.

    >>> unnamed(["serious", "net"], 'I do not understand "serious" here.')
    ['net']
    """
    return [word for word in words if f'"{word}"' not in said]
