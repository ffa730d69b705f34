"""Aggregates of other tools: what is counted or summed, of which rows, dated by what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from metrics.interchange.foreign import ForeignDataset, Leaf, UnreadableError
from metrics.interchange.scope import (
    Rows,
    Scope,
    as_condition,
    conjuncts,
    not_empty,
    said_to_be_there,
    short,
    together,
)
from metrics.model import Aggregation

_PLAIN: dict[type[exp.Expr], Aggregation] = {
    exp.Sum: "sum",
    exp.Avg: "average",
    exp.Min: "min",
    exp.Max: "max",
    exp.Median: "median",
}


def read_aggregate(node: exp.Expr, scope: Scope) -> Leaf:
    """One aggregate, with its filter.

    Raises:
        UnreadableError: it is none, or one without an exact counterpart.
    """
    within: list[exp.Expr] = []
    while isinstance(node, exp.Filter):
        within += conjuncts(node.expression.this)
        node = node.this
    _refuse_more(node)
    if isinstance(node, exp.Count | exp.CountIf):
        return _count(node, within, scope)
    if isinstance(node, exp.WithinGroup):
        return _percentile(node, within, scope)
    if isinstance(node.this, exp.Distinct):
        raise UnreadableError(f"`{short(node.sql())}` adds up distinct values")
    return _of_values(_PLAIN[type(node)], node.this, within, scope)


def _dated(
    leaf: Leaf, conditions: Iterable[exp.Expr], dataset: ForeignDataset, scope: Scope
) -> Leaf:
    """The aggregate with its conditions, of which a day that must be there dates the rows."""
    columns = {field.column for field in dataset.fields if field.is_time} - {""}
    rest = [as_condition(condition) for condition in conditions]
    time = leaf.time if scope.day is None else scope.day
    for condition in rest if scope.day is None else ():
        there = said_to_be_there(condition)
        if not time and isinstance(there, exp.Column) and there.name in columns:
            time = there.name
    rest = [c for c in rest if not time or said_to_be_there(c) != exp.column(time)]
    return replace(leaf, where=together([*conjuncts(leaf.where), *rest]), time=time)


def _refuse_more(node: exp.Expr) -> None:
    if node.find(exp.Window):
        raise UnreadableError("a window function adds up more than a metric's rows")
    if node.find(exp.Select, exp.Subquery):
        raise UnreadableError("it has a subquery")
    if type(node) not in _PLAIN and not isinstance(
        node, exp.Count | exp.CountIf | exp.WithinGroup
    ):
        kind = "an approximation" if "APPROX" in node.sql().upper() else "no aggregate known here"
        raise UnreadableError(f"`{short(node.sql())}` is {kind}")
    inner = node.this.find_all(exp.AggFunc) if isinstance(node.this, exp.Expr) else ()
    if not isinstance(node, exp.WithinGroup) and any(inner):
        raise UnreadableError("an aggregate stands in another")


def _of_values(
    aggregation: Aggregation, value: exp.Expr, within: list[exp.Expr], scope: Scope
) -> Leaf:
    condition, value = _cased(value, or_zero=aggregation == "sum")
    if aggregation == "sum" and isinstance(value, exp.Literal) and value.name in ("1", "1.0"):
        return _rows_that(condition, None, within, scope)
    rows = Rows(scope)
    tree = rows.over(value)
    conditions = [rows.over(c) for c in (*conjuncts(condition), *within)]
    dataset = rows.dataset()
    column = tree.name if isinstance(tree, exp.Column) else ""
    if aggregation != "count_distinct" and _dates(column, dataset):
        raise UnreadableError(f"`{column}` is a day, and a metric is a number")
    return _dated(Leaf(dataset.name, aggregation, tree.unnest()), conditions, dataset, scope)


def _dates(column: str, dataset: ForeignDataset) -> bool:
    return bool(column) and any(f.is_time and f.column == column for f in dataset.fields)


def _count(node: exp.Count | exp.CountIf, within: list[exp.Expr], scope: Scope) -> Leaf:
    inner = node.this
    if isinstance(node, exp.CountIf):
        return _rows_that(inner, None, within, scope)
    if isinstance(inner, exp.Distinct):
        if len(inner.expressions) != 1:
            raise UnreadableError("it counts distinct combinations of several values")
        return _of_values("count_distinct", inner.expressions[0], within, scope)
    if isinstance(inner, exp.Star):
        return _rows_that(None, None, within, scope)
    if isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
        home = replace(scope, home=scope.dataset(inner.table))
        return _rows_that(None, None, within, home)
    condition, value = _cased(inner)
    return _rows_that(condition, value, within, scope)


def _rows_that(
    condition: exp.Expr | None, value: exp.Expr | None, within: list[exp.Expr], scope: Scope
) -> Leaf:
    """A count of rows that pass a condition and have a value."""
    rows = Rows(scope)
    tree = None if value is None or isinstance(value, exp.Literal) else rows.over(value)
    conditions = [rows.over(c) for c in (*conjuncts(condition), *within)]
    dataset = rows.dataset()
    column = tree.name if isinstance(tree, exp.Column) else ""
    if scope.day is None and _dates(column, dataset):
        return _dated(Leaf(dataset.name, "count", None, time=column), conditions, dataset, scope)
    if tree is not None and (column,) not in dataset.keys:
        conditions.append(not_empty(tree))
    return _dated(Leaf(dataset.name, "count", None), conditions, dataset, scope)


def _percentile(node: exp.WithinGroup, within: list[exp.Expr], scope: Scope) -> Leaf:
    kind, order = node.this, node.expression
    ordered = order.expressions if isinstance(order, exp.Order) else []
    if not isinstance(kind, exp.PercentileCont | exp.PercentileDisc) or len(ordered) != 1:
        raise UnreadableError(f"`{short(node.sql())}` is no percentile known here")
    share = _share(kind.this)
    if ordered[0].args.get("desc"):
        share = round(1 - share, 12)
    leaf = _of_values("percentile", ordered[0].this, within, scope)
    discrete = isinstance(kind, exp.PercentileDisc)
    if share == 0.5 and not discrete:  # noqa: PLR2004  the middle
        return replace(leaf, aggregation="median")
    return replace(leaf, percentile=share, discrete=discrete)


def _share(node: exp.Expr) -> float:
    if isinstance(node, exp.Literal) and not node.is_string and 0 < float(node.name) < 1:
        return float(node.name)
    raise UnreadableError("its percentile does not lie between 0 and 1")


def _cased(value: exp.Expr, *, or_zero: bool = False) -> tuple[exp.Expr | None, exp.Expr]:
    """The condition and the value of ``CASE WHEN … THEN … END``, where there is only one.

    ``or_zero``: an ``ELSE 0`` changes nothing.
    """
    value = value.unnest()
    if isinstance(value, exp.Case) and value.this is None and len(value.args["ifs"]) == 1:
        branch, otherwise = value.args["ifs"][0], value.args.get("default")
        condition, then = branch.this, branch.args["true"]
    elif isinstance(value, exp.If):
        condition, then, otherwise = value.this, value.args["true"], value.args.get("false")
    else:
        return None, value
    nothing = otherwise is None or isinstance(otherwise, exp.Null)
    if nothing or (or_zero and isinstance(otherwise, exp.Literal) and otherwise.name == "0"):
        return condition, then
    return None, value
