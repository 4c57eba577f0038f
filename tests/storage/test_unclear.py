"""Messages kept to learn from: counted, sealed, settled, forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.tables import unclear_messages
from storage.unclear import UnclearMessages

NOW = 1_700_000_000.0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path}/unclear.db", None)
    opened.migrate()
    yield opened
    opened.close()


def keep(database: Database, *said: str, at: float = NOW) -> None:
    with database.write() as connection:
        for words in said:
            UnclearMessages(connection, database.sealer, at).keep(words)


def kept(database: Database) -> list[tuple[str, int]]:
    with database.read() as connection:
        return UnclearMessages(connection, database.sealer, NOW).by_frequency()


def test_the_commonest_words_come_first(database: Database) -> None:
    keep(database, "apa ini", "kartu bagaimana", "kartu bagaimana")

    assert kept(database) == [("kartu bagaimana", 2), ("apa ini", 1)]


def test_the_words_are_sealed(database: Database) -> None:
    keep(database, "kartu bagaimana")

    with database.read() as connection:
        (row,) = connection.execute(select(unclear_messages))
    assert b"kartu" not in row.sealed + row.words_index


def test_settled_words_are_gone(database: Database) -> None:
    keep(database, "apa ini", "apa ini", "lain")

    with database.write() as connection:
        assert UnclearMessages(connection, database.sealer, NOW).settle("apa ini") == 2
    assert kept(database) == [("lain", 1)]


def test_what_is_old_is_forgotten(database: Database) -> None:
    keep(database, "lama", at=NOW - 100)
    keep(database, "baru")

    with database.write() as connection:
        assert UnclearMessages(connection, database.sealer, NOW).forget(NOW - 50) == 1
    assert kept(database) == [("baru", 1)]
