"""A first catalogue for a database that nobody has described: every guess a draft, with reasons.

Owns: reading names and rows of an unknown database, inferring keys and many-to-one joins and
proving them on the rows, telling measures from dimensions, holding back what looks personal, and
writing definitions that pass every check.
May import: ``metrics.warehouse``, ``metrics.catalog`` and below; never an engine.
Start reading at ``scaffolding.scaffold``, then ``findings.examine`` for the order of the steps;
``vocabulary.py`` has the words, ``kinds.judge`` what a column is good for.

Nothing is joined by its name alone, no key is taken that does not hold in every row, and of two
ways that lead to one table neither is chosen silently.
"""

from __future__ import annotations

from metrics.scaffold.composing import Options
from metrics.scaffold.files import OutputError
from metrics.scaffold.scaffolding import ScaffoldReport, scaffold
from metrics.scaffold.survey import Progress

__all__ = ["Options", "OutputError", "Progress", "ScaffoldReport", "scaffold"]
