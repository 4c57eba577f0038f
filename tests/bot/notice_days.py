"""A notice without a service: the clock moves by hand, and a loop here stands for the senders."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine

from bot.broadcast_status import status_of
from bot.broadcasting import Broadcaster
from bot.writer import Writer
from handlers.programme import load
from storage.broadcasts import Broadcast
from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import OUTCOME_UNKNOWN, Leased, Outbox
from tests.bot.notices import act, now_of

Outcome = Callable[[Leased], str]  # sent, unknown, later, or a code: of our fault, or unreachable
GONE, NO_TEMPLATE = "131026", "132001"


def sent(_: Leased) -> str:
    return "sent"


def fails(code: str, *contacts: int) -> Outcome:
    """For these contacts; without any for everybody."""
    return lambda leased: code if not contacts or leased.contact_id in contacts else "sent"


@dataclass
class Days:
    """`heard` counts what reached each contact."""

    database: Database
    clock: time_machine.Traveller
    loop: asyncio.Runner
    tier: int = 0
    heard: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.restarts()

    def restarts(self) -> None:
        """The process was killed: another one knows nothing of what it held."""
        self._writer = Writer(self.database)
        self._broadcaster = Broadcaster(
            self.database, load(), self._writer, whatsapp_tier=self.tier
        )

    def looks(self) -> None:
        self.loop.run(self._broadcaster.step())

    def delivers(self, outcome: Outcome = sent) -> int:
        """All that is due; how many arrived."""
        before = self.heard.total()
        for channel in ("telegram", "whatsapp"):
            while leased := self.leases(channel, 200):
                for each in leased:
                    self.settles(each, outcome(each))
        return self.heard.total() - before

    def leases(self, channel: str, most: int) -> list[Leased]:
        with self.database.write() as connection:
            return Outbox(connection, self.database.sealer, time.time()).lease(channel, most)

    def settles(self, leased: Leased, outcome: str) -> None:
        with self.database.write() as connection:
            box = Outbox(connection, self.database.sealer, time.time())
            people = Conversations(connection, self.database.sealer, time.time())
            if outcome == "sent":
                self.heard[leased.contact_id] += 1
                box.settle(leased, "sent", free=time.time() - leased.last_inbound_at < 23 * 3600)
            elif outcome in ("unknown", "later"):
                error = OUTCOME_UNKNOWN if outcome == "unknown" else None
                box.put_back(leased, not_before=time.time() + 60, error=error)
            else:
                box.settle(leased, "failed", error=outcome)
                if outcome == GONE:
                    people.unreachable(leased.contact_id, outcome)
                    box.give_up(leased.contact_id, outcome)

    def runs(self, outcome: Outcome = sent, most: int = 60) -> int:
        """Until nothing moves any more; how many arrived."""
        before = self.heard.total()
        for _ in range(most):
            self.looks()
            if not self.delivers(outcome):
                self.looks()
                if not self.delivers(outcome):
                    break
        return self.heard.total() - before

    def passes(self, **by: float) -> None:
        self.clock.shift(timedelta(**by))

    def at(self, said: str) -> None:
        self.clock.move_to(moment(said))

    def status(self, notice: Broadcast) -> dict[str, object]:
        return act(
            self.database,
            lambda made: status_of(made, now_of(self.database, notice)),
            self.tier,
        )


MORNING = "2026-11-25T10:00:00"  # a Wednesday


@contextmanager
def days_of(database: Database) -> Iterator[Days]:
    """From a Wednesday morning on; one loop for all steps, as the writer's thread answers to it."""
    with time_machine.travel(moment(MORNING), tick=False) as clock, asyncio.Runner() as loop:
        yield Days(database, clock, loop)


def moment(said: str) -> datetime:
    """In the regency's clock."""
    return datetime.fromisoformat(said).replace(tzinfo=load().timezone)
