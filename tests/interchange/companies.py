"""Random small companies: parts of the workshop's definitions, said in awkward words."""

from __future__ import annotations

import re
import string
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from metrics.interchange.definitions import (
    Definition,
    DefinitionFile,
    Definitions,
    read_definitions,
    written,
)
from metrics.interchange.values import from_json
from tests.properties.definitions import workshop

AWKWARD = (
    "null",
    "~",
    "1.10",
    "007",
    "on",
    "2024-01-01",
    "{{ x }}",
    "{% raw %}",
    "a: b #c",
    "- d",
)
LETTERS = string.ascii_letters + string.digits + " '\"\\:#-{}[]%&*!|,`@éßΩ漢💥\u00a0"
TEXTS = st.one_of(st.sampled_from(AWKWARD), st.text(LETTERS, min_size=1, max_size=30)).filter(
    str.strip
)
DATA = st.one_of(TEXTS, st.just('{"a": [1, 2.50, null]}'), st.just('{"ossify": "it"}'))
EXTENSIONS = st.lists(
    st.builds(
        lambda vendor, data: {"vendor_name": vendor, "data": data.strip()},
        st.sampled_from(["ACME", "COMMON", "DBT", "on", "12"]),
        DATA,
    ),
    max_size=2,
).map(tuple)


@cache
def workshop_definitions(calendar: str) -> Definitions:
    """The workshop's definitions as they are written."""
    with tempfile.TemporaryDirectory() as folder:
        workshop(Path(folder), calendar)
        return read_definitions(Path(folder))


@st.composite
def companies(draw) -> Definitions:
    """Some of the workshop's metrics with all that they need, spread over files."""
    whole = workshop_definitions(draw(st.sampled_from(["monday", "sunday"])))
    metrics = {entry.name: entry for entry in whole.of("metric")}
    chosen = draw(st.sets(st.sampled_from(sorted(metrics)), min_size=1, max_size=6))
    needed = _with_parts(chosen, metrics)
    splits = draw(st.sets(st.sampled_from([d.name for d in whole.of("dimension")]), max_size=8))
    names = ("rows.yml", "numbers.yml")
    kept: list[Definition] = []
    for entry in whole.entries:
        if entry.name in needed or entry.name in splits or entry.kind == "dataset":
            file = draw(st.sampled_from(names))
            place = sum(1 for other in kept if (other.kind, other.file) == (entry.kind, file))
            body = _in_other_words(entry, draw)
            kept.append(replace(entry, file=file, position=place, body=body))
    sections = {f.name: f.sections for f in whole.files if f.name != "workshop.yml"}
    company = dict(sections["company.yml"]["company"])
    if extensions := draw(EXTENSIONS):
        company["extensions"] = extensions
    sections["company.yml"] = {**sections["company.yml"], "company": company}
    for name in names:
        sections[name] = {"version": 1, "subject": name.removesuffix(".yml")}
    files = tuple(DefinitionFile(name, sections[name]) for name in sorted(sections))
    return Definitions(files, tuple(kept))


def as_said(definitions: Definitions) -> dict[str, object]:
    """Everything in them, by name, to hold against others."""
    said: dict[str, object] = {f.name: dict(f.sections) for f in definitions.files}
    for entry in definitions.entries:
        said[entry.what] = (entry.file, entry.position, {**entry.body, **_carried(entry)})
    return said


def _carried(entry):
    """With dbt's own meta as what it says: dbt keeps its fields, not how they were spaced."""
    said = tuple(e if e["vendor_name"] != "DBT" else _read(e) for e in entry.extensions)
    return {"extensions": said} if said else {}


def _read(extension):
    return {**extension, "data": from_json(extension["data"]) or extension["data"]}


def write(definitions: Definitions, folder: Path) -> None:
    """Their files."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in written(definitions):
        (folder / file.name).write_text(file.text, encoding="utf-8")


def _with_parts(names, metrics) -> set[str]:
    found, rest = set(), list(names)
    while rest:
        name = rest.pop()
        found.add(name)
        words = re.findall(r"\w+", " ".join(_said(metrics[name].body)))
        rest += [word for word in words if word in metrics and word not in found]
    return found


def _said(body):
    return (str(body.get(field, "")) for field in ("expr", "metric", "numerator", "denominator"))


def _in_other_words(entry, draw):
    body = dict(entry.body)
    if draw(st.booleans()):
        body["description"] = draw(TEXTS)
    if extensions := draw(EXTENSIONS):
        body["extensions"] = extensions
    if entry.kind == "dataset" and "joins" in body and draw(st.booleans()):
        extensions = ({"vendor_name": "ACME", "data": draw(DATA).strip()},)
        joins = {k: {**join, "extensions": extensions} for k, join in body["joins"].items()}
        body["joins"] = joins
    return body
