"""The SQL under way, and the small pieces that every pass builds with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from sqlglot import exp

from metrics.model import Dataset, Expression
from metrics.planner import Hop, Plan, RoutedDimension, RoutedFilter
from metrics.query import Value

PERIOD = "period"
Time = Literal["current", "previous"]


class Draft:
    """What the passes write into: named subqueries in order, then the final SELECT."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.ctes: dict[str, exp.Query] = {}
        self.parameters: dict[str, Value] = {}
        self.select = exp.Select()

    def bind(self, value: Value) -> exp.Expression:
        """A placeholder for ``value``; equal values share one."""
        for name, known in self.parameters.items():
            if known == value and type(known) is type(value):
                return exp.Placeholder(this=name)
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return exp.Placeholder(this=name)

    def statement(self) -> exp.Select:
        """The whole SELECT with its subqueries."""
        select = self.select
        for name, query in self.ctes.items():
            select = select.with_(exp.to_identifier(name, quoted=True), as_=query, copy=False)
        return select

    @property
    def times(self) -> tuple[Time, ...]:
        """``current``, and ``previous`` where the query compares."""
        return ("current", "previous") if self.plan.query.compare_to else ("current",)


def column(name: str, table: str = "") -> exp.Column:
    """A quoted column."""
    return exp.column(
        exp.to_identifier(name, quoted=True),
        table=exp.to_identifier(table, quoted=True) if table else None,
    )


def alias(expression: exp.Expression, name: str) -> exp.Expression:
    """``expression AS "name"``."""
    return exp.alias_(expression, exp.to_identifier(name, quoted=True))


def table(name: str, as_: str = "") -> exp.Table:
    """A quoted table, ``schema.table`` allowed."""
    parts = [exp.to_identifier(part, quoted=True) for part in name.split(".")]
    named = exp.Table(this=parts[-1], db=parts[-2] if len(parts) > 1 else None)
    if as_:
        named.set("alias", exp.TableAlias(this=exp.to_identifier(as_, quoted=True)))
    return named


def dataset_name(dataset: Dataset) -> str:
    """What a dataset's rows are read from: its own table, or the subquery made of its query."""
    return dataset.source or f"{dataset.name}_rows"


def qualified(expression: Expression, dataset: str) -> exp.Expression:
    """A definition's expression with every column read from the dataset of that name."""
    tree = expression.tree.copy()
    if isinstance(tree, exp.Column):
        return column(tree.name, dataset)
    for node in list(tree.find_all(exp.Column)):
        node.replace(column(node.name, dataset))
    return exp.paren(tree) if isinstance(tree, exp.Connector) else tree


def dimension_value(routed: RoutedDimension) -> exp.Expression:
    """A dimension's expression over the alias of the dataset that it is defined on."""
    return qualified(routed.dimension.expression, routed.dimension.dataset)


def condition(draft: Draft, routed: RoutedFilter) -> exp.Expression:
    """A filter as SQL. What is excluded by name leaves rows without a value in (Ossie S1)."""
    value = dimension_value(routed.routed)
    operator = routed.filter.op
    bound = [draft.bind(v) for v in routed.filter.values]
    match operator:
        case "in":
            return exp.In(this=value, expressions=bound)
        case "not_in":
            left_out = exp.not_(exp.In(this=value, expressions=bound))
            return exp.paren(exp.or_(left_out, exp.Is(this=value.copy(), expression=exp.null())))
        case "between":
            return exp.Between(this=value, low=bound[0], high=bound[1])
        case "is_null":
            return exp.Is(this=value, expression=exp.null())
        case "not_null":
            return exp.not_(exp.Is(this=value, expression=exp.null()))
        case _:
            return COMPARISONS[operator](this=value, expression=bound[0])


COMPARISONS: dict[str, type[exp.Binary]] = {
    ">": exp.GT,
    ">=": exp.GTE,
    "<": exp.LT,
    "<=": exp.LTE,
}


def hops(routed: Iterable[RoutedDimension]) -> list[Hop]:
    """The joins that some dimensions need, each once, in an order that works."""
    needed: list[Hop] = []
    for one in routed:
        needed += [hop for hop in one.hops if hop not in needed]
    return needed


def join_condition(hop: Hop) -> exp.Expression:
    """Own columns equal the target's key."""
    return exp.and_(
        *(
            exp.EQ(this=column(own, hop.source.name), expression=column(other, hop.target.name))
            for own, other in hop.join.on
        )
    )


def written_out(value: Value) -> exp.Expression:
    """A value as SQL text for people."""
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.convert(value)
