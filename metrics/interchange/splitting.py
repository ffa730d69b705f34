"""Files of definitions that are too long to be read, split by what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from metrics.interchange.definitions import (
    Definition,
    DefinitionFile,
    Definitions,
    WrittenFile,
    written,
)
from metrics.interchange.losses import Losses
from metrics.interchange.naming import Names

_MOST_BYTES = 250_000  # the catalogue reads 256 KiB a file
_TOO_LONG = f"as it is longer than a file of definitions may be ({_MOST_BYTES:,} bytes)"


def in_readable_files(definitions: Definitions, losses: Losses) -> Definitions:
    """The definitions in files that can be read; one too long for any file is lost."""
    names = Names(file.name.removesuffix(".yml") for file in definitions.files)
    files: list[DefinitionFile] = []
    entries: list[Definition] = []
    for file, text in zip(definitions.files, written(definitions), strict=True):
        parts = list(_parts(text, losses))
        for place, part in enumerate(parts or [()]):
            own = file if place == 0 else _continued(file, names)
            files.append(own)
            entries += (replace(entry, file=own.name) for entry in part)
    return Definitions(tuple(files), tuple(entries))


def _parts(file: WrittenFile, losses: Losses) -> Iterator[tuple[Definition, ...]]:
    """What stands in a file, in runs that fit into one."""
    lines = [len(line.encode()) + 1 for line in file.text.split("\n")]
    starts = [start - 1 for start, _ in file.starts]
    head = sum(lines[: starts[0]]) if starts else 0
    run: list[Definition] = []
    size = head
    bounds = pairwise([*starts, len(lines)])
    for (_, entry), (start, end) in zip(file.starts, bounds, strict=True):
        own = sum(lines[start:end])
        if head + own > _MOST_BYTES:
            losses.add("lost", entry.what, f"the whole {entry.kind}, {_TOO_LONG}")
            continue
        if size + own > _MOST_BYTES:
            yield tuple(run)
            run, size = [], head
        run.append(entry)
        size += own
    yield tuple(run)


def _continued(file: DefinitionFile, names: Names) -> DefinitionFile:
    stem = file.name.removesuffix(".yml")
    subject = file.sections.get("subject") or stem
    notes = {"": file.notes.get("", "")}
    name = names.give(f"{stem}_more")
    return DefinitionFile(f"{name}.yml", {"version": 1, "subject": subject}, notes)
