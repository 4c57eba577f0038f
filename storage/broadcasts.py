"""Notices to many: what is said, to whom, how far it has come. Recipients are frozen rows."""

import json
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any, Literal, TypeVar

import msgspec
from sqlalchemy import (
    Connection,
    Row,
    String,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from storage.consents import Purpose
from storage.outbox import Body
from storage.sealing import Sealer
from storage.tables import broadcast_people, broadcast_recipients, broadcasts, outbox

Kind = Literal["notice", "reminder"]
State = Literal[
    "draft",
    "waiting_approval",
    "scheduled",
    "running",
    "paused",
    "done",
    "cancelled",
    "failed",
]
OVER: tuple[State, ...] = ("done", "cancelled", "failed")
CODE_PREFIX = "SJ-"
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
_CODE_LENGTH = 5
LEFT_OUT = "cancelled"  # error of a recipient who was not written to, because somebody chose so
_LEFT_OUT = (LEFT_OUT, "outdated")
_WAITING = ("queued", "sending", "held", "silenced")
_TOGETHER = 1_000
NOT_BEFORE_RESUMED = 1e11  # seconds, the year 5138: `outbox.not_before` while a notice is paused
_Each = TypeVar("_Each")


class Contents(msgspec.Struct, frozen=True):
    """What `broadcast.sealed` holds: either free words with variables, or a template's name."""

    title: str
    text: str | None = None
    template: str | None = None
    days: dict[str, date] = {}  # of a reminder: variables that are the same for all


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Moments in seconds since the epoch; `conditions` as they were written."""

    id: int
    token: bytes
    contents: Contents
    code: str
    kind: Kind
    purpose: Purpose
    state: State
    reason: str | None
    conditions: tuple[str, ...]
    reminder: str | None
    author: str
    approver: str | None
    created_at: float
    approved_at: float | None
    start_at: float | None
    started_at: float | None
    resumed_at: float | None
    ended_at: float | None
    over_quiet_hours: bool
    trial_passed: bool
    lease_until: float | None
    lease_epoch: int
    told: str | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat to write to, the people that the message is about, and chats to fall back to."""

    contact_id: int
    channel: str
    people: tuple[tuple[bytes, str], ...]  # index of the NIK, village code
    others: tuple[int, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Unreached:
    """A person of the segment to whom nothing is sent."""

    nik_index: bytes
    village_code: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Recipients by how far the message came: each counts in one of them; people unreached."""

    total: int = 0
    queued: int = 0
    sent: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    unknown: int = 0
    cancelled: int = 0
    unreachable: int = 0


def outbox_purpose(broadcast_id: int) -> str:
    """As the rows of a notice are marked in the outbox."""
    return f"broadcast:{broadcast_id}"


class Broadcasts:
    """One transaction's view; `now` is in seconds since the epoch, and always the real one."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now

    def create(
        self,
        contents: Contents,
        *,
        kind: Kind = "notice",
        purpose: Purpose,
        state: State,
        conditions: Iterable[str],
        author: str,
        start_at: float | None = None,
        reminder: str | None = None,
    ) -> Broadcast:
        token = os.urandom(16)
        row = {
            "token": token,
            "sealed": self._sealer.seal("broadcast", token, contents),
            "code": self._new_code(),
            "kind": kind,
            "purpose": purpose,
            "state": state,
            "conditions": json.dumps(list(conditions)),
            "reminder": reminder,
            "author": author,
            "created_at": self._now,
            "start_at": start_at,
            "over_quiet_hours": False,
            "trial_passed": False,
            "lease_epoch": 0,
        }
        made = self._connection.execute(insert(broadcasts).values(row).returning(broadcasts))
        return self._broadcast(made.one())

    def get(self, broadcast_id: int) -> Broadcast | None:
        """Locked until the transaction ends: two officers may press the same button."""
        asked = select(broadcasts).where(broadcasts.c.id == broadcast_id).with_for_update()
        row = self._connection.execute(asked).first()
        return self._broadcast(row) if row else None

    def by_code(self, code: str) -> Broadcast | None:
        row = self._connection.execute(select(broadcasts).where(broadcasts.c.code == code)).first()
        return self._broadcast(row) if row else None

    def by_reminder(self, reminder: str) -> Broadcast | None:
        asked = select(broadcasts).where(broadcasts.c.reminder == reminder)
        row = self._connection.execute(asked).first()
        return self._broadcast(row) if row else None

    def all(self, states: Collection[str] = ()) -> list[Broadcast]:
        """Newest first; of these states, if any are named."""
        asked = select(broadcasts).order_by(broadcasts.c.id.desc())
        if states:
            asked = asked.where(broadcasts.c.state.in_(states))
        return [self._broadcast(row) for row in self._connection.execute(asked)]

    def at_work(self, ended_since: float) -> list[Broadcast]:
        """Running or scheduled ones, and those that were done since then."""
        has_ended = (broadcasts.c.state == "done") & (broadcasts.c.ended_at > ended_since)
        asked = select(broadcasts).where(
            broadcasts.c.state.in_(("running", "scheduled")) | has_ended
        )
        return [self._broadcast(row) for row in self._connection.execute(asked)]

    def shown(self, states: Collection[str]) -> list[int]:
        """Those of these states whose end an officer's chat does not show yet."""
        asked = select(broadcasts.c.id).where(
            broadcasts.c.told.is_not(None), broadcasts.c.state.in_(states)
        )
        return list(self._connection.execute(asked).scalars())

    def change(self, broadcast: Broadcast, **values: object) -> None:
        mine = update(broadcasts).where(broadcasts.c.id == broadcast.id)
        self._connection.execute(mine.values(values))

    def freeze(
        self, broadcast: Broadcast, recipients: Iterable[Recipient], unreached: Iterable[Unreached]
    ) -> None:
        """From now on exactly these people get exactly these words; a second time replaces them."""
        for table in (broadcast_people, broadcast_recipients):
            self._connection.execute(delete(table).where(table.c.broadcast_id == broadcast.id))
        for some in _batches(recipients):
            self._freeze_some(broadcast, some)
        for others in _batches(unreached):
            rows = [{"broadcast_id": broadcast.id, **asdict(each)} for each in others]
            self._connection.execute(insert(broadcast_people), rows)

    def restless(self) -> list[int]:
        """Paused and cancelled notices of which something came back into the outbox since."""
        theirs = literal("broadcast:") + cast(broadcasts.c.id, String)
        waits = exists().where(
            outbox.c.purpose == theirs,
            outbox.c.state.in_(("queued", "held", "silenced")),
            outbox.c.not_before < NOT_BEFORE_RESUMED,
        )
        asked = select(broadcasts.c.id).where(broadcasts.c.state.in_(("paused", "cancelled")))
        return list(self._connection.execute(asked.where(waits)).scalars())

    def void_leases(self) -> None:
        """On SQLite only one process delivers: whoever held a notice before is dead."""
        self._connection.execute(update(broadcasts).values(lease_until=None))

    def counts(self, broadcast: Broadcast) -> Counts:
        """Two statements."""
        state = func.coalesce(outbox.c.state, broadcast_recipients.c.state)
        asked = (
            select(state, broadcast_recipients.c.error, func.count())
            .select_from(broadcast_recipients.outerjoin(outbox))
            .where(broadcast_recipients.c.broadcast_id == broadcast.id)
            .group_by(state, broadcast_recipients.c.error)
        )
        counted = dict.fromkeys(Counts.__dataclass_fields__, 0)
        for known, error, number in self._connection.execute(asked):
            counted["total"] += number
            if known in ("pending", "out", *_WAITING):
                counted["queued"] += number
            elif known == "failed" and error in _LEFT_OUT:
                counted["cancelled"] += number
            else:
                counted[known] += number
        people = select(func.count()).where(
            broadcast_people.c.broadcast_id == broadcast.id,
            broadcast_people.c.recipient_id.is_(None),
        )
        counted["unreachable"] = int(self._connection.execute(people).scalar_one())
        return Counts(**counted)

    def channels(self, broadcast: Broadcast) -> dict[str, int]:
        asked = (
            select(broadcast_recipients.c.channel, func.count())
            .where(broadcast_recipients.c.broadcast_id == broadcast.id)
            .group_by(broadcast_recipients.c.channel)
        )
        return {row[0]: row[1] for row in self._connection.execute(asked)}

    def _freeze_some(self, broadcast: Broadcast, recipients: Sequence[Recipient]) -> None:
        tokens = [os.urandom(16) for _ in recipients]
        rows = [
            {
                "token": token,
                "broadcast_id": broadcast.id,
                "contact_id": each.contact_id,
                "channel": each.channel,
                "state": "pending",
                "others": ",".join(map(str, each.others)),
                "sealed": self._sealer.seal("broadcast_recipient", token, each.body),
            }
            for token, each in zip(tokens, recipients, strict=True)
        ]
        self._connection.execute(insert(broadcast_recipients), rows)
        made = select(broadcast_recipients.c.contact_id, broadcast_recipients.c.id).where(
            broadcast_recipients.c.broadcast_id == broadcast.id,
            broadcast_recipients.c.contact_id.in_([each.contact_id for each in recipients]),
        )
        ids: dict[int, int] = {row[0]: row[1] for row in self._connection.execute(made)}
        about = [
            {
                "broadcast_id": broadcast.id,
                "nik_index": nik_index,
                "village_code": village,
                "recipient_id": ids[each.contact_id],
            }
            for each in recipients
            for nik_index, village in each.people
        ]
        self._connection.execute(insert(broadcast_people), about)

    def _new_code(self) -> str:
        """With a figure and a letter in it: neither a word nor a number looks like one."""
        while True:
            made = "".join(secrets.choice(CODE_LETTERS) for _ in range(_CODE_LENGTH))
            code = CODE_PREFIX + made
            if not made.isalpha() and not made.isdecimal() and self.by_code(code) is None:
                return code

    def _broadcast(self, row: Row[Any]) -> Broadcast:
        stored = Broadcast.__dataclass_fields__.keys() - {"contents", "conditions"}
        values = {name: getattr(row, name) for name in stored}
        contents = self._sealer.open("broadcast", row.token, row.sealed, Contents)
        conditions = tuple(json.loads(row.conditions))
        return Broadcast(**values, contents=contents, conditions=conditions)


def _batches(rows: Iterable[_Each]) -> Iterator[list[_Each]]:
    left = iter(rows)
    while some := list(islice(left, _TOGETHER)):
        yield some
