"""``config.meta`` of dbt: our definitions in it, and what is others'."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.interchange.dbt_export import DBT, OTHERS
from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.extensions import KEY, Carried, others_as_carried
from metrics.interchange.records import Record
from metrics.interchange.values import Value, from_json, to_json

SAID = "said in the file"  # what a definition's seal is of, where that is not all of it


def ours_in(definition: Mapping[str, Value]) -> Mapping[str, Value]:
    """What Paceline keeps in a definition's meta; empty where it wrote none."""
    value = _meta(definition).get(KEY)
    return mapping_of(from_json(value) if isinstance(value, str) else value)


def carried_in_meta(record: Record) -> Carried:
    """Ours, and the others': dbt's own meta as an extension of vendor DBT."""
    definition = mapping_of(record.whole)
    meta = _meta(definition)
    own = {name: value for name, value in meta.items() if name not in (KEY, OTHERS)}
    others = others_as_carried(record, list_of(meta.get(OTHERS)))
    if own:
        others = ({"vendor_name": DBT, "data": to_json({"meta": own})}, *others)
    return Carried(ours_in(definition), others)


def _meta(definition: Mapping[str, Value]) -> Mapping[str, Value]:
    inner = mapping_of(mapping_of(definition.get("config")).get("meta"))
    return inner or mapping_of(definition.get("meta"))
