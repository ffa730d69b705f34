"""Every phrase that means something, compiled once: names, values, closed words.

Look-up is by the stems of neighbouring words, longest phrase first, so its cost does not grow with
the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.language.near import NearWords
from bot.language.time_words import MONTHS, TIME_WORDS, WEEKDAYS
from bot.language.tokens import ARTICLES, LINKS, stem, stems, tokenise
from bot.language.words import FILLERS, WORDS
from metrics.catalog import Catalog
from metrics.model import Dimension, Metric, NamedDay, RowPolicy, Season

MAX_PHRASE: Final = 8
_LOOSE: Final = frozenset({"of", "in", "by"})
_WHO: Final = frozenset({"we", "they"})  # "plans we sell" is also said "plans did we sell"
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one phrase may mean: (name, is it the governed name itself) for each kind of thing."""

    metrics: tuple[tuple[str, bool], ...] = ()
    dimensions: tuple[tuple[str, bool], ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A closed word: its kind and argument."""

    kind: str
    argument: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases, by their stems.

    Attributes:
        names: metrics, dimensions and ambiguous terms.
        values: (dimension, value, is it the value itself) for each phrase.
        guarded: values that look like everyday words or numbers; read only beside their
            dimension's name, or as written.
        ordered: the values themselves by dimension, in alphabetical order.
        bags: metrics by the set of words of one of their names, in any order.
        tails: metrics by a noun and the word that follows it in one of their names.
        closed: operator and time words.
    """

    names: Mapping[Key, Entry]
    values: Mapping[Key, tuple[tuple[str, str, bool], ...]]
    guarded: Mapping[Key, tuple[tuple[str, str, bool], ...]]
    ordered: Mapping[str, tuple[str, ...]]
    bags: Mapping[frozenset[str], tuple[str, ...]]
    tails: Mapping[Key, tuple[str, ...]]
    closed: Mapping[Key, Word]
    near: NearWords = field(repr=False)


def build_lexicon(
    catalog: Catalog, values: Mapping[str, tuple[str, ...]], narrowed: Iterable[RowPolicy] = ()
) -> Lexicon:
    """The lexicon of a catalogue and the distinct values of its dimensions.

    Of a dimension in ``narrowed``, no other values than those are known.
    """
    names, closed = _names(catalog), _with_named_days(catalog)
    open_values: dict[Key, tuple[tuple[str, str, bool], ...]] = {}
    guarded: dict[Key, tuple[tuple[str, str, bool], ...]] = {}
    ordered: dict[str, set[str]] = {}
    for phrase, dimension, value, exact in _values(catalog, values, narrowed):
        ordered.setdefault(dimension, set()).add(value)
        key = stems(phrase)
        if 0 < len(key) <= MAX_PHRASE:
            shelf = guarded if _is_everyday(key, closed) else open_values
            _put(shelf, key, (dimension, value, exact))
    vocabulary = {w for key in (*names, *open_values, *closed) for w in key if w.isalpha()}
    vocabulary |= {f"{word}s" for key in names for word in key if stem(f"{word}s") == word}
    return Lexicon(
        names=names,
        values=open_values,
        guarded=guarded,
        ordered={dimension: tuple(sorted(known)) for dimension, known in ordered.items()},
        bags=_bags(catalog),
        tails=_tails(catalog),
        closed=closed,
        near=NearWords.build(vocabulary),
    )


def metric_phrases(metric: Metric) -> Iterator[tuple[str, bool]]:
    """The phrases that a metric goes by, each with whether it is a governed name."""
    yield metric.name, True
    yield metric.label, True
    words = stems(metric.label)
    if len(words) == 2:  # noqa: PLR2004 - "claims paid" is also said "paid claims"
        yield f"{words[1]} {words[0]}", True
        yield f"{words[1]} of {words[0]}", True
    for synonym in metric.synonyms:
        yield synonym.text, False


def _names(catalog: Catalog) -> dict[Key, Entry]:
    metrics: dict[Key, list[tuple[str, bool]]] = {}
    dimensions: dict[Key, list[tuple[str, bool]]] = {}
    terms: dict[Key, list[str]] = {}
    for metric in catalog.askable:
        for phrase, exact in metric_phrases(metric):
            for key in {stems(phrase), tuple(w for w in stems(phrase) if w not in _WHO)}:
                metrics.setdefault(key, []).append((metric.name, exact))
    for dimension in catalog.dimensions.values():
        for phrase, exact in _dimension_phrases(dimension):
            dimensions.setdefault(stems(phrase), []).append((dimension.name, exact))
    for term in catalog.ambiguous_terms:
        terms.setdefault(stems(term.term), []).append(term.term)
    keys = {*metrics, *dimensions, *terms} - {()}
    return {
        key: Entry(
            _best(metrics.get(key, [])), _best(dimensions.get(key, [])), tuple(terms.get(key, ()))
        )
        for key in keys
    }


def _best(found: Iterable[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """Each name once; a governed name beats a synonym of another."""
    found = list(found)
    exact = {name for name, is_exact in found if is_exact}
    if exact:
        return tuple(
            (name, True) for name in dict.fromkeys(n for n, is_exact in found if is_exact)
        )
    return tuple((name, False) for name in dict.fromkeys(name for name, _ in found))


def _dimension_phrases(dimension: Dimension) -> Iterator[tuple[str, bool]]:
    yield dimension.name, True
    yield dimension.label, True
    yield dimension.plural, True
    for synonym in dimension.synonyms:
        yield synonym.text, False


def _values(
    catalog: Catalog, values: Mapping[str, tuple[str, ...]], narrowed: Iterable[RowPolicy]
) -> Iterator[tuple[str, str, str, bool]]:
    only = {policy.dimension: policy.values for policy in narrowed}
    for phrase, dimension, value, exact in _all_values(catalog, values):
        if value in only.get(dimension, (value,)):
            yield phrase, dimension, value, exact


def _all_values(
    catalog: Catalog, values: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str, bool]]:
    for dimension in catalog.dimensions.values():
        known = dict.fromkeys((*dimension.values, *values.get(dimension.name, ())))
        for value in known:
            yield str(value), dimension.name, value, True
        for synonym in dimension.value_synonyms:
            for words in synonym.words:
                yield words, dimension.name, synonym.value, False


def _put(
    shelf: dict[Key, tuple[tuple[str, str, bool], ...]], key: Key, value: tuple[str, str, bool]
) -> None:
    held = shelf.get(key, ())
    if any(h[:2] == value[:2] for h in held):
        return
    if held and held[0][2] != value[2]:  # a value itself beats words for another value
        shelf[key] = held if held[0][2] else (value,)
        return
    shelf[key] = (*held, value)


def _is_everyday(key: Key, closed: Mapping[Key, Word]) -> bool:
    if key in closed:
        return True
    if all(len(w) == 1 or w in FILLERS or w.replace(".", "").isdigit() for w in key):
        return True
    return all(w in _TIME_WORDS or _DATED.fullmatch(w) for w in key)


def _with_named_days(catalog: Catalog) -> Mapping[Key, Word]:
    """The closed words, and what the company's days and seasons are called."""
    calendar, found = catalog.company.calendar, dict(CLOSED)
    known: tuple[NamedDay | Season, ...] = (*calendar.named_days, *calendar.seasons)
    for one in known:
        kind = "named" if isinstance(one, NamedDay) else "season"
        for phrase in (one.name.replace("_", " "), one.label, *one.synonyms):
            key = _key(phrase)
            found.setdefault(key, Word(kind, one.name))
    return found


def _bags(catalog: Catalog) -> dict[frozenset[str], tuple[str, ...]]:
    found: dict[frozenset[str], list[tuple[str, bool]]] = {}
    for metric in catalog.askable:
        for phrase, exact in metric_phrases(metric):
            bag = bag_of(stems(phrase))
            if len(bag) > 1:
                found.setdefault(bag, []).append((metric.name, exact))
    return {bag: tuple(name for name, _ in _best(names)) for bag, names in found.items()}


def _tails(catalog: Catalog) -> dict[Key, tuple[str, ...]]:
    """``Claims we receive``, ``claims came in``: (claim, receive), (claim, came)."""
    found: dict[Key, list[tuple[str, bool]]] = {}
    for metric in catalog.askable:
        for phrase, exact in metric_phrases(metric):
            key = tuple(word for word in stems(phrase) if word not in LINKS | _LOOSE)
            if len(key) == 2:  # noqa: PLR2004 - a noun and what is said of it
                found.setdefault(key, []).append((metric.name, exact))
    return {key: tuple(name for name, _ in _best(names)) for key, names in found.items()}


def bag_of(words: Iterable[str]) -> frozenset[str]:
    """The words that tell names apart."""
    return frozenset(words) - LINKS - _LOOSE


def _closed() -> dict[Key, Word]:
    found: dict[Key, Word] = {}
    for kind, argument, phrases in (*WORDS, *TIME_WORDS):
        for phrase in phrases.split("|"):
            found[_key(phrase)] = Word(kind, argument)
    for number, phrases in enumerate(MONTHS, start=1):
        for phrase in phrases.split("|"):
            found[(phrase,)] = Word("monthname", str(number))
    for number, phrase in enumerate(WEEKDAYS):
        found[(phrase,)] = Word("weekday", str(number))
    for word in FILLERS:
        found.setdefault((word,), Word("filler", ""))
    return found


def _key(phrase: str) -> Key:
    return tuple(t.word for t in tokenise(phrase) if t.kind != "mark" and t.word not in ARTICLES)


CLOSED: Final[Mapping[Key, Word]] = _closed()
_TIME_WORDS: Final = frozenset(
    t.word
    for phrases in (*(row[2] for row in TIME_WORDS), *MONTHS, *WEEKDAYS)
    for t in tokenise(phrases)
)
_DATED: Final = re.compile(r"q[1-4]|h[12]|fy'?[0-9]+|[0-9.]+(?:-[0-9]+)*|[0-9]+(?:st|nd|rd|th)")
