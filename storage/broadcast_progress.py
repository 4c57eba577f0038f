"""How far a running notice has come, counted among its rows of the outbox and its recipients."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.broadcasts import Broadcast, outbox_purpose
from storage.outbox import FINAL
from storage.tables import broadcast_recipients, contacts, outbox

FLYING = ("queued", "sending")
# The person's own reasons: they say nothing of the notice or of the platform.
NO_FAILURE = ("opted_out", "loss", "window_closed", "taken_back")
# A template that Meta does not know, has paused, or that we fill wrongly.
OUR_FAULT = ("132000", "132001", "132005", "132007", "132012", "132015", "132016")


@dataclass(frozen=True, slots=True)
class Settled:
    """Messages that were put into the outbox since the notice was started or resumed.

    `leaving` are on their way or may leave now; `put_off` wait for their second try.
    """

    final: int
    failed: int
    leaving: int
    put_off: int


class BroadcastProgress:
    """One transaction's view of one notice; `now` in seconds since the epoch."""

    def __init__(self, connection: Connection, now: float, broadcast: Broadcast) -> None:
        self._connection = connection
        self._now = now
        self._broadcast = broadcast
        self._mine = broadcast_recipients.c.broadcast_id == broadcast.id
        self._sent = outbox.c.purpose == self.purpose

    @property
    def now(self) -> float:
        """By which messages are counted: not the clock of the officer's message."""
        return self._now

    @property
    def purpose(self) -> str:
        return outbox_purpose(self._broadcast.id)

    def settled(self) -> Settled:
        """Read after `harvest`; a chat that failed counts although another one was tried."""
        ours = self._sent & (outbox.c.created_at >= self._since)
        by_state = select(outbox.c.state, func.count()).where(ours).group_by(outbox.c.state)
        states: dict[str, int] = {row[0]: row[1] for row in self._connection.execute(by_state)}
        own_reasons = ours & (outbox.c.state == "failed") & outbox.c.error.in_(NO_FAILURE)
        later = ours & (outbox.c.state == "queued") & (outbox.c.not_before > self._now)
        put_off = self._count(later)
        return Settled(
            sum(number for state, number in states.items() if state in FINAL),
            states.get("failed", 0) - self._count(own_reasons),
            sum(number for state, number in states.items() if state in FLYING) - put_off,
            put_off,
        )

    def our_fault(self) -> str | None:
        """The platform's code of a mistake of ours since the start: everybody would get it."""
        asked = select(outbox.c.error).where(
            self._sent,
            outbox.c.state == "failed",
            outbox.c.created_at >= self._since,
            outbox.c.error.in_(OUR_FAULT),
        )
        return self._connection.execute(asked.limit(1)).scalar_one_or_none()

    def flying(self) -> dict[str, int]:
        """By channel, how many wait in the outbox or are on their way."""
        asked = (
            select(outbox.c.channel, func.count())
            .where(self._sent, outbox.c.state.in_(FLYING))
            .group_by(outbox.c.channel)
        )
        return {row[0]: row[1] for row in self._connection.execute(asked)}

    def waiting(self) -> dict[str, int]:
        """By channel, how many have not left."""
        state = func.coalesce(outbox.c.state, broadcast_recipients.c.state)
        asked = (
            select(broadcast_recipients.c.channel, func.count())
            .select_from(broadcast_recipients.outerjoin(outbox))
            .where(self._mine, state.in_(("pending", *FLYING)))
            .group_by(broadcast_recipients.c.channel)
        )
        return {row[0]: row[1] for row in self._connection.execute(asked)}

    def pending(self) -> int:
        asked = select(func.count()).where(self._mine, broadcast_recipients.c.state == "pending")
        return int(self._connection.execute(asked).scalar_one())

    def pending_outside(self, channel: str, wrote_since: float) -> int:
        """How many who wait have not written since then: of them the platform counts each day."""
        asked = (
            select(func.count())
            .select_from(broadcast_recipients.join(contacts))
            .where(
                self._mine,
                broadcast_recipients.c.state == "pending",
                broadcast_recipients.c.channel == channel,
                contacts.c.last_inbound_at < wrote_since,
            )
        )
        return int(self._connection.execute(asked).scalar_one())

    def left_late(self) -> bool:
        """The platform said of a message, after the notice was done, that it did not arrive."""
        asked = (
            select(outbox.c.id)
            .join(broadcast_recipients, broadcast_recipients.c.outbox_id == outbox.c.id)
            .where(self._sent, outbox.c.state == "failed", broadcast_recipients.c.state == "out")
        )
        return self._connection.execute(asked.limit(1)).first() is not None

    @property
    def _since(self) -> float:
        """All of it where the clock was put back meanwhile."""
        since = self._broadcast.resumed_at or self._broadcast.started_at or 0.0
        return since if since <= self._now else 0.0

    def _count(self, which: object) -> int:
        asked = select(func.count()).select_from(outbox).where(which)  # type: ignore[arg-type]
        return int(self._connection.execute(asked).scalar_one())
