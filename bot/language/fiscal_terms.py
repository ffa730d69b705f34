"""Quarters and years beside a fiscal period are fiscal ones, unless calendar ones are said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.language.items import Item, Items
from bot.language.naming import FISCAL
from metrics.query import MetricQuery

_FISCAL: Final = {"quarter": "fiscal_quarter", "year": "fiscal_year"}
_SPLITTING: Final = frozenset({"grain", "grainly"})
_SUBJECTS: Final = frozenset({"metric", "ambiguous"})


def in_fiscal_terms(items: Items, previous: MetricQuery | None) -> Items:
    """``Orders by quarter in FY26``: by fiscal quarter, as is "by quarter" after that question."""
    periods = [item.period for item in items if item.period is not None]
    if periods:
        fiscal = any(period.fiscal for period in periods)
    else:
        follows = not any(item.kind in _SUBJECTS for item in items)
        fiscal = follows and previous is not None and previous.naming == FISCAL
    return tuple(_fiscal(item) for item in items) if fiscal else items


def _fiscal(item: Item) -> Item:
    calendar = item.words.casefold().startswith("calendar")
    if item.kind not in _SPLITTING or calendar or item.name not in _FISCAL:
        return item
    return replace(item, names=(_FISCAL[item.name],))
