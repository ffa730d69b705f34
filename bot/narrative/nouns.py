"""English nouns: what a metric counts, in the singular and the plural."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language import lower_first
from metrics.model import Metric, Ratio

_DONE = frozenset({"paid", "sold", "built", "sent", "won", "lost"})
_PREPOSITIONS = frozenset(
    {
        "above",
        "across",
        "after",
        "at",
        "before",
        "below",
        "between",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "over",
        "per",
        "since",
        "through",
        "to",
        "under",
        "with",
        "within",
        "without",
    }
)


def noun(metric: Metric) -> str:
    """What a count counts, in the plural."""
    return metric.plural_noun or lower_first(metric.label)


def counted(metric: Metric) -> bool:
    """Whether the metric counts things: they are more or fewer, not higher or lower."""
    return metric.format == "integer" and not isinstance(metric.type, Ratio)


def things_done(metric: Metric) -> tuple[str, str]:
    """``claims reported`` is claims that were reported; ``open claims`` are just there."""
    things, _, last = noun(metric).rpartition(" ")
    done = things and (last.endswith("ed") or last in _DONE)
    return (things, last) if done else (noun(metric), "")


def one_of(things: str) -> str:
    """One of some things; empty where their name has no plain plural.

    >>> one_of("units in service"), one_of("error events"), one_of("deliveries"), one_of("stock")
    ('unit in service', 'error event', 'delivery', '')
    """
    head = head_of(things)
    if not head.endswith("s") or head.endswith("ss"):
        return ""
    single = f"{head[:-3]}y" if head.endswith("ies") else head[:-1]
    return " ".join(single if word == head else word for word in things.split())


def head_of(words: str) -> str:
    """The word that the others say more about.

    >>> head_of("average cost of a claim"), head_of("open claims")
    ('cost', 'claims')
    """
    several = words.lower().split()
    ends = [i for i, word in enumerate(several) if i and word in _PREPOSITIONS]
    return several[ends[0] - 1] if ends else several[-1]


def is_plural(words: str) -> bool:
    """Whether their main word is a plural.

    >>> is_plural("Costs of a claim"), is_plural("Loss"), is_plural("Turnover over three months")
    (True, False, False)
    """
    head = head_of(words)
    return head.endswith("s") and not head.endswith("ss")


def article(words: str) -> str:
    """``a`` or ``an``.

    >>> article("order"), article("supplier")
    ('an', 'a')
    """
    return "an" if words[:1].lower() in "aeio" else "a"


def listed(words: Sequence[str]) -> str:
    """Words in a row.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def joined(*parts: str) -> str:
    """The parts that are not empty, with spaces between."""
    return " ".join(part for part in parts if part)
