"""What is due: a refresh, reminders, the news of claims, families that are stuck, forgetting."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.feed_rules import rules_of
from bot.logs import where
from bot.reminding import Reminding
from bot.settings import Settings
from bot.writer import Writer
from handlers import claim_news
from handlers.answers import families
from handlers.catalog import catalog
from handlers.programme import Programme
from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import Outbox
from storage.refresh import refresh
from storage.store import Store
from storage.unclear import UnclearMessages

UNCLEAR_KEPT_SECONDS = 30 * 24 * 3600
SEEN_KEPT_SECONDS = 8 * 24 * 3600  # Meta brings an update again for 7 days
HELD_KEPT_SECONDS = 30 * 24 * 3600  # for people who may write again
PURGE_EVERY_SECONDS = 3600.0
NEWS_EVERY_SECONDS = 3600.0  # and after each refresh; one by hand is found within the hour
STUCK_EVERY_SECONDS = 24 * 3600.0
REMINDERS_EVERY_SECONDS = 60.0  # a look whether data or day are new; after each refresh too
_LOOK_EVERY_SECONDS = 30.0

log = structlog.get_logger()
_Result = TypeVar("_Result")


class Scheduler:
    """Runs beside the senders; one thing at a time, and a failure of one is no end of the rest."""

    def __init__(
        self, settings: Settings, database: Database, programme: Programme, writer: Writer
    ) -> None:
        self._settings = settings
        self._database = database
        self._programme = programme
        self._writer = writer
        self._reminding = Reminding(database, programme, writer)
        self._due: dict[str, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._when_due("purge", PURGE_EVERY_SECONDS, self._purge)
            if self._settings.agency_url and self._settings.refresh_every:
                await self._when_due("refresh", self._settings.refresh_every, self._refresh)
            await self._when_due("reminders", REMINDERS_EVERY_SECONDS, self._remind)
            await self._when_due("claim_news", NEWS_EVERY_SECONDS, self._claim_news)
            await self._when_due("claim_stuck", STUCK_EVERY_SECONDS, self._claim_stuck)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _when_due(
        self, name: str, every_seconds: float, work: Callable[[], Awaitable[None]]
    ) -> None:
        now = time.monotonic()
        if now < self._due.get(name, 0.0):
            return
        self._due[name] = now + every_seconds
        try:
            await work()
        except Exception as error:
            log.error("scheduled_work_failed", work=name, **where(error))

    async def _refresh(self) -> None:
        """In a thread of its own: its batches share the database with the writer."""
        url, token = self._settings.agency_url, self._settings.agency_token
        assert url is not None
        rules = rules_of(self._programme)
        outcome = await _abandonable(lambda: refresh(self._database, url, rules=rules, token=token))
        log.info("refreshed", status=outcome.status, run=outcome.run)
        await self._remind()
        await self._claim_news()

    async def _remind(self) -> None:
        if (chats := await self._reminding.round()) is not None:
            log.info("reminded", chats=chats)

    async def _claim_news(self) -> None:
        def news(connection: Connection) -> int:
            now = datetime.now(self._programme.timezone)
            at = now.timestamp()
            store = Store(connection, self._database.sealer, now=at, real_now=at)
            return claim_news.tell(store, self._programme, catalog, now)

        log.info("claim_news", told=await self._writer.run(news))

    async def _claim_stuck(self) -> None:
        def stuck(connection: Connection) -> int:
            now = datetime.now(self._programme.timezone)
            at = now.timestamp()
            store = Store(connection, self._database.sealer, now=at, real_now=at)
            return families.note_stuck(store, self._programme, now)

        log.info("claim_stuck", tickets=await self._writer.run(stuck))

    async def _purge(self) -> None:
        def purge(connection: Connection) -> tuple[int, int]:
            now, sealer = time.time(), self._database.sealer
            conversations = Conversations(connection, sealer, now)
            unclear = UnclearMessages(connection, sealer, now)
            Outbox(connection, sealer, now).drop_held(now - HELD_KEPT_SECONDS)
            return (
                conversations.forget_seen(now - SEEN_KEPT_SECONDS),
                unclear.forget(now - UNCLEAR_KEPT_SECONDS),
            )

        updates, unclear = await self._writer.run(purge)
        log.info("purged", updates=updates, unclear=unclear)


async def _abandonable(work: Callable[[], _Result]) -> _Result:
    """In a thread that the end of the process does not wait for: a feed may take minutes."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_Result] = loop.create_future()

    def tell(act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(lambda: None if done.cancelled() else act())

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            reason = error
            tell(lambda: done.set_exception(reason))
        else:
            tell(lambda: done.set_result(result))

    threading.Thread(target=run, name="refresh", daemon=True).start()
    return await done
