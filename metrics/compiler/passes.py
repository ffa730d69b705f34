"""The passes that write the SQL, in order.

1. the rows of every dataset that is a query
2. scans: the leaf metrics over the same rows, by dimensions and period
3. the skeleton of a series: every combination that occurs, in every period
4. several scans stitched, NULL-safely, by UNION ALL and GROUP BY
5. the asked metrics as expressions of the branches; comparison; shares and ranks
6. conditions on the result, order, limit
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlglot import exp

from metrics.compiler.days import Days, branch_days
from metrics.compiler.dialects import query_text
from metrics.compiler.draft import (
    COMPARISONS,
    PERIOD,
    Draft,
    alias,
    column,
    join,
    rows_of,
    select,
    subquery,
    table,
)
from metrics.compiler.scans import scan_query, scans_of
from metrics.compiler.values import beside, missing, output_values
from metrics.planner import Frame, Plan
from metrics.query import Having, OrderBy


def write_dataset_rows(draft: Draft) -> None:
    """Every dataset that is a query becomes a named subquery."""
    for branch in draft.plan.branches:
        for dataset in branch.datasets:
            if dataset.query is not None:
                draft.ctes.setdefault(rows_of(draft, dataset), query_text(dataset.query))


def write_scans(draft: Draft) -> None:
    """One subquery a scan: all that is read of the same rows at one time."""
    if draft.plan.query.grain is not None:
        Days.of(draft, draft.plan.windows, Frame(), "current")
    draft.scans = tuple(scans_of(draft))
    for scan in draft.scans:
        draft.write(scan.name, scan_query(draft, scan))


def write_skeleton(draft: Draft) -> None:
    """Which combinations of the dimensions occur at all, in any scan of a series."""
    names = [d.name for d in draft.plan.dimensions]
    if names and draft.scans and draft.plan.query.grain is not None:
        found = [
            select(*(column(n) for n in names)).from_(_named(draft, scan.name), copy=False)
            for scan in draft.scans
        ]
        occurring = select(*(column(n) for n in names)).from_(
            subquery(_union_all(found), "parts"), copy=False
        )
        draft.write("combinations", occurring.distinct(copy=False))


def stitch(draft: Draft) -> None:
    """Scans and skeleton, one row a combination and period; a single scan is that by itself."""
    if len(draft.scans) == 1 and draft.plan.query.grain is None:
        return
    if not draft.scans:
        draft.write("stitched", _nothing(draft))
        return
    names = _keys(draft)
    values = [name for scan in draft.scans for name, _ in scan.columns]
    parts = list(_skeleton(draft)) if draft.plan.query.grain is not None else []
    for scan in draft.scans:
        own = {name for name, _ in scan.columns}
        parts.append(
            select(
                *(column(n) for n in names),
                *(column(v) if v in own else alias(exp.null(), v) for v in values),
            ).from_(_named(draft, scan.name), copy=False)
        )
    stitched = select(
        *(column(n) for n in names), *(alias(_only_one(v), v) for v in values)
    ).from_(subquery(_union_all(parts), "parts"), copy=False)
    if names:
        stitched.group_by(*(column(n) for n in names), copy=False)
    draft.write("stitched", stitched)


def _only_one(value: str) -> exp.Sum:
    """The value of the one part that has it; the others have none, the skeleton may have zero."""
    return exp.Sum(this=column(value))


def project(draft: Draft) -> None:
    """Dimensions, period and the asked metrics with their comparison, shares and ranks."""
    plan = draft.plan
    found: list[exp.Expr] = [column(d.name) for d in plan.dimensions]
    if plan.query.grain:
        found.append(alias(column(PERIOD), plan.query.grain))
    found += [
        alias(value, output.metric.name + suffix)
        for output in plan.outputs
        for suffix, value in output_values(draft, output)
    ]
    rows = "stitched" if draft.named("stitched") in draft.ctes else draft.scans[0].name
    draft.write("answer", select(*found).from_(_named(draft, rows), copy=False))
    extra = [
        alias(value, output.metric.name + suffix)
        for output in plan.outputs
        for suffix, value in beside(draft, output.metric.name)
    ]
    last = "answer"
    if extra:
        last = "compared_parts"
        draft.write(last, select(exp.Star(), *extra).from_(_named(draft, "answer"), copy=False))
    draft.select = select(*(column(c.name) for c in plan.columns)).from_(
        _named(draft, last), copy=False
    )


def arrange(draft: Draft) -> None:
    """Conditions on the result, a total order, the limit."""
    query = draft.plan.query
    for having in query.having:
        draft.select.where(_having(draft, having), copy=False)
    by = [f'"{order.by}" {order.direction.upper()} NULLS LAST' for order in _order(draft.plan)]
    if by:
        draft.tail.append(f"ORDER BY {', '.join(by)}")
    if query.limit is not None:
        draft.tail.append(f"LIMIT {query.limit:d}")


PASSES: tuple[Callable[[Draft], None], ...] = (
    write_dataset_rows,
    write_scans,
    write_skeleton,
    stitch,
    project,
    arrange,
)


def _keys(draft: Draft) -> list[str]:
    """What one row of the stitched branches is about."""
    names = [d.name for d in draft.plan.dimensions]
    return [*names, PERIOD] if draft.plan.query.grain is not None else names


def _skeleton(draft: Draft) -> Iterator[exp.Select]:
    """Every combination in every period, holding zero for the branches that are told there."""
    base = Days.of(draft, draft.plan.windows, Frame(), "current")
    told = {scan: branch_days(draft, scan.branch, scan.time) for scan in draft.scans}
    for windows, days in {base.windows: base, **{d.windows: d for d in told.values()}}.items():
        zeros = {
            name: missing(branch)
            for scan, own in told.items()
            for name, branch in scan.columns
            if own.windows == windows
        }
        yield _rows(draft, days, zeros)


def _rows(draft: Draft, days: Days, zeros: Mapping[str, exp.Expr | None]) -> exp.Select:
    values = [name for scan in draft.scans for name, _ in scan.columns]
    rows = select(
        *(column(d.name, draft.named("combinations")) for d in draft.plan.dimensions),
        alias(days.period, PERIOD),
        *(alias(zeros.get(name) or exp.null(), name) for name in values),
    )
    combinations = [draft.named("combinations")] if draft.plan.dimensions else []
    names = [name for name in (days.name, *combinations) if name]
    for place, name in enumerate(names):
        rows = join(rows, table(name), None) if place else rows.from_(table(name), copy=False)
    return rows


def _nothing(draft: Draft) -> exp.Select:
    """The keys where no scan is told: every period, one row in all, or no combination."""
    if draft.plan.query.grain is not None and not draft.plan.dimensions:
        return _rows(draft, Days.of(draft, draft.plan.windows, Frame(), "current"), {})
    names = _keys(draft)
    if not names:
        return select(exp.null())
    return select(*(alias(exp.null(), name) for name in names)).where(exp.false(), copy=False)


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


def _named(draft: Draft, name: str) -> exp.Table:
    """A subquery that was written under this name."""
    return table(draft.named(name))
