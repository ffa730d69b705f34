"""Which rows enter and leave a number when its definition changes, and by which condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlglot import exp

from metrics.compiler.draft import alias, both, column, or_null, qualified, rows_table, select
from metrics.compiler.statement import Statement
from metrics.model import Balance, Dataset, Exposure, Expression, Metric, Simple, Snapshot
from metrics.query import TimeRange

BEFORE, NOW = "before", "now"


@dataclass(frozen=True, slots=True)
class CountedRows:
    """One side: a leaf metric, the dataset it reads, and from which day on rows are too young."""

    metric: Metric
    dataset: Dataset
    cutoff: date | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows moved: one column of the statement has their number."""

    direction: Literal["entered", "left"]
    words: str


@dataclass(frozen=True, slots=True)
class Moves:
    """``statement`` gives ``entered, left, stayed``, then a number for each of ``reasons``."""

    statement: Statement
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Condition:
    """What a row must fulfil to be counted; ``fails`` says that it does not."""

    fails: str
    tree: exp.Expr


def compile_moves(
    before: CountedRows, now: CountedRows, days: TimeRange, dialect: str = "duckdb"
) -> Moves | None:
    """The rows counted in ``days`` by one side and not by the other, found by their key.

    A row that fails several conditions has several reasons. None: the two count rows that cannot
    be held against each other, since their keys differ or one counts in another way.
    """
    was, becomes = _conditions(before), _conditions(now)
    if before.dataset.key != now.dataset.key or was is None or becomes is None:
        return None
    pairs = [exp.EQ(this=column(k, BEFORE), expression=column(k, NOW)) for k in now.dataset.key]
    entered = both(_counted(NOW, becomes), exp.Not(this=_counted(BEFORE, was)))
    left = both(_counted(BEFORE, was), exp.Not(this=_counted(NOW, becomes)))
    stayed = both(_counted(NOW, becomes), _counted(BEFORE, was))
    told = [
        *_told(
            "entered", entered, BEFORE, was, f"they are no rows of {before.dataset.label.lower()}"
        ),
        *_told("left", left, NOW, becomes, f"they are no rows of {now.dataset.label.lower()}"),
    ]
    sums = [_rows(c) for c in (entered, left, stayed, *(tree for _, tree in told))]
    query = (
        select(*(alias(total, f"n{number}") for number, total in enumerate(sums)))
        .from_(_side(before, was).subquery(exp.to_identifier(BEFORE, quoted=True)))
        .join(
            _side(now, becomes).subquery(exp.to_identifier(NOW, quoted=True)),
            on=both(*pairs),
            join_type="full",
        )
    )
    used = {str(p.this) for p in query.find_all(exp.Placeholder)}
    values = {"starts": days.start, "ends": days.end}
    bound = {name: day for name, day in values.items() if name in used and day is not None}
    sql = query.sql(dialect=dialect)
    return Moves(Statement(sql, bound), tuple(reason for reason, _ in told))


def _conditions(counted: CountedRows) -> list[_Condition] | None:
    """What rows must fulfil, each alone; None for a metric that does not count single rows."""
    name, spec = counted.dataset.name, counted.metric.type
    match spec:
        case Simple(measure=measure, time=time):
            return [*_timely(counted, time), *_parts(measure.where, name)]
        case Balance(measure=measure, opens=opens, closes=closes, at=at):
            edge = _end(counted) if at == "end" else _bound("starts")
            day = exp.LT(this=column(opens, name), expression=edge)
            still: exp.Expr = exp.GTE(this=column(closes, name), expression=edge.copy())
            where, ended = measure.where, f"{closes} is before it"
        case Exposure(opens=opens, closes=closes, where=where):
            day = exp.LT(this=column(opens, name), expression=_end(counted))
            later = exp.Greatest(this=_bound("starts"), expressions=[column(opens, name)])
            still = exp.GT(this=column(closes, name), expression=later)
            ended = f"{closes} is not after the start and {opens}"
        case Snapshot(measure=measure, time=time):
            return [_last(counted, time, spec.carry_days), *_parts(measure.where, name)]
        case _:
            return None
    spell = [
        _Condition(f"{opens} is not before the end", day),
        _Condition(ended, or_null(still, column(closes, name))),
    ]
    return [*spell, *_parts(where, name)]


