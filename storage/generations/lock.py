"""One refresher at a time, whichever process it runs in.

Both locks end with their holder, also when it is killed, so that the next refresh need not wait for
a lease to run out: on SQLite an exclusive transaction on an empty file beside the database, on
PostgreSQL an advisory lock on a connection of its own.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database

_ADVISORY_LOCK = 74070002


class BusyError(RuntimeError):
    """Another refresh holds the lock, or ours was lost."""

    def __init__(self) -> None:
        super().__init__("Another refresh of this database is running.")


@contextmanager
def only_refresher(database: Database) -> Iterator[Callable[[], None]]:
    """Raises BusyError at once where another one runs; what it yields checks the lock is held."""
    held = _sqlite_lock(database) if database.is_sqlite else _postgres_lock(database)
    with held as still_held:
        yield still_held


@contextmanager
def _sqlite_lock(database: Database) -> Iterator[Callable[[], None]]:
    name = database.url.database
    file = f"{name}.refresh-lock" if name and name != ":memory:" else ":memory:"
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise BusyError from None
        yield lambda: None


@contextmanager
def _postgres_lock(database: Database) -> Iterator[Callable[[], None]]:
    with database.autocommit() as lock:
        taken = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_ADVISORY_LOCK)
        if not lock.execute(taken).scalar_one():
            raise BusyError

        def still_held() -> None:
            try:
                lock.execute(text("SELECT 1"))
            except DBAPIError:
                raise BusyError from None

        try:
            yield still_held
        finally:
            if not lock.invalidated:
                lock.execute(text("SELECT pg_advisory_unlock_all()"))
