"""Known words that are spelt nearly like an unknown one: only ever offered, never assumed.

How near two words are is counted in slips of the fingers: letters swapped, left out, doubled, or
hit beside the right key; a vowel for another. Another letter altogether counts twice, so that
"filed" is no slip for "fixed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_SHORTEST: Final = 3
_SHORT: Final = 7
_BUCKET: Final = 400
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS: Final = frozenset("aeiouy")


def _neighbours() -> frozenset[tuple[str, str]]:
    places = {
        letter: (y, x + y / 2) for y, row in enumerate(_ROWS) for x, letter in enumerate(row)
    }
    return frozenset(
        (a, b)
        for a, (ya, xa) in places.items()
        for b, (yb, xb) in places.items()
        if a != b and abs(ya - yb) <= 1 and abs(xa - xb) <= 1
    )


_NEIGHBOURS: Final = _neighbours()


@dataclass(frozen=True, slots=True)
class NearWords:
    """A vocabulary by first letter and length, so that few words need comparing."""

    buckets: Mapping[tuple[str, int], tuple[str, ...]]

    @classmethod
    def build(cls, words: Iterable[str]) -> NearWords:
        """Of all words worth suggesting; a bucket keeps the first words of its kind only."""
        buckets: dict[tuple[str, int], list[str]] = {}
        for word in sorted(words):
            bucket = buckets.setdefault((word[:1], len(word)), [])
            if len(word) >= _SHORTEST and len(bucket) < _BUCKET:
                bucket.append(word)
        return cls({key: tuple(bucket) for key, bucket in buckets.items()})

    def near(self, word: str, limit: int = 2) -> tuple[str, ...]:
        """The known words most like ``word``, best first; not the word itself.

        >>> NearWords.build(["claim", "region", "fixed"]).near("clam")
        ('claim',)
        >>> NearWords.build(["fixed"]).near("filed")
        ()
        """
        if len(word) < _SHORTEST:
            return ()
        most = 1 if len(word) <= _SHORT else 2
        costs = ((slips(word, known, most), known) for known in self._alike(word, most))
        fitting = [(n, len(known) != len(word), known) for n, known in costs if 0 < n <= most]
        return tuple(known for _, _, known in sorted(fitting)[:limit])

    def has(self, word: str) -> bool:
        """Whether the word itself is known."""
        return word in self.buckets.get((word[:1], len(word)), ())

    def _alike(self, word: str, most: int) -> Iterator[str]:
        """Words that begin alike, or with the first two letters swapped, and are about as long."""
        letters = set(word)
        for first in dict.fromkeys((word[:1], word[1:2])):
            for size in range(len(word) - most, len(word) + most + 1):
                for known in self.buckets.get((first, size), ()):
                    swapped = first == word[:1] or known[1:2] == word[:1]
                    if swapped and len(letters ^ set(known)) <= 2 * most:
                        yield known


def slips(typed: str, known: str, most: int) -> int:
    """How many slips turn one word into the other; above ``most``, just more than that.

    >>> slips("recieve", "receive", 2), slips("claimz", "claims", 2), slips("filed", "fixed", 2)
    (1, 1, 2)
    """
    if abs(len(typed) - len(known)) > most:
        return most + 1
    before, row = [0] * (len(known) + 1), list(range(len(known) + 1))
    for i, letter in enumerate(typed, start=1):
        last, before, row = before, row, [i] + [0] * len(known)
        for j, other in enumerate(known, start=1):
            row[j] = min(
                before[j] + 1,
                row[j - 1] + 1,
                before[j - 1] + _cost(letter, other),
            )
            if i > 1 and j > 1 and (letter, typed[i - 2]) == (known[j - 2], other):
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


def _cost(letter: str, other: str) -> int:
    if letter == other:
        return 0
    slip = (letter, other) in _NEIGHBOURS or {letter, other} <= _VOWELS
    return 1 if slip else 2