def _timely(counted: CountedRows, time: str) -> Iterator[_Condition]:
    day = column(time, counted.dataset.name)
    after = exp.GTE(this=day, expression=_bound("starts"))
    within = both(after, exp.LT(this=day.copy(), expression=_bound("ends")))
    yield _Condition(f"{time} does not lie in these days", within)
    if counted.cutoff is not None:
        old = exp.LT(this=day.copy(), expression=_day(counted.cutoff))
        yield _Condition("they are too young to count", old)


def _last(counted: CountedRows, time: str, carry_days: int) -> _Condition:
    """Of the last snapshot before the end, if it is not too old."""
    name = counted.dataset.name
    day = exp.cast(column(time, name), "DATE")
    ends = _end(counted)
    age = exp.DateDiff(this=ends, expression=day, unit=exp.var("DAY"))
    taken = (
        select(exp.Max(this=day.copy()))
        .from_(rows_table(counted.dataset))
        .where(
            exp.LT(this=day.copy(), expression=ends.copy()),
            exp.LTE(this=age, expression=exp.Literal.number(carry_days + 1)),
        )
    )
    same = exp.EQ(this=day.copy(), expression=taken.subquery())
    return _Condition(f"{time} is not that of the last snapshot", same)


def _parts(where: Expression | None, dataset: str) -> Iterator[_Condition]:
    """The parts of a condition that AND joins."""
    if where is None:
        return
    whole = where.tree.unnest()
    parts = list(whole.flatten()) if isinstance(whole, exp.And) else [whole]
    for part in parts:
        text = part.sql("duckdb")
        yield _Condition(
            f"{text} is not true", qualified(Expression(text, frozenset(), part), dataset)
        )


def _side(counted: CountedRows, conditions: list[_Condition]) -> exp.Select:
    """Every row of one side by its key, and which conditions it fulfils."""
    dataset = counted.dataset
    return select(
        *(column(name, dataset.name) for name in dataset.key),
        alias(exp.true(), "is_there"),
        *(
            alias(exp.Coalesce(this=c.tree.copy(), expressions=[exp.false()]), f"c{number}")
            for number, c in enumerate(conditions)
        ),
    ).from_(rows_table(dataset))


def _counted(side: str, conditions: list[_Condition]) -> exp.Expr:
    """Whether a row is there and fulfils all."""
    flags = [column("is_there", side), *(column(f"c{n}", side) for n in range(len(conditions)))]
    return exp.Coalesce(this=exp.Paren(this=both(*flags)), expressions=[exp.false()])


def _told(
    direction: Literal["entered", "left"],
    moved: exp.Expr,
    other: str,
    conditions: list[_Condition],
    absent: str,
) -> Iterator[tuple[Reason, exp.Expr]]:
    """Why rows moved: what the other side lacks or asks for."""
    there = column("is_there", other)
    lacks = exp.Is(this=there, expression=exp.null())
    yield Reason(direction, absent), both(moved.copy(), lacks)
    for number, condition in enumerate(conditions):
        failed = exp.Not(
            this=exp.Coalesce(this=column(f"c{number}", other), expressions=[exp.true()])
        )
        yield Reason(direction, condition.fails), both(moved.copy(), failed)


def _rows(condition: exp.Expr) -> exp.Expr:
    counted = exp.Case(
        ifs=[exp.If(this=condition.copy(), true=exp.Literal.number(1))],
        default=exp.Literal.number(0),
    )
    return exp.Coalesce(this=exp.Sum(this=counted), expressions=[exp.Literal.number(0)])


def _bound(name: str) -> exp.Placeholder:
    return exp.Placeholder(this=name)


def _end(counted: CountedRows) -> exp.Expr:
    """The day before which states and spells are read: what is too young is not known yet."""
    if counted.cutoff is None:
        return _bound("ends")
    return exp.Least(this=_bound("ends"), expressions=[_day(counted.cutoff)])


def _day(day: date) -> exp.Cast:
    return exp.cast(exp.Literal.string(day.isoformat()), "DATE")
