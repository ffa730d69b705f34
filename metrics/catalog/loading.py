"""From a directory of YAML files to a :class:`Catalog`, or to all that is wrong with them."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from metrics.catalog.catalog import Catalog, fingerprint_of
from metrics.catalog.certifying import settled
from metrics.catalog.company import bind_company, bind_directory, bind_terms, claim_days
from metrics.catalog.crosscheck import check_metrics
from metrics.catalog.datasets import bind_dataset, bind_dimension, check_joins
from metrics.catalog.document import Place, Problems
from metrics.catalog.extensions import without_extensions
from metrics.catalog.fields import Fields
from metrics.catalog.kept import Kept
from metrics.catalog.names import Entry, Phrases, Surroundings, unique_entries
from metrics.catalog.premises import NO_PREMISES, Premises
from metrics.catalog.rollups import bind_rollup
from metrics.errors import DefinitionsError, Problem
from metrics.model import Company, Dataset, Metric

DEFAULT_DEFINITIONS = Path(__file__).resolve().parent.parent / "definitions"
_FILE = frozenset(
    {"version", "subject", "company", "ambiguous_terms", "groups", "people", "channels"}
    | {"datasets", "dimensions", "metrics", "rollups"}
)
# What a file that cannot be read may well define: no problem before it can.
_ELSEWHERE = re.compile("[Tt]here is no |No file describes|no metric uses it")
_Named = TypeVar("_Named")
_Stamp = tuple[tuple[str, int, int], ...]


def load_catalog(path: Path, premises: Premises = NO_PREMISES) -> Catalog:
    """The catalogue of all ``*.yml`` files in a directory.

    Raises :class:`DefinitionsError` with every problem in them.
    """
    return _sound(path, premises, Kept())


def check_definitions(path: Path, premises: Premises = NO_PREMISES) -> tuple[Problem, ...]:
    """Everything wrong with the definitions in a directory; empty when they can be used."""
    problems = Problems()
    _load(path, problems, premises, Kept())
    return problems.all()


def files_below(path: Path) -> tuple[Path, ...]:
    """YAML files in directories of this one, which are not read; hidden ones are left out."""
    found: list[Path] = []
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        if Path(folder) != path:
            found += [Path(folder, name).relative_to(path) for name in files if _is_yaml(name)]
    return tuple(sorted(found))


class CatalogSource:
    """A catalogue that follows its files and keeps the last good one.

    The first load raises :class:`DefinitionsError`; there is no good one yet.
    """

    def __init__(self, path: Path, premises: Premises = NO_PREMISES) -> None:
        self._path = path
        self._premises = premises
        self._lock = threading.Lock()
        self._stamp = _stamp(path)
        self._problems: tuple[Problem, ...] = ()
        self._kept = Kept()
        self._catalog = _sound(path, premises, self._kept)

    @property
    def catalog(self) -> Catalog:
        """The last catalogue that loaded without a problem."""
        return self._catalog

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files as they are now; empty while they are in use."""
        return self._problems

    def refresh(self) -> bool:
        """Read the files anew if one changed, came or went; True when the catalogue changed."""
        with self._lock:
            stamp = _stamp(self._path)
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            try:
                catalog = _sound(self._path, self._premises, self._kept)
            except DefinitionsError as error:
                self._problems = error.problems
                return False
            self._problems = ()
            changed = catalog.fingerprint != self._catalog.fingerprint
            self._catalog = catalog
            return changed


def _stamp(path: Path) -> _Stamp:
    stamps = []
    for file in _files(path):
        try:
            status = file.stat()
        except OSError:
            continue
        stamps.append((file.name, status.st_mtime_ns, status.st_size))
    return tuple(stamps)


def _files(path: Path) -> list[Path]:
    try:
        return sorted(f for f in path.iterdir() if _is_yaml(f.name))
    except OSError:
        return []


def _is_yaml(name: str) -> bool:
    return Path(name).suffix.lower() in (".yml", ".yaml")


