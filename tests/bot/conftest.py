"""One Chromium for the whole run, for tests of pages; a PostgreSQL database for a test."""

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator
from threading import Thread
from typing import Any, TypeVar

import pytest
from playwright.async_api import Browser, async_playwright

from bot.__main__ import main
from bot.settings import settings
from storage.database import Database
from tests.bot.command_line import Run, Said
from tests.conftest import SECRET

LONGEST_SECONDS = 60.0
_Result = TypeVar("_Result")


class Chromium:
    """A browser on an event loop of its own thread: the main thread stays free of a running loop.

    Tests hand their whole scenario, servers included, to `run`.
    """

    browser: Browser

    def __init__(self, path: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="chromium")
        self._thread.start()
        self.run(self._launch(path))

    def run(self, scenario: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(scenario, self._loop).result(LONGEST_SECONDS)

    async def _launch(self, path: str) -> None:
        self._playwright = await async_playwright().start()
        self.browser = await self._playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )

    async def _quit(self) -> None:
        await self.browser.close()
        await self._playwright.stop()

    def close(self) -> None:
        self.run(self._quit())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing: install it, the page is tested in a real browser")
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    browser = Chromium(path)
    yield browser
    browser.close()


@pytest.fixture
def sapa(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """The command line on the database of the test; what fails is a sentence at most."""
    monkeypatch.setenv("DATABASE_URL", str(database.url))
    monkeypatch.setenv("SECRET_KEY", SECRET)

    def run(*words: object) -> Said:
        settings.cache_clear()
        capsys.readouterr()
        monkeypatch.setattr("sys.argv", ["sapa", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(ended.value.code or 0, said.out, said.err)

    yield run
    settings.cache_clear()
