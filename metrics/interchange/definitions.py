"""Definitions as they are written, without their types: what leaves whole and comes back whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from metrics.errors import InterchangeError
from metrics.interchange.values import Value, read_values, to_json
from metrics.interchange.yaml_text import comment_lines, field_lines

Kind = Literal["dataset", "dimension", "metric"]
KINDS: tuple[Kind, ...] = ("dataset", "dimension", "metric")
_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Definition:
    """One dataset, dimension or metric.

    Attributes:
        position: its place among those of its kind in the file.
        notes: comments by the field they stand above; the one at "" stands above all.
    """

    kind: Kind
    name: str
    file: str
    position: int
    body: Mapping[str, Value]
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """How sentences call it: ``metric "orders"``."""
        return f'{self.kind} "{self.name}"'

    @property
    def extensions(self) -> tuple[Value, ...]:
        """What it carries for other tools."""
        return extensions_of(self.body)


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """A file without its datasets, dimensions and metrics: version, subject, company."""

    name: str
    sections: Mapping[str, Value]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Definitions:
    """A whole directory of them."""

    files: tuple[DefinitionFile, ...]
    entries: tuple[Definition, ...]

    def of(self, kind: Kind) -> tuple[Definition, ...]:
        """All of one kind, in the order of the files."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def without(self, dropped: Iterable[Definition]) -> Definitions:
        """The same without some of its definitions."""
        names = {(entry.kind, entry.name) for entry in dropped}
        kept = tuple(e for e in self.entries if (e.kind, e.name) not in names)
        return Definitions(self.files, kept)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file's text, and on which of its lines (from 1) each definition begins."""

    name: str
    text: str
    starts: tuple[tuple[int, Definition], ...]


def list_of(value: Value) -> tuple[Value, ...]:
    """The items of a list; none where it is no list."""
    return value if isinstance(value, tuple) else ()


def mapping_of(value: Value) -> Mapping[str, Value]:
    """The fields of a mapping; none where it is no mapping."""
    return value if isinstance(value, Mapping) else {}


def extensions_of(body: Mapping[str, Value]) -> tuple[Value, ...]:
    """What a definition carries for other tools, vendor and data as the texts that they are."""
    carried = map(mapping_of, list_of(body.get("extensions")))
    return tuple(
        {k: v if isinstance(v, str) else to_json(v) for k, v in e.items()} for e in carried
    )


def read_definitions(path: Path) -> Definitions:
    """The definitions of a directory that passes every check, as they are written.

    Raises:
        InterchangeError: a file changed since it was checked, and cannot be read any more.
    """
    files: list[DefinitionFile] = []
    entries: list[Definition] = []
    for file in sorted(f for f in path.iterdir() if f.suffix in _SUFFIXES):
        root = mapping_of(next(iter(read_values(file, exact=True)), None))
        sections = {k: v for k, v in root.items() if k.removesuffix("s") not in KINDS}
        files.append(DefinitionFile(file.name, sections))
        for kind in KINDS:
            named = mapping_of(root.get(f"{kind}s"))
            entries += (
                Definition(kind, name, file.name, place, mapping_of(body))
                for place, (name, body) in enumerate(named.items())
            )
    if not files:
        raise InterchangeError(f'There are no definitions (*.yml) in "{path}".')
    return Definitions(tuple(files), tuple(entries))


def written(definitions: Definitions) -> tuple[WrittenFile, ...]:
    """The files' texts."""
    return tuple(_written(file, definitions) for file in definitions.files)


def _written(file: DefinitionFile, definitions: Definitions) -> WrittenFile:
    lines: list[str] = list(comment_lines(file.notes.get("", ""), 0))
    starts: list[tuple[int, Definition]] = []
    for name, value in file.sections.items():
        lines += field_lines(name, value, 0, file.notes.get(name, ""))
    for kind in KINDS:
        own = [e for e in definitions.of(kind) if e.file == file.name]
        lines += ["", f"{kind}s:"] if own else []
        for entry in sorted(own, key=lambda e: e.position):
            starts.append((len(lines) + 1, entry))
            lines += _definition(entry)
    return WrittenFile(file.name, "\n".join(lines) + "\n", tuple(starts))


def _definition(entry: Definition) -> Iterator[str]:
    yield from comment_lines(entry.notes.get("", ""), 2)
    yield f"  {entry.name}:"
    for name, value in entry.body.items():
        yield from field_lines(name, value, 4, entry.notes.get(name, ""))
