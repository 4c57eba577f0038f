"""Officers' acts, in a chain: a row that is changed or taken away breaks all that follow."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from storage.sealing import Sealer
from storage.tables import audit

OPERATOR = "operator"  # whoever runs the command line
SYSTEM = "system"  # what is due by itself
_BEFORE_ALL = b"\0" * 16


@dataclass(frozen=True, slots=True)
class Entry:
    """`at` in seconds since the epoch; `what` holds ids and counts, nothing personal."""

    id: int
    at: float
    actor: str
    act: str
    what: dict[str, object]


class Audit:
    """One transaction's view; `now` is in seconds since the epoch."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now

    def record(self, actor: str, act: str, **what: object) -> None:
        """On PostgreSQL one at a time, so that the chain does not fork."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(74070002)))
        newest = select(audit.c.chain).order_by(audit.c.id.desc()).limit(1)
        before = self._connection.execute(newest).scalar_one_or_none() or _BEFORE_ALL
        said = json.dumps(what, sort_keys=True, default=str)
        row = {"at": self._now, "actor": actor, "act": act, "what": said}
        chain = self._link(before, self._now, actor, act, said)
        self._connection.execute(insert(audit).values(**row, chain=chain))

    def entries(self) -> list[Entry]:
        """Oldest first."""
        rows = self._connection.execute(select(audit).order_by(audit.c.id))
        return [Entry(row.id, row.at, row.actor, row.act, json.loads(row.what)) for row in rows]

    def broken_at(self) -> int | None:
        """The first entry that does not follow from those before it; None where all do."""
        before = _BEFORE_ALL
        for row in self._connection.execute(select(audit).order_by(audit.c.id)):
            if row.chain != self._link(before, row.at, row.actor, row.act, row.what):
                return int(row.id)
            before = row.chain
        return None

    def _link(self, before: bytes, at: float, actor: str, act: str, what: str) -> bytes:
        return self._sealer.digest(before.hex(), repr(at), actor, act, what)
