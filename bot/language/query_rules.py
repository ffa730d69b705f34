"""The grammar of questions: named rules that turn neighbouring items into parts of a query.

``FIRST_RULES`` run before the time grammar (numbers that are no dates), ``QUERY_RULES`` after it.
What no rule takes stays, and is reported as not understood.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from bot.language.items import Context, Item, Items, Made, Rule, done
from bot.language.order_rules import (
    FIRST_ORDER_RULES,
    LAST_ORDER_RULES,
    ORDER_RULES,
    over_over,
)
from bot.language.parts import (
    Addition,
    Against,
    Ambiguous,
    Before,
    Breakdown,
    Changed,
    During,
    Follow,
    Goal,
    Now,
    Part,
    SortedBy,
    Split,
    Threshold,
    Total,
    Trend,
    Where,
)
from bot.language.periods import relative
from bot.language.productions import asked, every, one, split_by
from metrics.model import Grain
from metrics.query import FilterOperator

_BEFORE: Final = frozenset({"previous", "prior", "preceding"})


def _threshold_number(items: Items, _: Context) -> Made:
    number = one(items, "day", "year", "number")
    if number is None:
        return None
    flag = "percent" if one(items, "percent") else ""
    op = items[0].name or ">"
    return Item("bound", 0, 0, "", names=(op, flag), number=number.number)


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


def _against(items: Items, _: Context) -> Made:
    return done(Against("period", period=items[-1].period))


def _labelled_value(items: Items, _: Context) -> Made:
    dimension, value = one(items, "dimension"), one(items, "value")
    if dimension is None or value is None:
        return None
    fitting = tuple(pair for pair in value.values if pair[0] in dimension.names)
    return replace(value, values=fitting) if fitting else None


def _value_list(items: Items, _: Context) -> Made:
    values = every(items, "value")
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
    values = every(items, "value")
    return done(_where("not_in", values[0])) if len(values) == 1 else None


def _only(items: Items, _: Context) -> Made:
    value = one(items, "value")
    return done(_where("in", value)) if value else None


def _changed(items: Items, _: Context) -> Made:
    declined = len(items) == 1 and items[0].name == "declined"
    return done(Changed(items[0].words if declined else ""))


def _by(items: Items, _: Context) -> Made:
    split = replace(split_by(items), single=False)
    return done(Addition(), split) if items[0].kind == "and" else done(split)


def _which(items: Items, _: Context) -> Made:
    return done(split_by(items))


def _bounded(items: Items, _: Context) -> Made:
    bound = one(items, "bound")
    if bound is None:
        return None
    op = cast("FilterOperator", bound.names[0])
    parts: list[Part] = [Threshold(op, bound.number, percent=bound.names[1] == "percent")]
    if one(items, "dimension"):
        parts.append(replace(split_by(items), single=False))
    return done(*parts, asked(items))


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
    *FIRST_ORDER_RULES,
    Rule("than the same <grain> last year", f"{_THAN} samelast", _than_year_ago),
    Rule("than the previous <grain>", f"{_THAN} last grain", _previous_grain),
    Rule("than a year ago", f"{_THAN} grain ago", _than_year_ago),
)

QUERY_RULES: Final[tuple[Rule, ...]] = (
    Rule("than a year before", f"{_THAN} yearago", lambda _i, _c: done(Against("previous_year"))),
    Rule("year over year", f"{_THAN}? overover", over_over),
    Rule("than the period before", f"{_THAN} prevperiod", _previous),
    Rule("than last", f"{_THAN} last", lambda _i, _c: done(Against("previous_period"))),
    Rule("than <period>", f"{_THAN} prep? period", _against),
    Rule("<dimension> <value>", "dimension is? value", _labelled_value),
    Rule("<value> <dimension>", "value dimension", _labelled_value),
    Rule("<value>, <value> or <value>", f"value ({_JOINED} prep? value)+", _value_list),
    Rule("<value> vs <value>", "prep? value (vs prep? value)+", _values_side_by_side),
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
    *ORDER_RULES,
    Rule("which <dimension>", f"(which|what) {_SPLITTER}", _which),
    Rule(
        "by <dimension>",
        f"and? by {_SPLITTER} ((and|comma|by|and by|comma by|comma and) {_SPLITTER})*",
        _by,
    ),
    *LAST_ORDER_RULES,
    Rule("broken down", "breakdown", lambda _i, _c: done(Breakdown())),
    Rule("monthly", "grainly", _grainly),
    Rule("over time", "trend", lambda _i, _c: done(Trend())),
    Rule("by <metric>", "by metric", lambda items, _: done(asked(items), SortedBy())),
    Rule(
        "<metrics>",
        "all? metric ((and|comma|comma and|vs) metric)*",
        lambda items, _: done(asked(items)),
    ),
    Rule("a word to ask about", "ambiguous", lambda items, _: done(Ambiguous(items[0].name))),
    Rule("as of <period>", "asof period", _during),
    Rule("in <period>", "(prep|over)? period", _during),
    Rule("the period before", "prep? (prevperiod|yearago)", _before),
    Rule("now", "prep? now", lambda _i, _c: done(Now())),
    Rule("went up or down", "change ((and|or) change)?", _changed),
    Rule(
        "against the goal",
        "attain? (vs|threshold|over|comparative? than|prep|with|to)? goal",
        lambda _i, _c: done(Goal()),
    ),
    Rule("in total", "total", lambda _i, _c: done(Total())),
    Rule("what about", "follow", lambda items, _: done(Follow(items[0].name))),
)
