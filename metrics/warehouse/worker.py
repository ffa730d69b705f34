"""The query worker: a process that has one warehouse open and answers one query at a time.

This file is two things. Run by its path it is the worker: it imports the standard library and
DuckDB and nothing else, so that it starts in the time DuckDB takes to load. Imported, it gives
the other side of the pipe the same wire format. A worker holds the only engine: whatever a query
does to it, the process can be killed and the service lives on.

The wire: an 8-byte length, then JSON. Not pickle, because bytes that come out of a process that
ran somebody's query must never be able to run code here. Values that JSON lacks travel as text
with their kind beside them, so they arrive exactly.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from metrics.result import Cell

FailureKind = Literal[
    "refused", "timeout", "memory", "large", "failed", "broken", "moved", "locked", "unavailable"
]

HEADER_BYTES = 8
_MAX_REPLY_BYTES = 64 * 2**20
_HEADROOM_BYTES = 3 * 2**30  # code, stacks and heaps that DuckDB's own limit does not count
_WATCH_S = 0.25


@dataclass(frozen=True, slots=True)
class Launch:
    """What a worker needs to know to start.

    Attributes:
        library: the folder that ``duckdb`` is installed in.
        path, inode, modified_ns: the version of the data to open, and no other.
        scratch: a folder of its own, for queries that do not fit in memory.
        parent: the process that it must not outlive.
        memory_mib, threads: what one query may use.
        time_zone: where a moment with a zone has its day.
        side: the side file, attached under ``side_name``; empty for none.
    """

    library: str
    path: str
    inode: int
    modified_ns: int
    scratch: str
    parent: int
    memory_mib: int
    threads: int
    time_zone: str
    side: str = ""
    side_name: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One statement; ``timeout_ms`` is what is left of its time."""

    sql: str
    parameters: Mapping[str, Cell | tuple[date, ...]]
    max_rows: int
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a statement that went well."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong; ``text`` is the engine's, for the log and never for a person."""

    kind: FailureKind
    text: str


def command(launch: Launch) -> tuple[str, ...]:
    """The command line that starts a worker, without ``site`` and without the environment."""
    return (sys.executable, "-I", "-S", __file__, json.dumps(asdict(launch)))


def pack_request(request: Request) -> bytes:
    """A request as a frame.

    Raises:
        TypeError: a parameter of a kind that no :data:`Cell` has.
    """
    values = {name: _pack(value) for name, value in request.parameters.items()}
    return _frame([request.sql, values, request.max_rows, request.timeout_ms])


def unpack_request(body: bytes) -> Request:
    """The request in the body of a frame."""
    sql, values, max_rows, timeout_ms = json.loads(body)
    parameters = {name: _READERS[kind](value) for name, (kind, value) in values.items()}
    return Request(sql, parameters, max_rows, timeout_ms)


def pack_reply(reply: Table | Failure) -> bytes:
    """A reply as a frame: rows travel by column, since a column has one kind."""
    if isinstance(reply, Failure):
        return _frame([reply.kind, reply.text])
    columns = [_pack_column([row[i] for row in reply.rows]) for i in range(len(reply.columns))]
    frame = _frame(["", list(reply.columns), columns, reply.truncated])
    if len(frame) > _MAX_REPLY_BYTES:
        return _frame(["large", f"{len(frame)} bytes"])
    return frame


def unpack_reply(body: bytes) -> Table | Failure:
    """The reply in the body of a frame."""
    kind, *rest = json.loads(body)
    if kind:
        return Failure(kind, rest[0])
    names, packed, truncated = rest
    columns = [_unpack_column(kind, values) for kind, values in packed]
    return Table(tuple(names), tuple(zip(*columns, strict=True)), truncated)


def connect(launch: Launch) -> DuckDBPyConnection:
    """Open the warehouse read-only and shut every other door; the order matters.

    Rows are added up in place for up to 2^20 values of a key, or 2^12 by default.
    A plain ``SET`` would reach this connection but not its cursors, so all are ``SET GLOBAL``.
    """
    import duckdb  # noqa: PLC0415 - the importing side must not pay for it

    settings: dict[str, str | bool | int | float | list[str]] = {
        "python_enable_replacements": False
    }
    connection = duckdb.connect(launch.path, read_only=True, config=settings)
    if launch.side:
        _attach(connection, launch)
    for name, value in (
        ("temp_directory", _quote(launch.scratch)),
        ("memory_limit", f"'{launch.memory_mib}MiB'"),
        ("threads", f"{launch.threads}"),
        ("max_temp_directory_size", f"'{4 * launch.memory_mib}MiB'"),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("allow_community_extensions", "false"),
        ("allow_persistent_secrets", "false"),
        ("perfect_ht_threshold", "20"),
        ("ieee_floating_point_ops", "false"),
        ("error_on_division_by_zero", "false"),
        ("TimeZone", _quote(launch.time_zone)),
        ("allowed_configs", "['max_execution_time']"),
        ("enable_external_access", "false"),
        ("lock_configuration", "true"),
    ):
        connection.execute(f"SET GLOBAL {name} = {value}")
    return connection


def _attach(connection: DuckDBPyConnection, launch: Launch) -> None:
    """Attach the side file; without it, everything is read from the data themselves."""
    import duckdb  # noqa: PLC0415 - see connect

    with suppress(duckdb.Error):
        connection.execute(f'ATTACH {_quote(launch.side)} AS "{launch.side_name}" (READ_ONLY)')


