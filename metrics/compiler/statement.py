"""What the compiler hands to the warehouse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from metrics.query import Value

SIDE = "paceline_rollups"  # the side file's name in a statement: what was computed ahead
BUILT = "built"  # the table of it that lists the others
Bound = Value | tuple[date, ...]
_QUOTED_OR_PLACEHOLDER = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<name>p\d+)""")


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT in the warehouse's dialect; values are bound by name (``$p0`` in DuckDB).

    Several days are bound as one list.
    """

    sql: str
    parameters: Mapping[str, Bound]

    def written_out(self) -> str:
        """The same with the values as literals, for people; never executed.

        What looks like a placeholder inside a quoted text is left alone.
        """

        def write(match: re.Match[str]) -> str:
            name = match["name"]
            return _literal(self.parameters[name]) if name in self.parameters else match[0]

        return _QUOTED_OR_PLACEHOLDER.sub(write, self.sql)


def _literal(value: Bound) -> str:
    match value:
        case tuple():
            return f"[{', '.join(_literal(day) for day in value)}]"
        case bool():
            return "TRUE" if value else "FALSE"
        case date():
            return f"DATE '{value.isoformat()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return repr(value)
