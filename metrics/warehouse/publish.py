"""Bring new data under a name that others are reading.

``publish(out, write)`` writes a whole new file beside ``out`` and only then swings the symbolic
link ``out`` to it::

    sample.duckdb -> sample.000007.duckdb
    sample.000006.duckdb        the version before, for readers who still have it open
    sample.000007.duckdb

A reader sees the old data or the new data, never a mixture and never half a file. DuckDB keeps
one instance per path in a process, so a file that is replaced in place would go on showing its
old content; each version therefore has a path of its own, and readers open :func:`resolve`.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.errors import WarehouseError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_LEFTOVERS = ("", ".wal", ".tmp")  # what DuckDB may put down beside a path


def publish(out: Path, write: Callable[[DuckDBPyConnection], None]) -> Path:
    """Write a new version of the warehouse ``out`` and show it to readers all at once.

    Args:
        out: the name readers use; becomes (or is) a symbolic link.
        write: fills an empty database through the connection it is given; must leave no open
            transaction.

    Returns:
        The new versioned file, ``NAME.<build>.duckdb``, beside ``out``.

    Raises:
        WarehouseError: ``out`` is a file or folder that was not published, or the new version
            could not be written. The old data is still in place and nothing is left behind.
            What ``write`` raises itself (other than an engine's error) passes through.
    """
    out = out.absolute()
    _refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _turn(out.parent):
            return _publish(out, write)
    except OSError as error:
        raise _unwritten(out) from error


def publish_sql(out: Path, sql: str) -> Path:
    """As :func:`publish`, filled by statements that somebody wrote by hand."""

    def fill(connection: DuckDBPyConnection) -> None:
        connection.execute(sql)

    return publish(out, fill)


def resolve(path: Path) -> Path:
    """The real file behind ``path``: the version that a reader opens now.

    Raises:
        FileNotFoundError: there is none.
    """
    return path.resolve(strict=True)


def _publish(out: Path, write: Callable[[DuckDBPyConnection], None]) -> Path:
    previous = out.resolve()
    version = _next_version(out)
    with ExitStack() as undo:
        undo.callback(_remove, version)
        _fill(out, version, write)
        _sync(version)
        swing = out.with_name(f".{out.name}.swing")
        undo.callback(swing.unlink, missing_ok=True)
        _swing(out, version, swing)
        undo.pop_all()
    for _, old in _versions(out):
        if old not in (version, previous):
            _remove(old)
    _sync(out.parent)
    return version


def _fill(out: Path, version: Path, write: Callable[[DuckDBPyConnection], None]) -> None:
    import duckdb  # noqa: PLC0415 - 80 ms that only a writer should pay

    try:
        with duckdb.connect(str(version), config=_SETTINGS) as connection:
            write(connection)
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise _unwritten(out) from error


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or not out.exists():
        return
    kind = "folder" if out.is_dir() else "file"
    raise WarehouseError(
        f'"{out}" is a {kind} that Paceline did not publish, so it will not be replaced.',
        next_step=f"Choose another name, or move it away first: mv {out} {out}.old",
    )


def _unwritten(path: Path) -> WarehouseError:
    return WarehouseError(
        f'"{path}" could not be written; what was there before is unchanged.',
        next_step="Check that the folder exists, may be written to and has room left.",
    )


def _versions(out: Path) -> list[tuple[int, Path]]:
    suffix = out.suffix or ".duckdb"
    pattern = re.compile(rf"{re.escape(out.stem)}\.(\d{{6,}}){re.escape(suffix)}")
    found = ((pattern.fullmatch(path.name), path) for path in out.parent.iterdir())
    return sorted((int(match[1]), path) for match, path in found if match)


def _next_version(out: Path) -> Path:
    last = max((number for number, _ in _versions(out)), default=0)
    return out.with_name(f"{out.stem}.{last + 1:06d}{out.suffix or '.duckdb'}")


def _swing(out: Path, version: Path, swing: Path) -> None:
    swing.unlink(missing_ok=True)
    swing.symlink_to(version.name)
    swing.replace(out)


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Wait until no other process publishes here: a lock on the folder itself leaves no file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(version: Path) -> None:
    for suffix in _LEFTOVERS:
        leftover = version.with_name(version.name + suffix)
        if leftover.is_dir():
            for file in leftover.iterdir():
                file.unlink(missing_ok=True)
            leftover.rmdir()
        else:
            leftover.unlink(missing_ok=True)
