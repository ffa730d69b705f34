"""What definitions carry for other tools: ``extensions``, checked for their shape, never read.

They stand on datasets, joins, dimensions, metrics and the company, as Apache Ossie's
``custom_extensions`` do, and leave again with an export (``metrics.interchange``).
"""

from __future__ import annotations

from collections.abc import Callable

from metrics.catalog.document import Mapping, Node, Problems, Scalar
from metrics.catalog.fields import Fields

_NAME = "extensions"
_FIELDS = ("vendor_name", "data")
_SECTIONS = ("datasets", "dimensions", "metrics")


def without_extensions(root: Mapping, problems: Problems) -> Mapping:
    """A file's tree as its definitions alone; an extension that is none is noted."""

    def own(node: Node) -> Node:
        return _without(node, problems)

    def dataset(node: Node) -> Node:
        return _within(own(node), "joins", lambda joins: _each(joins, own))

    entries: list[tuple[Scalar, Node]] = []
    for key, value in root.entries:
        if key.text == "company":
            entries.append((key, own(value)))
        elif key.text in _SECTIONS:
            entries.append((key, _each(value, dataset if key.text == "datasets" else own)))
        else:
            entries.append((key, value))
    return Mapping(root.place, tuple(entries))


def _without(node: Node, problems: Problems) -> Node:
    if not isinstance(node, Mapping):
        return node
    entries = tuple((key, value) for key, value in node.entries if key.text != _NAME)
    if len(entries) < len(node.entries):
        carried = tuple((key, value) for key, value in node.entries if key.text == _NAME)
        place = carried[0][0].place
        fields = Fields("This definition", place, Mapping(place, carried), (_NAME,), problems)
        for extension in fields.children(_NAME, _FIELDS):
            for name in _FIELDS:
                extension.code(name)
    return Mapping(node.place, entries)


def _within(node: Node, name: str, change: Callable[[Node], Node]) -> Node:
    """The mapping with one of its values changed."""
    if not isinstance(node, Mapping):
        return node
    entries = ((key, change(value) if key.text == name else value) for key, value in node.entries)
    return Mapping(node.place, tuple(entries))


def _each(node: Node, change: Callable[[Node], Node]) -> Node:
    """The mapping with all of its values changed."""
    if not isinstance(node, Mapping):
        return node
    return Mapping(node.place, tuple((key, change(value)) for key, value in node.entries))
