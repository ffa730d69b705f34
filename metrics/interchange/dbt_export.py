"""What every part of an export for dbt needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.catalog import Catalog
from metrics.interchange.dbt_names import DbtNames, names_for
from metrics.interchange.definitions import Definitions, Kind, mapping_of
from metrics.interchange.extensions import KEY, of_a_part, of_definition
from metrics.interchange.kept import others_of
from metrics.interchange.losses import Losses
from metrics.interchange.options import ExportOptions
from metrics.interchange.values import Value, from_json
from metrics.model import Dataset

DBT = "DBT"
OTHERS = "custom_extensions"


@dataclass(frozen=True, slots=True)
class DbtExport:
    """The catalogue, how it is written, and what dbt calls its parts."""

    catalog: Catalog
    definitions: Definitions
    options: ExportOptions
    losses: Losses
    names: DbtNames

    @classmethod
    def of(
        cls, catalog: Catalog, definitions: Definitions, options: ExportOptions, losses: Losses
    ) -> DbtExport:
        """With names for all of it; those that dbt does not take are noted."""
        names = names_for(catalog)
        given = (("dimension", names.dimensions), ("metric", names.metrics))
        for kind, renamed in (("dataset", names.models), *given):
            for name, other in renamed.items():
                if other != name:
                    losses.add("assumed", f'{kind} "{name}"', f'called "{other}" there')
        return cls(catalog, definitions, options, losses, names)

    def relation(self, dataset: Dataset) -> str:
        """The dbt model that holds a dataset's rows."""
        return f"governed_{self.names.models[dataset.name]}"

    def meta_of_a_part(self, whole: str) -> Mapping[str, Value]:
        """What goes into ``config.meta`` of what is made for a definition alone."""
        return {} if self.options.bare else {KEY: of_a_part(whole)}

    def meta(self, kind: Kind, name: str) -> Mapping[str, Value]:
        """What goes into ``config.meta`` of a definition: itself, and what it carries."""
        entry = next(e for e in self.definitions.of(kind) if e.name == name)
        if self.options.bare:
            return meta_of(entry.extensions)
        return {KEY: of_definition(entry), **meta_of(others_of(entry.extensions))}


def meta_of(extensions: tuple[Value, ...]) -> Mapping[str, Value]:
    """Carried extensions as ``config.meta``: dbt's own as they were, the others in a list."""
    found: dict[str, Value] = {}
    others: list[Value] = []
    for extension in extensions:
        fields = mapping_of(extension)
        meta = mapping_of(from_json(str(fields.get("data", "")))).get("meta")
        if fields.get("vendor_name") == DBT and isinstance(meta, Mapping):
            found.update(meta)
        else:
            others.append(extension)
    return {**found, OTHERS: tuple(others)} if others else found
