"""Moves running notices into the outbox, beside the senders: one process holds each notice."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.logs import where
from bot.writer import Writer
from handlers.broadcasting import NoticeDesk
from handlers.catalog import catalog
from handlers.notice_plan import quota_of
from handlers.notice_progress import STANDS, show
from handlers.notice_running import advance, begin_scheduled, reopen, stop, tidy
from handlers.programme import Programme
from storage.broadcast_progress import BroadcastProgress
from storage.broadcasts import Broadcast, Broadcasts
from storage.database import Database
from storage.store import Store

LOOK_EVERY_SECONDS = 0.25
IDLE_SECONDS = 0.5
LATE_REPORT_SECONDS = 24 * 3600.0  # a platform may tell so long afterwards that somebody is gone
_Act = Callable[[NoticeDesk, Broadcast], None]

log = structlog.get_logger()


class Broadcaster:
    """Runs until cancelled; what it holds when it dies is free again when its lease ends.

    `wake` is told which channels may have something to send; `whatsapp_tier` 0 is no limit.
    """

    def __init__(
        self,
        database: Database,
        programme: Programme,
        writer: Writer,
        wake: Callable[[], None] = lambda: None,
        *,
        whatsapp_tier: int = 0,
    ) -> None:
        self._database = database
        self._programme = programme
        self._writer = writer
        self._wake = wake
        self._tier = whatsapp_tier
        self._epochs: dict[int, int | None] = {}
        self._is_first = database.is_sqlite

    async def run(self) -> None:
        while True:
            try:
                at_work = await self.step()
            except Exception as error:
                log.error("broadcaster_failed", **where(error))
                at_work = False
            await asyncio.sleep(LOOK_EVERY_SECONDS if at_work else IDLE_SECONDS)

    async def step(self) -> bool:
        """True where a notice is running. One that fails holds up none of the others."""
        if self._is_first:
            await self._writer.run(self._void_leases, flushed=False)
            self._is_first = False
        due = await asyncio.to_thread(self._due)
        for broadcast_id, act in due:
            try:
                await self._do(broadcast_id, act)
            except OperationalError as error:  # of the database: tried again
                log.error("notice_waits", notice=broadcast_id, **where(error))
            except Exception as error:
                log.error("notice_failed", notice=broadcast_id, **where(error))
                reason = f"our_fault:{type(error).__name__}"
                await self._do(broadcast_id, partial(stop, reason=reason))
        if due:
            self._wake()
        return bool(due)

    def _due(self) -> list[tuple[int, _Act]]:
        """Notices and what is to be done with them. Reads only."""
        now = time.time()
        with self._database.read() as connection:
            known = Broadcasts(connection, self._database.sealer, now)
            due: list[tuple[int, _Act]] = [(each, tidy) for each in known.restless()]
            due += [(each, show) for each in known.shown(STANDS)]
            for each in known.at_work(now - LATE_REPORT_SECONDS):
                if each.state == "running":
                    due.append((each.id, self._advance))
                elif each.state == "scheduled" and each.start_at and each.start_at <= now:
                    due.append((each.id, begin_scheduled))
                elif each.state == "done" and BroadcastProgress(connection, now, each).left_late():
                    due.append((each.id, reopen))
        return due

    async def _do(self, broadcast_id: int, act: _Act) -> None:
        work = partial(self._act, broadcast_id=broadcast_id, act=act)
        await self._writer.run(work, flushed=False)

    def _act(self, connection: Connection, broadcast_id: int, act: _Act) -> None:
        """The notice is locked, and read anew: an officer may have been quicker."""
        made = desk(connection, self._database, self._programme, whatsapp_tier=self._tier)
        broadcast = made.store.broadcasts.get(broadcast_id)
        if broadcast is None:
            return
        act(made, broadcast)
        after = made.store.broadcasts.get(broadcast_id)
        if after is not None and act is not show:
            show(made, after)

    def _advance(self, made: NoticeDesk, broadcast: Broadcast) -> None:
        if broadcast.state == "running":
            self._epochs[broadcast.id] = advance(made, broadcast, self._epochs.get(broadcast.id))

    def _void_leases(self, connection: Connection) -> None:
        Broadcasts(connection, self._database.sealer, time.time()).void_leases()


def desk(
    connection: Connection, database: Database, programme: Programme, *, whatsapp_tier: int = 0
) -> NoticeDesk:
    """For one transaction, now; without a tier no plan is limited by Meta."""
    now = datetime.now(programme.timezone)
    at = now.timestamp()
    store = Store(connection, database.sealer, now=at, real_now=at)
    return NoticeDesk(store, programme, catalog, quota_of(store, whatsapp_tier, at), now)
