"""The few SELECTs that a scaffold asks, each a syntax tree with quoted names.

Owns their text: templates in DuckDB's dialect in which ``c`` stands for a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import sqlglot
from sqlglot import exp

from metrics.compiler import Statement
from metrics.scaffold.days import STYLES
from metrics.scaffold.profile import DayStyle, Place

Pair = tuple[str, str]
Step = tuple[Place, Place, Sequence[Pair], bool]
_EMAIL = "^[^@ ]+@[^@ ]+[.][A-Za-z]{2,}$"
_PHONE = "^([+][0-9][0-9 ().-]{8,}|[(]?[0-9]{3}[)]?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}( ?x ?[0-9]+)?)$"
_TAX = "^[0-9]{3}-[0-9]{2}-[0-9]{4}$"
_CARD = "^[0-9]{4}([ -]?[0-9]{4}){3}$"
_IBAN = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"
_NETWORK = "^[0-9]{1,3}([.][0-9]{1,3}){3}$"
PERSONAL_SHAPES: Mapping[str, str] = {
    "an e-mail address": _EMAIL,
    "a phone number": _PHONE,
    "a tax or social security number": _TAX,
    "a card number": _CARD,
    "a bank account number": _IBAN,
    "a network address": _NETWORK,
}


def _matching(pattern: str) -> str:
    return f"count(CASE WHEN regexp_matches(CAST(c AS VARCHAR), '{pattern}') THEN 1 END)"


def _parsed(pattern: str, iso: str) -> str:
    iso = iso.replace("(c,", "(CAST(c AS VARCHAR),")
    return (
        f"count(CASE WHEN regexp_matches(CAST(c AS VARCHAR), '{pattern}') "
        f"AND TRY_CAST({iso} AS DATE) IS NOT NULL THEN 1 END)"
    )


FILLED = {"filled": "count(c)"}
DISTINCT = {"distinct": "count(DISTINCT c)"}
ENDS = {"low": "CAST(min(c) AS VARCHAR)", "high": "CAST(max(c) AS VARCHAR)"}
NUMBERS = {
    "whole": "count(CASE WHEN isfinite(c) AND c <> floor(c) THEN 1 END)",
    "finite": "count(CASE WHEN NOT isfinite(c) THEN 1 END)",
}
DAYS: dict[DayStyle, str] = {w.style: _parsed(w.pattern, w.iso) for w in STYLES}
TEXTS = {
    "longest": "max(length(CAST(c AS VARCHAR)))",
    "blank": "count(CASE WHEN trim(CAST(c AS VARCHAR)) = '' THEN 1 END)",
    **{what: _matching(pattern) for what, pattern in PERSONAL_SHAPES.items()},
}


def measured(place: Place, wanted: Iterable[tuple[str, str]]) -> Statement:
    """The row count, then each (column, template) in order."""
    measures = [_filled_in(template, column) for column, template in wanted]
    found = exp.Select(expressions=[exp.Count(this=exp.Star()), *measures])
    return _statement(found.from_(_table(place)))


def distinct_rows(place: Place, columns: Sequence[str]) -> Statement:
    """Rows, rows in which all columns have values, and different combinations of those."""
    filled = exp.and_(
        *(exp.Not(this=exp.Is(this=_column(c), expression=exp.null())) for c in columns)
    )
    different = (
        exp.Select(expressions=[_column(c) for c in columns])
        .distinct()
        .from_(_table(place))
        .where(filled)
        .subquery("different")
    )
    combinations = exp.Select(expressions=[exp.Count(this=exp.Star())]).from_(different)
    complete = exp.Count(
        this=exp.Case(ifs=[exp.If(this=filled.copy(), true=exp.Literal.number(1))])
    )
    counted = [exp.Count(this=exp.Star()), complete, combinations.subquery()]
    return _statement(exp.Select(expressions=counted).from_(_table(place)))


def contained(source: Place, target: Place, on: Sequence[Pair], *, as_text: bool) -> Statement:
    """How a many-to-one join would do: rows with a reference, rows after the join, those matched.

    The fourth is the number of different partners found. ``as_text`` compares the first column
    of each pair as text.
    """
    own = [_column(left, "s") for left, _ in on]
    compared = [exp.cast(column.copy(), "VARCHAR") if as_text else column.copy() for column in own]
    other = [_column(right, "t") for _, right in on]
    same = exp.and_(*(exp.EQ(this=a, expression=b) for a, b in zip(compared, other, strict=True)))
    filled = exp.and_(*(exp.Not(this=exp.Is(this=c.copy(), expression=exp.null())) for c in own))
    references = (
        exp.Select(expressions=[exp.Count(this=exp.Star())])
        .from_(_table(source, "s"))
        .where(filled.copy())
        .subquery()
    )
    counted = [
        references,
        exp.Count(this=exp.Star()),
        exp.Count(this=other[0].copy()),
        exp.Count(this=exp.Distinct(expressions=[other[0].copy()])),
    ]
    joined = exp.Select(expressions=counted).from_(_table(source, "s"))
    return _statement(joined.join(_table(target, "t"), on=same, join_type="left").where(filled))


def differing(own: str, steps: Sequence[Step], last: str) -> Statement:
    """In how many rows a direct reference differs from the one at the end of a longer way.

    ``steps`` are many-to-one joins (source, target, pairs, as text), the first from the table
    that has the column ``own``; ``last`` is a column of the last step's target.
    """
    found = exp.Select(expressions=[exp.Count(this=exp.Star())])
    found = found.from_(_table(steps[0][0], "t0"))
    for place, (_, target, on, as_text) in enumerate(steps):
        before, here = f"t{place}", f"t{place + 1}"
        left = [_column(column, before) for column, _ in on]
        compared = [exp.cast(column, "VARCHAR") if as_text else column for column in left]
        pairs = zip(compared, (column for _, column in on), strict=True)
        same = exp.and_(*(exp.EQ(this=a, expression=_column(b, here)) for a, b in pairs))
        found = found.join(_table(target, here), on=same, join_type="left")
    different = exp.NullSafeNEQ(
        this=_column(own, "t0"), expression=_column(last, f"t{len(steps)}")
    )
    return _statement(found.where(different))


def without_day(source: Place, target: Place, on: Pair, day: str) -> Statement:
    """How many rows of a table lead to no row that has a value in the column ``day``."""
    own, other = on
    same = exp.EQ(this=_column(own, "s"), expression=_column(other, "t"))
    empty = exp.Is(this=_column(day, "t"), expression=exp.null())
    found = exp.Select(expressions=[exp.Count(this=exp.Star())]).from_(_table(source, "s"))
    return _statement(found.join(_table(target, "t"), on=same, join_type="left").where(empty))


def products(place: Place, quantity: str, price: str, amount: str) -> Statement:
    """Rows with all three numbers, those in which two of them make the third, and quantities."""
    found = _filled_tree(
        """
        SELECT count(*), count(CASE WHEN abs(q * p - a) <= 0.011 + abs(a) * 0.000001 THEN 1 END),
          count(DISTINCT q)
        FROM (SELECT CAST(q AS DOUBLE) AS q, CAST(p AS DOUBLE) AS p, CAST(a AS DOUBLE) AS a FROM t)
        WHERE q IS NOT NULL AND p IS NOT NULL AND a IS NOT NULL
        """,
        place,
        {"q": quantity, "p": price, "a": amount},
    )
    return _statement(found)


def steps(place: Place, things: Sequence[str], day: str, number: str) -> Statement:
    """How many steps a number takes from day to day, their mean square, and twice its variance.

    The steps and the variance are those within each combination of ``things``. Of several rows
    of a day, none of whose order is known, their average stands.
    """
    thing = {f"k{number_}": name for number_, name in enumerate(things)}
    keys = "".join(f", {name}" for name in thing)
    named = "".join(f", {name} AS {name}" for name in thing)
    part = f"PARTITION BY {', '.join(thing)} " if thing else ""
    text = f"""
        SELECT count(moved), avg(moved), avg(CASE WHEN moved IS NOT NULL THEN spread END)
        FROM (
          SELECT power(v - lag(v) OVER ({part}ORDER BY d), 2) AS moved,
            2 * var_samp(v) OVER ({part}) AS spread
          FROM (
            SELECT d AS d{named}, avg(CAST(n AS DOUBLE)) AS v FROM t
            WHERE d IS NOT NULL AND n IS NOT NULL GROUP BY d{keys}
          )
        )
        """  # noqa: S608 - made of letters of ours; the names are put in as nodes
    return _statement(_filled_tree(text, place, {"d": day, "n": number, **thing}))


def leading_values(place: Place, template: str, column: str, most: int) -> Statement:
    """The commonest values of a column, with how many rows have each; at most ``most``."""
    value = _filled_in(template, column)
    counted = exp.Count(this=exp.Star())
    found = (
        exp.Select(expressions=[exp.cast(value, "VARCHAR"), counted])
        .from_(_table(place))
        .where(exp.Not(this=exp.Is(this=_column(column), expression=exp.null())))
        .group_by(exp.Literal.number(1))
        .order_by(exp.Ordered(this=exp.Literal.number(2), desc=True), exp.Literal.number(1))
        .limit(most)
    )
    return _statement(found)


@cache
def _template(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, read="duckdb")


def _filled_in(template: str, column: str) -> exp.Expr:
    tree = _template(template).copy()
    if isinstance(tree, exp.Column):
        return _column(column)
    for node in list(tree.find_all(exp.Column)):
        node.replace(_column(column))
    return tree


def _filled_tree(text: str, place: Place, names: Mapping[str, str]) -> exp.Expr:
    """A SELECT in which ``t`` stands for the table and, right above it, letters for columns."""
    tree = _template(text).copy()
    (table,) = tree.find_all(exp.Table)
    innermost = table.find_ancestor(exp.Select)
    for node in list(innermost.find_all(exp.Column)) if innermost else ():
        node.replace(_column(names[node.name]))
    table.replace(_table(place))
    return tree


def _column(name: str, table: str = "") -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table or None)


def _table(place: Place, alias: str = "") -> exp.Table:
    schema, name = (exp.to_identifier(part, quoted=True) for part in place)
    named = exp.TableAlias(this=exp.to_identifier(alias)) if alias else None
    return exp.Table(this=name, db=schema, alias=named)


def _statement(tree: exp.Expr) -> Statement:
    return Statement(tree.sql(dialect="duckdb"), {})
