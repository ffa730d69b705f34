"""SQL expressions as text in the expression language of Ossie, and read from it."""

from __future__ import annotations

import re

from sqlglot import exp

OSSIE = "snowflake"  # ANSI SQL with the date functions that Ossie's expression language has
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = frozenset(
    {"all", "and", "any", "as", "between", "by", "case", "cast", "check", "column", "create"}
    | {"cross", "current", "date", "default", "delete", "distinct", "drop", "else", "end"}
    | {"exists", "false", "for", "from", "full", "grant", "group", "having", "in", "inner"}
    | {"insert", "interval", "into", "is", "join", "left", "like", "limit", "natural", "not"}
    | {"null", "offset", "on", "or", "order", "outer", "over", "primary", "references", "right"}
    | {"select", "set", "some", "table", "then", "time", "timestamp", "to", "true", "union"}
    | {"unique", "update", "user", "using", "values", "view", "when", "where", "window", "with"}
)


def text_of(tree: exp.Expr) -> str:
    """The expression as Ossie writes it.

    >>> import sqlglot
    >>> text_of(sqlglot.parse_one("a IS NOT NULL AND date_diff('day', a, b) > 1", read="duckdb"))
    'a IS NOT NULL AND DATEDIFF(DAY, a, b) > 1'
    """
    return as_people_write(tree).sql(dialect=OSSIE)


def duckdb_text(tree: exp.Expr) -> str:
    """The expression as definitions write it."""
    return as_people_write(tree).sql(dialect="duckdb")


def as_people_write(tree: exp.Expr) -> exp.Expr:
    """A copy with ``x IS NOT NULL`` instead of ``NOT x IS NULL``."""
    return tree.copy().transform(_without_leading_not)


def identifier(name: str) -> exp.Identifier:
    """A name as SQL, in quotes where it is no plain word."""
    plain = _PLAIN.fullmatch(name) is not None and name.casefold() not in _RESERVED
    return exp.to_identifier(name, quoted=not plain)


def _without_leading_not(node: exp.Expr) -> exp.Expr:
    inner = node.this if isinstance(node, exp.Not) else None
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return exp.Is(this=inner.this, expression=exp.Not(this=exp.null()))
    return node
