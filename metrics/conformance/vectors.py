"""The vectors, one row each: the model, the query, and the rows or the code that must come back.

Numbers are those of DATA_TESTS.md. Left out, with the reason in ADR 4, are those that the draft
contradicts itself on (T-004, T-005c, T-016, T-017, T-021, T-024) and those that it only names.
"""

from __future__ import annotations

from dataclasses import dataclass

from metrics.conformance.foundation import FoundationQuery as Query
from metrics.conformance.models import (
    AMBIGUOUS,
    BRIDGE,
    DEEP,
    EMPTY,
    NULL_KEY,
    NULL_REGION,
    ORPHAN,
    PRELUDE,
    Model,
)
from metrics.result import Cell

Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector: ``expected`` is the rows, in any order unless ``ordered``, or an error code."""

    name: str
    about: str
    model: Model
    query: Query
    expected: Rows | str
    ordered: bool = False


_REGION, _AMOUNT = ("customers.region",), ("SUM(orders.amount)",)
_BOTH = ("SUM(orders.amount)", "SUM(returns.amount)")


def _by_region(*measures: str, where: tuple[str, ...] = ()) -> Query:
    return Query(_REGION, measures, where=where)


VECTORS: tuple[Vector, ...] = (
    Vector(
        "T-001",
        "an orphan stays, in the bucket without a value; what has no facts does not appear",
        PRELUDE,
        _by_region(*_AMOUNT),
        (("EAST", 350), ("WEST", 75), (None, 30)),
    ),
    Vector(
        "T-002",
        "fields and dimensions in one query",
        PRELUDE,
        Query(_REGION, fields=("orders.status",)),
        "E_MIXED_QUERY_SHAPE",
    ),
    Vector(
        "T-005a",
        "a sum through a join",
        PRELUDE,
        _by_region(*_AMOUNT),
        (("EAST", 350), ("WEST", 75), (None, 30)),
    ),
    Vector(
        "T-005b",
        "an average through a join",
        PRELUDE,
        _by_region("AVG(orders.amount)"),
        (("EAST", 350 / 3), ("WEST", 75.0), (None, 30.0)),
    ),
    Vector(
        "T-005d",
        "least and greatest through a join",
        PRELUDE,
        _by_region("MIN(orders.amount)", "MAX(orders.amount)"),
        (("EAST", 50, 200), ("WEST", 75, 75), (None, 30, 30)),
    ),
    Vector(
        "T-005e",
        "a distinct count through a join",
        PRELUDE,
        _by_region("COUNT(DISTINCT orders.status)"),
        (("EAST", 2), ("WEST", 1), (None, 1)),
    ),
    Vector(
        "T-006",
        "a count of rows that meet a condition",
        PRELUDE,
        _by_region("COUNT(orders.*)", where=("orders.status = 'completed'",)),
        (("EAST", 2), ("WEST", 1), (None, 1)),
    ),
    Vector(
        "T-007",
        "an aggregate in a row's condition",
        PRELUDE,
        _by_region(*_AMOUNT, where=("SUM(orders.amount) > 5",)),
        "E_AGGREGATE_IN_WHERE",
    ),
    Vector(
        "T-008",
        "a row's condition on the result",
        PRELUDE,
        Query(_REGION, _AMOUNT, having=("orders.status = 'completed'",)),
        "E_NON_AGGREGATE_IN_HAVING",
    ),
    Vector(
        "T-009",
        "rows and aggregates in one condition",
        PRELUDE,
        _by_region(*_AMOUNT, where=("SUM(orders.amount) > 5 OR orders.status = 'completed'",)),
        "E_MIXED_PREDICATE_LEVEL",
    ),
    Vector(
        "T-011",
        "two facts keep each other's groups",
        PRELUDE,
        _by_region(*_BOTH),
        (("EAST", 350, 10), ("WEST", 75, 5), ("NORTH", None, 15), (None, 30, None)),
    ),
    Vector(
        "T-012", "without dimensions there is one row", PRELUDE, Query((), _BOTH), ((455, 30),)
    ),
    Vector(
        "T-013",
        "two facts that share no dimension",
        PRELUDE,
        _by_region("SUM(orders.amount)", "COUNT(visits.*)"),
        "E3013_NO_STITCHING_DIMENSION",
    ),
    Vector(
        "T-014",
        "two bridges at once have no safe rewrite",
        BRIDGE,
        Query(("actors.height", "labels.label"), ("SUM(movies.gross)",)),
        "E3012_MN_NO_SAFE_REWRITE",
    ),
    Vector(
        "T-015",
        "a movie counts once under each height, and under none",
        BRIDGE,
        Query(("actors.height",), ("SUM(movies.gross)",)),
        ((170, 300), (180, 50), (None, 40)),
    ),
    Vector(
        "T-019",
        "two ways to one dimension",
        AMBIGUOUS,
        Query(("users.name",), ("SUM(orders.amount)",)),
        "E_AMBIGUOUS_PATH",
    ),
    Vector(
        "T-020",
        "a name that is not defined",
        PRELUDE,
        Query(("customers.colour",), _AMOUNT),
        "E_NAME_NOT_FOUND",
    ),
    Vector(
        "T-020b",
        "a name that is asked for twice",
        PRELUDE,
        Query(("customers.region", "customers.region"), _AMOUNT),
        "E_NAME_COLLISION",
    ),
    Vector(
        "T-022",
        "rows of two facts side by side",
        PRELUDE,
        Query(fields=("customers.region", "orders.amount", "returns.amount")),
        "E_FAN_OUT_IN_SCALAR_QUERY",
    ),
    Vector(
        "T-023",
        "a finer row beside a coarser dimension",
        PRELUDE,
        _by_region("orders.amount"),
        "E_UNAGGREGATED_FINER_GRAIN_REFERENCE",
    ),
    Vector(
        "T-025",
        "rows across a bridge",
        BRIDGE,
        Query(fields=("actors.name", "labels.label")),
        "E_FAN_OUT_IN_SCALAR_QUERY",
    ),
    Vector(
        "T-026",
        "in an order, what has no value comes last",
        PRELUDE,
        Query(_REGION, _AMOUNT, order_by=("customers.region",)),
        (("EAST", 350), ("WEST", 75), (None, 30)),
        ordered=True,
    ),
    Vector(
        "T-028",
        "conditions of a list all hold",
        PRELUDE,
        _by_region(*_AMOUNT, where=("orders.status = 'completed'", "orders.amount > 60")),
        (("EAST", 100), ("WEST", 75)),
    ),
    Vector(
        "T-032",
        "a condition on the result",
        PRELUDE,
        Query(_REGION, _AMOUNT, having=("SUM(orders.amount) > 50",)),
        (("EAST", 350), ("WEST", 75)),
    ),
    Vector(
        "T-040", "no way to a dimension", PRELUDE, Query(("visits.page",), _AMOUNT), "E_NO_PATH"
    ),
    Vector(
        "T-041",
        "a reserved name",
        PRELUDE,
        Query(_REGION, ("SUM(orders.amount) AS grain",)),
        "E_RESERVED_NAME",
    ),
    Vector(
        "T-042",
        "a key that is put off",
        PRELUDE,
        Query(_REGION, _AMOUNT, deferred=("grain",)),
        "E_DEFERRED_KEY_REJECTED",
    ),
    Vector(
        "T-043",
        "three joins from the many to the one",
        DEEP,
        Query(("countries.continent",), ("SUM(sales.amount)",)),
        (("Europe", 15), ("America", 1)),
    ),
    Vector(
        "T-044",
        "a key of two columns joins by both",
        DEEP,
        Query(("cities.size",), ("SUM(sales.amount)",)),
        (("large", 15), ("small", 1)),
    ),
    Vector(
        "T-045",
        "a bridge and two facts",
        BRIDGE,
        Query(("actors.height",), ("SUM(movies.gross)", "SUM(awards.prize)")),
        ((170, 300, 7), (180, 50, 2), (None, 40, None)),
    ),
    Vector(
        "T-046",
        "a table joined to itself in another role",
        AMBIGUOUS,
        Query(("bosses.name",), ("SUM(calls.minutes)",)),
        (("Ann", 11), (None, 1)),
    ),
    Vector(
        "T-047",
        "aggregates of nothing",
        EMPTY,
        Query((), ("SUM(orders.amount)", "COUNT(orders.*)")),
        ((None, 0),),
    ),
    Vector(
        "T-048",
        "a fact without a key joins the orphans",
        NULL_KEY,
        _by_region(*_AMOUNT),
        (("EAST", 350), ("WEST", 75), (None, 110)),
    ),
    Vector(
        "T-049",
        "a dimension without a value and orphans are one row",
        ORPHAN,
        _by_region("SUM(orders.amount)", "COUNT(orders.*)"),
        ((None, 30, 1),),
    ),
    Vector(
        "T-049b",
        "as before, with a fact of each",
        NULL_REGION,
        _by_region("SUM(orders.amount)", "COUNT(orders.*)"),
        ((None, 105, 2),),
    ),
    Vector("T-050", "nothing is measured", PRELUDE, Query(_REGION), "E_EMPTY_AGGREGATION_QUERY"),
    Vector(
        "T-051", "no row's field is asked for", PRELUDE, Query(fields=()), "E_EMPTY_SCALAR_QUERY"
    ),
    Vector(
        "T-052",
        "a limit without an order takes the same rows every time",
        PRELUDE,
        Query(_REGION, _AMOUNT, limit=1),
        (("EAST", 350),),
        ordered=True,
    ),
    Vector(
        "T-053", "aggregates of nothing, by a dimension", EMPTY, _by_region("COUNT(orders.*)"), ()
    ),
)
