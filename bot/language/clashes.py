"""Words that are a name in the definitions and a value in the data: they are asked back.

Definitions are checked against each other, but the values of most dimensions are known only when
the data are read. A synonym that equals one would swallow every condition on that value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from bot.language.describe import lower_first, short_label
from bot.language.lexicon import Entry, Key, bag_of
from bot.language.outcome import Clarification, Interpretation, Option, Outcome
from bot.language.state import Knowledge, Reading
from bot.language.tokens import tokenise
from metrics.catalog import Catalog
from metrics.model import Dimension, Metric

_BETWEEN: Final = frozenset({"in", "of", "for", "by", "at", "from"})
_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Clash:
    """A phrase with two meanings.

    Attributes:
        key: the stems of its words.
        name: the label of what it is a name of.
        value: the value that it is, or holds.
        dimension: the label of what that is a value of.
        exact: it is the governed name itself, not a synonym.
        place: where the definition stands.
    """

    key: Key
    name: str
    value: str
    dimension: str
    exact: bool
    place: str

    def __str__(self) -> str:
        """A line for whoever keeps the definitions."""
        return (
            f'{self.place}: "{" ".join(self.key)}" names {lower_first(self.name)}, and '
            f'"{self.value}" is a {lower_first(self.dimension)} in the data. Questions that hold '
            "it are asked back. Drop that name."
        )


@dataclass(frozen=True, slots=True)
class Clashes:
    """The clashes of a catalogue with its data; ``values_first`` knows them as values only."""

    found: tuple[Clash, ...]
    values_first: Knowledge = field(repr=False)


def clashes_in(knowledge: Knowledge) -> Clashes:
    """Every name that equals a value, or is one beside another name of the same thing."""
    lexicon = knowledge.lexicon
    found = tuple(_clashes(knowledge))
    keys = {clash.key for clash in found}
    bags = {bag_of(key) for key in keys}
    plain = replace(
        lexicon,
        names={key: entry for key, entry in lexicon.names.items() if key not in keys},
        bags={bag: names for bag, names in lexicon.bags.items() if bag not in bags},
        tails={tail: names for tail, names in lexicon.tails.items() if bag_of(tail) not in bags},
    )
    return Clashes(found, replace(knowledge, lexicon=plain))


def with_both_meanings(
    outcome: Outcome, reading: Reading, clashes: Clashes, read: Callable[[Reading], Outcome]
) -> Outcome:
    """A question back where the text holds words with two meanings that lead apart."""
    if not clashes.found or not isinstance(outcome, Interpretation | Clarification):
        return outcome
    said = tuple(token.stem for token in tokenise(reading.text))
    clash = next((c for c in clashes.found if _holds(said, c.key)), None)
    if clash is None:
        return outcome
    other = read(replace(reading, knowledge=clashes.values_first))
    if clash.exact and not isinstance(other, Interpretation):
        return outcome
    offers = (*_offers(other)[: _MOST - 1], *_offers(outcome))
    shown = tuple({option.query: option for option in offers}.values())[:_MOST]
    alone = isinstance(outcome, Interpretation) and [o.query for o in shown] == [outcome.query]
    if not shown or alone or _query(other) == _query(outcome):
        return outcome
    if isinstance(outcome, Clarification) and outcome.not_understood:
        return replace(outcome, options=shown)
    question = (
        f'"{clash.value}" may be a {lower_first(clash.dimension)}, or another word for '
        f"{lower_first(clash.name)}. Which one do you mean?"
    )
    return Clarification(question, shown, (), outcome.trace)


def _clashes(knowledge: Knowledge) -> Iterator[Clash]:
    catalog = knowledge.catalog
    for key, entry in knowledge.lexicon.names.items():
        value = _value_in(key, entry, knowledge)
        if value is not None:
            dimension, words = value
            named = _definition(entry, catalog)
            yield Clash(
                key=key,
                name=named.label if named else entry.terms[0],
                value=words,
                dimension=catalog.dimension(dimension).label,
                exact=_is_exact(entry),
                place=f"{named.origin.file}:{named.origin.line}" if named else "ambiguous_terms",
            )


def _definition(entry: Entry, catalog: Catalog) -> Metric | Dimension | None:
    if entry.metrics:
        return catalog.metric(entry.metrics[0][0])
    return catalog.dimension(entry.dimensions[0][0]) if entry.dimensions else None


def _value_in(key: Key, entry: Entry, knowledge: Knowledge) -> tuple[str, str] | None:
    """The value that a name is, or that stands in it beside another name of the same thing.

    Beside a metric's name it is a condition only where the metric can be filtered by it.
    """
    lexicon = knowledge.lexicon
    if key in lexicon.values:
        return lexicon.values[key][0][:2]
    if _is_exact(entry):
        return None
    for value, rest in _cuts(key):
        same = lexicon.names.get(rest)
        if value not in lexicon.values or same is None:
            continue
        dimension, words = lexicon.values[value][0][:2]
        names = _names(same) & _names(entry)
        if any(dimension in knowledge.reach.get(name, ()) for name in names):
            return dimension, words
    return None


def _cuts(key: Key) -> Iterator[tuple[Key, Key]]:
    """``berlin delivery`` and ``delivery in berlin`` cut into the value and the rest."""
    for cut in range(1, len(key)):
        head, tail = key[:cut], key[cut:]
        yield head, tail
        yield tail, head[:-1] if head[-1] in _BETWEEN else head


def _is_exact(entry: Entry) -> bool:
    return any(exact for _, exact in (*entry.metrics, *entry.dimensions))


def _names(entry: Entry) -> set[str]:
    return {name for name, _ in (*entry.metrics, *entry.dimensions)}


def _holds(said: Key, key: Key) -> bool:
    return any(said[n : n + len(key)] == key for n in range(len(said) - len(key) + 1))


def _query(outcome: Outcome) -> object:
    return outcome.query if isinstance(outcome, Interpretation) else outcome


def _offers(outcome: Outcome) -> tuple[Option, ...]:
    match outcome:
        case Interpretation():
            return (Option(short_label(outcome.read_as), outcome.query),)
        case Clarification():
            return outcome.options
        case _:
            return ()
