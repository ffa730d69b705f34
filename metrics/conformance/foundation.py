"""A query in the words of the foundation: expressions over ``dataset.field``, read into ours.

A measure is the governed metric that is defined so; a field is the dimension over that column.
What stands at the wrong level is refused with the foundation's code before any name is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from metrics.catalog import Catalog
from metrics.errors import NameNotFoundError, UnsafeQueryError, near_names
from metrics.model import Dimension, Metric, Simple
from metrics.planner import reachable_datasets
from metrics.query import Filter, FilterOperator, Having, MetricQuery, OrderBy, Value

RESERVED = frozenset({"grain", "filter", "query_filter"})
_COMPARISONS: dict[type[exp.Expr], FilterOperator] = {
    exp.EQ: "in",
    exp.NEQ: "not_in",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}
_AGGREGATIONS: dict[type[exp.Expr], str] = {
    exp.Sum: "sum",
    exp.Avg: "average",
    exp.Min: "min",
    exp.Max: "max",
}


@dataclass(frozen=True, slots=True)
class FoundationQuery:
    """Fields alone list rows; dimensions and measures aggregate. Conditions of a list all hold.

    ``deferred`` are keys that the foundation puts off to a later version.
    """

    dimensions: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    fields: tuple[str, ...] | None = None
    where: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    deferred: tuple[str, ...] = ()


def read_query(query: FoundationQuery, catalog: Catalog) -> MetricQuery:
    """The same as a :class:`MetricQuery`, over all time.

    Raises:
        QueryError: with the foundation's code for what has no safe meaning.
    """
    _check_shape(query)
    for text in query.where:
        _check_where(_parsed(text))
    for text in query.having:
        _check_having(_parsed(text))
    if query.fields is not None:
        raise _rows_refused(query.fields, catalog)
    dimensions = tuple(_dimension(_parsed(text), catalog).name for text in query.dimensions)
    measures = tuple(
        _metric(_parsed(text), catalog, split=bool(dimensions)) for text in query.measures
    )
    return MetricQuery(
        metrics=tuple(metric.name for metric in measures),
        dimensions=dimensions,
        filters=tuple(_filter(_parsed(text), catalog) for text in query.where),
        having=tuple(_having(_parsed(text), catalog) for text in query.having),
        order_by=tuple(_order(text, catalog) for text in query.order_by),
        limit=query.limit,
    )


def _check_shape(query: FoundationQuery) -> None:
    if query.deferred:
        raise _refused(
            f'"{query.deferred[0]}" is put off to a later version.', "E_DEFERRED_KEY_REJECTED"
        )
    aggregates = bool(query.dimensions or query.measures)
    if query.fields is not None and aggregates:
        raise _refused("A query lists rows or aggregates them, not both.", "E_MIXED_QUERY_SHAPE")
    if query.fields == ():
        raise _refused("No field is asked for.", "E_EMPTY_SCALAR_QUERY")
    if query.fields is None and not query.measures:
        raise _refused("No measure is asked for.", "E_EMPTY_AGGREGATION_QUERY")


def _check_where(tree: exp.Expr) -> None:
    if tree.find(exp.Window):
        raise _refused("A window function stands in a row's condition.", "E_WINDOW_IN_WHERE")
    if tree.find(exp.AggFunc):
        mixed = any(not part.find(exp.AggFunc) for part in _parts(tree))
        code = "E_MIXED_PREDICATE_LEVEL" if mixed else "E_AGGREGATE_IN_WHERE"
        raise _refused("An aggregate stands in a row's condition.", code)


def _check_having(tree: exp.Expr) -> None:
    if not tree.find(exp.AggFunc):
        raise _refused("A condition on the result has no aggregate.", "E_NON_AGGREGATE_IN_HAVING")
    if any(not part.find(exp.AggFunc) for part in _parts(tree)):
        raise _refused("A condition mixes rows and aggregates.", "E_MIXED_PREDICATE_LEVEL")


def _parts(tree: exp.Expr) -> list[exp.Expr]:
    """The conditions that AND and OR join."""
    tree = tree.unnest()
    if isinstance(tree, exp.Connector):
        return [*_parts(tree.this), *_parts(tree.expression)]
    return [tree]


def _rows_refused(fields: tuple[str, ...], catalog: Catalog) -> UnsafeQueryError:
    """Why these rows are not listed: a fan-out, an aggregate, or that rows are never listed."""
    trees = [_parsed(text) for text in fields]
    if any(tree.find(exp.AggFunc) for tree in trees):
        return _refused("An aggregate stands among fields.", "E_AGGREGATE_IN_SCALAR_QUERY")
    homes = {_dimension(tree, catalog).dataset for tree in trees}
    if not any(homes <= reachable_datasets(home, catalog) for home in homes):
        return _refused(
            "Rows of one field would repeat those of another.", "E_FAN_OUT_IN_SCALAR_QUERY"
        )
    return _refused("Rows are not listed, only governed numbers.", "E_SCALAR_QUERY")


def _metric(tree: exp.Expr, catalog: Catalog, *, split: bool) -> Metric:
    """The governed metric that is defined as this aggregate."""
    named = tree.this if isinstance(tree, exp.Alias) else tree
    if isinstance(tree, exp.Alias) and tree.alias.casefold() in RESERVED:
        raise _refused(f'"{tree.alias}" is a reserved name.', "E_RESERVED_NAME")
    aggregates = list(named.find_all(exp.AggFunc))
    if not aggregates:
        code = "E_UNAGGREGATED_FINER_GRAIN_REFERENCE" if split else "E_AMBIGUOUS_MEASURE_GRAIN"
        raise _refused("A measure aggregates nothing.", code)
    if len(aggregates) > 1:
        raise _refused("An aggregate stands in another.", "E_NESTED_AGGREGATION_DEFERRED")
    wanted = _measured(named, catalog)
    for metric in catalog.metrics.values():
        spec = metric.type
        if isinstance(spec, Simple) and _key(spec) == wanted:
            return metric
    raise _unknown(named, catalog)


def _measured(tree: exp.Expr, catalog: Catalog) -> tuple[str, str, str]:
    """Dataset, aggregation and column of a plain aggregate."""
    inner = tree.this
    if isinstance(tree, exp.Count):
        if isinstance(inner, exp.Distinct):
            found = inner.expressions[0]
            return found.table, "count_distinct", found.name
        if isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
            return inner.table, "count", ""
        raise _unknown(tree, catalog)
    if not isinstance(inner, exp.Column) or type(tree) not in _AGGREGATIONS:
        raise _unknown(tree, catalog)
    return inner.table, _AGGREGATIONS[type(tree)], inner.name


def _key(spec: Simple) -> tuple[str, str, str]:
    measure = spec.measure
    return (
        measure.dataset,
        measure.aggregation,
        measure.expression.text if measure.expression else "",
    )


def _dimension(tree: exp.Expr, catalog: Catalog) -> Dimension:
    if isinstance(tree, exp.Column):
        for dimension in catalog.dimensions.values():
            if (dimension.dataset, dimension.expression.text) == (tree.table, tree.name):
                return dimension
    raise _unknown(tree, catalog)


def _filter(tree: exp.Expr, catalog: Catalog) -> Filter:
    if isinstance(tree, exp.In):
        values = tuple(_value(e) for e in tree.expressions)
        return Filter(_dimension(tree.this, catalog).name, "in", values)
    if type(tree) not in _COMPARISONS:
        raise _refused(f"`{tree.sql()}` is not a plain condition.", "E_EXPRESSION")
    return Filter(
        _dimension(tree.this, catalog).name, _COMPARISONS[type(tree)], (_value(tree.expression),)
    )


def _having(tree: exp.Expr, catalog: Catalog) -> Having:
    metric = _metric(tree.this, catalog, split=True)
    return Having(metric.name, _COMPARISONS[type(tree)], (_value(tree.expression),))


def _order(text: str, catalog: Catalog) -> OrderBy:
    """``expression``, ascending, or ``expression DESC``."""
    down = text.endswith(" DESC")
    tree = _parsed(text.removesuffix(" DESC"))
    named = (
        _metric(tree, catalog, split=True) if tree.find(exp.AggFunc) else _dimension(tree, catalog)
    )
    return OrderBy(named.name, "desc" if down else "asc")


def _value(tree: exp.Expr) -> Value:
    literal = tree.this
    if not isinstance(tree, exp.Literal):
        raise _refused(f"`{tree.sql()}` is not a plain value.", "E_EXPRESSION")
    return str(literal) if tree.is_string else float(literal) if "." in literal else int(literal)


def _parsed(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, read="duckdb")


def _unknown(tree: exp.Expr, catalog: Catalog) -> NameNotFoundError:
    known: Iterable[str] = [*catalog.dimensions, *catalog.metrics]
    names = [column.name for column in tree.find_all(exp.Column)]
    return NameNotFoundError(
        f"`{tree.sql()}` is nothing that is defined.", near=near_names(" ".join(names), known)
    )


def _refused(message: str, code: str) -> UnsafeQueryError:
    return UnsafeQueryError(message, code=code)
