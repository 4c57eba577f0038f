"""Everything that runs in one process, put together: inbox, channels, senders, scheduler."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog

from bot import metrics
from bot.broadcasting import Broadcaster
from bot.channels.channel import Channel
from bot.inbox import (
    WAITED_SECONDS,
    AddressChange,
    HandlerError,
    Inbox,
    Reachability,
    Received,
)
from bot.logs import where
from bot.outbox import Sender
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.writer import Writer
from handlers import claim_sheet
from handlers.conversation import Inbound
from handlers.dates import local_today
from handlers.programme import Programme
from handlers.understanding.understand import understand
from storage.database import Database
from storage.outbox import Report
from storage.participants import Participants

log = structlog.get_logger()


class Service:
    """`delivers` where this process sends what lies in the outbox and runs what is due."""

    def __init__(
        self, settings: Settings, database: Database, programme: Programme, *, delivers: bool
    ) -> None:
        self.settings = settings
        self.database = database
        self.programme = programme
        self.writer = Writer(database)
        self.inbox = Inbox(
            database,
            programme,
            keep_unclear=settings.keep_unclear,
            whatsapp_tier=settings.whatsapp_tier if settings.whatsapp_token else 0,
        )
        self.channels: list[Channel] = []
        self._delivers = delivers
        self._senders: dict[str, Sender] = {}
        self._broadcaster = Broadcaster(
            database,
            programme,
            self.writer,
            self.wake_all,
            whatsapp_tier=settings.whatsapp_tier if settings.whatsapp_token else 0,
        )
        self._scheduler = Scheduler(settings, database, programme, self.writer)
        self._beside: list[Coroutine[Any, Any, None]] = []
        self._at_end: list[Callable[[], Awaitable[None]]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def add(self, channel: Channel) -> None:
        self.channels.append(channel)
        if self._delivers:
            self._senders[channel.name] = Sender(self.database, channel, self.writer)

    async def receive(self, inbound: Inbound) -> Received:
        """Committed when it returns; the replies leave at once."""
        begun = time.perf_counter()
        received = await self._answer(inbound)
        metrics.answered_in.labels(inbound.channel).observe(time.perf_counter() - begun)
        metrics.received.labels(inbound.channel, received.state).inc()
        self.wake(inbound.channel)
        return received

    async def _answer(self, inbound: Inbound) -> Received:
        """As `Inbox.receive`, but beside what else waits for the database."""
        try:
            return await self.writer.run_unless_overloaded(
                lambda connection: self.inbox.answer(connection, inbound), of=inbound.sender
            )
        except HandlerError as failed:
            reason = failed
        return await self.writer.run(
            lambda connection: self.inbox.apologise(connection, inbound, reason),
            of=inbound.sender,
        )

    async def receive_batch(self, inbounds: Sequence[Inbound]) -> None:
        """One person's messages in order; those that waited long and came together are one turn."""
        ordered = sorted(inbounds, key=lambda each: each.sent_at)
        waited_since = time.time() - WAITED_SECONDS
        waited = [each for each in ordered if each.sent_at < waited_since]
        if len(waited) > 1 and await self._receive_together(waited):
            ordered = ordered[len(waited) :]
        for inbound in ordered:
            await self.receive(inbound)

    async def _receive_together(self, inbounds: Sequence[Inbound]) -> bool:
        """False where a handler failed: then each message stands alone."""
        channel = inbounds[0].channel
        try:
            received = await self.writer.run_unless_overloaded(
                lambda connection: self.inbox.answer_together(connection, inbounds),
                of=inbounds[0].sender,
            )
        except HandlerError:
            return False
        for each in received:
            metrics.received.labels(channel, each.state).inc()
        self.wake(channel)
        return True

    async def take_report(self, channel: str, report: Report, *, unreachable: bool) -> None:
        news = await self.writer.run(
            lambda connection: self.inbox.take_report(connection, report, unreachable=unreachable),
            flushed=False,
        )
        metrics.reports.labels(channel, report.state if news else "no_news").inc()

    async def change_address(self, change: AddressChange) -> None:
        await self.writer.run(
            lambda connection: self.inbox.change_address(connection, change), of=change.sender
        )

    async def note(self, change: Reachability) -> None:
        await self.writer.run(
            lambda connection: self.inbox.note(connection, change), of=change.sender
        )

    def wake(self, channel: str) -> None:
        if channel in self._senders:
            self._senders[channel].wake()

    def wake_all(self) -> None:
        for sender in self._senders.values():
            sender.wake()

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs from `start` until `stop`."""
        self._beside.append(work)

    def at_end(self, close: Callable[[], Awaitable[None]]) -> None:
        self._at_end.append(close)

    def store_is_synthetic(self) -> bool:
        with self.database.read() as connection:
            return Participants(connection, self.database.sealer).synthetic_only()

    async def start(self) -> None:
        """Warm what the first message would wait for, then leave the heap out of collections."""
        understand("halo", today=local_today(), villages=self.programme.villages)
        claim_sheet.warm()
        for channel in self.channels:
            await channel.start()
        for sender in self._senders.values():
            self.beside(sender.run())
        if self._delivers:
            self.beside(self._scheduler.run())
            self.beside(self._broadcaster.run())
        self._tasks = [asyncio.create_task(work) for work in self._beside]
        for task in self._tasks:
            task.add_done_callback(_log_failure)
        gc.collect()
        gc.freeze()  # a collection of the whole heap would show as a pause

    async def stop_listening(self) -> None:
        """Sockets that stay open would hold up the end of the web server."""
        for channel in self.channels:
            if channel.routes():
                await channel.stop()

    async def stop(self) -> None:
        """What has begun ends: messages taken in are answered, deliveries under way are marked."""
        await asyncio.gather(*(sender.stop() for sender in self._senders.values()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for channel in self.channels:
            await channel.stop()
        for close in self._at_end:
            await close()
        await asyncio.to_thread(self.writer.close)
        self.database.close()
        log.info("stopped")


def _log_failure(task: asyncio.Task[None]) -> None:
    """What runs beside the messages never ends by itself with an error, or somebody must know."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("task_failed", **where(error))
