"""What definitions are held against besides each other: the date, and words that are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


def _nothing(phrase: str) -> str:
    del phrase
    return ""


@dataclass(frozen=True, slots=True)
class Premises:
    """What only the caller knows when it reads definitions.

    Attributes:
        today: the date now; a history cannot start after it. None: it is not looked at.
        taken: what a phrase is in every question, whatever is defined ("a time"), or empty. Such
            a phrase can name nothing.
    """

    today: date | None = None
    taken: Callable[[str], str] = _nothing


NO_PREMISES = Premises()
