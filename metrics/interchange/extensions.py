"""What travels in another format's place for extensions: our definitions whole, others' as is.

In Ossie that is a ``custom_extensions`` entry of vendor COMMON whose data are JSON with the one
key ``paceline``; in dbt it is the key
``paceline`` of ``config.meta``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from metrics.catalog import hidden_character
from metrics.interchange.definitions import (
    KINDS,
    Definition,
    DefinitionFile,
    Definitions,
    Kind,
    list_of,
    mapping_of,
)
from metrics.interchange.kept import VENDOR, is_kept
from metrics.interchange.records import Record
from metrics.interchange.values import Value, from_json, to_json

KEY = "paceline"
_FORMAT = 1
_CHANGED = "changed since it was exported; what Paceline kept of it was taken instead"
_EXTENSIONS = ("custom_extensions", "config")


@dataclass(frozen=True, slots=True)
class Carried:
    """The extensions of one definition of another tool's file.

    Attributes:
        ours: what Paceline wrote there; empty where it did not.
        others: the other extensions, as they are.
    """

    ours: Mapping[str, Value]
    others: tuple[Value, ...]


def of_definition(definition: Definition) -> Mapping[str, Value]:
    """A definition whole, but for the extensions that leave as such."""
    body = {k: v for k, v in definition.body.items() if k != "extensions"}
    kept = tuple(e for e in definition.extensions if is_kept(e))
    return {
        "format": _FORMAT,
        "name": definition.name,
        "file": definition.file,
        "position": definition.position,
        "definition": {**body, "extensions": kept} if kept else body,
    }


def of_a_part(whole: str) -> Mapping[str, Value]:
    """What stands in the file for the sake of a definition alone, and is none itself."""
    return {"format": _FORMAT, "part_of": whole}


def is_a_part(carried: Carried) -> bool:
    """Whether it stands in the file for the sake of another definition."""
    return "part_of" in carried.ours


def sealed(ours: Mapping[str, Value], said: Value) -> Mapping[str, Value]:
    """Our data with the seal of what the format's own fields say beside them."""
    return {**ours, "sealed": seal_of(said)}


def of_files(definitions: Definitions, unsaid: Iterable[Definition]) -> Mapping[str, Value]:
    """The files without their definitions, and those that the format has no place for."""
    rest: dict[str, Value] = {f"{kind}s": {} for kind in KINDS}
    for kind in KINDS:
        rest[f"{kind}s"] = {
            entry.name: {
                "file": entry.file,
                "position": entry.position,
                "definition": entry.body,
            }
            for entry in unsaid
            if entry.kind == kind
        }
    files = {file.name: file.sections for file in definitions.files}
    return {"format": _FORMAT, "files": files, **{k: v for k, v in rest.items() if v}}


def seal_of(said: Value) -> str:
    """A short hash of what a file says, whatever the order of its keys, extensions left out."""
    return hashlib.sha256(to_json(_sorted(said)).encode()).hexdigest()[:16]


def as_custom_extension(ours: Mapping[str, Value]) -> Mapping[str, Value]:
    """Our data as an entry of Ossie's ``custom_extensions``."""
    return {"vendor_name": VENDOR, "data": to_json({KEY: ours})}


def carried_in(record: Record) -> Carried:
    """Ours and the others of the ``custom_extensions`` of a definition."""
    ours: Mapping[str, Value] = {}
    others: list[Value] = []
    for vendor, text in _extensions(record, record.values("custom_extensions")):
        data = mapping_of(from_json(text))
        if vendor != VENDOR or KEY not in data:
            others.append({"vendor_name": vendor, "data": text})
            continue
        ours = ours or mapping_of(data[KEY])
        rest = {key: value for key, value in data.items() if key != KEY}
        if rest:
            others.append({"vendor_name": VENDOR, "data": to_json(rest)})
    return Carried(ours, tuple(others))


def others_as_carried(record: Record, values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Extensions that stand where another format keeps them, as definitions can hold them."""
    return tuple({"vendor_name": v, "data": d} for v, d in _extensions(record, values))


def _extensions(record: Record, values: tuple[Value, ...]) -> Iterator[tuple[str, str]]:
    """Vendor and data of each extension; what definitions cannot hold is a loss."""
    for value in values:
        fields = mapping_of(value)
        vendor, data = _text(fields.get("vendor_name")), _text(fields.get("data"))
        if hidden_character(data) and from_json(data) is not None:
            data = to_json(from_json(data))
        if not vendor or not data or hidden_character(vendor + data):
            record.lose("an extension, as it lacks vendor or data, or holds hidden characters")
        else:
            yield vendor, data


def note_if_changed(record: Record, carried: Carried, said: Value) -> None:
    """Note that what a file says of a definition of ours is not what it said when exported."""
    if carried.ours.get("sealed") != seal_of(said):
        record.assume(_CHANGED)


def restored(kind: Kind, carried: Carried) -> Definition | None:
    """The definition that travelled whole; None where there is none of that kind and shape."""
    name, body = carried.ours.get("name"), carried.ours.get("definition")
    if not isinstance(name, str) or not isinstance(body, Mapping) or not body:
        return None
    extensions = (*list_of(body.get("extensions")), *carried.others)
    others: dict[str, Value] = {"extensions": extensions} if extensions else {}
    return Definition(kind, name, *_where(carried.ours), {**body, **others})


def restored_files(ours: Mapping[str, Value]) -> tuple[DefinitionFile, ...]:
    """The files that travelled beside the definitions."""
    files = mapping_of(ours.get("files"))
    return tuple(
        DefinitionFile(safe_file(name), mapping_of(sections))
        for name, sections in files.items()
        if mapping_of(sections)
    )


def restored_rest(ours: Mapping[str, Value]) -> tuple[Definition, ...]:
    """The definitions that the format had no place for."""
    return tuple(
        Definition(kind, name, *_where(mapping_of(entry)), mapping_of(body))
        for kind in KINDS
        for name, entry in mapping_of(ours.get(f"{kind}s")).items()
        if isinstance(body := mapping_of(entry).get("definition"), Mapping)
    )


def _text(value: Value) -> str:
    """A text; anything else as JSON, nothing as an empty text."""
    return "" if value is None else value.strip() if isinstance(value, str) else to_json(value)


def safe_file(name: Value) -> str:
    """A name that a file beside the others can have, whatever the text says.

    >>> safe_file("claims.yml"), safe_file("../../etc/passwd"), safe_file(None)
    ('claims.yml', 'etcpasswd.yml', 'definitions.yml')
    """
    stem = str(name or "definitions").removesuffix(".yml").removesuffix(".yaml")
    plain = "".join(c for c in stem if c.isascii() and (c.isalnum() or c in "-_"))
    return f"{plain[:60] or 'definitions'}.yml"


def _where(entry: Mapping[str, Value]) -> tuple[str, int]:
    position = entry.get("position")
    return safe_file(entry.get("file")), position if isinstance(position, int) else 0


def _sorted(said: Value) -> Value:
    if isinstance(said, Mapping):
        return {key: _sorted(said[key]) for key in sorted(said) if key not in _EXTENSIONS}
    if isinstance(said, tuple):
        return tuple(_sorted(item) for item in said)
    return said
