"""Names and phrases: who has claimed which, over all files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.catalog.document import Node, Place, Problems
from metrics.catalog.fields import is_name
from metrics.catalog.premises import NO_PREMISES, Premises
from metrics.model import GRAINS, Currency, Dataset, Group, Origin

_RESERVED = frozenset({"grain", "filter", "query_filter", *GRAINS})


@dataclass(frozen=True, slots=True)
class Entry:
    """One named definition as it stands in a file."""

    kind: str
    name: str
    place: Place
    node: Node
    subject: str

    @property
    def what(self) -> str:
        """How sentences call it: ``Metric "orders"``."""
        return f'{self.kind.capitalize()} "{self.name}"'

    @property
    def origin(self) -> Origin:
        """Where it stands."""
        return Origin(self.place.file, self.place.line, self.place.column)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a definition may refer to, and where its phrases and problems go.

    Attributes:
        datasets: all that could be read, by name.
        dimensions: the names of all dimensions.
        metrics: the names of all metrics.
        groups: the directory's groups; empty where there is no directory.
        phrases: names, labels and synonyms of metrics and dimensions.
        values: words for values of dimensions.
        currency: the company's.
    """

    datasets: Mapping[str, Dataset]
    dimensions: frozenset[str]
    metrics: frozenset[str]
    groups: tuple[Group, ...]
    phrases: Phrases
    values: Phrases
    problems: Problems
    currency: Currency | None = None


def unique_entries(entries: Iterable[Entry], problems: Problems) -> tuple[Entry, ...]:
    """The entries with a usable name that no earlier one has; the others are problems."""
    first: dict[str, Entry] = {}
    for entry in entries:
        reason = _bad_name(entry.name)
        earlier = first.get(entry.name)
        if reason:
            problems.add(entry.place, f'{entry.kind.capitalize()} name "{entry.name}" {reason}')
        elif earlier is not None:
            place = f"{earlier.place.file}:{earlier.place.line}"
            problems.add(
                entry.place,
                f"{entry.what} has the name of a {earlier.kind} in {place}. Rename one of them.",
            )
        else:
            first[entry.name] = entry
    return tuple(first.values())


class Phrases:
    """What people may say, and the one definition that each phrase stands for.

    Attributes:
        claims: what was claimed, by whom and where, in order.
    """

    def __init__(self, problems: Problems, premises: Premises = NO_PREMISES) -> None:
        self._problems = problems
        self._taken = premises.taken
        self.claims: list[tuple[str, str, Place]] = []
        self._claimed: dict[str, str] = {}
        self._refused: set[tuple[str, str]] = set()

    def holder(self, phrase: str) -> str:
        """What the phrase stands for, or an empty string."""
        return self._claimed.get(_folded(phrase), "")

    def claim(self, phrase: str, owner: str, place: Place) -> None:
        """Claim a phrase for ``owner``; one that another has, or every question, is a problem."""
        self.claims.append((phrase, owner, place))
        if not phrase or self.is_taken(phrase, owner, place):
            return
        key = _folded(phrase)
        holder = self._claimed.setdefault(key, owner)
        if holder != owner and (key, owner) not in self._refused:
            self._refused.add((key, owner))
            self._problems.add(
                place,
                f'"{phrase}" already stands for {holder}, so it cannot stand for {owner} too. '
                "Drop it here, or make it an ambiguous term.",
            )

    def is_taken(self, phrase: str, owner: str, place: Place) -> bool:
        """Whether every question needs the phrase for something else; noted as a problem."""
        use = self._taken(phrase) if phrase else ""
        if use and (phrase, owner) not in self._refused:
            self._refused.add((phrase, owner))
            self._problems.add(
                place,
                f'"{phrase}" is {use} in every question, so it cannot stand for {owner}. '
                "Choose other words.",
            )
        return bool(use)


def plural_of(label: str) -> str:
    """The plural of a label in lower case, by the plain rules of English.

    >>> plural_of("Build lot"), plural_of("Country"), plural_of("Claim status")
    ('build lots', 'countries', 'claim statuses')
    """
    word = label.lower()
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word + "s"


def _folded(phrase: str) -> str:
    return " ".join(re.sub(r"[-_]", " ", phrase).casefold().split())


def _bad_name(name: str) -> str:
    if "__" in name:
        return "has two underscores, which columns such as NAME__previous keep. Use one."
    if name.casefold() in _RESERVED:
        return "is reserved. Choose another."
    if not is_name(name):
        return "must be lower case letters, digits and underscores, such as claims_reported."
    return ""
