"""The asked metrics as expressions of the branches' values, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from metrics.compiler.aggregates import is_count
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
    else:
        then = _evaluate(draft, output.formula, "previous")
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
                change = column(f"{metric}__change")
                yield "__contribution", _ratio(change, _whole_change(draft, metric, within))
            case "rank":
                yield "__rank", _rank(column(metric), within)
            case _:
                continue


def missing(branch: Branch) -> exp.Expr | None:
    """Zero where nothing counts as none."""
    return exp.Literal.number(0) if branch.metric.missing == "zero" else None


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
    zero = missing(branch)
    counted = len(draft.scans) == 1 and is_count(branch)
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
    return _ratio(value, _total(value.copy(), within))


def _whole_change(draft: Draft, metric: str, within: list[exp.Column]) -> exp.Expr:
    """The change of the total; over time, the sum of the changes that there are.

    A part that is empty on one side has no change of its own, and is in the total all the same.
    """
    if not draft.plan.query.dimensions:
        return _total(column(f"{metric}__change"), within)
    now, then = column(metric), column(f"{metric}__previous")
    return exp.Paren(this=exp.Sub(this=_total(now, within), expression=_total(then, within)))


def _total(value: exp.Column, within: list[exp.Column]) -> exp.Window:
    return exp.Window(this=exp.Sum(this=value), partition_by=_copies(within))


def _rank(value: exp.Column, within: list[exp.Column]) -> exp.Expr:
    order = exp.Order(expressions=[exp.Ordered(this=value, desc=True, nulls_first=False)])
    rank = exp.Window(this=exp.Rank(), partition_by=_copies(within), order=order)
    known = exp.Not(this=exp.Is(this=value.copy(), expression=exp.null()))
    return exp.Case(ifs=[exp.If(this=known, true=rank)])


def _copies(columns: list[exp.Column]) -> list[exp.Expr]:
    return [one.copy() for one in columns]


def _wrapped(value: exp.Expr) -> exp.Expr:
    return value.copy() if isinstance(value, exp.Column) else exp.Paren(this=value.copy())
