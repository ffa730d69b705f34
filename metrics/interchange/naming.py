"""Names for other formats: each is given once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_SUFFIX_FROM = 2


class Names:
    """Gives out names that no other of the same set has."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._taken

    def give(self, wanted: str, other: str = "") -> str:
        """``wanted`` where it is free, else ``other``, else with a number behind it."""
        candidates = [name for name in (wanted, other) if name]
        numbered = f"{candidates[-1]}_{{}}".format
        name = next((n for n in candidates if n not in self), "") or self._numbered(numbered)
        self._taken.add(name.casefold())
        return name

    def _numbered(self, name: Callable[[int], str]) -> str:
        number = _SUFFIX_FROM
        while name(number) in self:
            number += 1
        return name(number)


def slug_of(text: str) -> str:
    """A text as a name of lower case letters, digits and underscores.

    >>> slug_of("Cadence Fitness"), slug_of("2 Guys"), slug_of("!")
    ('cadence_fitness', 'n_2_guys', 'unnamed')
    """
    words = re.findall(r"[a-z0-9]+", text.casefold())
    joined = "_".join(words) or "unnamed"
    return joined if joined[0].isalpha() else f"n_{joined}"
