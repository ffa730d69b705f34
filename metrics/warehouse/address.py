"""Where the warehouse is: from a URL to a file that DuckDB can open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from metrics.errors import WarehouseUnavailableError, near_names
from metrics.warehouse.publish import resolve

_SCHEME = "duckdb"
_FORMS = "duckdb:///relative/path.duckdb or duckdb:////absolute/path.duckdb"
_SUFFIX = ".duckdb"
_NEAR = 3  # files that are named where one is missing
_MAGIC = slice(8, 12)  # a DuckDB file: an 8-byte checksum, then "DUCK"


@dataclass(frozen=True, slots=True)
class Source:
    """One version of the data: a real file, told apart from a successor of the same name.

    ``side`` is the version of the side file beside it, with what was computed from the data.
    """

    path: Path
    inode: int
    modified_ns: int
    side: Path | None = None

    @property
    def build(self) -> str:
        """A text that no other version has."""
        return f"{self.path.name}:{self.inode:x}:{self.modified_ns:x}"


def locate(url: str) -> Path:
    """The path inside a warehouse URL, absolute, links not followed.

    >>> locate("duckdb:////data/sample.duckdb").as_posix()
    '/data/sample.duckdb'

    Raises:
        WarehouseUnavailableError: the URL names no DuckDB file.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        raise WarehouseUnavailableError(
            "The warehouse is given as a URL, and this one has no scheme.",
            next_step=f"For a DuckDB file write {_FORMS}.",
        )
    if scheme != _SCHEME:
        raise WarehouseUnavailableError(
            f'This version reads DuckDB files only; "{scheme}" warehouses are not supported yet.',
            next_step=f"Write {_FORMS}.",
        )
    if not rest.startswith("/") or rest in ("/", "/:memory:"):
        raise WarehouseUnavailableError(
            "The warehouse URL names no file.", next_step=f"Write {_FORMS}."
        )
    return Path(rest[1:]).expanduser().absolute()


def current_source(path: Path) -> Source:
    """The version of the data that ``path`` leads to now.

    Raises:
        WarehouseUnavailableError: nothing is there, or no DuckDB file.
    """
    try:
        real = resolve(path)
        status = real.stat()
        with real.open("rb") as file:
            head = file.read(_MAGIC.stop)
    except FileNotFoundError as error:
        raise _missing(path) from error
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise WarehouseUnavailableError(
            f'The warehouse at "{path}" cannot be read.',
            next_step="Check that it is a file and may be read by this user.",
        ) from error
    if head[_MAGIC] != b"DUCK":
        raise WarehouseUnavailableError(
            f'"{path}" is not a DuckDB file, or only a part of one.',
            next_step="Publish it again, or name another file.",
        )
    return Source(real, status.st_ino, status.st_mtime_ns, _side(path))


def _missing(path: Path) -> WarehouseUnavailableError:
    if not path.parent.is_dir():
        message = f'There is no warehouse at "{path}": there is no folder "{path.parent}".'
    elif path.is_symlink():
        message = f'There is no warehouse at "{path}": the link leads nowhere.'
    else:
        message = f'There is no warehouse at "{path}": there is no file of that name.'
    return WarehouseUnavailableError(
        message,
        near=_beside(path),
        next_step="Look at the path in the URL. To try Paceline without data of your own, make "
        f"the sample company's there: paceline sample --out {path}",
    )


def _beside(path: Path) -> tuple[str, ...]:
    """The DuckDB files of the folder, those with names like it first."""
    try:
        names = sorted(p.name for p in path.parent.glob(f"*{_SUFFIX}") if _is_shown(p, path))
    except OSError:
        return ()
    alike = near_names(path.name, names)
    rest = [name for name in names if name not in alike]
    return tuple(str(path.with_name(name)) for name in (*alike, *rest)[:_NEAR])


def _is_shown(other: Path, path: Path) -> bool:
    """Neither hidden, nor the side file of another, nor a version that a link leads to."""
    made = other.stem.endswith(".rollups") or other.stem.rpartition(".")[2].isdigit()
    return other.is_file() and other != path and not (made or other.name.startswith("."))


def side_path(path: Path) -> Path:
    """Where the side file of a warehouse lies.

    >>> side_path(Path("/data/sample.duckdb")).as_posix()
    '/data/sample.rollups.duckdb'
    """
    return path.with_name(f"{path.stem}.rollups{path.suffix}")


def _side(path: Path) -> Path | None:
    try:
        return resolve(side_path(path))
    except (OSError, RuntimeError):
        return None
