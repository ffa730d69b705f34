"""The sign of money in a question: only that of the currency which all amounts are in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.language.items import Item, Items
from metrics.catalog import Catalog


def read_signs(items: Items, catalog: Catalog) -> Items:
    """The items, in which no other sign of money is understood: $500 is not €500."""
    if not any(_may_be_sign(item) for item in items):
        return items
    signs = {m.currency.symbol for m in catalog.askable if m.currency}
    return tuple(_read(items, signs.pop() if len(signs) == 1 else ""))


def _may_be_sign(item: Item) -> bool:
    return item.kind == "currency" or (item.kind == "unknown" and not item.words.isalnum())


def _read(items: Items, sign: str) -> Iterator[Item]:
    for item in items:
        if item.kind == "currency" and item.words != sign:
            yield replace(item, kind="unknown")
        elif item.kind == "unknown" and item.words == sign:
            yield replace(item, kind="currency")
        else:
            yield item
