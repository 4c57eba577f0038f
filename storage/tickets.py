"""What waits for an officer: questions of people, and what the bot noticed by itself."""

import os
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select, text, update

from storage.conversations import Address, Contact
from storage.sealing import Sealer
from storage.tables import contacts, tickets

# In both dialects: a second process that notices the same thing makes no second ticket.
_once = text(
    "INSERT INTO ticket (token, contact_id, subject, sealed, created_at, state, about)"
    " VALUES (:token, :contact_id, :subject, :sealed, :created_at, 'open', :about)"
    " ON CONFLICT DO NOTHING"
)
_open = (
    select(
        tickets,
        contacts.c.channel,
        contacts.c.address_index,
        contacts.c.sealed.label("sealed_address"),
        contacts.c.language,
    )
    .join(contacts, contacts.c.id == tickets.c.contact_id)
    .where(tickets.c.state == "open")
    .order_by(tickets.c.id)
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """`about` (claim:7, visit:7) where the bot made it: then there are no words of a person."""

    id: int
    contact: Contact
    subject: str
    words: str
    created_at: float
    about: str | None


class Tickets:
    """One transaction's view of the open ones; `now` is in seconds since the epoch."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now

    def open(self) -> list[Ticket]:
        """Oldest first."""
        return [self._ticket(row) for row in self._connection.execute(_open)]

    def notice(self, contact_id: int, subject: str, about: str) -> bool:
        """Make a ticket about something, once for ever; False where there was one."""
        token = os.urandom(16)
        row = {
            "token": token,
            "contact_id": contact_id,
            "subject": subject,
            "sealed": self._sealer.seal("ticket", token, ""),
            "created_at": self._now,
            "about": about,
        }
        return self._connection.execute(_once, row).rowcount == 1

    def renew(self, contact_id: int, subject: str, about: str) -> None:
        """The one ticket about this is open, for this subject, whatever became of it before."""
        if not self.notice(contact_id, subject, about):
            again = {"contact_id": contact_id, "subject": subject, "state": "open"}
            mine = update(tickets).where(tickets.c.about == about)
            self._connection.execute(mine.values(again | {"created_at": self._now}))

    def withdraw(self, about: str) -> None:
        """There is nothing to do about it any more."""
        mine = update(tickets).where(tickets.c.about == about, tickets.c.state == "open")
        self._connection.execute(mine.values(state="closed"))

    def end(self, ticket: Ticket, state: str) -> bool:
        """`answered` or `closed`; False where another officer was first."""
        mine = update(tickets).where(tickets.c.id == ticket.id, tickets.c.state == "open")
        return self._connection.execute(mine.values(state=state)).rowcount == 1

    def _ticket(self, row: Row[*tuple[object, ...]]) -> Ticket:
        address = self._sealer.open("contact", row.address_index, row.sealed_address, Address)
        return Ticket(
            id=row.id,
            contact=Contact(row.contact_id, row.channel, address.address, None, row.language),
            subject=row.subject,
            words=self._sealer.open("ticket", row.token, row.sealed, str),
            created_at=row.created_at,
            about=row.about,
        )
