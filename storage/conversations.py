"""Contacts, what they are in the middle of, and which of their messages were seen."""

from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, bindparam, case, insert, select, text, update

from storage.sealing import Sealer
from storage.tables import contacts, dialogues, officers, seen_updates, tickets


class Address(msgspec.Struct, frozen=True, array_like=True):
    """What `contact.sealed` holds: the platform's address and the number that it vouched for."""

    address: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """One chat; `phone` (E.164) only where the platform vouched for it.

    `last_notice_id` is the broadcast that it got last, at `last_notice_at`.
    """

    id: int
    channel: str
    address: str
    phone: str | None
    language: str
    is_new: bool = False
    last_inbound_at: float = 0.0
    last_notice_id: int | None = None
    last_notice_at: float | None = None


# Built once: building one at each message costs more than running it.
_contact = (
    select(
        contacts.c.id,
        contacts.c.sealed,
        contacts.c.language,
        contacts.c.last_inbound_at,
        contacts.c.last_notice_id,
        contacts.c.last_notice_at,
    )
    .where(
        contacts.c.channel == bindparam("channel"),
        contacts.c.address_index == bindparam("address_index"),
    )
    .with_for_update()
)
_heard_from = (
    update(contacts)
    .where(contacts.c.id == bindparam("contact"))
    .values(
        last_inbound_at=case(
            (contacts.c.last_inbound_at > bindparam("now"), contacts.c.last_inbound_at),
            else_=bindparam("now"),
        ),
        unreachable_since=None,
    )
)
_vouched = (
    update(contacts)
    .where(contacts.c.id == bindparam("contact"))
    .values(sealed=bindparam("record"), phone_index=bindparam("phone"))
)
_dialogue = select(dialogues.c.sealed).where(dialogues.c.contact_id == bindparam("contact"))
_keep_dialogue = (
    update(dialogues)
    .where(dialogues.c.contact_id == bindparam("contact"))
    .values(sealed=bindparam("state"), updated_at=bindparam("now"))
)
_new_dialogue = insert(dialogues).values(
    contact_id=bindparam("contact"), sealed=bindparam("state"), updated_at=bindparam("now")
)
_mark_seen = text(
    "INSERT INTO seen_update (channel, update_id, received_at, failed)"
    " VALUES (:channel, :update_id, :received_at, :failed) ON CONFLICT DO NOTHING"
)
_new_contact = text(
    "INSERT INTO contact (channel, address_index, sealed, language, created_at, last_inbound_at)"
    " VALUES (:channel, :address_index, :sealed, :language, :now, :now) ON CONFLICT DO NOTHING"
)


