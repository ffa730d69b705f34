"""What Ossie says of a definition and we have no field for: kept beside it, said again on export.

It stands among a definition's extensions as data of vendor COMMON under the key ``ossie``; what is
said of columns that are no dimensions stands there under ``fields``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.values import Value, from_json, to_json

VENDOR = "COMMON"  # several readers refuse vendors that they do not know
_KEY = "ossie"
FIELDS = "fields"
# What describes and changes no number.
DESCRIBING = frozenset(
    {"ai_context", "unique_keys", "datatype", "label", "description", "custom_extensions"}
)


def as_extension(said: Mapping[str, Value]) -> tuple[Value, ...]:
    """What is to be kept, as extensions; none where there is nothing."""
    if not said:
        return ()
    return ({"vendor_name": VENDOR, "data": to_json({_KEY: said})},)


def kept_in(extensions: Iterable[Value]) -> Mapping[str, Value]:
    """What was kept among extensions."""
    for extension in extensions:
        data = from_json(str(mapping_of(extension).get("data", "")))
        if is_kept(extension):
            return mapping_of(mapping_of(data)[_KEY])
    return {}


def is_kept(extension: Value) -> bool:
    """Whether an extension is one of these."""
    fields = mapping_of(extension)
    data = mapping_of(from_json(str(fields.get("data", ""))))
    return fields.get("vendor_name") == VENDOR and set(data) == {_KEY}


def said_again(said: Mapping[str, Value], extensions: Iterable[Value]) -> dict[str, Value]:
    """A definition in Ossie's fields with what was kept: ours where both say something."""
    kept = {k: v for k, v in kept_in(extensions).items() if k != FIELDS}
    context = {**mapping_of(kept.get("ai_context")), **mapping_of(said.get("ai_context"))}
    plain = kept.get("ai_context") if isinstance(kept.get("ai_context"), str) else None
    if context:
        kept["ai_context"] = {**({"instructions": plain} if plain else {}), **context}
    return {**kept, **said, **({"ai_context": kept["ai_context"]} if "ai_context" in kept else {})}


def fields_kept(extensions: Iterable[Value]) -> Mapping[str, Value]:
    """By field, what was kept of columns that are no dimensions."""
    return mapping_of(kept_in(extensions).get(FIELDS))


def others_of(extensions: Value) -> tuple[Value, ...]:
    """The extensions that leave as such."""
    return tuple(e for e in list_of(extensions) if not is_kept(e))
