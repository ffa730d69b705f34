"""What an export is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DbtSpec = Literal["legacy", "latest"]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How much goes along.

    Attributes:
        bare: only what the format itself can say; nothing in it comes back whole.
        people: with the directory's people and channels; its groups go along anyway.
        spec: which of dbt's two forms to write.
    """

    bare: bool = False
    people: bool = True
    spec: DbtSpec = "legacy"

    @property
    def aside(self) -> Literal["kept", "lost"]:
        """What becomes of all that the format cannot say."""
        return "lost" if self.bare else "kept"
