"""Measures of dbt's semantic models, as aggregates of their rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from metrics.interchange.aggregates import read_aggregate
from metrics.interchange.dbt_models_in import DIALECT, DbtModel
from metrics.interchange.foreign import ForeignDataset, Leaf, UnreadableError
from metrics.interchange.records import Record
from metrics.interchange.scope import Scope, conjuncts, parsed, said_to_be_there, together

_FUNCTIONS = {
    "sum": "SUM({})",
    "min": "MIN({})",
    "max": "MAX({})",
    "average": "AVG({})",
    "avg": "AVG({})",
    "count": "COUNT({})",
    "count_distinct": "COUNT(DISTINCT {})",
    "sum_boolean": "SUM(CASE WHEN {} THEN 1 END)",
    "median": "MEDIAN({})",
    "percentile": "MEDIAN({})",
}


def leaf_of(measure: Record, model: DbtModel, conditions: Sequence[exp.Expr]) -> Leaf:
    """The measure over the rows that pass all conditions.

    Raises:
        UnreadableError: it has no exact counterpart.
    """
    kind = measure.text("agg").casefold()
    if kind not in _FUNCTIONS:
        raise UnreadableError(f'its aggregation "{kind}" is not known here')
    expr = measure.text("expr") or measure.name
    time = measure.text("agg_time_dimension") or model.default_time
    day = _column_of(time, model.dataset)
    rows = _rows(model.dataset)
    scope = Scope({rows.name: rows}, frozenset(), measure.assume, home=rows, day=day)
    parsed(expr, DIALECT)  # one expression by itself, whatever stands around it
    leaf = read_aggregate(parsed(_FUNCTIONS[kind].format(expr), DIALECT), scope)
    if kind == "percentile":
        leaf = _percentile(leaf, measure)
    kept = [c for c in conditions if not day or said_to_be_there(c) != exp.column(day)]
    where = together([*conjuncts(leaf.where), *kept])
    return replace(leaf, where=where, last_only=_last_only(measure, time))


def _column_of(time: str, dataset: ForeignDataset) -> str:
    """The column that dates rows; empty where it is worked out, which only one day can be.

    Empty too where the rows have no day at all: they are counted as they are now.
    """
    if not time and not any(field.is_time for field in dataset.fields):
        return ""
    field = dataset.field_of(time) if time else None
    if field is None:
        raise UnreadableError(f'there is no time dimension "{time}"' if time else "it has no day")
    if not field.column and field.name != dataset.time:
        raise UnreadableError(f'its day "{time}" is worked out, and the rows go by another')
    return field.column


def _rows(dataset: ForeignDataset) -> ForeignDataset:
    """The dataset by its columns: measures read those, whatever dimensions are called."""
    days = (f for f in dataset.fields if f.is_time and f.column)
    return replace(dataset, fields=tuple(replace(f, name=f.column) for f in days))


def _percentile(leaf: Leaf, measure: Record) -> Leaf:
    params = measure.record("agg_params")
    share = params.number("percentile") if params else None
    if params is None or share is None or not 0 < share < 1:
        raise UnreadableError("its percentile does not lie between 0 and 1")
    if params.flag("use_approximate_percentile"):
        params.assume("it is approximate there, exact here")
    discrete = params.flag("use_discrete_percentile") is True
    return replace(leaf, aggregation="percentile", percentile=share, discrete=discrete)


def _last_only(measure: Record, time: str) -> bool:
    """Whether only the rows of a period's last day count."""
    over = measure.record("non_additive_dimension")
    if over is None:
        return False
    choice = (over.text("window_choice") or over.text("window_agg") or "min").casefold()
    groups: Callable[[str], object] = over.raw
    if choice != "max" or groups("window_groupings") or groups("group_by"):
        raise UnreadableError("it takes the first day, or a last one for each group")
    if over.name != time:
        raise UnreadableError(f'it takes the last "{over.name}", and is dated by "{time}"')
    return True
