"""The bot in a terminal: the same way as every channel, with a terminal in place of a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.inbox import Inbox, Received
from handlers.conversation import Inbound
from storage.database import Database
from storage.outbox import Body, Leased
from storage.store import Store

CHANNEL = "terminal"
_MOST_WAITING = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one message: everything that waited for this person, oldest first."""

    received: Received
    bodies: list[Body]


class Terminal:
    """Hands a message to the inbox, then takes that person's messages out of the outbox."""

    def __init__(self, database: Database, inbox: Inbox, now: Callable[[], float]) -> None:
        self.database = database
        self._inbox = inbox
        self._now = now
        self._void_leases()

    @contextmanager
    def answering(self, inbound: Inbound) -> Iterator[Answer]:
        """Showing is delivering: who dies inside, before it was shown, has it shown once more."""
        received = self._inbox.receive(inbound)
        leased = [] if received.contact_id is None else self._lease(received.contact_id)
        yield Answer(received, [each.body for each in leased])
        self._settle(leased)

    def say(self, inbound: Inbound) -> Answer:
        """For a caller that needs nothing but the answer to have been shown."""
        with self.answering(inbound) as answer:
            return answer

    def _lease(self, contact_id: int) -> list[Leased]:
        with self.database.write() as connection:
            return self._store(connection).outbox.lease_of(contact_id, CHANNEL, _MOST_WAITING)

    def _settle(self, leased: list[Leased]) -> None:
        with self.database.write() as connection:
            outbox = self._store(connection).outbox
            for each in leased:
                outbox.settle(each, "sent")

    def _void_leases(self) -> None:
        """What an earlier process leased and did not show is shown with the next message."""
        with self.database.write() as connection:
            self._store(connection).outbox.void_leases(
                CHANNEL, only_expired=not self.database.is_sqlite
            )

    def _store(self, connection: Connection) -> Store:
        now = self._now()
        return Store(connection, self.database.sealer, now=now, real_now=now)
