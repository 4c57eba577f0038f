"""Moves running notices into the outbox, beside the senders: one process holds each notice."""

import asyncio
import time
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.logs import where
from bot.writer import Writer
from handlers.broadcasting import Desk
from handlers.catalog import catalog
from handlers.notice_plan import quota_of
from handlers.notice_running import advance, begin_scheduled
from handlers.programme import Programme
from storage.broadcasts import Broadcasts
from storage.database import Database
from storage.store import Store

LOOK_EVERY_SECONDS = 0.5
IDLE_SECONDS = 1.0
_AT_WORK = ("running", "scheduled")

log = structlog.get_logger()


class Broadcaster:
    """Runs until cancelled; what it holds when it dies is free again when its lease ends."""

    def __init__(self, database: Database, programme: Programme, writer: Writer) -> None:
        self._database = database
        self._programme = programme
        self._writer = writer
        self._epochs: dict[int, int | None] = {}

    async def run(self) -> None:
        while True:
            try:
                at_work = await self._step()
            except Exception as error:
                log.error("broadcaster_failed", **where(error))
                at_work = False
            await asyncio.sleep(LOOK_EVERY_SECONDS if at_work else IDLE_SECONDS)

    async def _step(self) -> bool:
        """True where a notice is running."""
        active = await asyncio.to_thread(self._active)
        for broadcast_id in active:
            work = partial(self._advance, broadcast_id=broadcast_id)
            held = await self._writer.run(work, flushed=False)
            self._epochs[broadcast_id] = held
        return bool(active)

    def _active(self) -> list[int]:
        with self._database.read() as connection:
            known = Broadcasts(connection, self._database.sealer, time.time())
            return [
                each.id
                for each in known.all(_AT_WORK)
                if each.state == "running" or (each.start_at or time.time() + 1) <= time.time()
            ]

    def _advance(self, connection: Connection, broadcast_id: int) -> int | None:
        made = desk(connection, self._database, self._programme)
        broadcast = made.store.broadcasts.get(broadcast_id)
        if broadcast is None:
            return None
        if broadcast.state == "scheduled":
            begin_scheduled(made, broadcast)
            return None
        if broadcast.state != "running":
            return None
        return advance(made, broadcast, self._epochs.get(broadcast_id))


def desk(
    connection: Connection, database: Database, programme: Programme, *, whatsapp_tier: int = 0
) -> Desk:
    """For one transaction, now; without a tier no plan is limited by Meta."""
    now = datetime.now(programme.timezone)
    at = now.timestamp()
    store = Store(connection, database.sealer, now=at, real_now=at)
    return Desk(store, programme, catalog, quota_of(store, whatsapp_tier, at), now)
