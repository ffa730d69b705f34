"""Every deliberate failure of ``metrics``, in one tree.

    MetricsError
    ├── DefinitionsError        the catalogue cannot be loaded: all problems, each with its place
    ├── QueryError              the question has no safe meaning
    │   ├── NameNotFoundError   E_NAME_NOT_FOUND
    │   ├── NoPathError         E_NO_PATH: a metric cannot be split or filtered by a dimension
    │   ├── AmbiguousPathError  E_AMBIGUOUS_PATH: two join paths lead there, and both are named
    │   ├── SunsetError         E_SUNSET: a deprecated metric after its last day
    │   └── UnsafeQueryError    any other code of the foundation semantics
    ├── CompilationError        an approved plan that a dialect cannot express
    ├── InterchangeError        a file of another tool that cannot be read, or not be written
    └── WarehouseError          the data could not be read
        ├── QueryTimeoutError
        ├── WarehouseUnavailableError
        └── QueryRefusedError   the engine's lock-down said no

Owns: codes, sentences, near names, next steps. May import: the standard library only.
Codes are those of the Apache Ossie foundation semantics v0.1 where it has one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class MetricsError(Exception):
    """A failure that was foreseen: what happened, what is near, what to do next.

    Attributes:
        code: stable, for machines.
        message: one plain sentence for a person.
        near: names that were probably meant, best first.
        next_step: what to do, empty where the sentence says it all.
    """

    code = "E_METRICS"

    def __init__(
        self, message: str, *, near: Iterable[str] = (), next_step: str = "", code: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.near = tuple(near)
        self.next_step = next_step
        self.code = code or type(self).code


class QueryError(MetricsError):
    """The query has no safe meaning."""

    code = "E_QUERY"


class NameNotFoundError(QueryError):
    """A metric, dimension or dataset that the catalogue does not have."""

    code = "E_NAME_NOT_FOUND"


class NoPathError(QueryError):
    """No many-to-one path leads from a metric's dataset to the dimension."""

    code = "E_NO_PATH"


class AmbiguousPathError(QueryError):
    """More than one join path leads from a metric's dataset to the dimension."""

    code = "E_AMBIGUOUS_PATH"


class SunsetError(QueryError):
    """A deprecated metric after its last day; ``near`` has its successor."""

    code = "E_SUNSET"


class UnsafeQueryError(QueryError):
    """A query that could only be answered wrongly; ``code`` says which rule it breaks."""

    code = "E_UNSAFE"


class CompilationError(MetricsError):
    """A dialect cannot express the plan."""

    code = "E_COMPILATION"


class InterchangeError(MetricsError):
    """A file of another tool cannot be read, or what was read cannot be written."""

    code = "E_INTERCHANGE"


class WarehouseError(MetricsError):
    """The data could not be read."""

    code = "E_WAREHOUSE"


class QueryTimeoutError(WarehouseError):
    """The query was stopped at its deadline."""

    code = "E_TIMEOUT"


class WarehouseUnavailableError(WarehouseError):
    """There is no warehouse to read, or it cannot be opened."""

    code = "E_UNAVAILABLE"


class QueryRefusedError(WarehouseError):
    """The engine refused the statement: it is not a plain read of the warehouse."""

    code = "E_REFUSED"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a definition, at its place (line and column count from 1)."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """``file:line:column: message``, as editors understand it."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class DefinitionsError(MetricsError):
    """The definitions cannot be used; ``problems`` has all of them, in reading order."""

    code = "E_DEFINITIONS"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        super().__init__(
            f"The definitions have {count} problem{'' if count == 1 else 's'}.",
            next_step="Run `paceline check` to see each with its file and line.",
        )


def near_names(name: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The known names most like ``name``, best first.

    >>> near_names("claims_reprted", ["claims_reported", "orders"])
    ('claims_reported',)
    """
    return tuple(difflib.get_close_matches(name, list(known), n=limit, cutoff=0.6))
