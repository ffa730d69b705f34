"""The loss report: what another format cannot say, what is kept aside, what was guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["lost", "kept", "assumed"]
_HEADINGS: dict[Kind, str] = {
    "lost": "Lost",
    "kept": "Kept for Paceline, unseen by other tools",
    "assumed": "Assumed; look these over",
}
_NAMES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that did not pass as it was.

    Attributes:
        kind: ``lost`` for good; ``kept`` aside in an extension; ``assumed``: read one way of
            several, or guessed.
        what: the definition, such as ``metric "orders"``.
        detail: what of it, or why, as a phrase.
    """

    kind: Kind
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class LossReport:
    """All losses of one import or export, in the order of the files; ``format`` is the other's."""

    direction: Literal["import", "export"]
    format: str
    losses: tuple[Loss, ...]

    def lines(self) -> tuple[str, ...]:
        """The report for a terminal: by kind, the same detail of several definitions once."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        if not self.losses:
            yield f"Nothing was lost in this {self.direction}."
        for kind, heading in _HEADINGS.items():
            whats: dict[str, list[str]] = {}
            for loss in self.losses:
                if loss.kind == kind:
                    whats.setdefault(loss.detail, []).append(loss.what)
            if whats:
                yield f"{heading}:"
            for detail, named in whats.items():
                yield f"  {detail}: {_listed(named)}"


class Losses:
    """Collects what does not pass; the same loss once."""

    def __init__(self) -> None:
        self._found: dict[Loss, None] = {}

    def add(self, kind: Kind, what: str, detail: str) -> None:
        """Note one loss."""
        self._found[Loss(kind, what, detail)] = None

    def all(self) -> tuple[Loss, ...]:
        """Every loss, in the order noted."""
        return tuple(self._found)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
