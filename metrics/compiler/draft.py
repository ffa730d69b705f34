"""The SQL under way, and the small pieces that every pass builds with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from textwrap import indent
from typing import Literal

from sqlglot import exp

from metrics.compiler.dialects import text_of
from metrics.compiler.statement import Bound
from metrics.model import Dataset, Dimension, Expression, table_parts
from metrics.planner import Branch, Bridge, Hop, Plan, RoutedDimension, RoutedFilter, Window

PERIOD = "__period"
Time = Literal["current", "previous"]


@dataclass(frozen=True, slots=True)
class Scan:
    """Branches over the same rows at one time, by their number in the plan, read once."""

    name: str
    time: Time
    branches: tuple[tuple[int, Branch], ...]

    @property
    def branch(self) -> Branch:
        """The first branch: all read the same rows."""
        return self.branches[0][1]

    @property
    def columns(self) -> list[tuple[str, Branch]]:
        """The column of each branch's value."""
        return [(value_column(number, self.time), branch) for number, branch in self.branches]


def value_column(branch: int, time: Time) -> str:
    """The name of a branch's value; branches count from 0."""
    return f"__value_{branch + 1}" + ("" if time == "current" else "_before")


class Draft:
    """What the passes write into: named subqueries in order, then the final SELECT."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.ctes: dict[str, exp.Query | str] = {}
        self.parameters: dict[str, Bound] = {}
        self._bound: dict[tuple[type, Bound], str] = {}
        self.scans: tuple[Scan, ...] = ()
        self.windows: dict[tuple[Window, ...], str] = {}
        self.taken: dict[tuple[object, ...], str] = {}
        self._once: dict[Hashable, str] = {}
        self.select = exp.Select()
        self.tail: list[str] = []
        datasets = [dataset for branch in plan.branches for dataset in branch.datasets]
        self._taken = frozenset(
            name.casefold()
            for dataset in datasets
            for name in (dataset.name, *(t.split(".")[-1] for t in dataset.tables))
        )

    def named(self, name: str) -> str:
        """``name`` for a subquery or alias, unlike any table and dataset that the plan reads."""
        while name.casefold() in self._taken:
            name += "_"
        return name

    def write(self, name: str, query: exp.Query | str) -> None:
        """A named subquery, after those written before."""
        self.ctes[self.named(name)] = query

    def once(self, key: Hashable, prefix: str, make: Callable[[], exp.Query]) -> str:
        """The name of the subquery of this key, which is made and written when first needed."""
        if key not in self._once:
            name = f"{prefix}_{len(self._once) + 1}"
            self.write(name, make())
            self._once[key] = self.named(name)
        return self._once[key]

    def bind(self, value: Bound) -> exp.Expr:
        """A placeholder for ``value``; equal values share one."""
        key = (type(value), value)
        if key in self._bound:
            return exp.Placeholder(this=self._bound[key])
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        self._bound[key] = name
        return exp.Placeholder(this=name)

    def text(self) -> str:
        """The whole SELECT with its subqueries, its order and its limit."""
        ctes = ",\n".join(_named_text(name, query) for name, query in self.ctes.items())
        return "\n".join([f"WITH {ctes}", text_of(self.select), *self.tail])


def column(name: str, table: str = "") -> exp.Column:
    """A quoted column."""
    return exp.Column(
        this=exp.Identifier(this=name, quoted=True),
        table=exp.Identifier(this=table, quoted=True) if table else None,
    )


def alias(expression: exp.Expr, name: str) -> exp.Expr:
    """``expression AS "name"``."""
    return exp.Alias(this=expression, alias=exp.Identifier(this=name, quoted=True))


def select(*expressions: exp.Expr) -> exp.Select:
    """A SELECT of expressions that nobody else holds (sqlglot's own builder copies them)."""
    return exp.Select(expressions=list(expressions))


def join(source: exp.Select, target: exp.Expr, on: exp.Expr | None, side: str = "") -> exp.Select:
    """The source with one more join; without ``on``, each row with each."""
    kind = "CROSS" if on is None else ""
    source.append("joins", exp.Join(this=target, on=on, side=side, kind=kind))
    return source


def double(value: exp.Expr) -> exp.Cast:
    """``CAST(value AS DOUBLE)``."""
    return exp.Cast(this=value, to=exp.DataType(this=exp.DataType.Type.DOUBLE))


def as_day(moment: exp.Expr) -> exp.Cast:
    """The day of a moment, whatever its hour."""
    return exp.Cast(this=moment, to=exp.DataType(this=exp.DataType.Type.DATE))


def table(name: str, as_: str = "") -> exp.Table:
    """A quoted table, ``schema.table`` allowed."""
    parts = [exp.to_identifier(part, quoted=True) for part in table_parts(name)]
    named = exp.Table(this=parts[-1], db=parts[-2] if len(parts) > 1 else None)
    if as_:
        named.set("alias", exp.TableAlias(this=exp.to_identifier(as_, quoted=True)))
    return named


def subquery(query: exp.Expr, name: str) -> exp.Subquery:
    """A query in place of a table, under a quoted name."""
    named = exp.TableAlias(this=exp.Identifier(this=name, quoted=True))
    return exp.Subquery(this=query, alias=named)


def rows_of(draft: Draft, dataset: Dataset) -> str:
    """What a dataset's rows are read from: its own table, or the subquery made of its query."""
    return dataset.source or draft.named(f"{dataset.name}_rows")


def rows_table(dataset: Dataset) -> exp.Expr:
    """A dataset's rows under its own name, its query written in place."""
    if dataset.query is None:
        return table(dataset.source, dataset.name)
    return subquery(dataset.query.tree.copy(), dataset.name)


def qualified(expression: Expression, dataset: str) -> exp.Expr:
    """A definition's expression with every column read from the dataset of that name."""
    tree = expression.tree.copy()
    if isinstance(tree, exp.Column):
        return column(tree.name, dataset)
    for node in list(tree.find_all(exp.Column)):
        node.replace(column(node.name, dataset))
    binds_loosely = isinstance(tree, exp.Binary | exp.Predicate | exp.Not | exp.Neg)
    return exp.Paren(this=tree) if binds_loosely else tree


def dimension_value(dimension: Dimension) -> exp.Expr:
    """A dimension's expression over the alias of the dataset that it is defined on.

    Days are cut out of what has an hour too, which no day would ever equal.
    """
    value = qualified(dimension.expression, dimension.dataset)
    return exp.cast(value, "DATE") if dimension.data_type == "date" else value


def condition(draft: Draft, routed: RoutedFilter) -> exp.Expr:
    """A filter as SQL. What is excluded by name leaves rows without a value in (Ossie S1)."""
    value = dimension_value(routed.routed.dimension)
    operator = routed.filter.op
    bound = [draft.bind(v) for v in routed.filter.values]
    match operator:
        case "in":
            return exp.In(this=value, expressions=bound)
        case "not_in":
            left_out = exp.Not(this=exp.In(this=value, expressions=bound))
            return or_null(left_out, value.copy())
        case "between":
            return exp.Between(this=value, low=bound[0], high=bound[1])
        case "is_null":
            return exp.Is(this=value, expression=exp.null())
        case "not_null":
            return exp.Not(this=exp.Is(this=value, expression=exp.null()))
        case _:
            return COMPARISONS[operator](this=value, expression=bound[0])


COMPARISONS: dict[str, type[exp.Binary]] = {
    ">": exp.GT,
    ">=": exp.GTE,
    "<": exp.LT,
    "<=": exp.LTE,
}


def hops(ways: Iterable[RoutedDimension | Bridge]) -> list[Hop]:
    """The joins that some ways need, each once, in an order that works."""
    needed: list[Hop] = []
    for one in ways:
        needed += [hop for hop in one.hops if hop not in needed]
    return needed


def join_condition(hop: Hop) -> exp.Expr:
    """Own columns equal the target's key."""
    return both(*join_condition_of(hop.join.on, hop.source.name, hop.target.name))


def join_condition_of(
    pairs: Iterable[tuple[str, str]], left: str, right: str
) -> Iterator[exp.Expr]:
    """Each pair of columns of two tables, equal."""
    for own, other in pairs:
        yield exp.EQ(this=column(own, left), expression=column(other, right))


def both(*conditions: exp.Expr) -> exp.Expr:
    """The conditions joined by AND."""
    return reduce(lambda left, right: exp.And(this=left, expression=right), conditions)


def or_null(condition: exp.Expr, value: exp.Expr) -> exp.Paren:
    """``(condition OR value IS NULL)``."""
    return exp.Paren(
        this=exp.Or(this=condition, expression=exp.Is(this=value, expression=exp.null()))
    )


def _named_text(name: str, query: exp.Query | str) -> str:
    text = query if isinstance(query, str) else text_of(query)
    return f'"{name}" AS (\n{indent(text, "  ")}\n)'
