"""What the productions of several rules share: items by kind, what is asked, what splits."""

from __future__ import annotations

from typing import cast

from bot.language.items import Item, Items
from bot.language.parts import Asked, Part, Split
from metrics.model import Grain


def one(items: Items, *kinds: str) -> Item | None:
    """The first item of these kinds."""
    return next((item for item in items if item.kind in kinds), None)


def every(items: Items, kind: str) -> Items:
    """All items of a kind."""
    return tuple(item for item in items if item.kind == kind)


def asked(items: Items) -> Part:
    """The metrics among the items."""
    found = every(items, "metric")
    if len(found) == 1:
        metric = found[0]
        return Asked(metric.names[:1], metric.words, metric.exact, choices=metric.names[1:])
    names = tuple(dict.fromkeys(m.name for m in found))
    words = " ".join(m.words for m in found)
    clear = all(len(m.names) == 1 for m in found)
    return Asked(names, words, all(m.exact for m in found), choices=() if clear else names)


def split_by(items: Items) -> Split:
    """The dimensions and grains among the items."""
    dimensions = tuple(dict.fromkeys(i.name for i in every(items, "dimension")))
    grains = tuple(dict.fromkeys(cast("Grain", i.name) for i in every(items, "grain")))
    single = len(dimensions) + len(grains) == 1 and not any(
        i.plural or i.words.casefold().removesuffix("'s").endswith("s")
        for i in items
        if i.kind in {"grain", "dimension"}
    )
    return Split(dimensions, grains, single=single)
