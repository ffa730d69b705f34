"""The grammar of questions: named rules that turn neighbouring items into parts of a query.

``FIRST_RULES`` run before the time grammar (numbers that are no dates), ``QUERY_RULES`` after it.
What no rule takes stays, and is reported as not understood.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from bot.language.items import Context, Item, Items, Made, Rule, done
from bot.language.parts import (
    Addition,
    Against,
    Ambiguous,
    Asked,
    Before,
    Changed,
    Direction,
    During,
    Follow,
    Now,
    Part,
    Ranked,
    SortedBy,
    Split,
    Threshold,
    Trend,
    Where,
)
from bot.language.periods import relative
from metrics.model import Grain
from metrics.query import FilterOperator

_MOST_ROWS: Final = 1_000
_BEFORE: Final = frozenset({"previous", "prior", "preceding"})


def _one(items: Items, *kinds: str) -> Item | None:
    return next((item for item in items if item.kind in kinds), None)


def _all(items: Items, kind: str) -> Items:
    return tuple(item for item in items if item.kind == kind)


def _threshold_number(items: Items, _: Context) -> Made:
    number = _one(items, "day", "year", "number")
    if number is None:
        return None
    flag = "percent" if _one(items, "percent") else ""
    op = items[0].name or ">"
    return Item("bound", 0, 0, "", names=(op, flag), number=number.number)


def _rank_number(items: Items, _: Context) -> Made:
    number = items[1].number
    if not float(number).is_integer() or not 1 <= number <= _MOST_ROWS:
        return None
    return replace(items[0], number=number)


def _than_year_ago(items: Items, _: Context) -> Made:
    if items[1].kind == "grain" and items[1].name != "year":
        return None
    return done(Against("previous_year"))


def _previous(items: Items, _: Context) -> Made:
    said = items[-1].name
    return done(Against("previous_period", grain=cast("Grain", said) if said else None))


def _previous_grain(items: Items, context: Context) -> Made:
    """``Than the previous quarter``: the one before the quarter asked about, whichever that is."""
    grain = cast("Grain", items[-1].name)
    if items[1].words.casefold() not in _BEFORE or grain in {"year", "fiscal_year"}:
        return None
    said = relative(context, grain, -1)
    return done(Against("previous_period", period=said, grain=grain))


def _over_over(items: Items, _: Context) -> Made:
    if items[-1].name == "year":
        return done(Against("previous_year"))
    return done(Against("previous_period", grain=cast("Grain", items[-1].name)))


def _against(items: Items, _: Context) -> Made:
    return done(Against("period", period=items[-1].period))


def _labelled_value(items: Items, _: Context) -> Made:
    dimension, value = _one(items, "dimension"), _one(items, "value")
    if dimension is None or value is None:
        return None
    fitting = tuple(pair for pair in value.values if pair[0] in dimension.names)
    return replace(value, values=fitting) if fitting else None


def _value_list(items: Items, _: Context) -> Made:
    values = _all(items, "value")
    shared = set.intersection(*({dimension for dimension, _ in v.values} for v in values))
    if not shared:
        return None
    pairs = dict.fromkeys(p for v in values for p in v.values if p[0] in shared)
    return replace(values[0], values=tuple(pairs), exact=all(v.exact for v in values))


def _values_side_by_side(items: Items, _: Context) -> Made:
    made = _value_list(items, _)
    if made is None:
        return None
    dimensions = tuple(dict.fromkeys(dimension for dimension, _ in made.values))
    return done(_where("in", made), Split(dimensions)) if len(dimensions) == 1 else None


def _where(op: FilterOperator, value: Item) -> Where:
    by_dimension: dict[str, list[str]] = {}
    for dimension, said in value.values:
        by_dimension.setdefault(dimension, []).append(said)
    choices = tuple((dimension, tuple(said)) for dimension, said in by_dimension.items())
    return Where(op, choices, value.words)


def _excluding(items: Items, _: Context) -> Made:
    values = _all(items, "value")
    return done(_where("not_in", values[0])) if len(values) == 1 else None


def _only(items: Items, _: Context) -> Made:
    value = _one(items, "value")
    return done(_where("in", value)) if value else None


def _asked(items: Items) -> Part:
    found = _all(items, "metric")
    if len(found) == 1:
        metric = found[0]
        return Asked(metric.names[:1], metric.words, metric.exact, choices=metric.names[1:])
    names = tuple(dict.fromkeys(m.name for m in found))
    words = " ".join(m.words for m in found)
    clear = all(len(m.names) == 1 for m in found)
    return Asked(names, words, all(m.exact for m in found), choices=() if clear else names)


def _split(items: Items) -> Split:
    dimensions = tuple(dict.fromkeys(i.name for i in _all(items, "dimension")))
    grains = tuple(dict.fromkeys(cast("Grain", i.name) for i in _all(items, "grain")))
    single = len(dimensions) + len(grains) == 1 and not any(
        i.plural or i.words.casefold().endswith("s")
        for i in items
        if i.kind in {"grain", "dimension"}
    )
    return Split(dimensions, grains, single=single)


def _ranked(item: Item, split: Split | None) -> Ranked:
    limit = int(item.number) or (1 if split is not None and split.single else None)
    return Ranked(cast("Direction", item.name), limit)


def _rank_of(items: Items, _: Context) -> Made:
    rank = _one(items, "rank")
    splitting = _one(items, "dimension", "grain")
    split = _split(items) if splitting else None
    parts: list[Part] = [_ranked(rank, split)] if rank else []
    parts += [split] if split else []
    if _one(items, "metric"):
        parts.append(_asked(items))
    return done(*parts)


def _listed_by(items: Items, _: Context) -> Made:
    return done(replace(_split(items), single=False), Ranked("desc", None), _asked(items))


def _by(items: Items, _: Context) -> Made:
    split = replace(_split(items), single=False)
    return done(Addition(), split) if items[0].kind == "and" else done(split)


def _which(items: Items, _: Context) -> Made:
    return done(_split(items))


def _bounded(items: Items, _: Context) -> Made:
    bound = _one(items, "bound")
    if bound is None:
        return None
    op = cast("FilterOperator", bound.names[0])
    parts: list[Part] = [Threshold(op, bound.number, percent=bound.names[1] == "percent")]
    if _one(items, "dimension"):
        parts.append(replace(_split(items), single=False))
    return done(*parts, _asked(items))


def _grainly(items: Items, _: Context) -> Made:
    return done(Split((), (cast("Grain", items[0].name),)))


def _during(items: Items, _: Context) -> Made:
    period = items[-1].period
    if period is None:
        return None
    whole = period.relative and period.grain is not None and not period.to_date
    if items[0].kind == "over" and whole:
        return None  # "over the last year" may mean twelve months up to today
    return done(During(period, at_end=items[0].kind == "asof"))


def _before(items: Items, _: Context) -> Made:
    """``And the month before?``: of the period that was asked about."""
    said = "year" if items[-1].kind == "yearago" else items[-1].name
    return done(Before(cast("Grain", said) if said else None))


_THAN: Final = "(vs|than|threshold)"
_SPLITTER: Final = "(dimension|grain)"
_JOINED: Final = "(and|or|comma|comma and|comma or)"

FIRST_RULES: Final[tuple[Rule, ...]] = (
    Rule("more than <n>", "(threshold|over) currency? num percent? (?!grain)", _threshold_number),
    Rule("top <n>", "rank num", _rank_number),
    Rule("than the same <grain> last year", f"{_THAN} samelast", _than_year_ago),
    Rule("than the previous <grain>", f"{_THAN} last grain", _previous_grain),
    Rule("than a year ago", f"{_THAN} grain ago", _than_year_ago),
)

QUERY_RULES: Final[tuple[Rule, ...]] = (
    Rule("than a year before", f"{_THAN} yearago", lambda _i, _c: done(Against("previous_year"))),
    Rule("year over year", f"{_THAN}? overover", _over_over),
    Rule("than the period before", f"{_THAN} prevperiod", _previous),
    Rule("than last", f"{_THAN} last", lambda _i, _c: done(Against("previous_period"))),
    Rule("than <period>", f"{_THAN} prep? period", _against),
    Rule("<dimension> <value>", "dimension is? value", _labelled_value),
    Rule("<value> <dimension>", "value dimension", _labelled_value),
    Rule("<value>, <value> or <value>", f"value ({_JOINED} prep? value)+", _value_list),
    Rule("<value> vs <value>", "prep? value vs prep? value", _values_side_by_side),
    Rule(
        "not <values>",
        "not (prep|with|from)? value ((and|or)? (prep|with|from)? value|comma value)?",
        _excluding,
    ),
    Rule("only <values>", "only? (prep|with|from|to)? only? value only?", _only),
    Rule(
        "<dimension> with more than <n> <metric>",
        "(which|what)? dimension with? bound metric",
        _bounded,
    ),
    Rule("more than <n> <metric>", "with? bound metric", _bounded),
    Rule(
        "<dimension> with <metric> more than <n>",
        "(which|what)? dimension with? metric bound",
        _bounded,
    ),
    Rule("<metric> more than <n>", "with? metric bound", _bounded),
    Rule("top <n> <dimension> by <metric>", f"rank {_SPLITTER} (by|prep|with)? metric", _rank_of),
    Rule(
        "which <dimension> has the most <metric>",
        f"(which|what)? {_SPLITTER} (by|with)? rank metric",
        _rank_of,
    ),
    Rule("top <n> <dimension>", f"rank {_SPLITTER}", _rank_of),
    Rule("the most <metric>", "rank metric", _rank_of),
    Rule("<dimension> by <metric>", "dimension by metric", _listed_by),
    Rule("which <dimension>", f"(which|what) {_SPLITTER}", _which),
    Rule(
        "by <dimension>",
        f"and? by {_SPLITTER} ((and|comma|by|and by|comma by|comma and) {_SPLITTER})*",
        _by,
    ),
    Rule("top <n>", "rank", _rank_of),
    Rule("monthly", "grainly", _grainly),
    Rule("over time", "trend", lambda _i, _c: done(Trend())),
    Rule("by <metric>", "by metric", lambda items, _: done(_asked(items), SortedBy())),
    Rule(
        "<metrics>",
        "all? metric ((and|comma|comma and|vs) metric)*",
        lambda items, _: done(_asked(items)),
    ),
    Rule("a word to ask about", "ambiguous", lambda items, _: done(Ambiguous(items[0].name))),
    Rule("as of <period>", "asof period", _during),
    Rule("in <period>", "(prep|over)? period", _during),
    Rule("the period before", "prep? (prevperiod|yearago)", _before),
    Rule("now", "prep? now", lambda _i, _c: done(Now())),
    Rule("went up or down", "change", lambda _i, _c: done(Changed())),
    Rule("what about", "follow", lambda items, _: done(Follow(items[0].name))),
)
