"""YAML text → a small tree of nodes that know their line and column.

Built on PyYAML's events, so that no scalar is reinterpreted (``NO`` stays ``NO``, ``1.10`` stays
``1.10``) and nothing is ever constructed. Refused with their place: duplicate keys, anchors,
aliases, tags, several documents, deep nesting, big files, bytes that are not UTF-8.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from metrics.errors import Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as written; ``plain`` when it stands without quotes."""

    place: Place
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their nodes, in the order of the file, no key twice."""

    place: Place
    entries: tuple[tuple[Scalar, Node], ...]


Node = Scalar | Sequence | Mapping


class Problems:
    """Collects what is wrong, over all files."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, place: Place, message: str) -> None:
        """Note one problem."""
        self._found.append(Problem(place.file, place.line, place.column, message))

    def all(self) -> tuple[Problem, ...]:
        """Every problem once, by file, line and column."""
        return tuple(sorted(set(self._found)))

    def __len__(self) -> int:
        return len(self._found)


def read_document(path: Path, name: str, problems: Problems) -> Mapping | None:
    """The tree of one file, or None when it cannot be used at all (``problems`` says why)."""
    text = read_text(path, name, problems)
    return None if text is None else tree_of(text, name, problems)


def read_text(path: Path, name: str, problems: Problems) -> str | None:
    """The text of one file, or None when it cannot be read (``problems`` says why)."""
    start = Place(name, 1, 1)
    try:
        if not path.is_file():  # a pipe would be waited for, a device never end
            problems.add(start, "This is no plain file, or a link to none. Take it away.")
            return None
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.add(start, f"The file cannot be read: {error.strerror}.")
        return None
    if len(content) > MAX_BYTES:
        problems.add(
            start,
            f"The file is too long: at most {MAX_BYTES:,} bytes are read. Split it by subject.",
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        problems.add(
            Place(start.file, line, column),
            f"Byte 0x{content[error.start]:02X} is not UTF-8. Save the file as UTF-8.",
        )
        return None


def tree_of(text: str, name: str, problems: Problems) -> Mapping | None:
    """The tree of a file's text, or None when it cannot be used at all."""
    root: Node | None = None
    try:
        root = _Builder(name, problems).build(yaml.parse(text, Loader=_Loader))
    except yaml.YAMLError as error:
        problems.add(_place_of(error, name, text), f"This is not valid YAML: {_reason(error)}.")
        return None
    except _StructureError as error:
        problems.add(error.place, error.message)
        return None
    if not isinstance(root, Mapping):
        problems.add(Place(name, 1, 1), "The file holds no fields. Start it with `version: 1`.")
        return None
    return root


def hidden_character(text: str) -> str:
    """The Unicode name of the first invisible or control character, or an empty string.

    >>> hidden_character("na" + chr(0x202E) + "me")
    'RIGHT-TO-LEFT OVERRIDE'
    """
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") and character not in "\n\t":
            return unicodedata.name(character, f"U+{ord(character):04X}")
    return ""


class _StructureError(Exception):
    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def _place_of(error: yaml.YAMLError, file: str, text: str) -> Place:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        return Place(file, mark.line + 1, mark.column + 1)
    before = text.encode()[: getattr(error, "position", 0)]
    return Place(file, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))


def _reason(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    place: Place
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    key: Scalar | None = None

    def close(self) -> Node:
        if self.is_mapping:
            return Mapping(self.place, tuple(self.entries))
        return Sequence(self.place, tuple(self.items))


class _Builder:
    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._stack: list[_Open] = []
        self._root: Node | None = None
        self._documents = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            self._check(event)
            match event:
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._push(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._place(self._stack.pop().close())
                case yaml.ScalarEvent():
                    self._place(Scalar(self._at(event), event.value, not event.style))
                case _:
                    pass
        return self._root

    def _at(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        if mark is None:
            return Place(self._file, 1, 1)
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _check(self, event: yaml.Event) -> None:
        """Refuse what YAML can do and definitions may not."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _StructureError(
                    self._at(event), "A second document starts here. Use one document a file."
                )
        elif isinstance(event, yaml.AliasEvent):
            raise _StructureError(
                self._at(event), f"Alias *{event.anchor} is not allowed. Write the content out."
            )
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            raise _StructureError(
                self._at(event), f"Anchor &{event.anchor} is not allowed. Remove it."
            )
        elif tag := getattr(event, "tag", None):
            raise _StructureError(
                self._at(event), f"Tag {tag} is not allowed. Write the plain value."
            )

    def _push(self, event: yaml.Event) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise _StructureError(
                self._at(event), f"Nested deeper than {MAX_DEPTH} levels. Make it flatter."
            )
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Open(self._at(event), is_mapping))

    def _place(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node)
        else:
            self._add_entry(parent, parent.key, node)
            parent.key = None

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        raise _StructureError(node.place, "A key must be plain text, not a list or a mapping.")

    def _add_entry(self, parent: _Open, key: Scalar, node: Node) -> None:
        first = next((k for k, _ in parent.entries if k.text == key.text), None)
        if first is None:
            parent.entries.append((key, node))
            return
        self._problems.add(
            key.place,
            f'"{key.text}" is written twice here, first on line {first.place.line}. '
            "Keep one of them.",
        )
