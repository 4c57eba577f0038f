"""How a running notice becomes outbox rows: a few at a time, each recipient once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, or_, select, update

from storage.broadcast_progress import FLYING, BroadcastProgress
from storage.broadcasts import LEFT_OUT, NOT_BEFORE_RESUMED, Broadcast
from storage.outbox import Body, Outbox
from storage.sealing import Sealer
from storage.tables import (
    broadcast_recipients,
    broadcasts,
    contacts,
    opt_outs,
    outbox,
)

LEASE_SECONDS = 15.0
# Refused whoever it is for: these recipients were not tried, and wait until it is mended.
_REFUSED_FOR_ALL = ("132000", "132001", "132007", "132015", "132016")
_FINAL_REASONS = ("loss", "opted_out")  # of the person: no other chat is tried
_WHY = {"held": "window_closed", "silenced": "loss"}
_NEVER_AGAIN = (*_FINAL_REASONS, "outdated")


@dataclass(frozen=True, slots=True)
class Barred:
    """Who hears nothing at this moment.

    `windows`: on these channels free words reach only those who wrote since then.
    """

    in_grief: frozenset[int] = frozenset()
    windows: Mapping[str, float] = field(default_factory=dict)


class BroadcastDelivery(BroadcastProgress):
    """One transaction's view of one running notice; `now` in seconds since the epoch."""

    def __init__(
        self, connection: Connection, sealer: Sealer, now: float, broadcast: Broadcast
    ) -> None:
        super().__init__(connection, now, broadcast)
        self._sealer = sealer

    def claim(self, epoch: int | None) -> int | None:
        """The epoch of this holder, who may go on; None where another process has the notice.

        A lease longer than any is of a clock that was put back.
        """
        known, left = self._broadcast, (self._broadcast.lease_until or 0.0) - self._now
        is_held = 0 < left <= LEASE_SECONDS
        if is_held and known.lease_epoch != epoch:
            return None
        held = known.lease_epoch if is_held else known.lease_epoch + 1
        mine = update(broadcasts).where(broadcasts.c.id == known.id)
        until = self._now + LEASE_SECONDS
        self._connection.execute(mine.values(lease_until=until, lease_epoch=held))
        return held

    def harvest(self, barred: Barred) -> None:
        """What came back: another chat is tried, or the recipient is failed for good."""
        joined = select(
            broadcast_recipients, outbox.c.state.label("reached"), outbox.c.error.label("code")
        ).join(outbox)
        back = joined.where(
            self._sent,
            outbox.c.state.in_(("failed", *_WHY)),
            broadcast_recipients.c.state == "out",
        )
        for row in self._connection.execute(back).all():
            why = _WHY.get(row.reached) or row.code
            if row.reached != "failed":
                self._settle(outbox.c.id == row.outbox_id, "failed", why)
            if why in _REFUSED_FOR_ALL:
                self._set(row.id, state="pending", outbox_id=None)
            elif why in _FINAL_REASONS or not self._fall_back(row, barred):
                self._set(row.id, state="failed", error=why)

    def send(self, channel: str, most: int, barred: Barred, paid_left: int | None = None) -> int:
        """Put the next recipients of a channel into the outbox; how many were looked at.

        Those in an open window first, of the others `paid_left` (None: all).
        """
        rows = self._next(channel, most, barred, paid_left)
        for row in rows:
            why_not = self._why_not(row.contact_id, barred)
            if why_not is None:
                self._put(row)
            elif why_not in _FINAL_REASONS or not self._fall_back(row, barred):
                self._set(row.id, state="failed", error=why_not)
        return len(rows)

    def paid_flying(self, channel: str, barred: Barred) -> int:
        """Of any notice, those under way to people of whom the platform counts each day."""
        asked = (
            select(func.count())
            .select_from(outbox.join(contacts))
            .where(
                outbox.c.channel == channel,
                outbox.c.state.in_(FLYING),
                outbox.c.kind == "notice",
                outbox.c.is_template,
                contacts.c.last_inbound_at < barred.windows.get(channel, 0.0),
            )
        )
        return int(self._connection.execute(asked).scalar_one())

    def pull_back(self) -> None:
        """Paused or cancelled: what has not left stays here. What is in doubt is not touched."""
        untried = (
            (outbox.c.state == "queued") & outbox.c.error.is_(None) & (outbox.c.parts_sent == 0)
        )
        waiting = (
            select(outbox.c.id)
            .where(self._sent, or_(untried, outbox.c.state.in_(tuple(_WHY))))
            .with_for_update(skip_locked=True)
        )
        ids = self._connection.execute(waiting).scalars().all()
        theirs = update(broadcast_recipients).where(broadcast_recipients.c.outbox_id.in_(ids))
        self._connection.execute(theirs.values(state="pending", outbox_id=None))
        self._connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))

    def put_off(self, until: float) -> None:
        """What is in doubt, and would leave a second time, does not before then."""
        mine = update(outbox).where(self._doubtful, outbox.c.not_before < until)
        self._connection.execute(mine.values(not_before=until))

    def take_up(self) -> None:
        """Resumed: what was put off until then may leave."""
        mine = update(outbox).where(self._doubtful, outbox.c.not_before >= NOT_BEFORE_RESUMED)
        self._connection.execute(mine.values(not_before=self._now))

    def leave_doubtful(self) -> None:
        """Cancelled: nobody knows whether it arrived, and it does not leave again."""
        self._settle(self._doubtful, "unknown", "outcome_unknown")

    def leave_out_pending(self) -> None:
        """Who has not been written to is not written to."""
        self._connection.execute(
            update(broadcast_recipients)
            .where(self._mine, broadcast_recipients.c.state == "pending")
            .values(state="failed", error=LEFT_OUT)
        )

    def retry_failed(self, *, left_out: bool = False) -> int:
        """Failed ones wait again, but for those who cannot be reached or do not want to be.

        With `left_out` those too whom an earlier retry left out.
        """
        never = _NEVER_AGAIN if left_out else (*_NEVER_AGAIN, LEFT_OUT)
        reached = select(outbox.c.id).where(self._sent, outbox.c.state != "failed")
        again = (
            update(broadcast_recipients)
            .where(
                self._mine,
                broadcast_recipients.c.state == "failed",
                func.coalesce(broadcast_recipients.c.error, "").not_in(never),
                func.coalesce(broadcast_recipients.c.outbox_id, 0).not_in(reached),
            )
            .values(state="pending", error=None, outbox_id=None)
        )
        return self._connection.execute(again).rowcount

    @property
    def _doubtful(self) -> Any:
        return self._sent & (outbox.c.state == "queued")

    def _next(
        self, channel: str, most: int, barred: Barred, paid_left: int | None
    ) -> list[Row[Any]]:
        waiting = (
            select(broadcast_recipients)
            .where(
                self._mine,
                broadcast_recipients.c.state == "pending",
                broadcast_recipients.c.channel == channel,
            )
            .order_by(broadcast_recipients.c.id)
        )
        window = barred.windows.get(channel)
        if window is None:
            return list(self._connection.execute(waiting.limit(most)))
        known = waiting.join(contacts, contacts.c.id == broadcast_recipients.c.contact_id)
        is_open = contacts.c.last_inbound_at >= window
        rows = list(self._connection.execute(known.where(is_open).limit(most)))
        left = most - len(rows)
        if paid_left is not None:
            left = min(left, paid_left)
        if left > 0:
            rows += self._connection.execute(known.where(~is_open).limit(left))
        return rows

    def _fall_back(self, row: Row[Any], barred: Barred) -> bool:
        """The next chat of the person, if there is one that gets no such message anyway."""
        others = [int(each) for each in row.others.split(",") if each]
        while others:
            contact_id = others.pop(0)
            if self._why_not(contact_id, barred) or self._is_recipient(contact_id):
                continue
            channel = select(contacts.c.channel).where(contacts.c.id == row.contact_id)
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

    def _why_not(self, contact_id: int, barred: Barred) -> str | None:
        """Asked again at the last moment: people stop, block and die after the approval."""
        if contact_id in barred.in_grief:
            return "loss"
        stopped = exists().where(
            opt_outs.c.contact_id == contact_id, opt_outs.c.purpose == self._broadcast.purpose
        )
        asked = select(
            contacts.c.channel,
            contacts.c.last_inbound_at,
            contacts.c.unreachable_since,
            stopped.label("has_stopped"),
        ).where(contacts.c.id == contact_id)
        found = self._connection.execute(asked).first()
        if found is not None and found.has_stopped:
            return "opted_out"
        if found is None or found.unreachable_since is not None:
            return "unreachable"
        has_template = self._broadcast.contents.template is not None
        is_open = found.last_inbound_at >= barred.windows.get(found.channel, 0.0)
        return None if has_template or is_open else "no_template"

    def _is_recipient(self, contact_id: int) -> bool:
        known = select(broadcast_recipients.c.id).where(
            self._mine, broadcast_recipients.c.contact_id == contact_id
        )
        return self._connection.execute(known).first() is not None

    def _put(self, row: Row[Any]) -> None:
        body = self._sealer.open("broadcast_recipient", row.token, row.sealed, Body)
        outgoing = Outbox(self._connection, self._sealer, self._now)
        outbox_id = outgoing.put_notice(row.contact_id, row.channel, body, self.purpose)
        self._set(row.id, state="out", outbox_id=outbox_id)
        theirs = update(contacts).where(contacts.c.id == row.contact_id)
        got = {"last_notice_id": self._broadcast.id, "last_notice_at": self._now}
        self._connection.execute(theirs.values(got))

    def _set(self, recipient_id: int, **values: object) -> None:
        mine = update(broadcast_recipients).where(broadcast_recipients.c.id == recipient_id)
        self._connection.execute(mine.values(values))

    def _settle(self, which: Any, state: str, error: str) -> None:
        values = {"state": state, "error": error, "sealed": None, "settled_at": self._now}
        self._connection.execute(update(outbox).where(which).values(values))
