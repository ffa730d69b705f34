"""Metric expressions of other tools: arithmetic of aggregates and of other metrics.

Whatever has no exact reading is refused with the reason: never a wrong metric.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from metrics.interchange.aggregates import read_aggregate
from metrics.interchange.foreign import (
    Combined,
    Formula,
    Leaf,
    Quotient,
    Reference,
    UnreadableError,
)
from metrics.interchange.scope import Scope, parsed

_MOST_SCALE = 1_000_000
_PART = "part_"
_DECIMALS = frozenset({exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT})


def read_formula(text: str, dialect: str, scope: Scope) -> Formula:
    """What a metric's expression says.

    Raises:
        UnreadableError: with the reason.
    """

    def part(node: exp.Expr) -> Formula:
        if not isinstance(node, exp.Column):
            return read_aggregate(node, scope)
        if not node.table and node.name in scope.metrics:
            return Reference(node.name)
        raise UnreadableError(f"`{node.sql()}` stands outside of an aggregate")

    return read_arithmetic(parsed(text, dialect), part, scope.note)


def read_arithmetic(
    tree: exp.Expr, part: Callable[[exp.Expr], Formula], note: Callable[[str], None]
) -> Formula:
    """Plus, minus, times and divided by, of whatever ``part`` reads.

    Raises:
        UnreadableError: there is more in it than that, or no part.
    """
    reader = _Reader(part, note)
    read = reader.read(tree).unnest()
    if not reader.parts:
        raise UnreadableError("it reads no rows")
    if _number_of(read) is not None:
        return reader.parts[0]
    return _ratio(read, reader.parts) or Combined(read, tuple(reader.parts))


class _Reader:
    """Each part's place in the tree becomes a column: ``part_0``, ``part_1``, …."""

    def __init__(self, part: Callable[[exp.Expr], Formula], note: Callable[[str], None]) -> None:
        self._read = part
        self._note = note
        self.parts: list[Formula] = []

    def read(self, node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Paren() | exp.Neg():
                return type(node)(this=self.read(node.this))
            case exp.Div():
                return exp.Div(this=self.read(node.this), expression=self._below(node.expression))
            case exp.Add() | exp.Sub() | exp.Mul():
                left, right = self.read(node.this), self.read(node.expression)
                return type(node)(this=left, expression=right)
            case exp.Literal() if not node.is_string:
                return node.copy()
            case _:
                return self._other(node)

    def _other(self, node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Coalesce() if len(node.expressions) == 1 and _is_zero(node.expressions[0]):
                return self._or_zero(node.this)
            case exp.Cast() if node.to.this in _DECIMALS:
                return self.read(node.this)
            case exp.Round() | exp.Cast(to=exp.DataType(this=exp.DataType.Type.DECIMAL)):
                self._note("it is rounded there, not here")
                return self.read(node.this)
            case _:
                return self._part(self._read(node))

    def _below(self, node: exp.Expr) -> exp.Expr:
        """A denominator: where it is zero, a quotient is empty here anyway."""
        inner = node.unnest()
        if isinstance(inner, exp.Nullif) and _is_zero(inner.expression):
            return exp.paren(self.read(inner.this))
        return self.read(node)

    def _part(self, formula: Formula) -> exp.Expr:
        if formula not in self.parts:
            self.parts.append(formula)
        return exp.column(f"{_PART}{self.parts.index(formula)}")

    def _or_zero(self, node: exp.Expr) -> exp.Expr:
        """Zero instead of empty: of an aggregate by itself; of anything more it is noted."""
        within = _Reader(self._read, self._note)
        tree = within.read(node).unnest()
        if _number_of(tree) is not None and isinstance(within.parts[0], Leaf):
            return self._part(replace(within.parts[0], zero=True))
        self._note("where it is zero for want of a value there, it is empty here")
        return self.read(node)


def _ratio(tree: exp.Expr, parts: list[Formula]) -> Quotient | None:
    """``scale * one / another``, however it is written; None for anything else."""
    scale = 1.0
    if isinstance(tree, exp.Mul):
        left, right = _factor(tree.this), _factor(tree.expression)
        if right is not None:
            tree, scale = tree.this.unnest(), right
        elif left is not None:
            tree, scale = tree.expression.unnest(), left
    if not isinstance(tree, exp.Div):
        return None
    above, below = tree.this.unnest(), _number_of(tree.expression.unnest())
    if isinstance(above, exp.Mul):
        left, right = _factor(above.this), _factor(above.expression)
        if left is not None or right is not None:
            scale *= left if left is not None else right or 1.0
            above = (above.expression if left is not None else above.this).unnest()
    number = _number_of(above)
    if number is None or below is None or scale != int(scale) or not 1 <= scale <= _MOST_SCALE:
        return None
    return Quotient(parts[number], parts[below], int(scale))


def _number_of(tree: exp.Expr) -> int | None:
    """Which part a tree is, and nothing else."""
    if isinstance(tree, exp.Column) and tree.name.startswith(_PART):
        return int(tree.name.removeprefix(_PART))
    return None


def _factor(tree: exp.Expr) -> float | None:
    tree = tree.unnest()
    return float(tree.name) if isinstance(tree, exp.Literal) and not tree.is_string else None


def _is_zero(tree: exp.Expr) -> bool:
    return _factor(tree) == 0
