"""Engine, transactions and migrations. SQLite is the default; PostgreSQL when it grows."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from storage.sealing import Sealer, SealError
from storage.tables import store_state

BUSY_SECONDS = 15
_MIGRATIONS = Path(__file__).parent / "migrations"
_KEY_WORD = "sapa-jamsos"


class DatabaseError(RuntimeError):
    """The database cannot be used; the message says how to mend it."""


class Database:
    """Opens a database and its sealer. `write` and `read` are one transaction each."""

    def __init__(self, url: str, secret: str | None) -> None:
        self.url: URL = make_url(_with_driver(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.new_key_file: Path | None = None
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.sealer = Sealer(secret or self._secret_of_embedded_default())
        self._writer = self._engine("FULL")
        self._unflushed_writer = self._engine("NORMAL")
        self._reader = self._engine("NORMAL")

    @contextmanager
    def write(self, *, flushed: bool = True) -> Iterator[Connection]:
        """A transaction that may write; on SQLite it takes the write lock at once.

        What is not `flushed` to disk is safe from a crash, but on SQLite not from a power cut.
        """
        writer = self._writer if flushed else self._unflushed_writer
        with writer.begin() as connection:
            self._begin(connection, "BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._reader.begin() as connection:
            self._begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def autocommit(self) -> Iterator[Connection]:
        """A connection that is never in a transaction, for locks that belong to the session."""
        with self._reader.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def migrate(self) -> None:
        """Bring the tables to the newest version; safe when several processes start at once."""
        with self.write() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(74070001)")
            command.upgrade(alembic_config(connection), "head")
        if self.is_sqlite and self.url.database:
            Path(self.url.database).chmod(0o600)

    def migrated(self) -> bool:
        """True when the tables are those that this code expects."""
        newest = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
        with self.read() as connection:
            return MigrationContext.configure(connection).get_current_revision() == newest

    def check_key(self) -> None:
        """Refuse a key that did not write this database; a new database remembers its key."""
        with self.write() as connection:
            stored = connection.execute(select(store_state.c.key_check)).scalar_one_or_none()
            if stored is None:
                self._remember_key(connection)
                return
        try:
            self.sealer.open("store_state", b"1", stored, str)
        except SealError:
            raise DatabaseError(
                "SECRET_KEY is not the key that this database was written with. Set the key it was "
                "started with (an embedded database keeps its own in the .key file beside it), "
                "or use another DATABASE_URL."
            ) from None

    def close(self) -> None:
        self._writer.dispose()
        self._unflushed_writer.dispose()
        self._reader.dispose()

    def _remember_key(self, connection: Connection) -> None:
        proof = self.sealer.seal("store_state", b"1", _KEY_WORD)
        if connection.execute(update(store_state).values(key_check=proof)).rowcount == 0:
            try:
                connection.execute(insert(store_state).values(id=1, current_run=0, key_check=proof))
            except IntegrityError as error:
                raise DatabaseError("Another process is starting on this database.") from error

    def _key_file(self) -> Path:
        return Path(f"{self.url.database}.key")

    def _secret_of_embedded_default(self) -> str:
        """The key beside an embedded database; made on the first start, readable by its owner."""
        if not self.is_sqlite:
            raise DatabaseError("SECRET_KEY is not set: a PostgreSQL database does not keep one.")
        if not self.url.database or self.url.database == ":memory:":
            return secrets.token_urlsafe(48)
        file = self._key_file()
        if file.exists():
            return file.read_text().strip()
        if Path(self.url.database).exists():
            raise DatabaseError(
                f"SECRET_KEY is not set and {file.name} is missing beside the database. "
                "Bring that file back, set SECRET_KEY, or use another DATABASE_URL."
            )
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48) + "\n")
        self.new_key_file = file
        return file.read_text().strip()

    def _begin(self, connection: Connection, how: str) -> None:
        """Ours to say on SQLite. Not as an engine's event: every statement would look for more."""
        if self.is_sqlite:
            connection.exec_driver_sql(how)

    def _engine(self, synchronous: str) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        engine = create_engine(
            self.url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True
        )

        @event.listens_for(engine, "connect")
        def _connect(connection: Any, _record: object) -> None:
            _prepare_sqlite(connection, synchronous)

        return engine


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _with_driver(url: str) -> str:
    """Accept the `postgres://` of hosting platforms."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _prepare_sqlite(connection: Any, synchronous: str) -> None:
    connection.isolation_level = None  # we begin ourselves: IMMEDIATE for writers
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")  # FULL survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
