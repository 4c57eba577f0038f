"""How a running notice becomes outbox rows: a few at a time, each recipient once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from storage.broadcasts import Broadcast
from storage.conversations import Address, Contact
from storage.outbox import FINAL, Body, Outbox
from storage.sealing import Sealer
from storage.tables import (
    broadcast_recipients,
    broadcasts,
    contacts,
    opt_outs,
    outbox,
)

LEASE_SECONDS = 15.0
_FLYING = ("queued", "sending")
# A template that Meta does not know, has paused, or that we fill wrongly.
OUR_FAULT = ("132000", "132001", "132005", "132007", "132012", "132015", "132016")


@dataclass(frozen=True, slots=True)
class Settled:
    """Of those that left since the notice was started or resumed."""

    final: int
    failed: int
    flying: int


class BroadcastDelivery:
    """One transaction's view of one running notice; `now` in seconds since the epoch."""

    def __init__(
        self, connection: Connection, sealer: Sealer, now: float, broadcast: Broadcast
    ) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now
        self._broadcast = broadcast
        self._mine = broadcast_recipients.c.broadcast_id == broadcast.id

    @property
    def purpose(self) -> str:
        return f"broadcast:{self._broadcast.id}"

    def claim(self, epoch: int | None) -> int | None:
        """The epoch of this holder, who may go on; None where another process has the notice."""
        known = self._broadcast
        is_held = known.lease_until is not None and known.lease_until > self._now
        if is_held and known.lease_epoch != epoch:
            return None
        held = known.lease_epoch if is_held else known.lease_epoch + 1
        self._change(lease_until=self._now + LEASE_SECONDS, lease_epoch=held)
        return held

    def harvest(self, in_grief: frozenset[int]) -> None:
        """What came back: another chat is tried, or the recipient is failed for good."""
        joined = select(broadcast_recipients, outbox.c.state.label("reached")).join(outbox)
        back = joined.where(
            self._mine,
            broadcast_recipients.c.state == "out",
            outbox.c.state.in_(("failed", "held", "silenced")),
        )
        gone = {"state": "failed", "sealed": None, "settled_at": self._now}
        for row in self._connection.execute(back).all():
            if row.reached != "failed":
                left = update(outbox).where(outbox.c.id == row.outbox_id)
                self._connection.execute(left.values(error=_WHY[row.reached], **gone))
            if row.reached == "silenced" or not self._fall_back(row, in_grief):
                self._set(row.id, state="failed", error=_WHY.get(row.reached))

    def settled(self) -> Settled:
        """Read after `harvest`."""
        since = self._broadcast.resumed_at or self._broadcast.started_at or 0.0
        asked = (
            select(outbox.c.state, func.count())
            .join(broadcast_recipients, broadcast_recipients.c.outbox_id == outbox.c.id)
            .where(self._mine, outbox.c.created_at >= since)
            .group_by(outbox.c.state)
        )
        states: dict[str, int] = {row[0]: row[1] for row in self._connection.execute(asked)}
        return Settled(
            sum(number for state, number in states.items() if state in FINAL),
            states.get("failed", 0),
            sum(number for state, number in states.items() if state in _FLYING),
        )

    def our_fault(self) -> str | None:
        """The platform's code of a mistake of ours since the start: everybody would get it."""
        since = self._broadcast.resumed_at or self._broadcast.started_at or 0.0
        asked = (
            select(outbox.c.error)
            .join(broadcast_recipients, broadcast_recipients.c.outbox_id == outbox.c.id)
            .where(self._mine, outbox.c.created_at >= since, outbox.c.error.in_(OUR_FAULT))
        )
        return self._connection.execute(asked.limit(1)).scalar_one_or_none()

    def flying(self) -> dict[str, int]:
        """By channel, how many wait in the outbox or are on their way."""
        asked = (
            select(outbox.c.channel, func.count())
            .where(outbox.c.purpose == self.purpose, outbox.c.state.in_(_FLYING))
            .group_by(outbox.c.channel)
        )
        return {row[0]: row[1] for row in self._connection.execute(asked)}

    def waiting(self) -> dict[str, int]:
        """By channel, how many have not left."""
        state = func.coalesce(outbox.c.state, broadcast_recipients.c.state)
        asked = (
            select(broadcast_recipients.c.channel, func.count())
            .select_from(broadcast_recipients.outerjoin(outbox))
            .where(self._mine, state.in_(("pending", *_FLYING)))
            .group_by(broadcast_recipients.c.channel)
        )
        return {row[0]: row[1] for row in self._connection.execute(asked)}

    def pending(self) -> int:
        asked = select(func.count()).where(self._mine, broadcast_recipients.c.state == "pending")
        return int(self._connection.execute(asked).scalar_one())

    def send(self, channel: str, most: int, in_grief: frozenset[int]) -> int:
        """Put the next recipients of a channel into the outbox; how many were looked at."""
        asked = (
            select(broadcast_recipients)
            .where(
                self._mine,
                broadcast_recipients.c.state == "pending",
                broadcast_recipients.c.channel == channel,
            )
            .order_by(broadcast_recipients.c.id)
            .limit(most)
        )
        rows = self._connection.execute(asked).all()
        for row in rows:
            why_not = self._why_not(row.contact_id, in_grief)
            if why_not == "loss" or (why_not and not self._fall_back(row, in_grief)):
                self._set(row.id, state="failed", error=why_not)
            elif why_not is None:
                self._put(row)
        return len(rows)

    def pull_back(self) -> None:
        """Paused or cancelled: what has not left stays here. What is in doubt is not touched."""
        waiting = (
            select(outbox.c.id)
            .where(
                outbox.c.purpose == self.purpose,
                outbox.c.state == "queued",
                outbox.c.error.is_(None),
                outbox.c.parts_sent == 0,
            )
            .with_for_update(skip_locked=True)
        )
        ids = self._connection.execute(waiting).scalars().all()
        theirs = update(broadcast_recipients).where(broadcast_recipients.c.outbox_id.in_(ids))
        self._connection.execute(theirs.values(state="pending", outbox_id=None))
        self._connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))

    def leave_out_pending(self) -> None:
        """Who has not been written to is not written to."""
        self._connection.execute(
            update(broadcast_recipients)
            .where(self._mine, broadcast_recipients.c.state == "pending")
            .values(state="failed", error="cancelled")
        )

    def retry_failed(self) -> int:
        """Failed ones wait again, but for those who cannot be reached or do not want to be."""
        reached = select(outbox.c.id).where(outbox.c.state != "failed")
        again = (
            update(broadcast_recipients)
            .where(
                self._mine,
                broadcast_recipients.c.state == "failed",
                or_(
                    broadcast_recipients.c.error.is_(None),
                    broadcast_recipients.c.error.not_in(
                        ("opted_out", "loss", "cancelled", "outdated")
                    ),
                ),
                or_(
                    broadcast_recipients.c.outbox_id.is_(None),
                    broadcast_recipients.c.outbox_id.not_in(reached),
                ),
            )
            .values(state="pending", error=None, outbox_id=None)
        )
        return self._connection.execute(again).rowcount

    def _fall_back(self, row: Row[Any], in_grief: frozenset[int]) -> bool:
        """The next chat of the person, if there is one that gets no such message anyway."""
        others = [int(each) for each in row.others.split(",") if each]
        while others:
            contact_id = others.pop(0)
            if self._why_not(contact_id, in_grief) or self._is_recipient(contact_id):
                continue
            channel = select(contacts.c.channel).where(contacts.c.id == contact_id)
            self._set(
                row.id,
                state="pending",
                contact_id=contact_id,
                channel=self._connection.execute(channel).scalar_one(),
                others=",".join(map(str, others)),
                outbox_id=None,
            )
            return True
        return False

    def _why_not(self, contact_id: int, in_grief: frozenset[int]) -> str | None:
        """Asked again at the last moment: people stop, block and die after the approval."""
        if contact_id in in_grief:
            return "loss"
        stopped = select(opt_outs.c.at).where(
            opt_outs.c.contact_id == contact_id, opt_outs.c.purpose == self._broadcast.purpose
        )
        if self._connection.execute(stopped).first() is not None:
            return "opted_out"
        blocked = select(contacts.c.unreachable_since).where(contacts.c.id == contact_id)
        return "unreachable" if self._connection.execute(blocked).scalar() is not None else None

    def _is_recipient(self, contact_id: int) -> bool:
        known = select(broadcast_recipients.c.id).where(
            self._mine, broadcast_recipients.c.contact_id == contact_id
        )
        return self._connection.execute(known).first() is not None

    def _put(self, row: Row[Any]) -> None:
        found = self._connection.execute(
            select(contacts).where(contacts.c.id == row.contact_id)
        ).one()
        address = self._sealer.open("contact", found.address_index, found.sealed, Address).address
        contact = Contact(found.id, found.channel, address, None, found.language)
        body = self._sealer.open("broadcast_recipient", row.token, row.sealed, Body)
        outgoing = Outbox(self._connection, self._sealer, self._now)
        outbox_id = outgoing.put_notice(contact, body, self.purpose)
        self._set(row.id, state="out", outbox_id=outbox_id)
        theirs = update(contacts).where(contacts.c.id == contact.id)
        got = {"last_notice_id": self._broadcast.id, "last_notice_at": self._now}
        self._connection.execute(theirs.values(got))

    def _set(self, recipient_id: int, **values: object) -> None:
        mine = update(broadcast_recipients).where(broadcast_recipients.c.id == recipient_id)
        self._connection.execute(mine.values(values))

    def _change(self, **values: object) -> None:
        mine = update(broadcasts).where(broadcasts.c.id == self._broadcast.id)
        self._connection.execute(mine.values(values))


_WHY = {"held": "window_closed", "silenced": "loss"}
