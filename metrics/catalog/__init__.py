"""The catalogue: governed YAML, read strictly, as frozen values.

Owns: reading definitions with line and column, every check that needs no data, the immutable
:class:`Catalog`, and keeping the last good one when a file breaks.
May import: ``metrics.query`` and below (model, errors, calendar); sqlglot and PyYAML.
Start reading at ``loading.py``: files → nodes (``document``) → typed fields (``fields``) →
datasets, dimensions and metrics, each problem noted at its place → ``Catalog``. The hash that a
certification is bound to is made in ``certifying``.
SQL passes the two gates of ``sql.py``.
"""

from __future__ import annotations

from metrics.catalog.catalog import Catalog
from metrics.catalog.certifying import canonical_sql
from metrics.catalog.document import hidden_character
from metrics.catalog.editing import EditError, with_certification
from metrics.catalog.loading import (
    DEFAULT_DEFINITIONS,
    CatalogSource,
    check_definitions,
    files_below,
    load_catalog,
)
from metrics.catalog.names import plural_of
from metrics.catalog.premises import NO_PREMISES, Premises
from metrics.catalog.sql import parse_condition, parse_expression, parse_query

__all__ = [
    "DEFAULT_DEFINITIONS",
    "NO_PREMISES",
    "Catalog",
    "CatalogSource",
    "EditError",
    "Premises",
    "canonical_sql",
    "check_definitions",
    "files_below",
    "hidden_character",
    "load_catalog",
    "parse_condition",
    "parse_expression",
    "parse_query",
    "plural_of",
    "with_certification",
]
