"""Conditions with dbt's references: ``{{ Dimension('sale__status') }} = 'paid'``."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from metrics.interchange.sql_out import condition_of
from metrics.interchange.sql_text import duckdb_text
from metrics.model import Expression

_JINJA = re.compile(r"\{[{%#]")


def filter_text(where: Expression | None, time: str, reference: Callable[[str], str]) -> str:
    """A filter for dbt: rows that have a day and pass ``where``; empty for all rows.

    ``reference`` says what stands for a column, braces included.
    """
    mark = "column_reference"
    while where is not None and mark in where.text:
        mark += "_"
    columns: list[str] = []

    def marked(name: str) -> exp.Expr:
        if name not in columns:
            columns.append(name)
        return exp.column(f"{mark}_{columns.index(name)}_")

    tree = condition_of(where, time, marked)
    if tree is None:
        return ""
    text = _JINJA.sub(lambda found: f"{{{{ '{found[0]}' }}}}", duckdb_text(tree))
    for number, name in enumerate(columns):
        text = text.replace(f"{mark}_{number}_", reference(name))
    return text
