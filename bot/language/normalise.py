"""Text as Slack sends it → plain words: mark-up read, look-alike spaces folded, marks dropped.

Every pattern here is linear in the text, and the text is cut off before any of them sees it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 1_000

_LEADING_MENTIONS = re.compile(r"^(?:\s*<[@!][^<>]{1,80}>[\s,:]*)+")
_MARK_UP = re.compile(r"<([^<>]{1,900})>")
_ANSI = re.compile("\x1b\\[[0-9;]{0,20}[A-Za-z]")
_QUOTES: Final = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2011": "-"}
)
_INVISIBLE: Final = frozenset({"Cf", "Cc", "Co", "Cn"})


def is_too_long(text: str) -> bool:
    """Whether the text is longer than a question may be."""
    return len(text.strip()) > MAX_CHARACTERS


def normalise(text: str) -> str:
    r"""One line of plain text; at most :data:`MAX_CHARACTERS` long.

    >>> normalise("<@U1> claims  for <https://x.example|Tread> &amp; Row")
    'claims for Tread & Row'
    """
    text = _LEADING_MENTIONS.sub("", text.strip()[:MAX_CHARACTERS])
    text = html.unescape(_MARK_UP.sub(_plain, text))
    text = unicodedata.normalize("NFKC", _ANSI.sub("", text).translate(_QUOTES))
    text = "".join(_visible(character) for character in text).translate(_QUOTES)
    return " ".join(text.split())[:MAX_CHARACTERS]


def _plain(match: re.Match[str]) -> str:
    inside = match.group(1)
    target, _, label = inside.partition("|")
    if inside.startswith(("@", "#")):
        return f" @{label or target[1:]} "  # a person or a channel is content: never dropped
    if inside.startswith("!"):
        return " "
    return f" {label or target} " if ":" in target else f" {inside} "


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category in {"Cc", "Zs", "Zl", "Zp"} and character.isspace():
        return " "
    if category in _INVISIBLE:
        return ""
    return character