def _sound(path: Path, premises: Premises, kept: Kept) -> Catalog:
    problems = Problems()
    catalog = _load(path, problems, premises, kept)
    if catalog is None or len(problems):
        raise DefinitionsError(problems.all())
    return catalog


def _load(path: Path, problems: Problems, premises: Premises, kept: Kept) -> Catalog | None:
    paths = _files(path)
    if not paths:
        problems.add(Place(str(path), 1, 1), "There are no definitions (*.yml) in this directory.")
        return None
    documents = [(p.name, kept.tree(p, problems)) for p in paths]
    found = Problems()
    files = tuple(
        Fields(f"File {name}", Place(name, 1, 1), without_extensions(root, found), _FILE, found)
        for name, root in documents
        if root is not None
    )
    for file in files:
        file.integer("version", least=1, most=1)
    catalog = _bind(files, found, premises, kept) if files else None
    unread = len(files) < len(documents)
    for problem in found.all():
        if not (unread and _ELSEWHERE.search(problem.message)):
            problems.add(Place(problem.file, problem.line, problem.column), problem.message)
    return catalog


def _bind(
    files: tuple[Fields, ...], problems: Problems, premises: Premises, kept: Kept
) -> Catalog | None:
    company = _company(files, problems, premises)
    datasets = _datasets(files, problems)
    named = unique_entries(
        (e for kind in ("dimensions", "metrics") for e in _entries(files, kind)), problems
    )
    dimension_entries = [e for e in named if e.kind == "dimension"]
    metric_entries = [e for e in named if e.kind == "metric"]
    directory = bind_directory(files, frozenset(e.name for e in dimension_entries))
    around = Surroundings(
        datasets=datasets,
        dimensions=frozenset(e.name for e in dimension_entries),
        metrics=frozenset(e.name for e in metric_entries),
        groups=directory.groups,
        phrases=Phrases(problems, premises),
        values=Phrases(problems),
        problems=problems,
        currency=company.currency if company else None,
    )
    dimensions = {e.name: bind_dimension(e, around) for e in dimension_entries}
    bound = kept.bind(metric_entries, around)
    check_metrics(bound)
    for file in files:
        claim_days(file, around)
    terms = tuple(t for file in files for t in bind_terms(file, around))
    if company is None:
        return None
    metrics: Mapping[str, Metric] = {b.metric.name: b.metric for b in bound}
    entries = unique_entries(_entries(files, "rollups"), problems)
    rollups = {e.name: bind_rollup(e, around, metrics) for e in entries}
    fingerprints = {b.metric.name: kept.fingerprint(b) for b in bound}
    if not len(problems):
        metrics = settled(metrics, datasets)
    return Catalog(
        company=company,
        directory=directory,
        datasets=_frozen(datasets),
        dimensions=_frozen(dimensions),
        metrics=_frozen(metrics),
        rollups=_frozen(rollups),
        ambiguous_terms=terms,
        fingerprint=fingerprint_of(
            company, directory, datasets, dimensions, fingerprints, rollups, terms
        ),
    )


def _datasets(files: tuple[Fields, ...], problems: Problems) -> dict[str, Dataset]:
    entries = unique_entries(_entries(files, "datasets"), problems)
    datasets = {e.name: bind_dataset(e, problems) for e in entries}
    for entry in entries:
        check_joins(entry, datasets, problems)
    return datasets


def _entries(files: tuple[Fields, ...], section: str) -> Iterable[Entry]:
    for file in files:
        subject = file.code("subject", Path(file.place.file).stem)
        for key, node in file.entries(section):
            yield Entry(section.removesuffix("s"), key.text, key.place, node, subject)


def _company(files: tuple[Fields, ...], problems: Problems, premises: Premises) -> Company | None:
    found: Company | None = None
    for file in files:
        company = bind_company(file, premises.today, problems)
        if company is not None and found is not None:
            file.problem("company", "The company is described twice. Keep one file for it.")
        found = found or company
    if found is None:
        place = files[0].place
        problems.add(place, "No file describes the company. Add `company:` with its calendar.")
    return found


def _frozen(values: Mapping[str, _Named]) -> Mapping[str, _Named]:
    return MappingProxyType(values)
