"""Which contact proved to belong to whom, and the wrong tries at proving it."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.conversations import Contact
from storage.tables import identity_tries, links


@dataclass(frozen=True, slots=True)
class Link:
    """`relation` is what the contact is to the person (`self`, `spouse`, …), where it was said."""

    id: int
    nik_index: bytes
    relation: str | None


@dataclass(frozen=True, slots=True)
class TryLimits:
    """How many wrong tries are free, and in which time; from the programme file."""

    per_contact: int
    contact_window_seconds: float
    per_nik: int
    nik_window_seconds: float


@dataclass(frozen=True, slots=True)
class Pauses:
    """Until when (seconds since the epoch) a contact and a NIK have to wait; None: not at all."""

    contact_until: float | None
    nik_until: float | None


_links_of = (
    select(links.c.id, links.c.nik_index, links.c.relation)
    .where(links.c.contact_id == bindparam("contact"))
    .order_by(links.c.id)
)


class Links:
    """One transaction's view; `now` is in seconds since the epoch."""

    def __init__(self, connection: Connection, now: float) -> None:
        self._connection = connection
        self._now = now

    def of(self, contact: Contact) -> list[Link]:
        """Oldest first."""
        rows = self._connection.execute(_links_of, {"contact": contact.id}).all()
        return [Link(*row) for row in rows]

    def connect(self, contact: Contact, nik_index: bytes, relation: str | None) -> None:
        """Link the contact to the person; a relation that is said later replaces none."""
        mine = (links.c.contact_id == contact.id) & (links.c.nik_index == nik_index)
        if self._connection.execute(select(links.c.id).where(mine)).first() is None:
            row = {"contact_id": contact.id, "nik_index": nik_index, "relation": relation}
            moments = {"linked_at": self._now, "consent_at": self._now}
            self._connection.execute(insert(links).values(**row, **moments))
        elif relation:
            self._connection.execute(update(links).where(mine).values(relation=relation))

    def drop(self, contact: Contact, link_id: int) -> bool:
        """Forget one link of this contact; False where it is not theirs."""
        gone = self._connection.execute(
            delete(links).where(links.c.contact_id == contact.id, links.c.id == link_id)
        )
        return gone.rowcount == 1

    def pauses(self, contact: Contact, nik_index: bytes, limits: TryLimits) -> Pauses:
        """Two statements, whatever they find."""
        return Pauses(
            self._until(
                identity_tries.c.contact_id == contact.id,
                limits.per_contact,
                limits.contact_window_seconds,
            ),
            self._until(
                identity_tries.c.nik_index == nik_index,
                limits.per_nik,
                limits.nik_window_seconds,
            ),
        )

    def wrong_try(self, contact: Contact, nik_index: bytes, *, counted: bool) -> None:
        """Record a wrong answer; one given during a pause is recorded, but does not prolong it."""
        row = {"contact_id": contact.id, "nik_index": nik_index, "at": self._now}
        self._connection.execute(insert(identity_tries).values(**row, counted=counted))

    def _until(self, whose: object, allowed: int, window_seconds: float) -> float | None:
        newest_first = (
            select(identity_tries.c.at)
            .where(
                whose,  # type: ignore[arg-type]
                identity_tries.c.counted.is_(True),
                identity_tries.c.at > self._now - window_seconds,
            )
            .order_by(identity_tries.c.at.desc())
            .limit(allowed)
        )
        tries = self._connection.execute(newest_first).scalars().all()
        return float(tries[-1]) + window_seconds if len(tries) == allowed else None
