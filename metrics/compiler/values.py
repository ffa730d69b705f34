"""The asked metrics as expressions of the branches' values, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from metrics.compiler.aggregates import is_count
from metrics.compiler.days import Days, branch_days
from metrics.compiler.draft import Draft, Time, column, double, value_column
from metrics.planner import Arithmetic, Branch, Formula, Leaf, Output, Quotient


def output_values(draft: Draft, output: Output) -> Iterator[tuple[str, exp.Expr]]:
    """The metric, then what it is compared with, each with the end of its column's name."""
    now = _evaluate(draft, output.formula, "current")
    yield "", now
    if draft.plan.query.compare_to is None:
        return
    if output.goal is not None:
        then: exp.Expr = double(draft.bind(output.goal))
    elif draft.plan.compared:
        then = _evaluate(draft, output.formula, "previous")
    else:
        then = double(exp.null())
    change = exp.Sub(this=_wrapped(now), expression=_wrapped(then))
    yield "__previous", then
    yield "__change", change
    yield "__change_ratio", _ratio(change.copy(), exp.Abs(this=then.copy()))


def beside(draft: Draft, metric: str) -> Iterator[tuple[str, exp.Expr]]:
    """Shares and ranks of a metric among the rows of the answer, before any limit.

    Within each period where there are dimensions, else over the periods.
    """
    query = draft.plan.query
    within = [column(query.grain)] if query.grain and query.dimensions else []
    for kind in dict.fromkeys(t.kind for t in query.transforms):
        match kind:
            case "share":
                yield "__share", _part_of_whole(column(metric), within)
            case "contribution":
                yield "__contribution", _part_of_whole(column(f"{metric}__change"), within)
            case "rank":
                yield "__rank", _rank(column(metric), within)
            case _:
                continue


def missing(draft: Draft, branch: Branch, days: Days) -> exp.Expr | None:
    """Zero where nothing counts as none; where all rows are too young, nobody knows."""
    if branch.metric.missing != "zero":
        return None
    if branch.cutoff is None:
        return exp.Literal.number(0)
    old_enough = exp.LT(this=days.starts, expression=draft.bind(branch.cutoff))
    return exp.Case(ifs=[exp.If(this=old_enough, true=exp.Literal.number(0))])


def _evaluate(draft: Draft, formula: Formula, time: Time) -> exp.Expr:
    match formula:
        case Leaf(branch):
            one = draft.plan.branches[branch]
            told = one.windows if time == "current" else one.compared
            return _value(draft, branch, time) if told else double(exp.null())
        case Quotient(numerator, denominator, scale):
            above = _evaluate(draft, numerator, time)
            value = _ratio(above, _evaluate(draft, denominator, time))
            return (
                exp.Mul(this=exp.Literal.number(scale), expression=value) if scale != 1 else value
            )
        case Arithmetic(expression, parts):
            values = {name: _evaluate(draft, part, time) for name, part in parts}
            return _substituted(expression.tree.copy(), values)


def _value(draft: Draft, number: int, time: Time) -> exp.Expr:
    """A branch's value; that of a series has its zeros from the skeleton already."""
    branch, value = draft.plan.branches[number], column(value_column(number, time))
    if draft.plan.query.grain is not None:
        return value
    zero = missing(draft, branch, branch_days(draft, branch, time))
    counted = len(draft.scans) == 1 and is_count(branch) and branch.cutoff is None
    return value if zero is None or counted else exp.Coalesce(this=value, expressions=[zero])


def _substituted(tree: exp.Expr, values: dict[str, exp.Expr]) -> exp.Expr:
    if isinstance(tree, exp.Column):
        return values[tree.name]
    for node in list(tree.find_all(exp.Column)):
        node.replace(_wrapped(values[node.name].copy()))
    for division in list(tree.find_all(exp.Div)):
        zero = exp.Literal.number(0)
        division.set("expression", exp.Nullif(this=division.expression.copy(), expression=zero))
    return exp.Paren(this=tree)


def _ratio(numerator: exp.Expr, denominator: exp.Expr) -> exp.Expr:
    below = exp.Nullif(this=double(denominator), expression=exp.Literal.number(0))
    return exp.Div(this=double(numerator), expression=below)


def _part_of_whole(value: exp.Column, within: list[exp.Column]) -> exp.Expr:
    whole = exp.Window(this=exp.Sum(this=value.copy()), partition_by=_copies(within))
    return _ratio(value, whole)


def _rank(value: exp.Column, within: list[exp.Column]) -> exp.Expr:
    order = exp.Order(expressions=[exp.Ordered(this=value, desc=True, nulls_first=False)])
    rank = exp.Window(this=exp.Rank(), partition_by=_copies(within), order=order)
    known = exp.Not(this=exp.Is(this=value.copy(), expression=exp.null()))
    return exp.Case(ifs=[exp.If(this=known, true=rank)])


def _copies(columns: list[exp.Column]) -> list[exp.Expr]:
    return [one.copy() for one in columns]


def _wrapped(value: exp.Expr) -> exp.Expr:
    return value.copy() if isinstance(value, exp.Column) else exp.Paren(this=value.copy())
