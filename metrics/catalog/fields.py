"""Typed reading of a mapping's fields: what is wrong is noted at its place; reading goes on."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

from metrics.catalog.document import (
    Mapping,
    Node,
    Place,
    Problems,
    Scalar,
    Sequence,
    hidden_character,
)
from metrics.errors import near_names

_Choice = TypeVar("_Choice", bound=str)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_MARKUP = re.compile(r"[<>]")


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence that says what was probably meant, or what there is.

    >>> suggestion("ower", ["owner", "label"])
    'Did you mean "owner"?'
    """
    names = sorted(known)
    near = near_names(name, names, limit=1)
    if near:
        return f'Did you mean "{near[0]}"?'
    listed = ", ".join(names[:12])
    return f"Use one of: {listed}{', …' if len(names) > 12 else ''}." if names else "Remove it."  # noqa: PLR2004  twelve names fit one line


def is_name(text: str) -> bool:
    """Whether ``text`` can name a definition: lower case, digits, single underscores."""
    return _NAME.fullmatch(text) is not None


class Fields:
    """The fields of one definition; ``what`` names it in sentences ('Metric "orders"').

    A field that is missing or wrong is noted once and read as an empty value, so that one run
    finds every problem.
    """

    def __init__(
        self, what: str, place: Place, node: Node, known: Collection[str], problems: Problems
    ) -> None:
        self.what = what
        self.place = place
        self._problems = problems
        self._nodes: dict[str, Node] = {}
        self._excused: set[str] = set()
        if not isinstance(node, Mapping):
            self._excused.update(known)
            problems.add(node.place, f"{what} must be a mapping of fields.")
            return
        for key, value in node.entries:
            if key.text in known:
                self._nodes[key.text] = value
            else:
                self._excused.update(near_names(key.text, known, limit=1))
                self._add_unknown(key, known)

    def reporting_to(self, problems: Problems) -> Fields:
        """The same fields; what is found wrong from now on goes to ``problems``."""
        fields = copy.copy(self)
        fields._problems = problems  # noqa: SLF001 - a copy of itself
        return fields

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def problem(self, name: str, message: str) -> None:
        """Note a problem at field ``name``, or at the definition's name when it is not there."""
        node = self._nodes.get(name)
        self._problems.add(node.place if node else self.place, message)

    def note(self, place: Place, message: str) -> None:
        """Note a problem at a place inside this definition."""
        self._problems.add(place, message)

    def scalar(self, name: str, *, required: bool = True) -> Scalar | None:
        """The field's scalar node, if it is there and not empty."""
        node = self._nodes.get(name)
        if node is None:
            if required:
                self._add_missing(name, "…")
            return None
        if not isinstance(node, Scalar):
            self.problem(name, f'"{name}" of {self.what} must be one value.')
            return None
        if not node.text.strip():
            self.problem(name, f'"{name}" of {self.what} is empty. Write its value.')
            return None
        return node

    def code(self, name: str, default: str | None = None) -> str:
        """Text for machines, such as SQL or a column; required unless there is a default."""
        scalar = self.scalar(name, required=default is None)
        if scalar is None:
            return default or ""
        hidden = hidden_character(scalar.text)
        if hidden:
            self.problem(name, f'"{name}" of {self.what} holds a hidden {hidden}. Remove it.')
            return default or ""
        return scalar.text.strip()

    def text(self, name: str, default: str | None = None) -> str:
        """Text for people: no markup, no hidden characters, on one line."""
        text = " ".join(self.code(name, default).split())
        if name in self and _MARKUP.search(text):
            self.problem(
                name, f'"{name}" of {self.what} holds "<" or ">". Write it in plain words.'
            )
        return text

    def line(self, name: str, default: str | None = None) -> str:
        """As :meth:`text`, for a name of a thing: it must be written on one line too."""
        if name in self and "\n" in self.code(name, default):
            self.problem(
                name, f'"{name}" of {self.what} holds a line break. Write it on one line.'
            )
        return self.text(name, default)

    def choice(
        self,
        name: str,
        choices: Collection[_Choice],
        default: _Choice | None = None,
        otherwise: _Choice | None = None,
    ) -> _Choice:
        """One of a few words; a misspelt one is read on as what was probably meant.

        ``otherwise`` is read on where that is not clear: it makes the fewest further problems.
        """
        text = self.code(name, default)
        if text in choices:
            return cast("_Choice", text)
        near: tuple[str, ...] = ()
        if text:
            near = near_names(text, choices, limit=1)
            hint = suggestion(text, choices)
            self.problem(name, f'"{name}" of {self.what} cannot be "{text}". {hint}')
        return cast("_Choice", near[0]) if near else default or otherwise or next(iter(choices))

    def integer(self, name: str, default: int | None = None, *, least: int, most: int) -> int:
        """A whole number within bounds, both included; written without quotes."""
        scalar = self.scalar(name, required=default is None)
        fallback = least if default is None else default
        if scalar is None:
            return fallback
        if scalar.plain and _INTEGER.fullmatch(scalar.text):
            value = int(scalar.text)
            if least <= value <= most:
                return value
        wanted = f"a whole number from {least} to {most}" if least < most else str(least)
        self.problem(
            name, f'"{name}" of {self.what} must be {wanted}, not "{_short(scalar.text)}".'
        )
        return fallback

    def number(self, name: str) -> float:
        """A finite decimal number."""
        scalar = self.scalar(name)
        if scalar is None:
            return 0.0
        if scalar.plain and _NUMBER.fullmatch(scalar.text):
            value = float(scalar.text)
            if math.isfinite(value):
                return value
        self.problem(
            name,
            f'"{name}" of {self.what} must be a number such as 0.85, not "{_short(scalar.text)}".',
        )
        return 0.0

    def decimal(self, name: str) -> Decimal:
        """As :meth:`number`, with the decimals that are written."""
        value = self.number(name)
        scalar = self.scalar(name, required=False)
        written = scalar is not None and _NUMBER.fullmatch(scalar.text)
        return Decimal(scalar.text) if scalar is not None and written else Decimal(str(value))

    def boolean(self, name: str, *, default: bool) -> bool:
        """``true`` or ``false``, nothing else."""
        scalar = self.scalar(name, required=False)
        if scalar is None:
            return default
        if scalar.plain and scalar.text in ("true", "false"):
            return scalar.text == "true"
        self.problem(
            name,
            f'"{name}" of {self.what} must be true or false, not "{_short(scalar.text)}".',
        )
        return default

    def day(self, name: str) -> date:
        """A date as YYYY-MM-DD."""
        scalar = self.scalar(name)
        if scalar is None:
            return date.min
        try:
            if len(scalar.text) == len("2026-07-01"):
                return date.fromisoformat(scalar.text)
        except ValueError:
            pass
        self.problem(
            name,
            f'"{name}" of {self.what} must be a date such as 2026-07-01, '
            f'not "{_short(scalar.text)}".',
        )
        return date.min

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, none twice."""
        return tuple(s.text.strip() for s in self.scalars(name, required=required))

    def scalars(self, name: str, *, required: bool = False) -> tuple[Scalar, ...]:
        """A list of scalars, none empty, none twice, in plain characters."""
        found: dict[str, Scalar] = {}
        for node in self.items(name, required=required):
            if not isinstance(node, Scalar) or not node.text.strip():
                self.note(node.place, f'Every entry of "{name}" of {self.what} must be text.')
            elif hidden := hidden_character(node.text):
                self.note(node.place, f'"{name}" of {self.what} holds a hidden {hidden}.')
            elif node.text.strip() in found:
                self.note(node.place, f'"{node.text.strip()}" is twice in "{name}". Keep one.')
            else:
                found[node.text.strip()] = node
        return tuple(found.values())

    def sentences(self, name: str) -> tuple[str, ...]:
        """A list of texts for people."""
        found = []
        for scalar in self.scalars(name):
            if _MARKUP.search(scalar.text):
                self.note(scalar.place, f'"{name}" holds "<" or ">". Write it in plain words.')
            found.append(" ".join(scalar.text.split()))
        return tuple(found)

    def items(self, name: str, *, required: bool = False) -> tuple[Node, ...]:
        """The nodes of a list."""
        node = self._nodes.get(name)
        if node is None:
            if required:
                self._add_missing(name, "[…]")
            return ()
        if not isinstance(node, Sequence):
            self.problem(name, f'"{name}" of {self.what} must be a list: `{name}: […]`.')
            return ()
        if required and not node.items:
            self.problem(name, f'"{name}" of {self.what} is empty. List at least one.')
        return node.items

    def entries(self, name: str) -> Iterator[tuple[Scalar, Node]]:
        """The keys and nodes of a mapping whose keys are free."""
        node = self._nodes.get(name)
        if node is None:
            return
        if not isinstance(node, Mapping):
            self.problem(name, f'"{name}" of {self.what} must be a mapping.')
            return
        yield from node.entries

    def child(self, name: str, known: Collection[str], *, required: bool = False) -> Fields | None:
        """The fields of a mapping inside this one."""
        node = self._nodes.get(name)
        if node is None:
            if required:
                self._add_missing(name, "{…}")
            return None
        return Fields(f'"{name}" of {self.what}', node.place, node, known, self._problems)

    def is_mapping(self, name: str) -> bool:
        """Whether the field holds fields of its own."""
        return isinstance(self._nodes.get(name), Mapping)

    def children(self, name: str, known: Collection[str]) -> Iterator[Fields]:
        """The fields of each mapping in a list."""
        for node in self.items(name):
            yield Fields(f'"{name}" of {self.what}', node.place, node, known, self._problems)

    def nested(self, what: str, place: Place, node: Node, known: Collection[str]) -> Fields:
        """The fields of a definition inside this one, under a name of its own."""
        return Fields(what, place, node, known, self._problems)

    def words(self, key: Scalar, node: Node) -> tuple[str, ...]:
        """The texts in a list that stands under a free key."""
        wrapped = Mapping(key.place, ((key, node),))
        return self.nested(self.what, key.place, wrapped, (key.text,)).texts(key.text)

    def _add_missing(self, name: str, shape: str) -> None:
        """Note a missing field, but not one that was noted as misspelt."""
        if name not in self._excused:
            self.problem(name, f'{self.what} has no "{name}". Add `{name}: {shape}`.')

    def _add_unknown(self, key: Scalar, known: Collection[str]) -> None:
        hidden = hidden_character(key.text)
        if hidden:
            self._problems.add(key.place, f"A field's name holds a hidden {hidden}. Type it anew.")
            return
        self._problems.add(
            key.place,
            f'{self.what} has no field "{_short(key.text)}". {suggestion(key.text, known)}',
        )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004  fits a line of a terminal
