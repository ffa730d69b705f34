"""Certifying a metric: the line that binds somebody's name to its definition as it is."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from metrics.catalog import Catalog, EditError, load_catalog, with_certification
from metrics.errors import MetricsError, near_names
from metrics.model import Metric


class CertificationError(MetricsError):
    """The metric may not be certified as it is."""

    code = "E_CERTIFICATION"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A metric that was certified, the file it stands in, and the line that says so."""

    metric: str
    file: str
    line: str


def certification_line(metric: Metric, *, by: str, on: date) -> str:
    """The line that certifies a metric as it is.

    ``by`` is quoted: YAML keeps ``@`` for itself.
    """
    who = json.dumps(by, ensure_ascii=False)
    return f"certified: {{by: {who}, on: {on}, hash: {metric.definition_hash}}}"


def certify(
    directory: Path, names: Sequence[str], *, by: str, on: date, write: bool
) -> tuple[Sealed, ...]:
    """Certify metrics in their files; without ``names`` all that say so and are not.

    The files are changed together: first a copy is changed, loaded and looked at.

    Args:
        directory: the definitions.
        names: metrics, certified already or not.
        by: who vouches for them, by the handle in the directory; empty: each one's steward.
        on: the day.
        write: False gives the lines and leaves the files alone.

    Raises:
        DefinitionsError: the definitions have problems.
        NameNotFoundError: there is no such metric.
        CertificationError: a metric is deprecated, or has changed without a new version; or the
            directory has people and none of them goes by that handle, or by a steward's.
        EditError: a file cannot be edited line by line, or not be written.
    """
    catalog = load_catalog(directory)
    by = _known(by, catalog)
    metrics = [catalog.metric(n) for n in names] if names else list(_uncertified(catalog))
    for metric in metrics:
        _refuse(metric)
    sealed = tuple(
        Sealed(m.name, m.origin.file, certification_line(m, by=by or _steward(m, catalog), on=on))
        for m in metrics
    )
    if write and sealed:
        _write(directory, sealed)
    return sealed


def _known(by: str, catalog: Catalog) -> str:
    """Who vouches, as a handle of the directory."""
    handles = [f"@{person.handle}" for person in catalog.directory.people]
    who = f"@{by.removeprefix('@')}"
    if not by or not handles:
        return by
    if who not in handles:
        raise CertificationError(
            f'Nobody in the directory goes by "{who}".',
            next_step="Write the handle of somebody who can answer for the number.",
            near=near_names(who, handles),
        )
    return who


def _steward(metric: Metric, catalog: Catalog) -> str:
    try:
        return _known(metric.steward, catalog)
    except CertificationError as error:
        step = f'Write a steward of metric "{metric.name}" who is in it, or say who: --by WHO.'
        raise CertificationError(error.message, near=error.near, next_step=step) from None


def _uncertified(catalog: Catalog) -> Iterator[Metric]:
    for metric in catalog.metrics.values():
        if metric.declared == "certified" and metric.status != "certified":
            yield metric


def _refuse(metric: Metric) -> None:
    seal = metric.certification
    if metric.status == "deprecated":
        raise CertificationError(
            f'Metric "{metric.name}" is deprecated.',
            next_step=f'Certify its successor, "{metric.successor}".',
        )
    if seal is not None and not seal.holds and metric.version <= seal.version:
        following = metric.version + 1
        raise CertificationError(
            f'Metric "{metric.name}" has changed since version {seal.version} was certified '
            f"on {seal.on} by {seal.by}, without a new version.",
            next_step=f"Write `version: {following}` and add it to `changes` first, with the why.",
        )


def _write(directory: Path, sealed: tuple[Sealed, ...]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "definitions"
        shutil.copytree(directory, copy, copy_function=shutil.copyfile)  # not the modes
        for seal in sealed:
            text = with_certification(copy / seal.file, seal.metric, seal.line)
            _put(copy / seal.file, text)
        _check(load_catalog(directory), load_catalog(copy), sealed)
        files = sorted({seal.file for seal in sealed})
        _replace([(directory / file, copy / file) for file in files])


def _check(before: Catalog, after: Catalog, sealed: tuple[Sealed, ...]) -> None:
    """Only the certifications that were meant have changed; anything else is not written."""
    meant = {seal.metric for seal in sealed}
    hashes: Mapping[str, str] = {n: m.definition_hash for n, m in before.metrics.items()}
    for name, metric in after.metrics.items():
        certified = metric.status == "certified" or name not in meant
        if metric.definition_hash != hashes.get(name) or not certified:
            raise EditError(
                f'The line for "{name}" cannot be put in its place; nothing was written.',
                next_step="Write it by hand.",
            )


def _put(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)


def _replace(pairs: Sequence[tuple[Path, Path]]) -> None:
    """The new files in the places of the old ones, each at once, with their permissions.

    None is put in its place before all of them lie beside theirs.
    """
    beside: dict[Path, Path] = {}
    target = Path()
    try:
        for target, source in pairs:
            _refuse_read_only(target)
            beside[target] = target.with_name(f".{target.name}.new")
            shutil.copyfile(source, beside[target])
            shutil.copymode(target, beside[target])
        for target, new in beside.items():
            new.replace(target)
    except OSError as error:
        raise _unwritten(target, error.strerror) from error
    finally:
        for new in beside.values():
            _drop(new)


def _refuse_read_only(target: Path) -> None:
    if not target.stat().st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):
        raise _unwritten(target, "it is read-only")


def _unwritten(target: Path, why: str | None) -> EditError:
    return EditError(
        f'"{target}" cannot be written: {why or "the system refused it"}.',
        next_step="Make it and its folder writable, or print the line with --dry-run.",
    )


def _drop(new: Path) -> None:
    with suppress(OSError):
        new.unlink()
