"""The connection to the state database: opened once, one transaction at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.store.schema import SCHEMA_VERSION, metadata, versions

_BACKENDS = ("sqlite", "postgresql")


class StoreError(Exception):
    """The state database cannot be used; the sentence says why and what to do."""


class StoreVersionError(StoreError):
    """The state database was written by another version of Paceline."""


class Database:
    """An engine and the lock that lets one transaction in at a time.

    Transactions here take well under a millisecond but for the wait on the disk, so that a lock
    costs less than SQLite's own waiting for its single writer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is on the disk when the block ends, or undone on an error.

        Raises:
            StoreError: the database cannot be read or written.
            sqlalchemy.exc.IntegrityError: a row is there already.
        """
        try:
            with self._lock, self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise StoreError(f"The state database cannot be used: {_reason(error)}.") from error

    def prepare(self) -> None:
        """Make the tables where there are none.

        Raises:
            StoreVersionError: another version of Paceline made them.
        """
        with self.transaction() as connection:
            metadata.create_all(connection)
            found = connection.scalars(select(versions.c.version)).one_or_none()
            if found is None:
                connection.execute(insert(versions).values(version=SCHEMA_VERSION))
            elif found != SCHEMA_VERSION:
                raise StoreVersionError(
                    f"The state database has version {found}, this Paceline reads "
                    f"{SCHEMA_VERSION}: move the file away, or run the Paceline that wrote it."
                )

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def open_database(url: str) -> Database:
    """Open, and make the tables where there are none.

    Raises:
        StoreError: it cannot be opened.
        StoreVersionError: its tables are of another version.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "The state database cannot be opened: its address is no URL such as "
            "sqlite:///.paceline/state.db."
        ) from error
    if address.get_backend_name() not in _BACKENDS:
        raise StoreError(
            f'The state database "{address.render_as_string(hide_password=True)}" cannot be '
            "opened: state is kept in SQLite or PostgreSQL. Write sqlite:///.paceline/state.db."
        )
    try:
        database = Database(_engine(address))
    except (ImportError, OSError, SQLAlchemyError) as error:
        raise _cannot_open(address, error) from error
    try:
        database.prepare()
    except StoreVersionError:
        database.close()
        raise
    except StoreError as error:
        database.close()
        raise _cannot_open(address, error) from error
    return database


def _cannot_open(address: URL, error: BaseException) -> StoreError:
    safe = address.render_as_string(hide_password=True)
    cause = error.__cause__ if isinstance(error, StoreError) else None
    return StoreError(f'The state database "{safe}" cannot be opened: {_reason(cause or error)}.')


def _reason(error: BaseException) -> str:
    """What the database or the system said: no statement, no values, no link."""
    match error:
        case DBAPIError(orig=orig) if orig is not None:
            return str(orig)
        case ImportError():
            return f"its driver {error.name} is not installed"
        case OSError(strerror=said, filename=name) if said:
            return f"{said}: {name}"
        case _:
            return str(error).splitlines()[0].rstrip(".")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    if url.database in (None, "", ":memory:"):
        engine = create_engine(
            url, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": 10})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: object) -> None:
    """WAL, and every commit on the disk before it counts: an acked event must not be lost."""
    del record
    connection.isolation_level = None  # SQLAlchemy's "begin" below starts transactions
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _on_begin(connection: Connection) -> None:
    """Take the write lock at once: one taken later fails instead of waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
