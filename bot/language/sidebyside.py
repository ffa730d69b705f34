"""Things said side by side: "compare A and B", "both A and B", "approved, paid and denied claims".

Works on items before the rules read them: joints become "versus", and statuses that share one
noun become the metrics that they name with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from bot.language.items import Item, Items, done
from bot.language.joining import named_together
from bot.language.lexicon import Lexicon
from bot.language.parts import Asked, Where

_JOINTS: Final = frozenset({"and", "or", "comma", "vs"})
_COMPARING: Final = frozenset({"and", "with", "to", "vs", "comma"})
_AGAINST: Final = frozenset({"period", "last", "goal", "prevperiod", "yearago", "samelast"})
_MEMBERS: Final = frozenset({"metric", "value", "unknown"})
_SURE: Final = 3


def side_by_side(items: Items, lexicon: Lexicon) -> Items:
    """The items with what is said side by side joined."""
    paired = _both(items)
    sure = len(paired) < len(items) or any(item.kind == "compare" for item in items)
    return _compared(_listed(paired, lexicon, sure=sure))


def _compared(items: Items) -> Items:
    """``Compare A with B`` is ``A vs B``, of values, metrics or the last periods.

    The word stays, and is reported, where nothing is said that can be compared.
    """
    if not any(item.kind == "compare" for item in items):
        return items
    changed = list(items)
    for place in (*_value_joints(items), *_period_joint(items)):
        changed[place] = replace(items[place], kind="vs")
    metrics = sum(item.kind == "metric" for item in items)
    listed = any(isinstance(part, Asked) for item in items for part in item.parts)
    split = any({a.kind, b.kind} == {"by", "dimension"} for a, b in _pairs(items))
    used = changed != list(items) or metrics > 1 or listed or split
    return tuple(i for i in changed if i.kind != "compare" or not used)


def _pairs(items: Items) -> Iterator[tuple[Item, Item]]:
    return pairwise(items)


def _period_joint(items: Items) -> Iterator[int]:
    periods = [p for p, item in enumerate(items) if item.kind in _AGAINST]
    joint = periods[-1] - 1 if periods else -1
    if joint >= 0 and items[joint].kind in {"with", "to", "and"}:
        yield joint


def _value_joints(items: Items) -> Iterator[int]:
    """The joints between values: ``Canada, the UK and West``."""
    for place, item in enumerate(items):
        if item.kind in _COMPARING and place and items[place - 1].kind == "value":
            after = [i.kind for i in items[place + 1 : place + 3]]
            if after[:1] == ["value"] or after == ["prep", "value"]:
                yield place


def _both(items: Items) -> Items:
    """``Both A and B``: each of them; the word stays where it stands before no pair."""
    place = next((p for p, item in enumerate(items) if item.kind == "both"), -1)
    if place < 0:
        return items
    rest = items[:place] + items[place + 1 :]
    first = place + (place < len(rest) and rest[place].kind == "prep")
    pair = [item.kind for item in rest[first : first + 4]]
    if pair[:3] == ["value", "and", "value"] or pair == ["value", "and", "prep", "value"]:
        joint = replace(rest[first + 1], kind="vs")
        return (*rest[: first + 1], joint, *rest[first + 2 :])
    if pair[1:2] == ["and"] and {pair[0], *pair[2:3]} in ({"metric"}, {"metric", "value"}):
        return rest
    return items


def _listed(items: Items, lexicon: Lexicon, *, sure: bool) -> Items:
    """``Paid, denied and approved claims``: the metrics that the words name with one noun."""
    for start in range(len(items)):
        end = _end_of_list(items, start)
        found = _metrics_of(items[start:end], lexicon, sure=sure)
        if found is not None:
            whole = done(found)
            words = " ".join(item.words for item in items[start:end])
            whole = replace(whole, start=items[start].start, end=items[end - 1].end, words=words)
            return (*items[:start], whole, *items[end:])
    return items


def _end_of_list(items: Items, start: int) -> int:
    """The end of the members and joints from here on; a list ends with a member."""
    if items[start].kind not in _MEMBERS:
        return start
    end = start + 1
    while True:
        after = end
        while after < len(items) and items[after].kind in _JOINTS:
            after += 1
        if after == end or after >= len(items) or items[after].kind not in _MEMBERS:
            return end
        end = after + 1


def _metrics_of(run: Items, lexicon: Lexicon, *, sure: bool) -> Asked | None:
    members = [item for item in run if item.kind in _MEMBERS]
    nouns = [item for item in members if item.kind == "metric"]
    if len(members) < _SURE - 1 or len(nouns) != 1 or len(nouns[0].names) != 1:
        return None
    noun = nouns[0]
    if noun not in (members[0], members[-1]):
        return None
    names = [
        i.name if i is noun else named_together(lexicon, noun.words, i.words) for i in members
    ]
    if not all(names) or len(set(names)) < len(names):
        return None
    joints = {item.kind for item in run} - _MEMBERS
    certain = "or" not in joints and (sure or "vs" in joints or len(members) >= _SURE)
    words = " ".join(item.words for item in members)
    others = () if certain else tuple(_others(noun, members, names))
    return Asked(tuple(names), words, noun.exact, others=others)


def _others(
    noun: Item, members: list[Item], names: list[str]
) -> Iterator[tuple[str, Where | None]]:
    """One as a condition on the other, then each alone."""
    for item in members:
        if item.kind == "value" and len({dimension for dimension, _ in item.values}) == 1:
            (dimension, _), *_rest = item.values
            values = tuple(value for _, value in item.values)
            yield noun.name, Where("in", ((dimension, values),), item.words)
    yield from ((name, None) for name in names)
