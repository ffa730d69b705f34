"""Known words that are spelt nearly like an unknown one: only ever offered, never assumed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_SHORTEST: Final = 4
_BUCKET: Final = 400
_CUTOFF: Final = 0.78


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
        """The known words most like ``word``, best first.

        >>> NearWords.build(["claim", "region"]).near("clam")
        ('claim',)
        """
        if len(word) < _SHORTEST:
            return ()
        lengths = range(len(word) - 2, len(word) + 3)
        known = [w for size in lengths for w in self.buckets.get((word[:1], size), ())]
        return tuple(difflib.get_close_matches(word, known, n=limit, cutoff=_CUTOFF))
