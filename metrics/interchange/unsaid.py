"""Which fields of our definitions a format has no word for, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from metrics.interchange.definitions import Definitions, Kind
from metrics.interchange.losses import Losses
from metrics.interchange.options import ExportOptions


def note_unsaid(
    definitions: Definitions,
    said: Mapping[Kind, Collection[str]],
    left_out: Mapping[str, str],
    options: ExportOptions,
    losses: Losses,
) -> None:
    """Note all that goes into extensions only (or is lost, where the export is bare).

    ``said`` are the fields that the format has; ``left_out`` the metrics that it cannot give, and
    why.
    """
    losses.add("lost", f"{len(definitions.files)} files", "comments in the definitions")
    for file in definitions.files:
        for section in file.sections:
            if section not in ("version", "subject"):
                losses.add(options.aside, f"file {file.name}", f"`{section}`")
    for entry in definitions.entries:
        if entry.kind == "metric" and entry.name in left_out:
            losses.add(options.aside, entry.what, f"the whole metric, as {left_out[entry.name]}")
            continue
        for name in entry.body:
            if name not in said[entry.kind] and name != "extensions":
                losses.add(options.aside, entry.what, f"`{name}`")
        if "synonyms" in entry.body and "synonyms" in said[entry.kind]:
            losses.add(options.aside, entry.what, "who answers for a synonym")
