"""Interchange with Apache Ossie and dbt: definitions out, definitions in, and what was lost.

Owns: the mapping both ways (``docs/adr/0005-interchange.md``), the loss report, what travels in
another format's place for extensions, drafts of definitions that another tool wrote.
May import: ``metrics.catalog`` and below; sqlglot and PyYAML.
Start reading at ``exporting`` for the way out (``ossie_out``, ``dbt_out``), and at ``importing``
for the way in (``ossie_in`` and ``dbt_in``, then ``drafting``).
"""

from __future__ import annotations

from metrics.interchange.drafting import ImportOptions
from metrics.interchange.exporting import Exported, export_dbt, export_ossie
from metrics.interchange.importing import Imported, import_dbt, import_ossie
from metrics.interchange.losses import Loss, LossReport
from metrics.interchange.options import DbtSpec, ExportOptions

__all__ = [
    "DbtSpec",
    "ExportOptions",
    "Exported",
    "ImportOptions",
    "Imported",
    "Loss",
    "LossReport",
    "export_dbt",
    "export_ossie",
    "import_dbt",
    "import_ossie",
]
