"""The parts of a refresh that PostgreSQL does in its own way: locks, bulk statements, types."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.database import Database
from storage.refresh import Counts, rollback
from tests.storage.feed_files import agreement, claim, participant, participants
from tests.storage.test_refresh import APRIL, MAY, Store
from tests.storage.test_refresh_crash import SECRET, killed_midway


@pytest.fixture
def url(postgres_url: str) -> str:
    """A new database on the server of the tests."""
    name = f"refresh_{uuid4().hex}"
    server = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    database = Database(url, SECRET)
    database.migrate()
    database.check_key()
    yield Store(database, tmp_path / "feed")
    database.close()


def test_load_change_and_rollback(store: Store) -> None:
    paid = claim(1, status="paid", amount="3000000000")
    store.feed(participants(2_100), [paid], [agreement(1)])
    changed = participants(2_100)[1:]
    changed[0]["category"] = "other"
    changed[1]["name"] = "=cmd|x"
    outcome = store.feed([*changed, participant(3_000)], as_of=APRIL)
    assert outcome.counts["participants"] == Counts(
        2_100, inserted=1, updated=1, unchanged=2_097, removed=1, rejected=1
    )
    assert store.known(1).periods[0].delisted_on == APRIL
    assert store.known(2).periods[0].category == "other"
    rollback(store.database)
    assert store.known(1).periods[0].delisted_on is None
    assert store.refresh(as_of=MAY).counts["participants"].changed == 3


def test_guards(store: Store) -> None:
    store.feed(participants(100))
    assert store.feed(participants(100)[6:], as_of=APRIL).status == "refused"
    assert store.versions() == 100


def test_killed_midway(store: Store, url: str) -> None:
    killed_midway(url, store)
