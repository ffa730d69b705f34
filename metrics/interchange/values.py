"""Files of YAML or JSON as plain values: nothing is constructed, nothing grows without bound.

More is read here than in definitions (several documents, anchors, tags), as other tools write it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TypeAlias

import yaml

from metrics.errors import InterchangeError

Value: TypeAlias = "str | int | float | bool | tuple[Value, ...] | Mapping[str, Value] | None"

MOST_BYTES = 16 * 1024 * 1024
_MOST_VALUES = 1_000_000
_MOST_LEVELS = 64
_LARGEST = 2**53  # beyond it, other readers of JSON round
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_values(path: Path, *, exact: bool = False) -> tuple[Value, ...]:
    """The documents of a file, in order.

    Args:
        path: the file; JSON where its text is JSON, else YAML.
        exact: keep ``null`` and ``~`` as the texts that they are in definitions.

    Raises:
        InterchangeError: it cannot be read; with the line where that is known.
    """
    text = _text_of(path)
    if text.lstrip().startswith(("{", "[")):
        try:
            return (_from_json(text, path.name),)
        except json.JSONDecodeError:
            pass  # a flow mapping of YAML
    builder = _Builder(path.name, exact=exact)
    try:
        return builder.build(yaml.parse(text, Loader=_Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        raise _refused(path.name, mark.line + 1 if mark else 1, f"{reason}.") from None


def to_json(value: Value) -> str:
    """The value as one line of JSON, the same for the same value; nothing hidden stands in it.

    >>> to_json({"rank": 1}), to_json(chr(0x202E)).isprintable()
    ('{"rank":1}', True)
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_as_plain)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def from_json(text: str) -> Value:
    """A value that stands as JSON in a text; None where it is no JSON."""
    try:
        return _from_json(text, "")
    except (json.JSONDecodeError, InterchangeError):
        return None


def plain_scalar(text: str) -> Value:
    """A number or truth value whose text is exactly that; any other text stays one.

    >>> plain_scalar("12"), plain_scalar("1.10"), plain_scalar("true"), plain_scalar("007")
    (12, '1.10', True, '007')
    """
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text) and text != "-0" and abs(int(text[:20])) <= _LARGEST:
        return int(text)
    if _NUMBER.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def _as_plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else list(value)  # type: ignore[call-overload]


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InterchangeError(f"{path.name} is larger than {MOST_BYTES:,} bytes.")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InterchangeError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise InterchangeError(
            f"{path.name} is no text in UTF-8.", next_step="Save the file as UTF-8."
        ) from None


def _from_json(text: str, name: str) -> Value:
    try:
        found = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InterchangeError(f"{name or 'The JSON'} cannot be read: {reason}.") from None
    return _frozen(found)


def _pairs(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is written twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _frozen(value: object) -> Value:
    match value:
        case dict():
            return {str(key): _frozen(item) for key, item in value.items()}
        case list():
            return tuple(_frozen(item) for item in value)
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} is no value of JSON")


def _refused(name: str, line: int, reason: str) -> InterchangeError:
    return InterchangeError(f"{name}:{line}: this cannot be read: {reason}")


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet; ``size`` counts what it holds."""

    anchor: str | None
    is_mapping: bool
    items: list[Value] = field(default_factory=list)
    entries: dict[str, Value] = field(default_factory=dict)
    merged: dict[str, Value] = field(default_factory=dict)
    key: str | None = None
    size: int = 1

    def close(self) -> Value:
        return {**self.merged, **self.entries} if self.is_mapping else tuple(self.items)


class _Builder:
    def __init__(self, name: str, *, exact: bool) -> None:
        self._name = name
        self._exact = exact
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._documents: list[Value] = []
        self._line = 1

    def build(self, events: Iterator[yaml.Event]) -> tuple[Value, ...]:
        for event in events:
            self._line = event.start_mark.line + 1 if event.start_mark else self._line
            match event:
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._open(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    closed = self._stack.pop()
                    self._place(closed.close(), closed.size, closed.anchor)
                case yaml.ScalarEvent():
                    self._place(self._scalar(event), 1, event.anchor)
                case yaml.AliasEvent():
                    self._alias(event.anchor)
                case yaml.DocumentStartEvent():
                    self._anchors.clear()
                case _:
                    pass
        return tuple(self._documents)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if len(self._stack) >= _MOST_LEVELS:
            raise self._problem(f"it is nested deeper than {_MOST_LEVELS} levels.")
        self._stack.append(_Open(event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def _scalar(self, event: yaml.ScalarEvent) -> Value:
        text = str(event.value)
        if event.style or event.tag:
            return text
        if text in _NULLS and not self._exact:
            return None
        return plain_scalar(text)

    def _alias(self, anchor: str | None) -> None:
        if anchor not in self._anchors:
            raise self._problem(f"nothing before it is called &{anchor}.")
        value, size = self._anchors[anchor]
        self._place(value, size, None)

    def _place(self, value: Value, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, size)
        if not self._stack:
            self._documents.append(value)
            return
        parent = self._stack[-1]
        parent.size += size
        if parent.size > _MOST_VALUES:
            raise self._problem(f"it holds more than {_MOST_VALUES:,} values.")
        if not parent.is_mapping:
            parent.items.append(value)
        elif parent.key is None:
            parent.key = self._key(value)
        else:
            self._enter(parent, parent.key, value)
            parent.key = None

    def _key(self, value: Value) -> str:
        if isinstance(value, tuple | Mapping):
            raise self._problem("a key is a list or a mapping.")
        return "" if value is None else str(value)

    def _enter(self, parent: _Open, key: str, value: Value) -> None:
        if key == "<<" and isinstance(value, tuple | Mapping):
            for merged in reversed(value) if isinstance(value, tuple) else (value,):
                parent.merged.update(merged if isinstance(merged, Mapping) else {})
        elif key in parent.entries:
            raise self._problem(f'"{key}" is written twice.')
        else:
            parent.entries[key] = value

    def _problem(self, reason: str) -> InterchangeError:
        return _refused(self._name, self._line, reason)
