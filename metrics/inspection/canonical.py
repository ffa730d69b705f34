"""One form for expressions that mean the same: order, case, quoting and parentheses aside.

It never calls two expressions equal that can differ on a row; it may call equal ones different.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sqlglot import exp

_NAMES: Mapping[str, str] = {}


def canonical(tree: exp.Expr, names: Mapping[str, str] = _NAMES) -> str:
    """The canonical form of an expression; ``names`` stand for its columns where they are given.

    >>> from metrics.catalog import parse_expression
    >>> canonical(parse_expression('a + "B"').tree) == canonical(parse_expression("(b + A)").tree)
    True
    """
    inner = tree.unnest()
    if isinstance(inner, exp.Column):
        return names.get(inner.name, f"[{inner.name.lower()}]")
    if isinstance(inner, exp.Literal):
        return repr(inner.this) if inner.is_string else _number(inner.this)
    return _chain(inner, names) or _comparison(inner, names) or _plain(inner, names)


def _chain(tree: exp.Expr, names: Mapping[str, str]) -> str:
    """Operands in one order, where order does not matter. Else nothing."""
    match tree:
        case exp.And() | exp.Or():
            operands = sorted(set(_operands(tree, names)))
            return operands[0] if len(operands) == 1 else _call(type(tree).__name__, operands)
        case exp.Add() | exp.Sub() | exp.Neg():
            return _sum(tree, names)
        case exp.Mul():
            return _call("Mul", sorted(_operands(tree, names)))
        case _:
            return ""


def _comparison(tree: exp.Expr, names: Mapping[str, str]) -> str:
    """Comparisons read from the smaller side; negations of them; lists of one. Else nothing."""
    match tree:
        case exp.EQ() | exp.NEQ():
            sides = sorted((canonical(tree.left, names), canonical(tree.right, names)))
            return _call(type(tree).__name__, sides)
        case exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            turned = isinstance(tree, exp.GT | exp.GTE)
            small, large = (tree.right, tree.left) if turned else (tree.left, tree.right)
            name = "LT" if isinstance(tree, exp.GT | exp.LT) else "LTE"
            return _call(name, [canonical(small, names), canonical(large, names)])
        case exp.Between() if not tree.args.get("symmetric"):
            value, low, high = (canonical(tree.args[k], names) for k in ("this", "low", "high"))
            return _call("And", sorted({_call("LTE", [low, value]), _call("LTE", [value, high])}))
        case exp.In() if tree.expressions:
            return _listed(canonical(tree.this, names), tree.expressions, names)
        case exp.Not():
            return _negation(tree.this, names)
        case _:
            return ""


def _listed(value: str, items: list[exp.Expr], names: Mapping[str, str]) -> str:
    listed = sorted({canonical(item, names) for item in items})
    if len(listed) == 1:
        return _call("EQ", sorted((value, listed[0])))
    return _call("In", [value, *listed])


def _negation(tree: exp.Expr, names: Mapping[str, str]) -> str:
    inner = tree.unnest()
    if isinstance(inner, exp.Not):
        return canonical(inner.this, names)
    found = canonical(inner, names)
    for name, opposite in (("EQ(", "NEQ("), ("NEQ(", "EQ(")):
        if found.startswith(name):
            return opposite + found.removeprefix(name)
    return _call("Not", [found])


def _operands(tree: exp.Expr, names: Mapping[str, str]) -> Iterator[str]:
    """The operands of a chain of one associative operator."""
    for side in (tree.args["this"], tree.args["expression"]):
        inner = side.unnest()
        if type(inner) is type(tree):
            yield from _operands(inner, names)
        else:
            yield canonical(inner, names)


def _sum(tree: exp.Expr, names: Mapping[str, str]) -> str:
    terms = sorted(_terms(tree, names, positive=True))
    return terms[0] if len(terms) == 1 else _call("Add", terms)


def _terms(tree: exp.Expr, names: Mapping[str, str], *, positive: bool) -> Iterator[str]:
    inner = tree.unnest()
    match inner:
        case exp.Add() | exp.Sub():
            same = isinstance(inner, exp.Add)
            yield from _terms(inner.this, names, positive=positive)
            yield from _terms(inner.expression, names, positive=positive is same)
        case exp.Neg():
            yield from _terms(inner.this, names, positive=not positive)
        case _:
            found = canonical(inner, names)
            yield found if positive else _call("Neg", [found])


def _plain(tree: exp.Expr, names: Mapping[str, str]) -> str:
    """A node by its class and its parts, in their order."""
    parts = []
    for key in sorted(tree.args):
        value = tree.args[key]
        if isinstance(value, list):
            parts.append(f"{key}={[_part(item, names) for item in value]}")
        elif value not in (None, False):
            parts.append(f"{key}={_part(value, names)}")
    return _call(type(tree).__name__, parts)


def _part(value: object, names: Mapping[str, str]) -> str:
    return canonical(value, names) if isinstance(value, exp.Expr) else str(value).lower()


def _number(text: str) -> str:
    return str(Decimal(text).normalize())


def _call(name: str, parts: list[str]) -> str:
    return f"{name}({', '.join(parts)})"
