"""SQL text in the dialects that the warehouses speak."""

from __future__ import annotations

from functools import lru_cache

from sqlglot import exp

from metrics.errors import CompilationError
from metrics.model import Expression

DIALECTS = ("duckdb",)


def check_dialect(dialect: str) -> None:
    """Refuse a dialect that is not one of ``DIALECTS``.

    Raises:
        CompilationError: there is no SQL for it.
    """
    if dialect not in DIALECTS:
        raise CompilationError(f'There is no SQL for "{dialect}" yet.', near=DIALECTS)


def text_of(tree: exp.Expr) -> str:
    """The SQL of a tree that nobody else holds, one clause a line."""
    return tree.sql(dialect="duckdb", pretty=True, copy=False)


@lru_cache(maxsize=1_000)
def query_text(query: Expression) -> str:
    """The SQL of a definition's query, written once."""
    return text_of(query.tree.copy())
