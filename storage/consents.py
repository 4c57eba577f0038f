"""Which notices a chat does not want, by purpose. A question that is asked is always answered."""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from storage.tables import opt_outs

Purpose = Literal["own_coverage", "news"]
PURPOSES: tuple[Purpose, ...] = ("own_coverage", "news")


class Consents:
    """One transaction's view; `now` is in seconds since the epoch."""

    def __init__(self, connection: Connection, now: float) -> None:
        self._connection = connection
        self._now = now

    def stopped(self, contact_id: int) -> frozenset[str]:
        """The purposes that this chat does not want to hear of."""
        asked = select(opt_outs.c.purpose).where(opt_outs.c.contact_id == contact_id)
        return frozenset(self._connection.execute(asked).scalars())

    def stop(self, contact_id: int, purposes: Iterable[Purpose]) -> tuple[Purpose, ...]:
        """Which of them were not stopped before; the others keep their time."""
        known = self.stopped(contact_id)
        new = tuple(each for each in purposes if each not in known)
        rows = [{"contact_id": contact_id, "purpose": each, "at": self._now} for each in new]
        if rows:
            self._connection.execute(insert(opt_outs), rows)
        return new

    def resume(self, contact_id: int, purposes: Iterable[Purpose]) -> tuple[Purpose, ...]:
        """Which of them were stopped before."""
        known = self.stopped(contact_id)
        old = tuple(each for each in purposes if each in known)
        mine = opt_outs.c.contact_id == contact_id
        self._connection.execute(delete(opt_outs).where(mine, opt_outs.c.purpose.in_(old)))
        return old
