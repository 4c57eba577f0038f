"""Delivers what lies in the outbox: paced, in order for each person, marked, tried again.

A row is leased, committed, before its call begins: several at once, as each transaction costs more
than what it writes. What has landed is marked by itself and at once: what a crash leaves unmarked
may leave once more.
"""

import asyncio
import math
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot import metrics
from bot.channels.channel import Channel, Delivered, NotDelivered, Outcome
from bot.logs import where
from bot.writer import Writer
from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import LEASE_SECONDS, OUTCOME_UNKNOWN, Leased, Outbox

LONGEST_SLEEP = 1.0  # other processes write rows too
LONGEST_BACKOFF = 60.0
GIVE_UP_SECONDS = 24 * 3600
STOP_SECONDS = 4.0
BATCH_SECONDS = 0.1  # so much of the pace is leased at once
LATE_SECONDS = 0.01  # timers are; more at once would look like a flood to the platform
_CALL_SECONDS = LEASE_SECONDS - 1

log = structlog.get_logger()
_Result = TypeVar("_Result")


class Sender:
    """One channel's deliveries. `wake` it after a commit; otherwise it looks once a second."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        writer: Writer,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._channel = channel
        self._writer = writer
        self._clock = clock
        self._awake = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self._flying: dict[asyncio.Task[None], int] = {}
        self._last_sent: dict[int, float] = {}
        self._next_slot = 0.0
        self._paused_until = 0.0
        self._next_voiding = 0.0
        self._stopping = False

    def wake(self) -> None:
        self._awake.set()

    async def run(self) -> None:
        """Until `stop`; an error of the database is waited out, nothing is lost meanwhile."""
        self._ended.clear()
        try:
            while not self._stopping:
                self._awake.clear()
                try:
                    pause = await self._step()
                except Exception as error:
                    log.error("sender_failed", channel=self._channel.name, **where(error))
                    pause = LONGEST_SLEEP
                if pause > 0:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(min(pause, LONGEST_SLEEP)):
                            await self._awake.wait()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Nothing new leaves; what is on its way may arrive and be marked."""
        self._stopping = True
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._ended.wait()
                if self._flying:
                    await asyncio.wait(self._flying)

    async def _step(self) -> float:
        """Send the next few; how long to wait before the next look."""
        if time.monotonic() >= self._next_voiding:
            await self._void_leases()
        now, pace = time.monotonic(), self._channel.pace
        most = min(pace.in_flight - len(self._flying), max(1, int(pace.a_second * BATCH_SECONDS)))
        if most <= 0:
            return LONGEST_SLEEP
        if self._paused_until > now:
            return self._paused_until - now
        due = await self._read(lambda box: box.next_due(self._channel.name))
        if due is None or due > self._clock():
            return LONGEST_SLEEP if due is None else due - self._clock()
        busy = self._busy(now)
        leased = await self._write(
            lambda box, _: box.lease_apart(self._channel.name, most, busy=busy)
        )
        if not leased:
            return self._until_somebody_is_free(now)
        await self._launch(leased)
        return 0.0

    async def _void_leases(self) -> None:
        """On SQLite nobody else delivers: once, and all. Else again and again, what has ended."""
        name, alone = self._channel.name, self._database.is_sqlite
        wait = self._channel.pace.unknown_seconds
        await self._write(
            lambda box, _: box.void_leases(name, only_expired=not alone, wait_seconds=wait)
        )
        self._next_voiding = math.inf if alone else time.monotonic() + LEASE_SECONDS

    async def _slot(self) -> None:
        """Wait for the channel's next turn; a little lateness does not delay the turns after it."""
        between = 1 / self._channel.pace.a_second
        now = time.monotonic()
        self._next_slot = max(self._next_slot, now - LATE_SECONDS)
        await asyncio.sleep(self._next_slot - now)
        self._next_slot += between

    async def _launch(self, leased: list[Leased]) -> None:
        """Each in its slot; those that may not leave any more are given back."""
        for place, each in enumerate(leased):
            await self._slot()
            if self._stopping or self._paused_until > time.monotonic():
                left = leased[place:]
                await self._write_at_last(lambda box, _: box.give_back(left))  # noqa: B023 - at once
                return
            flight = asyncio.create_task(self._deliver(each))
            self._flying[flight] = each.contact_id
            flight.add_done_callback(self._land)

    def _land(self, flight: asyncio.Task[None]) -> None:
        self._last_sent[self._flying.pop(flight)] = time.monotonic()
        self.wake()

    def _busy(self, now: float) -> set[int]:
        """People to whom something is on its way, or went a moment ago."""
        quiet = self._channel.pace.seconds_between_to_one_person
        self._last_sent = {who: at for who, at in self._last_sent.items() if now - at < quiet}
        return {*self._flying.values(), *self._last_sent}

    def _until_somebody_is_free(self, now: float) -> float:
        quiet = self._channel.pace.seconds_between_to_one_person
        return min((at + quiet - now for at in self._last_sent.values()), default=LONGEST_SLEEP)

    async def _deliver(self, leased: Leased) -> None:
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                outcome: Outcome = await self._channel.deliver(leased)
        except TimeoutError:
            outcome = NotDelivered("unknown", "timeout")
        except Exception as error:
            log.error("delivery_failed", channel=self._channel.name, **where(error))
            outcome = NotDelivered("our_fault", type(error).__name__)
        kind = "sent" if isinstance(outcome, Delivered) else outcome.kind
        metrics.deliveries.labels(self._channel.name, kind).inc()
        await self._write_at_last(lambda box, people: self._mark(box, people, leased, outcome))

    async def _write_at_last(self, work: Callable[[Outbox, Conversations], None]) -> None:
        """Until the database takes it: what is known to have arrived must not leave once more."""
        while True:
            try:
                await self._write(work)
            except OperationalError as error:
                log.error("mark_failed", channel=self._channel.name, **where(error))
                await asyncio.sleep(LONGEST_SLEEP)
            else:
                return

    def _mark(self, box: Outbox, people: Conversations, leased: Leased, outcome: Outcome) -> None:
        if isinstance(outcome, Delivered):
            box.settle(leased, "sent", platform_id=outcome.platform_id, free=outcome.free)
        elif outcome.kind == "unreachable":
            box.settle(leased, "failed", error=outcome.code)
            people.unreachable(leased.contact_id, outcome.code)
            box.give_up(leased.contact_id, outcome.code)
        elif outcome.kind == "held":
            self._hold(box, people, leased, outcome)
        elif outcome.kind == "later":
            box.put_back(
                leased, not_before=self._clock() + outcome.wait_seconds, error=leased.error
            )
        elif outcome.kind == "our_fault" or self._is_too_old(leased):
            log.error("message_failed", channel=self._channel.name, code=outcome.code)
            box.settle(leased, "failed", error=outcome.code)
        elif outcome.kind == "unknown":
            self._mark_unknown(box, leased, outcome)
        else:
            self._put_back(box, leased, outcome)

    def _mark_unknown(self, box: Outbox, leased: Leased, outcome: NotDelivered) -> None:
        """Sent once more; the bound is one duplicate for a cut."""
        if leased.error == OUTCOME_UNKNOWN or not outcome.again:
            box.settle(leased, "unknown", error=OUTCOME_UNKNOWN)
            return
        wait = self._channel.pace.unknown_seconds
        box.put_back(
            leased,
            not_before=self._clock() + wait,
            error=OUTCOME_UNKNOWN,
            parts_sent=outcome.parts_sent,
        )

    def _hold(
        self, box: Outbox, people: Conversations, leased: Leased, outcome: NotDelivered
    ) -> None:
        """The first message that is held may be announced."""
        if box.hold(leased, outcome.code) and outcome.nudge is not None:
            contact = people.known(self._channel.name, leased.address)
            if contact is not None:
                box.put(contact, [outcome.nudge], kind="notice", not_before=self._clock())

    def _put_back(self, box: Outbox, leased: Leased, outcome: NotDelivered) -> None:
        wait = outcome.wait_seconds or min(LONGEST_BACKOFF, 2.0 ** min(leased.attempts - 1, 6))
        if outcome.kind == "pause":
            self._paused_until = time.monotonic() + wait
        box.put_back(
            leased,
            not_before=self._clock() + wait,
            error=leased.error,
            parts_sent=outcome.parts_sent,
        )

    def _is_too_old(self, leased: Leased) -> bool:
        return self._clock() - leased.created_at > GIVE_UP_SECONDS

    async def _write(self, work: Callable[[Outbox, Conversations], _Result]) -> _Result:
        def write(connection: Connection) -> _Result:
            now, sealer = self._clock(), self._database.sealer
            return work(Outbox(connection, sealer, now), Conversations(connection, sealer, now))

        # After a power cut what was not flushed leaves once more: no disk is waited for here.
        return await self._writer.run(write, flushed=False)

    async def _read(self, work: Callable[[Outbox], _Result]) -> _Result:
        def look() -> _Result:
            with self._database.read() as connection:
                return work(Outbox(connection, self._database.sealer, self._clock()))

        return await asyncio.to_thread(look)
