"""The passes that write the SQL, in order.

1. the rows of every dataset that is a query
2. the periods, and those compared with
3. one branch a leaf metric, by dimensions and period
4. the skeleton: every combination that occurs, in every period, with what counts as missing
5. all of these stitched, NULL-safely, by UNION ALL and GROUP BY
6. the asked metrics as expressions of the branches; comparison
7. conditions on the result, order, limit
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from metrics.compiler.branches import VALUE, branch_query, windows_name, windows_of
from metrics.compiler.draft import (
    COMPARISONS,
    PERIOD,
    Draft,
    Time,
    alias,
    column,
    dataset_name,
    double,
    hops,
    select,
    table,
)
from metrics.errors import CompilationError
from metrics.model import Dataset
from metrics.planner import Arithmetic, Branch, Formula, Leaf, Plan, Quotient
from metrics.query import Having, OrderBy


def write_dataset_rows(draft: Draft) -> None:
    """Every dataset that is a query becomes a named subquery."""
    for branch in draft.plan.branches:
        for dataset in _datasets(branch):
            if dataset.query is not None:
                tree = dataset.query.tree.copy()
                if not isinstance(tree, exp.Query):
                    raise CompilationError(f"The rows of {dataset.name} are not a SELECT.")
                draft.ctes.setdefault(dataset_name(dataset), tree)


def write_periods(draft: Draft) -> None:
    """``periods(period, starts, ends)``: half-open days, one row a period."""
    for time in draft.times:
        rows = [
            exp.Tuple(expressions=[draft.bind(day) for day in (w.period, w.start, w.end)])
            for w in windows_of(draft, time)
        ]
        if rows:
            draft.ctes[windows_name(time)] = _periods(rows)


def write_branches(draft: Draft) -> None:
    """One subquery a branch and time."""
    for number, branch, time in _parts(draft):
        draft.ctes[_branch_name(number, time)] = branch_query(draft, branch, time)


def write_skeleton(draft: Draft) -> None:
    """Which combinations of the dimensions occur at all, in any branch."""
    if draft.plan.dimensions:
        names = [d.name for d in draft.plan.dimensions]
        found = [
            select(*(column(n) for n in names)).from_(
                table(_branch_name(number, time)), copy=False
            )
            for number, _, time in _parts(draft)
        ]
        occurring = select(*(column(n) for n in names)).from_(
            _subquery(_union_all(found)), copy=False
        )
        draft.ctes["combinations"] = occurring.distinct(copy=False)


def stitch(draft: Draft) -> None:
    """Branches and skeleton, one row a combination and period."""
    names = [*(d.name for d in draft.plan.dimensions), PERIOD]
    values = [_value_name(number, time) for number, _, time in _parts(draft)]
    parts = [_skeleton_rows(draft, time) for time in draft.times if windows_of(draft, time)]
    for number, _, time in _parts(draft):
        own = _value_name(number, time)
        parts.append(
            select(
                *(column(n) for n in names),
                *(alias(column(VALUE) if v == own else exp.null(), v) for v in values),
            ).from_(table(_branch_name(number, time)), copy=False)
        )
    draft.ctes["stitched"] = (
        select(
            *(column(n) for n in names),
            *(alias(exp.Sum(this=column(v)), v) for v in values),
        )
        .from_(_subquery(_union_all(parts)), copy=False)
        .group_by(*(column(n) for n in names), copy=False)
    )


def project(draft: Draft) -> None:
    """Dimensions, period and the asked metrics with their comparison."""
    plan = draft.plan
    shown: list[exp.Expr] = [column(d.name) for d in plan.dimensions]
    if plan.query.grain:
        shown.append(alias(column(PERIOD), plan.query.grain))
    metrics = [
        alias(value, output.metric.name + suffix)
        for output in plan.outputs
        for suffix, value in _values(draft, output.formula)
    ]
    draft.ctes["answer"] = select(*shown, *metrics).from_(table("stitched"), copy=False)
    draft.select = select(*(column(name) for name in output_names(plan))).from_(
        table("answer"), copy=False
    )


def arrange(draft: Draft) -> None:
    """Conditions on the result, a total order, the limit."""
    query = draft.plan.query
    for having in query.having:
        draft.select.where(_having(draft, having), copy=False)
    for order in _order(draft.plan):
        draft.select.order_by(
            exp.Ordered(this=column(order.by), desc=order.direction == "desc", nulls_first=False),
            copy=False,
        )
    if query.limit is not None:
        draft.select.limit(query.limit, copy=False)


PASSES: tuple[Callable[[Draft], None], ...] = (
    write_dataset_rows,
    write_periods,
    write_branches,
    write_skeleton,
    stitch,
    project,
    arrange,
)


def output_names(plan: Plan) -> tuple[str, ...]:
    """The columns of the answer: dimensions, grain, then each metric with its comparison."""
    suffixes = ("", "__previous", "__change", "__change_ratio") if plan.query.compare_to else ("",)
    names = [d.name for d in plan.dimensions]
    names += [plan.query.grain] if plan.query.grain else []
    return (*names, *(o.metric.name + s for o in plan.outputs for s in suffixes))


def _datasets(branch: Branch) -> Iterator[Dataset]:
    yield branch.dataset
    for hop in hops((*branch.dimensions, *(f.routed for f in branch.filters))):
        yield hop.target


def _parts(draft: Draft) -> Iterator[tuple[int, Branch, Time]]:
    for number, branch in enumerate(draft.plan.branches):
        for time in draft.times:
            if windows_of(draft, time):
                yield number, branch, time


def _branch_name(number: int, time: Time) -> str:
    return f"branch_{number + 1}" + ("" if time == "current" else "_before")


def _value_name(number: int, time: Time) -> str:
    return f"value_{number + 1}" + ("" if time == "current" else "_before")


def _skeleton_rows(draft: Draft, time: Time) -> exp.Select:
    """Every combination in every period of one time, holding what counts as missing."""
    source = select(
        *(column(d.name, "combinations") for d in draft.plan.dimensions),
        alias(column(PERIOD, windows_name(time)), PERIOD),
        *(
            alias(_missing(draft, branch, t) if t == time else exp.null(), _value_name(number, t))
            for number, branch, t in _parts(draft)
        ),
    ).from_(table(windows_name(time)), copy=False)
    return (
        source.join(table("combinations"), join_type="cross", copy=False)
        if draft.plan.dimensions
        else source
    )


def _missing(draft: Draft, branch: Branch, time: Time) -> exp.Expr:
    """Zero or empty; of a period whose rows are all too young it is not known to be none."""
    if branch.metric.missing != "zero":
        return exp.null()
    if branch.cutoff is None:
        return exp.Literal.number(0)
    old_enough = exp.LT(
        this=column("starts", windows_name(time)), expression=draft.bind(branch.cutoff)
    )
    return exp.Case(ifs=[exp.If(this=old_enough, true=exp.Literal.number(0))])


def _values(draft: Draft, formula: Formula) -> Iterator[tuple[str, exp.Expr]]:
    now = _evaluate(formula, "current")
    yield "", now
    if not draft.plan.query.compare_to:
        return
    then = _evaluate(formula, "previous") if draft.plan.compared else double(exp.null())
    change = exp.Sub(this=_wrapped(now), expression=_wrapped(then))
    yield "__previous", then
    yield "__change", change
    yield "__change_ratio", _ratio(change.copy(), exp.Abs(this=then.copy()))


def _evaluate(formula: Formula, time: Time) -> exp.Expr:
    match formula:
        case Leaf(branch):
            return column(_value_name(branch, time))
        case Quotient(numerator, denominator, scale):
            value = _ratio(_evaluate(numerator, time), _evaluate(denominator, time))
            return (
                exp.Mul(this=exp.Literal.number(scale), expression=value) if scale != 1 else value
            )
        case Arithmetic(expression, parts):
            values = {name: _evaluate(part, time) for name, part in parts}
            return _substituted(expression.tree.copy(), values)


def _substituted(tree: exp.Expr, values: dict[str, exp.Expr]) -> exp.Expr:
    if isinstance(tree, exp.Column):
        return values[tree.name]
    for node in list(tree.find_all(exp.Column)):
        node.replace(_wrapped(values[node.name].copy()))
    return exp.Paren(this=tree)


def _ratio(numerator: exp.Expr, denominator: exp.Expr) -> exp.Expr:
    below = exp.Nullif(this=double(denominator), expression=exp.Literal.number(0))
    return exp.Div(this=double(numerator), expression=below)


def _wrapped(value: exp.Expr) -> exp.Expr:
    return value.copy() if isinstance(value, exp.Column) else exp.Paren(this=value.copy())


def _having(draft: Draft, having: Having) -> exp.Expr:
    value = column(having.metric)
    bound = [draft.bind(v) for v in having.values]
    match having.op:
        case "between":
            return exp.Between(this=value, low=bound[0], high=bound[1])
        case "in" | "not_in":
            within = exp.In(this=value, expressions=bound)
            return within if having.op == "in" else exp.Not(this=within)
        case "is_null" | "not_null":
            empty = exp.Is(this=value, expression=exp.null())
            return empty if having.op == "is_null" else exp.Not(this=empty)
        case _:
            return COMPARISONS[having.op](this=value, expression=bound[0])


def _order(plan: Plan) -> tuple[OrderBy, ...]:
    """What was asked for, made total by the dimensions; else time in order, or largest first."""
    names = [d.name for d in plan.dimensions]
    asked = plan.query.order_by
    if plan.query.grain:
        natural = [OrderBy(plan.query.grain, "asc"), *(OrderBy(n, "asc") for n in names)]
    elif names:
        natural = [OrderBy(plan.outputs[0].metric.name), *(OrderBy(n, "asc") for n in names)]
    else:
        natural = []
    taken = {o.by for o in asked}
    return (*asked, *(o for o in natural if o.by not in taken))


def _union_all(queries: list[exp.Select]) -> exp.Query:
    whole: exp.Query = queries[0]
    for query in queries[1:]:
        whole = exp.Union(this=whole, expression=query, distinct=False)
    return whole


def _periods(rows: list[exp.Tuple]) -> exp.Select:
    columns = [exp.Identifier(this=n, quoted=True) for n in (PERIOD, "starts", "ends")]
    alias_ = exp.TableAlias(this=exp.Identifier(this="days", quoted=True), columns=columns)
    values = exp.Values(expressions=rows, alias=alias_)
    return select(*(column(n.name) for n in columns)).from_(values, copy=False)


def _subquery(query: exp.Query) -> exp.Subquery:
    return exp.Subquery(
        this=query, alias=exp.TableAlias(this=exp.to_identifier("parts", quoted=True))
    )