def answer(connection: DuckDBPyConnection, request: Request) -> Table | Failure:
    """Run one request on a cursor of its own; the engine's errors become failures.

    Results stream, so an error may come up at the fetch as well as at the start.
    """
    import duckdb  # noqa: PLC0415 - see connect

    with connection.cursor() as cursor:
        try:
            statements = cursor.extract_statements(request.sql)
            if [s.type for s in statements] != [duckdb.StatementType.SELECT]:
                return Failure("refused", "not a single SELECT")
            cursor.execute(f"SET max_execution_time = {request.timeout_ms:d}")
            cursor.execute(statements[0], dict(request.parameters) or None)
            rows = cursor.fetchmany(request.max_rows + 1)
            columns = tuple(column[0] for column in cursor.description or ())
        except MemoryError as error:
            return Failure("memory", str(error))
        except (duckdb.Error, ValueError, TypeError, OverflowError) as error:
            return Failure(_kind(error), f"{type(error).__name__}: {error}")
    return Table(columns, tuple(rows[: request.max_rows]), len(rows) > request.max_rows)


def main() -> None:
    """Open, say so, then answer until the pipe closes."""
    launch = Launch(**json.loads(sys.argv[1]))
    requests, replies = _take_pipes()
    threading.Thread(target=_watch, args=(launch,), daemon=True).start()
    _limit_memory(launch)
    opened = _open(launch)
    if isinstance(opened, Failure):
        _send(replies, pack_reply(opened))
        return
    try:
        _serve(opened, requests, replies)
    finally:
        _clean_up(launch)


def _serve(connection: DuckDBPyConnection, requests: BinaryIO, replies: BinaryIO) -> None:
    _send(replies, pack_reply(Table((), (), truncated=False)))
    while header := requests.read(HEADER_BYTES):
        body = requests.read(int.from_bytes(header))
        _send(replies, pack_reply(answer(connection, unpack_request(body))))


def _open(launch: Launch) -> DuckDBPyConnection | Failure:
    sys.path.append(launch.library)
    try:
        import duckdb  # noqa: PLC0415 - only now is it on the path
    except ImportError as error:
        return Failure("unavailable", str(error))
    try:
        connection = connect(launch)
    except duckdb.Error as error:
        return Failure(_opening_kind(launch, str(error)), str(error))
    return connection if _is_same(launch) else Failure("moved", launch.path)


def _opening_kind(launch: Launch, text: str) -> FailureKind:
    if not _is_same(launch):
        return "moved"
    return "locked" if "lock on file" in text else "unavailable"


def _is_same(launch: Launch) -> bool:
    try:
        status = Path(launch.path).stat()
    except FileNotFoundError:
        return False
    return (status.st_ino, status.st_mtime_ns) == (launch.inode, launch.modified_ns)


def _kind(error: Exception) -> FailureKind:
    import duckdb  # noqa: PLC0415 - see connect

    match error:
        case duckdb.InterruptException():
            return "timeout"
        case duckdb.OutOfMemoryException():
            return "memory"
        case duckdb.PermissionException() | duckdb.ParserException():
            return "refused"
        case duckdb.FatalException() | duckdb.InternalException() | duckdb.IOException():
            return "broken"
        case _:
            return "failed"


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Both pipes for ourselves: nothing that a library prints may get between the frames."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, replies


def _send(replies: BinaryIO, frame: bytes) -> None:
    replies.write(frame)
    replies.flush()


def _limit_memory(launch: Launch) -> None:
    most = launch.memory_mib * 2**20 + _HEADROOM_BYTES
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(OSError, ValueError):  # not every system knows this limit
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _watch(launch: Launch) -> None:
    """End this process when its parent is gone, even in the middle of a query.

    The kernel's parent-death signal is no help: it follows the parent's thread, not its process.
    """
    while os.getppid() == launch.parent:
        time.sleep(_WATCH_S)
    _clean_up(launch)
    os._exit(0)


def _clean_up(launch: Launch) -> None:
    """Only an orphan comes here, so the folder is nobody's: a service kills what it closes."""
    shutil.rmtree(Path(launch.scratch).parent, ignore_errors=True)


def _frame(message: Sequence[object]) -> bytes:
    body = json.dumps(message, separators=(",", ":")).encode()
    return len(body).to_bytes(HEADER_BYTES) + body


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _same(value: Any) -> Any:
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "": _same,
    "decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "days": lambda days: tuple(map(date.fromisoformat, days)),
}


def _pack(value: object) -> tuple[str, Any]:
    match value:
        case None | bool() | int() | float() | str():
            return "", value
        case Decimal():
            return "decimal", str(value)
        case datetime():
            return "datetime", value.isoformat()
        case date():
            return "date", value.isoformat()
        case tuple() if all(type(day) is date for day in value):
            return "days", [day.isoformat() for day in value]
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be bound to a statement")


def _pack_column(values: Sequence[object]) -> tuple[str, Sequence[Any]]:
    known = next((value for value in values if value is not None), None)
    match known:
        case None | bool() | int() | float() | str():
            return "", values
        case Decimal() | date():
            kind, _ = _pack(known)
            return kind, [None if value is None else _pack(value)[1] for value in values]
        case _:  # a list, a time of day, …: no cell of ours, so its text
            return "", [None if value is None else str(value) for value in values]


def _unpack_column(kind: str, values: Sequence[Any]) -> Sequence[Any]:
    if not kind:
        return values
    read = _READERS[kind]
    return [None if value is None else read(value) for value in values]


if __name__ == "__main__":
    main()
