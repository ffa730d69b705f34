"""Plain text → tokens with their places. Singular and plural share a stem."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

TokenKind = Literal["word", "number", "date", "mark", "symbol"]

_MARKS: Final = frozenset(",.?!;:\"'()[]{}…*~`|")
_DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015")
_LETTER: Final = r"(?:[^\W_]|[\u0300-\u036f])"
_TOKEN: Final = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])|[0-9]{4}-(?:0[1-9]|1[0-2])(?![\w-])"
    r"|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![\w/])|'[0-9]{2}(?![\w']))"
    r"|(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![\w,])|[0-9]+(?:\.[0-9]+)?(?!\w))"
    rf"|(?P<word>{_LETTER}+(?:'(?![0-9]{{2}}(?!\w)){_LETTER}+)*(?:\++(?!\w))?)"
    r"|(?P<other>[^\s_])"
)
_POSSESSIVE: Final = re.compile(r"s'\s+\w", re.IGNORECASE)
_KEPT_ENDINGS: Final = ("ss", "us", "is", "as", "'s")
_SHORT: Final = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, date, mark or symbol; ``start`` and ``end`` are places in the text."""

    kind: TokenKind
    raw: str
    word: str
    stem: str
    start: int
    end: int


def stem(word: str) -> str:
    """The word in the singular, as far as spelling tells.

    >>> [stem(w) for w in ("claims", "companies", "boxes", "status", "bus")]
    ['claim', 'company', 'box', 'status', 'bus']
    """
    if len(word) <= _SHORT or not word.endswith("s") or word.endswith(_KEPT_ENDINGS):
        return word
    if word.endswith("ies") and len(word) > _SHORT + 1:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1]


def tokenise(text: str) -> tuple[Token, ...]:
    """All tokens of the text in order.

    Emoji, joining hyphens and the mark of a plural's possessive are left out.

    >>> [t.word for t in tokenise("Bike+ claims' cost, since 2026-06-01")]
    ['bike+', 'claims', 'cost', ',', 'since', '2026-06-01']
    """
    found = (_token(match, text) for match in _TOKEN.finditer(text))
    return tuple(token for token in found if token is not None)


def stems(text: str) -> tuple[str, ...]:
    """The stems of a name's words, without articles: what names are looked up by.

    >>> stems("cost of the claims"), stems("Supplier A")
    (('cost', 'of', 'claim'), ('supplier', 'a'))
    """
    words = [t for t in tokenise(text) if t.kind in {"word", "number", "date"}]
    last = len(words) - 1
    return tuple(t.stem for n, t in enumerate(words) if t.word not in ARTICLES or n == last)


ARTICLES: Final = frozenset({"the", "a", "an"})
# Between the words of a name they change nothing: claims that were reported, units are in service.
LINKS: Final = ARTICLES | frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "have",
        "has",
        "had",
        "got",
        "get",
        "did",
        "do",
        "does",
        "that",
        "we",
        "they",
    }
)


def _token(match: re.Match[str], text: str) -> Token | None:
    raw, start, end = match.group(), match.start(), match.end()
    kind = match.lastgroup or "other"
    if kind == "other":
        return _sign(raw, start, end, text)
    if kind == "number":
        plain = raw.replace(",", "")
        return Token("number", raw, plain, plain, start, end)
    word = raw.casefold()
    if kind == "date":
        return Token("date", raw, word, word, start, end)
    word = word.removesuffix("'s")
    return Token("word", raw, word, stem(word), start, end)


def _sign(raw: str, start: int, end: int, text: str) -> Token | None:
    if raw in _DASHES:
        before = start > 0 and not text[start - 1].isspace()
        after = end < len(text) and not text[end].isspace()
        if raw == "-" and before and after:
            return None
        if raw == "-" and after:
            return Token("symbol", raw, raw, raw, start, end)
        return Token("mark", raw, "-", "-", start, end)
    if raw in _MARKS:
        possessive = raw == "'" and _POSSESSIVE.match(text, start - 1)
        return None if possessive else Token("mark", raw, raw, raw, start, end)
    if unicodedata.category(raw) in {"So", "Sk", "Mn"} and raw != "\ufffd":
        return None
    return Token("symbol", raw, raw, raw, start, end)
