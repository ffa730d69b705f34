"""The rules of order: "top 3", "which region has the most", "biggest drop", "highest first"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from bot.language.items import Context, Item, Items, Made, Rule, done
from bot.language.parts import Against, Changed, Direction, Moved, Part, Ranked, Split, Way
from bot.language.productions import asked, one, split_by
from metrics.model import Grain

_MOST_ROWS: Final = 1_000
_SPLITTER: Final = "(dimension|grain)"
_CHANGED: Final = "(metric change|change prep? metric)"


def rank_number(items: Items, _: Context) -> Made:
    """``Top 3``, ``3 worst``."""
    rank, number = one(items, "rank"), one(items, "day", "year", "number")
    if rank is None or number is None or rank.number:
        return None
    if not float(number.number).is_integer() or not 1 <= number.number <= _MOST_ROWS:
        return None
    return replace(rank, number=number.number)


def over_over(items: Items, _: Context) -> Made:
    """``Month over month``, ``yoy``."""
    said = next(item.name for item in items if item.kind == "overover")
    if said == "year":
        return done(Against("previous_year"))
    return done(Against("previous_period", grain=cast("Grain", said)))


def _ranked(item: Item, split: Split | None, *, only: bool = False) -> Ranked | Moved:
    single = only if split is None else split.single
    limit = int(item.number) or (1 if single else None)
    among = (*split.dimensions, *split.grains) if split is not None else ()
    if len(item.names) == 1:
        return Ranked(cast("Direction", item.name), limit, among)
    way, extent, words = item.names
    return Moved(cast("Way", way), limit, extent == "least", among, words)


def _rank_of(items: Items, context: Context) -> Made:
    rank = one(items, "rank")
    if rank is None:
        return None
    numbered = rank_number(items, context) if one(items, "day", "number") else rank
    if numbered is None:
        return None
    split = split_by(items) if one(items, "dimension", "grain") else None
    order = _ranked(numbered, split, only=one(items, "only", "which") is not None)
    if one(items, "only") and order.limit is None:
        return None  # "only the top regions" does not say how many
    parts: list[Part] = [order, *rank.parts]
    parts += [split] if split else []
    if one(items, "metric"):
        parts.append(asked(items))
    return done(*parts)


def _biggest_change(items: Items, context: Context) -> Made:
    """``The biggest drop``, ``improved the most``: an order by the change, in its direction."""
    rank, change = one(items, "rank"), one(items, "change")
    if rank is None or change is None or len(rank.names) > 1:
        return None
    over = over_over(items, context) if one(items, "overover") else None
    way, words = _way(change)
    moved = replace(rank, names=(way, _extent(rank.name, way), words))
    found = replace(moved, parts=over.parts) if over is not None else moved
    if not one(items, "metric"):
        return found
    if not one(items, "dimension", "grain"):
        return done(_ranked(found, None), asked(items))
    split = split_by(items)
    return done(split, _ranked(found, split), asked(items))


def _way(change: Item) -> tuple[str, str]:
    """Which way, and the words where they may be a status as well."""
    return ("down", change.words) if change.name == "declined" else (change.name, "")


def _extent(rank: str, way: str) -> str:
    """The best improvement and the worst drop are the largest; the worst growth is the least."""
    if rank in {"desc", "asc"}:
        return "most" if rank == "desc" else "least"
    fitting = {"up", "better"} if rank == "best" else {"down", "worse"}
    return "most" if way in fitting else "least"


def _by_change(items: Items, _: Context) -> Made:
    """``Regions by claims growth``, ``regions with falling orders``, ``which improved``."""
    change = one(items, "change")
    if change is None:
        return None
    split = replace(split_by(items), single=False)
    way, words = _way(change)
    if way == "either" and not one(items, "by", "metric"):
        return done(split, Changed())
    parts: list[Part] = [split, Moved(cast("Way", way), words=words)]
    return done(*parts, asked(items)) if one(items, "metric") else done(*parts)


def _in_order(items: Items, _: Context) -> Made:
    return done(Ranked(cast("Direction", items[-1].name), None))


def _listed_by(items: Items, _: Context) -> Made:
    split = replace(split_by(items), single=False)
    return done(split, Ranked("desc", None, split.dimensions), asked(items))


FIRST_ORDER_RULES: Final[tuple[Rule, ...]] = (
    Rule("top <n>", "rank num", rank_number),
    Rule("biggest yearly change", "rank overover change|rank change overover", _biggest_change),
)

ORDER_RULES: Final[tuple[Rule, ...]] = (
    Rule("<n> biggest", "(day|number) rank", rank_number),
    Rule(
        "top <n> <dimension> by <metric> growth",
        f"rank {_SPLITTER} (by|prep|with)? {_CHANGED}",
        _biggest_change,
    ),
    Rule("the biggest <metric> change", "rank metric change", _biggest_change),
    Rule(
        "<change> in <metric> the most",
        f"((which|what) {_SPLITTER})? change prep? metric rank",
        _biggest_change,
    ),
    Rule("the biggest change", "rank change|change rank", _biggest_change),
    Rule(
        "top <n> <dimension> by <metric>",
        f"only? rank {_SPLITTER} (by|prep|with)? metric",
        _rank_of,
    ),
    Rule(
        "which <n> <dimension> has the most <metric>",
        f"(which|what)? (day|number)? {_SPLITTER} (by|with)? rank prep? metric",
        _rank_of,
    ),
    Rule(
        "which <dimension>'s <metric> is highest",
        f"(which|what) {_SPLITTER} metric rank",
        _rank_of,
    ),
    Rule("which <dimension> is first", f"(which|what) {_SPLITTER} rank", _rank_of),
    Rule("<dimension> by <metric> growth", f"dimension by {_CHANGED}", _by_change),
    Rule("<dimension> with growing <metric>", f"dimension with {_CHANGED}", _by_change),
    Rule("which <dimension> went up", f"(which|what) {_SPLITTER} change", _by_change),
    Rule("top <n> <dimension>", f"only? rank {_SPLITTER}", _rank_of),
    Rule("which has the most <metric>", "which rank metric", _rank_of),
    Rule("which is highest", "which rank", _rank_of),
    Rule("the most <metric>", "rank metric", _rank_of),
    Rule("rank <dimension> by <metric>", "ranking dimension by metric", _listed_by),
    Rule("<dimension> by <metric>", "dimension by metric", _listed_by),
)

LAST_ORDER_RULES: Final[tuple[Rule, ...]] = (
    Rule("top <n>", "only? rank only?", _rank_of),
    Rule("highest first", "comma? order", _in_order),
)