class Conversations:
    """One transaction's view of contacts and dialogues; `now` is in seconds since the epoch."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now
        self._stored: tuple[int, bytes] | None = None  # a contact's dialogue, as the store has it

    def first_time(self, channel: str, update_id: str, *, failed: bool = False) -> bool:
        """Record a platform's update id; False where it was recorded before.

        The id is kept as a digest: some platforms put the sender's number into it.
        """
        row = {
            "channel": channel,
            "update_id": self._sealer.index(f"update:{channel}", update_id).hex(),
            "received_at": self._now,
            "failed": failed,
        }
        return self._connection.execute(_mark_seen, row).rowcount == 1

    def forget_seen(self, before: float) -> int:
        """Drop update ids older than the platforms' longest redelivery."""
        gone = self._connection.execute(
            seen_updates.delete().where(seen_updates.c.received_at < before)
        )
        return gone.rowcount

    def contact(
        self, channel: str, address: str, language: str, formerly: str | None = None
    ) -> Contact:
        """The contact, locked until the transaction ends; made where there was none.

        `formerly` is the address under which the platform may have named the person before.
        """
        found = self.known(channel, address)
        if found is None and formerly and (earlier := self.known(channel, formerly)):
            self.move(earlier, address)
            found = self.known(channel, address)
        if found is not None:
            return found
        index = self._sealer.index(f"address:{channel}", address)
        sealed = self._sealer.seal("contact", index, Address(address, None))
        made = {"channel": channel, "address_index": index, "sealed": sealed}
        self._connection.execute(_new_contact, made | {"language": language, "now": self._now})
        new = self.known(channel, address)
        assert new is not None
        return replace(new, is_new=True)

    def known(self, channel: str, address: str) -> Contact | None:
        """The contact, locked until the transaction ends, where there is one."""
        index = self._sealer.index(f"address:{channel}", address)
        chosen = {"channel": channel, "address_index": index}
        row = self._connection.execute(_contact, chosen).first()
        if row is None:
            return None
        opened = self._sealer.open("contact", index, row.sealed, Address)
        return Contact(
            row.id,
            channel,
            address,
            opened.phone,
            row.language,
            last_inbound_at=row.last_inbound_at,
            last_notice_id=row.last_notice_id,
            last_notice_at=row.last_notice_at,
        )

    def numbered(self, contact_id: int) -> Contact | None:
        """Without a lock: for writing to a chat, not for answering it."""
        row = self._connection.execute(select(contacts).where(contacts.c.id == contact_id)).first()
        if row is None:
            return None
        opened = self._sealer.open("contact", row.address_index, row.sealed, Address)
        return Contact(row.id, row.channel, opened.address, opened.phone, row.language)

    def forget_phone(self, contact: Contact) -> Contact:
        """The platform no longer vouches for the number."""
        index = self._sealer.index(f"address:{contact.channel}", contact.address)
        sealed = self._sealer.seal("contact", index, Address(contact.address, None))
        self._connection.execute(_vouched, {"contact": contact.id, "record": sealed, "phone": None})
        return replace(contact, phone=None)

    def heard_from(self, contact: Contact, vouched_phone: str | None) -> Contact:
        """Note the time of an inbound message, and a number that the platform vouched for."""
        self._connection.execute(_heard_from, {"contact": contact.id, "now": self._now})
        if not vouched_phone or vouched_phone == contact.phone:
            return contact
        index = self._sealer.index(f"address:{contact.channel}", contact.address)
        sealed = self._sealer.seal("contact", index, Address(contact.address, vouched_phone))
        phone = self._sealer.index("phone", vouched_phone)
        self._connection.execute(
            _vouched, {"contact": contact.id, "record": sealed, "phone": phone}
        )
        return replace(contact, phone=vouched_phone)

    def unreachable(self, contact_id: int, reason: str) -> None:
        """The platform says that nothing reaches this contact until it writes again."""
        self._connection.execute(
            update(contacts)
            .where(contacts.c.id == contact_id)
            .values(unreachable_since=self._now, unreachable_reason=reason)
        )

    def reachable(self, contact: Contact) -> None:
        self._connection.execute(
            update(contacts)
            .where(contacts.c.id == contact.id)
            .values(unreachable_since=None, unreachable_reason=None)
        )

    def move(self, contact: Contact, address: str) -> None:
        """The platform gave the chat another address; an address already known is left alone."""
        index = self._sealer.index(f"address:{contact.channel}", address)
        taken = select(contacts.c.id).where(
            contacts.c.channel == contact.channel, contacts.c.address_index == index
        )
        if self._connection.execute(taken).first() is not None:
            return
        sealed = self._sealer.seal("contact", index, Address(address, contact.phone))
        self._connection.execute(
            update(contacts)
            .where(contacts.c.id == contact.id)
            .values(address_index=index, sealed=sealed)
        )

    def speak(self, contact: Contact, language: str) -> Contact:
        """Remember the language that a contact chose."""
        self._connection.execute(
            update(contacts).where(contacts.c.id == contact.id).values(language=language)
        )
        return replace(contact, language=language)

    def dialogue(self, contact: Contact) -> bytes | None:
        """The stored state of the open dialogue, as the handlers encoded it."""
        sealed = self._connection.execute(_dialogue, {"contact": contact.id}).scalar_one_or_none()
        if sealed is None:
            return None
        state = self._sealer.open("dialogue", str(contact.id).encode(), sealed, bytes)
        self._stored = (contact.id, state)
        return state

    def keep_dialogue(self, contact: Contact, state: bytes, *, even_the_same: bool) -> None:
        """A state that is the one that was read need not be written."""
        if self._stored == (contact.id, state) and not even_the_same:
            return
        sealed = self._sealer.seal("dialogue", str(contact.id).encode(), state)
        row = {"contact": contact.id, "state": sealed, "now": self._now}
        if self._connection.execute(_keep_dialogue, row).rowcount == 0:
            self._connection.execute(_new_dialogue, row)
        self._stored = (contact.id, state)

    def officer_listens(self) -> bool:
        """True where a registered officer can read tickets."""
        listening = select(officers.c.id).where(
            officers.c.removed_at.is_(None), officers.c.contact_id.is_not(None)
        )
        return self._connection.execute(listening.limit(1)).first() is not None

    def open_ticket(self, contact: Contact, subject: str, words: str, token: bytes) -> int:
        """Hand a question to the officers; returns the ticket's number."""
        row = {
            "token": token,
            "contact_id": contact.id,
            "subject": subject,
            "sealed": self._sealer.seal("ticket", token, words),
            "created_at": self._now,
            "state": "open",
        }
        made = self._connection.execute(insert(tickets).values(row).returning(tickets.c.id))
        return int(made.scalar_one())
