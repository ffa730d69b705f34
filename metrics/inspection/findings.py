"""What an inspection finds: one sentence, what to do about it, and where the definition stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from metrics.model import Origin

Severity = Literal["problem", "warning", "known"]
_ORDER: tuple[Severity, ...] = ("problem", "warning", "known")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, doubtful, or wrong and provided for.

    Attributes:
        severity: ``problem``: numbers are wrong or may be; ``warning``: somebody should look;
            ``known``: the data are wrong and the definitions allow for it.
        check: which check found it, for machines.
        subject: the metric, dimension or dataset, by name.
        message: one plain sentence with the figures.
        advice: what to do, empty where there is nothing to do.
    """

    severity: Severity
    check: str
    subject: str
    message: str
    advice: str
    origin: Origin

    def __str__(self) -> str:
        """``file:line:column: severity: message``, as editors understand it."""
        place = f"{self.origin.file}:{self.origin.line}:{self.origin.column}"
        return f"{place}: {self.severity}: {self.message} {self.advice}".rstrip()


@dataclass(frozen=True, slots=True)
class JoinReach:
    """How far one join carries: of ``rows``, those with a partner, without a key, and orphans."""

    dataset: str
    join: str
    to: str
    rows: int
    without_key: int
    orphans: int

    @property
    def share(self) -> float:
        """The share of rows that find their partner, from 0 to 1; 1 where there are no rows."""
        return 1 - (self.without_key + self.orphans) / self.rows if self.rows else 1.0


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by severity, then in reading order."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (_ORDER.index(f.severity), f.origin.file, f.origin.line, f.message),
        )
    )
