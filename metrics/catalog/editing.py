"""One field of a metric written into its file; every other character stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from metrics.catalog.document import Mapping, Node, Problems, Scalar, read_document
from metrics.errors import MetricsError


class EditError(MetricsError):
    """The file is written in a way that cannot be edited line by line; nothing was written."""

    code = "E_EDIT"


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a field stands: lines count from 0, ``last`` is included."""

    name: str
    node: Node
    first: int
    last: int
    column: int


def with_certification(path: Path, metric: str, line: str) -> str:
    """The text of a file whose metric is certified by ``line``, instead of by an earlier one.

    Raises:
        EditError: the metric is not in the file, or does not have a line a field.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = file.read().splitlines(keepends=True)
    fields = _fields(path, metric)
    present = {field.name: field for field in fields}
    if "status" in present:
        _say_certified(lines, present["status"])
    ending = "\r\n" if lines[fields[0].first].endswith("\r\n") else "\n"
    written = " " * fields[0].column + line + ending
    old = present.get("certified")
    if old is not None:
        lines[old.first : old.last + 1] = [written]
        return "".join(lines)
    after = present.get("changes") or present.get("version") or fields[-1]
    if not lines[after.last].endswith("\n"):
        lines[after.last] += ending
    lines.insert(after.last + 1, written)
    return "".join(lines)


def _fields(path: Path, metric: str) -> tuple[_Field, ...]:
    root = read_document(path, path.name, Problems())
    node = _at(_at(root, "metrics"), metric)
    if not isinstance(node, Mapping) or not node.entries:
        raise EditError(f'"{metric}" does not stand in {path.name}.')
    fields = tuple(
        _Field(
            key.text, value, key.place.line - 1, _last_line(key, value) - 1, key.place.column - 1
        )
        for key, value in node.entries
    )
    if len({field.first for field in fields}) < len(fields):
        raise EditError(
            f'The fields of "{metric}" in {path.name} do not stand on a line each.',
            next_step="Write the line by hand.",
        )
    return fields


def _at(node: Node | None, name: str) -> Node | None:
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((value for key, value in entries if key.text == name), None)


def _last_line(key: Scalar, node: Node) -> int:
    """The line on which the last word of a field stands."""
    match node:
        case Scalar():
            return max(key.place.line, node.place.line + node.text.strip("\n").count("\n"))
        case Mapping():
            inside: Sequence[int] = [_last_line(k, value) for k, value in node.entries]
        case _:
            inside = [_last_line(key, item) for item in node.items]
    return max([key.place.line, node.place.line, *inside])


def _say_certified(lines: list[str], status: _Field) -> None:
    node = status.node
    if isinstance(node, Scalar) and node.text == "draft":
        line = lines[status.first]
        start = node.place.column - 1
        lines[status.first] = line[:start] + line[start:].replace("draft", "certified", 1)
