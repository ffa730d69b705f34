"""Plain values as YAML text: definitions with their comments, documents for other tools."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from metrics.interchange.values import Value, to_json

# What definitions read as a number or a day, and other readers of YAML do too.
_UNQUOTED = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WIDTH = 110
_SHORT = 90


class Bare(str):
    """A text that stands without quotes although YAML reads more into it: ``1.10``, ``on``."""

    __slots__ = ()


class _Line(list[object]):
    """A list on one line, in brackets."""


class _Braces(dict[Bare, object]):
    """A mapping on one line, in braces."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        """Everything is written out: definitions have no anchors."""
        del data
        return True


def document_text(value: Value) -> str:
    """A document for another tool."""
    return _dumped(value)


def field_lines(name: str, value: Value, indent: int, note: str = "") -> Iterator[str]:
    """One field of a definition, ``note`` as a comment above it."""
    space = " " * indent
    yield from comment_lines(note, indent)
    text = _dumped({Bare(name): _laid_out(value)})
    for line in text.rstrip("\n").split("\n"):
        yield space + line if line else line


def comment_lines(note: str, indent: int) -> Iterator[str]:
    """A note as lines of comment, each of them one line of the note."""
    for line in note.splitlines():
        yield f"{' ' * indent}# {' '.join(line.split())}"


def _laid_out(value: Value) -> object:
    """Keys, numbers and days without quotes; what is short on one line."""
    if isinstance(value, str):
        return Bare(value) if _UNQUOTED.fullmatch(value) else value
    if isinstance(value, tuple):
        items = [_laid_out(item) for item in value]
        return items if any(map(_spreads, items)) else _Line(items)
    if isinstance(value, Mapping):
        fields = {Bare(key): _laid_out(item) for key, item in value.items()}
        long = len(to_json(value)) > _SHORT or any(map(_spreads, fields.values()))
        return fields if long else _Braces(fields)
    return value


def _spreads(value: object) -> bool:
    """Whether it takes several lines."""
    if isinstance(value, str):
        return "\n" in value
    return isinstance(value, list | dict) and not isinstance(value, _Line | _Braces)


def _dumped(value: object) -> str:
    return yaml.dump(
        value,
        Dumper=_Dumper,
        default_flow_style=False,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
    )


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _bare(dumper: yaml.SafeDumper, text: Bare) -> yaml.ScalarNode:
    tag = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(text))


def _line(dumper: yaml.SafeDumper, items: _Line) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


def _braces(dumper: yaml.SafeDumper, fields: _Braces) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", fields.items(), flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Bare, _bare)
_Dumper.add_representer(_Line, _line)
_Dumper.add_representer(_Braces, _braces)
_Dumper.add_representer(tuple, yaml.SafeDumper.represent_list)
