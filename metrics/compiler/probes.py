"""Questions about the data behind the definitions: keys, joins, types, nesting, spells.

They read governed datasets as they are defined, and hand back counts and one example.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from sqlglot import exp

from metrics.compiler.draft import (
    alias,
    both,
    column,
    dimension_value,
    join_condition,
    qualified,
    rows_table,
    select,
)
from metrics.compiler.statement import Statement
from metrics.model import Dataset, Dimension, Expression, Join
from metrics.planner import RoutedDimension

_PARTNER = "partner"


def compile_types(
    dataset: Dataset, expressions: Sequence[Expression | str], dialect: str = "duckdb"
) -> Statement:
    """The engine's name of each expression's or column's type; no row is read."""
    shown = [
        alias(exp.func("typeof", exp.AnyValue(this=_value(e, dataset))), f"type_{number}")
        for number, e in enumerate(expressions)
    ]
    return Statement(
        select(*shown).from_(rows_table(dataset)).where(exp.false()).sql(dialect=dialect), {}
    )


def compile_keys(dataset: Dataset, dialect: str = "duckdb") -> Statement:
    """``rows, without_key, repeated_rows, repeated_keys, example``."""
    key = [column(name, dataset.name) for name in dataset.key]
    groups = (
        select(
            alias(_any_null(key), "is_empty"),
            alias(_text(key), "example"),
            alias(exp.Count(this=exp.Star()), "many"),
        )
        .from_(rows_table(dataset))
        .group_by(*(k.copy() for k in key), exp.Literal.number(1), exp.Literal.number(2))
    )
    many, empty = column("many"), column("is_empty")
    repeated = both(exp.Not(this=empty), exp.GT(this=many, expression=exp.Literal.number(1)))
    found = select(
        alias(exp.Sum(this=many.copy()), "rows"),
        alias(_total(empty.copy(), many.copy()), "without_key"),
        alias(_total(repeated, many.copy()), "repeated_rows"),
        alias(_total(repeated.copy(), exp.Literal.number(1)), "repeated_keys"),
        alias(exp.Min(this=_case(repeated.copy(), column("example"))), "example"),
    ).from_(groups.subquery("groups"))
    return Statement(found.sql(dialect=dialect), {})


def compile_join(
    dataset: Dataset, join: Join, target: Dataset, dialect: str = "duckdb"
) -> Statement:
    """``rows, without_key, orphans, example`` of one join; the target's repeats do not count."""
    own = [column(mine, dataset.name) for mine, _ in join.on]
    partner = (
        select(*(column(theirs, target.name) for _, theirs in join.on))
        .from_(rows_table(target))
        .distinct()
        .subquery(exp.to_identifier(_PARTNER, quoted=True))
    )
    met = both(
        *(
            exp.EQ(this=mine.copy(), expression=column(theirs, _PARTNER))
            for mine, (_, theirs) in zip(own, join.on, strict=True)
        )
    )
    lost = exp.Is(this=column(join.on[0][1], _PARTNER), expression=exp.null())
    orphan = both(exp.Not(this=exp.Paren(this=_any_null(own))), lost)
    one = exp.Literal.number(1)
    found = (
        select(
            alias(exp.Count(this=exp.Star()), "rows"),
            alias(_total(_any_null(own), one), "without_key"),
            alias(_total(orphan, one.copy()), "orphans"),
            alias(exp.Min(this=_case(orphan.copy(), _text(own))), "example"),
        )
        .from_(rows_table(dataset))
        .join(partner, on=met, join_type="left")
    )
    return Statement(found.sql(dialect=dialect), {})


def compile_left_out(dataset: Dataset, dialect: str = "duckdb") -> Statement | None:
    """``rows`` that the dataset leaves out as repeats of a row it keeps; None: it leaves out none.

    A query that keeps rows whose ``row_number()`` is one says so by itself: the others are read.
    """
    query = dataset.query.tree.copy() if dataset.query else None
    if not isinstance(query, exp.Select):
        return None
    first = next(iter(_first_of_each(query)), None)
    if first is None:
        return None
    first.replace(exp.GT(this=first.this.copy(), expression=exp.Literal.number(1)))
    found = select(alias(exp.Count(this=exp.Star()), "rows")).from_(query.subquery("repeats"))
    return Statement(found.sql(dialect=dialect), {})


