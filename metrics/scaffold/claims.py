"""Names and phrases that are taken: each may stand for one thing only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

from metrics.model import GRAINS
from metrics.scaffold.vocabulary import GENERIC_WORDS, QUESTION_WORDS
from metrics.scaffold.words import Words, identifier, phrase

_RESERVED = frozenset({"grain", "filter", "query_filter", "company", "directory", *GRAINS})
# What the compiled SQL calls its own parts.
_SQL = re.compile(
    r"(value|period|periods|day|days|starts|ends|taken|answer|stitched|combinations|parts|keys"
    r"|compared_parts|followed|events|event|branch|different)(_[0-9]+)?(_before)?|.*_taken_[0-9]+"
    r"|.*_rows|periods_.*"
)


class Claims:
    """Names of datasets, of metrics and dimensions, and all phrases that people may say.

    ``taken`` tells what a phrase is in every question, as :class:`metrics.catalog.Premises` does.
    """

    def __init__(self, taken: Callable[[str], str]) -> None:
        self._taken = cache(taken)
        self._datasets: set[str] = set()
        self._names: set[str] = set()
        self._phrases: set[str] = set()
        self._values: set[str] = set()

    def dataset(self, words: Words) -> str:
        """A free name for a dataset."""
        return self._free(words, "table", self._datasets)

    def name(self, words: Words, fallback: str) -> str:
        """A free name for a metric or dimension; it is a phrase too."""
        found = self._free(words, fallback, self._names, self._phrases)
        self._phrases.add(folded(found))
        return found

    def phrase(self, text: str) -> bool:
        """Claim a phrase; False where another thing has it, or it means something in questions."""
        key = folded(text)
        if not key or key in self._phrases or self.is_spoken_for(text):
            return False
        self._phrases.add(key)
        return True

    def is_free(self, words: Words) -> bool:
        """Whether words could be both the name and the label of something."""
        said = folded(" ".join(words))
        known = said in self._phrases or identifier(words, "x") in self._names
        return not known and not self.is_spoken_for(said)

    def is_spoken_for(self, text: str) -> bool:
        """Whether questions use these words for something else, or they are no words at all."""
        said = folded(text)
        words = said.split()
        if set(words) <= QUESTION_WORDS or not any(word[0].isalpha() for word in words):
            return True
        return bool(self._taken(said))

    def values(self, texts: Iterable[str]) -> bool:
        """Claim fixed values together; False where one of them stands for another thing."""
        keys = {folded(text) for text in texts}
        if keys & self._values:
            return False
        self._values |= keys
        return True

    def _free(self, words: Words, fallback: str, *taken: set[str]) -> str:
        name = identifier(words, fallback)
        if name in _RESERVED or _SQL.fullmatch(name) or self._taken(folded(name)):
            name = f"{fallback}_{name}"
        number, found = 2, name
        while any(found in names or folded(found) in names for names in taken):
            found, number = f"{name}_{number}", number + 1
        taken[0].add(found)
        return found


class Wordings:
    """Which short wordings are the only ones of their kind in the database."""

    def __init__(self, said: Iterable[Words], claims: Claims) -> None:
        self._claims = claims
        self._counts = Counter(folded(" ".join(words)) for words in said)

    def is_telling(self, words: Words) -> bool:
        """Whether the words alone say which column is meant."""
        return self.is_only(words) and not set(words) <= GENERIC_WORDS

    def is_only(self, words: Words) -> bool:
        """Whether no other column goes by these words, and a question may use them."""
        said = folded(" ".join(words))
        return self._counts[said] <= 1 and not self._claims.is_spoken_for(said)


def folded(text: str) -> str:
    """A phrase as it is compared: hyphens and underscores are spaces, case does not count."""
    return " ".join(re.sub(r"[-_]", " ", text).casefold().split())


def label(words: Words, name: str = "") -> str:
    """Words as a label, without what a label may not hold."""
    return phrase(tuple(re.sub(r"[<>]", "", word) for word in words), name)
