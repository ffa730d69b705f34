"""Names, labels and sentences for drafts: each phrase given once, none that questions need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from metrics.catalog import Premises, plural_of
from metrics.interchange.naming import Names, slug_of
from metrics.model import GRAINS

_KEPT = frozenset({"grain", "filter", "query_filter", *GRAINS})
_MOST = 60
_COMPARED = (
    ("<>", "is not"),
    ("!=", "is not"),
    (">=", "at least"),
    ("<=", "at most"),
    (">", "more than"),
    ("<", "less than"),
)


@dataclass(frozen=True, slots=True)
class Called:
    """What a definition is called in the catalogue and by people."""

    name: str
    label: str


class Words:
    """Gives names and phrases of metrics and dimensions, which share both."""

    def __init__(self, premises: Premises, names: Iterable[str], phrases: Iterable[str]) -> None:
        self._taken = premises.taken
        self._names = Names(names)
        self._phrases = {folded(phrase) for phrase in phrases}

    def call(self, kind: str, candidates: Iterable[tuple[str, str]], *, spoken: bool) -> Called:
        """The first (name, label) that is free; numbered where none is.

        ``spoken`` is whether people can say it: a part of other metrics takes no phrase.
        """
        wanted = [(definition_name(name, kind), label) for name, label in candidates]
        for name, label in _numbered(wanted):
            phrases = _phrases(kind, name, label) if spoken else ()
            if name not in self._names and not any(map(self.is_spoken_for, phrases)):
                self._phrases |= {folded(phrase) for phrase in phrases}
                return Called(self._names.give(name), label)
        raise AssertionError("numbers do not end")

    def take(self, phrases: Iterable[str]) -> tuple[str, ...]:
        """Those of the phrases that are free, taken."""
        found = []
        for phrase in phrases:
            words = sentence(phrase)
            if words and not self.is_spoken_for(words):
                self._phrases.add(folded(words))
                found.append(words)
        return tuple(found)

    def is_spoken_for(self, phrase: str) -> bool:
        """Whether a phrase stands for something else already."""
        return folded(phrase) in self._phrases or bool(self._taken(phrase))


def definition_name(text: str, kind: str) -> str:
    """A name that definitions can have.

    >>> definition_name("Net Revenue ($)", "metric"), definition_name("month", "dimension")
    ('net_revenue', 'month_dimension')
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    name = slug_of(apart)[:_MOST].rstrip("_")
    return f"{name}_{kind}" if name in _KEPT else name


def label_of(text: str) -> str:
    """A name as words.

    >>> label_of("net_revenue"), label_of("OrderStatus")
    ('Net revenue', 'Order status')
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    words = " ".join(re.findall(r"[^\W_]+", apart)).strip()
    lowered = " ".join(w if w.isupper() and len(w) <= 3 else w.lower() for w in words.split())  # noqa: PLR2004  an abbreviation
    return (lowered[:1].upper() + lowered[1:])[:_MOST].strip() or "Unnamed"


def sentence(text: str) -> str:
    """A text for people as definitions take it: one line, no markup, nothing hidden.

    >>> sentence("of <b>   rows")
    'of (b) rows'
    """
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.replace("<", "(").replace(">", ")").split())


def condition_in_words(sql: str) -> str:
    """A condition without the signs that definitions do not take in texts.

    >>> condition_in_words("amount >= 10 AND status <> 'x'")
    "amount at least 10 AND status is not 'x'"
    """
    for sign, words in _COMPARED:
        sql = sql.replace(sign, words)
    return sentence(sql)


def folded(phrase: str) -> str:
    """A phrase as the catalogue holds it against others."""
    return " ".join(re.sub(r"[-_]", " ", phrase).casefold().split())


def _phrases(kind: str, name: str, label: str) -> tuple[str, ...]:
    return (name, label, plural_of(label)) if kind == "dimension" else (name, label)


def _numbered(candidates: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from candidates
    name, label = candidates[-1]
    number = 2
    while True:
        yield f"{name}_{number}", f"{label} {number}"
        number += 1