def compile_nesting(
    fine: Dimension, coarse: RoutedDimension, dataset: Dataset, dialect: str = "duckdb"
) -> Statement:
    """``values, example`` of ``fine`` that lie in several of ``coarse``, or not wholly in one.

    ``dataset`` is the one that ``fine`` is defined on.
    """
    small, large = dimension_value(fine), dimension_value(coarse.dimension)
    source = exp.Select().from_(rows_table(dataset))
    for hop in coarse.hops:
        source.join(rows_table(hop.target), on=join_condition(hop), join_type="left", copy=False)
    several = exp.Count(this=exp.Distinct(expressions=[large]))
    none = exp.Max(this=_case(_is_null(large.copy()), exp.Literal.number(1), 0))
    more = exp.GT(this=exp.Add(this=several, expression=none), expression=exp.Literal.number(1))
    spread = (
        source.select(alias(small, "fine"))
        .where(exp.Not(this=_is_null(small.copy())))
        .group_by(exp.Literal.number(1))
        .having(more)
    )
    found = select(
        alias(exp.Count(this=exp.Star()), "values"),
        alias(exp.Min(this=_as_text(column("fine"))), "example"),
    ).from_(spread.subquery("spread"))
    return Statement(found.sql(dialect=dialect), {})


def compile_spells(
    dataset: Dataset, opens: str, closes: str, where: Expression | None, dialect: str = "duckdb"
) -> Statement:
    """``rows, backwards``: spells that close before they open."""
    backwards = exp.LT(this=column(closes, dataset.name), expression=column(opens, dataset.name))
    found = select(
        alias(exp.Count(this=exp.Star()), "rows"),
        alias(_total(backwards, exp.Literal.number(1)), "backwards"),
    ).from_(rows_table(dataset))
    if where is not None:
        found = found.where(qualified(where, dataset.name))
    return Statement(found.sql(dialect=dialect), {})


def _value(expression: Expression | str, dataset: Dataset) -> exp.Expr:
    if isinstance(expression, str):
        return column(expression, dataset.name)
    return qualified(expression, dataset.name)


def _first_of_each(query: exp.Select) -> Iterable[exp.EQ]:
    """The conditions ``number = 1`` where ``number`` is a row_number() of the rows below."""
    where, below = query.args.get("where"), query.args.get("from_")
    inner = below.this.this if below is not None and isinstance(below.this, exp.Subquery) else None
    if where is None or not isinstance(inner, exp.Select):
        return ()
    numbers = {
        shown.alias
        for shown in inner.selects
        if isinstance(shown.unalias(), exp.Window) and shown.find(exp.RowNumber)
    }
    return (
        equal
        for equal in where.find_all(exp.EQ)
        if equal.this.name in numbers and equal.expression.name == "1"
    )


def _is_null(value: exp.Expr) -> exp.Is:
    return exp.Is(this=value, expression=exp.null())


def _any_null(values: Sequence[exp.Expr]) -> exp.Expr:
    nulls: list[exp.Expr] = [_is_null(value.copy()) for value in values]
    return reduce(lambda left, right: exp.Or(this=left, expression=right), nulls)


def _as_text(value: exp.Expr) -> exp.Expr:
    return exp.cast(value, "VARCHAR")


def _text(values: Sequence[exp.Expr]) -> exp.Expr:
    """A key as one text, its parts divided by commas."""
    texts: list[exp.Expr] = [_as_text(value.copy()) for value in values]
    comma = exp.Literal.string(", ")
    return reduce(
        lambda left, right: exp.DPipe(
            this=exp.DPipe(this=left, expression=comma.copy()), expression=right
        ),
        texts,
    )


def _case(condition: exp.Expr, value: exp.Expr, otherwise: int | None = None) -> exp.Case:
    default = None if otherwise is None else exp.Literal.number(otherwise)
    return exp.Case(ifs=[exp.If(this=condition, true=value)], default=default)


def _total(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    """The sum of ``value`` over the rows on which ``condition`` is true; 0 over none."""
    total = exp.Sum(this=_case(condition, value, 0))
    return exp.Coalesce(this=total, expressions=[exp.Literal.number(0)])
