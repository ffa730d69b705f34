"""What is known while a question is read: one frozen value, passed from stage to stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.language.desk import Desk
from bot.language.draft import Draft
from bot.language.items import Applied, Item
from bot.language.lexicon import Lexicon
from bot.language.outcome import Outcome, Step, Trace
from bot.language.tokens import Token
from metrics.catalog import Catalog
from metrics.model import AmbiguousTerm
from metrics.query import MetricQuery

IGNORABLE = frozenset({"done", "prep", "and", "what", "comma", "dash"})


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What was compiled once: the catalogue, its lexicon, and what each metric can be split by."""

    catalog: Catalog
    lexicon: Lexicon = field(repr=False)
    reach: Mapping[str, frozenset[str]] = field(repr=False)
    terms: Mapping[str, AmbiguousTerm] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question on its way to an outcome; ``outcome`` is None until a stage decides.

    Attributes:
        offered: what the last question back offered, where it is still open.
        found: items as the lexicon found them, before any rule.
        items: items as they stand.
    """

    text: str
    knowledge: Knowledge
    desk: Desk
    previous: MetricQuery | None = None
    offered: tuple[MetricQuery, ...] = ()
    tokens: tuple[Token, ...] = ()
    found: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    draft: Draft = field(default_factory=Draft)
    trace: Trace = ()
    outcome: Outcome | None = None

    def after_rules(
        self, stage: str, items: tuple[Item, ...], used: tuple[Applied, ...]
    ) -> Reading:
        """The same with new items and a step for each rule used."""
        steps = tuple(Step(stage, a.rule, a.words, meaning_of(a.item)) for a in used)
        return replace(self, items=items, trace=(*self.trace, *steps))

    @property
    def unread(self) -> tuple[Item, ...]:
        """The content words that no rule took."""
        ignorable = IGNORABLE | ({"comparative"} if self.draft.against else set())
        ignorable |= {"attain"} if self.draft.goal else set()
        ignorable |= {"count"} if self._counts_on else set()
        return tuple(item for item in self.items if item.kind not in ignorable)

    @property
    def _counts_on(self) -> bool:
        """``How many in Canada?``, ``how many of those were paid?`` after a question."""
        if self.previous is None or self.draft.asked:
            return False
        after = [b.kind for a, b in pairwise(self.found) if a.kind == "count"]
        return all(kind in {"prep", "follow"} for kind in after)


def meaning_of(item: Item) -> str:
    """What an item stands for, for the trace."""
    if item.period is not None:
        within = item.period.range
        return f"{within.start or 'the beginning'} to {within.end}"
    if item.parts:
        return ", ".join(repr(part) for part in item.parts)
    if item.values:
        return " or ".join(f"{dimension}={value}" for dimension, value in item.values)
    return " or ".join(item.names) or item.kind
