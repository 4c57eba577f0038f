"""Messages on their way out: written with the transaction, sent after it."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from storage import outbox_queries as queries
from storage.conversations import Address, Contact
from storage.sealing import Sealer
from storage.tables import broadcasts, contacts, outbox

LEASE_SECONDS = 10.0
OUTCOME_UNKNOWN = "outcome_unknown"  # it may have arrived; sent once more, then left
FINAL = ("sent", "delivered", "read", "failed", "unknown")
# How far a message has come: a platform's reports come twice and in any order, never backwards.
_RANKS = {"unknown": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 5}


class Part(msgspec.Struct, frozen=True, array_like=True):
    """A file that goes with a message."""

    kind: str
    name: str
    data: bytes


class Template(msgspec.Struct, frozen=True, array_like=True):
    """A message that the platform approved, with what fills it; `replies` come back when tapped."""

    name: str
    language: str
    values: tuple[str, ...] = ()
    header: str | None = None
    replies: tuple[str, ...] = ()


class Body(msgspec.Struct, frozen=True, array_like=True):
    """What `outbox.sealed` holds: the words in the person's language, and what can be chosen.

    `template` says the same where the platform takes no free words.
    """

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    asks_phone: bool = False
    template: Template | None = None


@dataclass(frozen=True, slots=True)
class Leased:
    """A row that one sender holds until its lease ends; `epoch` tells holders apart.

    `phone` is the number that the platform vouched for, `parts_sent` how many messages of a row
    that became several have left already, `edits` the platform's id of a message of ours whose
    place the words take.
    """

    id: int
    epoch: int
    token: bytes
    contact_id: int
    address: str
    kind: str
    body: Body
    attempts: int
    created_at: float
    error: str | None
    phone: str | None = None
    last_inbound_at: float = 0.0
    parts_sent: int = 0
    language: str = "id"
    edits: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A platform's word on a message of ours: `state` is sent, delivered, read or failed.

    `part` where it is about one of several messages that a row became, and not the last one.
    """

    token: bytes
    state: str
    platform_id: str
    error: str | None = None
    part: int | None = None


class Outbox:
    """One transaction's view; `now` is in seconds since the epoch, and always the real one."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now

    def put(
        self,
        contact: Contact,
        bodies: list[Body],
        *,
        kind: str,
        not_before: float,
        purpose: str | None = None,
    ) -> None:
        chat = (contact.id, contact.channel)
        rows = [self._row(chat, body, kind, not_before, purpose) for body in bodies]
        if rows:
            self._connection.execute(queries.put, rows)

    def put_notice(self, contact_id: int, channel: str, body: Body, purpose: str) -> int:
        """One notice that may leave at once; the row's id."""
        row = self._row((contact_id, channel), body, "notice", self._now, purpose)
        made = insert(outbox).values(row).returning(outbox.c.id)
        return int(self._connection.execute(made).scalar_one())

    def put_for_officer(
        self, contact_id: int, channel: str, body: Body, edits: str | None = None
    ) -> int:
        """In place of an earlier one that the platform calls `edits`, if any; the row's id."""
        row = self._row((contact_id, channel), body, "reply", self._now, None) | {"edits": edits}
        made = insert(outbox).values(row).returning(outbox.c.id)
        return int(self._connection.execute(made).scalar_one())

    def outcome(self, row_id: int) -> tuple[str, str | None] | None:
        """The state of a row and the platform's id of what it became; None where it is gone."""
        asked = select(outbox.c.state, outbox.c.platform_id).where(outbox.c.id == row_id)
        found = self._connection.execute(asked).first()
        return (found.state, found.platform_id) if found else None

    def lease(self, channel: str, limit: int, *, busy: Collection[int] = ()) -> list[Leased]:
        """Take the next due rows, of nobody in `busy`: replies before notices, oldest first.

        No reply is taken before an older one of the same person has left.
        """
        asked = {"channel": channel, "now": self._now, "limit": limit, "busy": list(busy)}
        rows = self._connection.execute(queries.due_reply, asked).all()
        return self._take(rows or self._connection.execute(queries.due_notice, asked).all())

    def lease_apart(self, channel: str, limit: int, *, busy: Collection[int]) -> list[Leased]:
        """As `lease`, but of each person one, and alone what a crash would end: its last try."""
        asked = {"channel": channel, "now": self._now, "limit": limit, "busy": list(busy)}
        rows = self._connection.execute(queries.due_reply, asked).all()
        rows = rows or self._connection.execute(queries.due_notice, asked).all()
        first = {row.contact_id: row for row in reversed(rows)}
        apart = [row for row in rows if first[row.contact_id] is row]
        last_tries = [row for row in apart if row.error == OUTCOME_UNKNOWN]
        return self._take(last_tries[:1] or apart)

    def give_back(self, leased: Sequence[Leased]) -> None:
        """Their calls never began."""
        for each in leased:
            self._mark(each, state="queued", lease_until=None, attempts=each.attempts - 1)

    def lease_of(self, contact_id: int, channel: str, limit: int) -> list[Leased]:
        """Take all that is due to one contact: replies before notices, as `lease` does."""
        asked = {"channel": channel, "now": self._now, "limit": limit, "contact": contact_id}
        return self._take(self._connection.execute(queries.due_of_contact, asked).all())

    def settle(
        self,
        leased: Leased,
        state: str,
        *,
        platform_id: str | None = None,
        error: str | None = None,
        free: bool = False,
    ) -> bool:
        """Record the outcome and erase the words; False where another holder has the row now.

        One that left `free`, not as the template that it might have been, counts for no tier.
        """
        settled = {
            "row": leased.id,
            "epoch": leased.epoch,
            "new_state": state,
            "new_id": platform_id,
            "new_error": error,
            "now": self._now,
        }
        if free and leased.body.template is not None:
            self._mark(leased, is_template=False)
        return self._connection.execute(queries.settle, settled).rowcount == 1

    def put_back(
        self, leased: Leased, *, not_before: float, error: str | None, parts_sent: int = 0
    ) -> bool:
        """The row did not leave, or not all of it: it is tried again at `not_before`."""
        return self._mark(
            leased,
            state="queued",
            not_before=not_before,
            error=error,
            lease_until=None,
            parts_sent=max(parts_sent, leased.parts_sent),
        )

    def hold(self, leased: Leased, error: str) -> bool:
        """Wait for the person's next message; True where nothing of theirs waited before.

        Where they wrote in the meantime the row is tried again at once.
        """
        wrote_at = select(contacts.c.last_inbound_at).where(contacts.c.id == leased.contact_id)
        if self._connection.execute(wrote_at).scalar_one() > leased.last_inbound_at:
            self.put_back(leased, not_before=self._now, error=leased.error)
            return False
        waiting = select(outbox.c.id).where(
            outbox.c.contact_id == leased.contact_id, outbox.c.state == "held"
        )
        is_first = self._connection.execute(waiting.limit(1)).first() is None
        return self._mark(leased, state="held", error=error, lease_until=None) and is_first

    def release(self, contact_id: int) -> int:
        """The person wrote: what was held for them leaves now, as if written now."""
        freed = self._connection.execute(
            update(outbox)
            .where(outbox.c.contact_id == contact_id, outbox.c.state == "held")
            .values(state="queued", not_before=self._now, created_at=self._now, error=None)
        )
        return freed.rowcount

    def drop_held(self, before: float) -> int:
        """People who did not write again: what was held since `before` is failed and erased."""
        dropped = self._connection.execute(
            update(outbox)
            .where(outbox.c.state == "held", outbox.c.created_at < before)
            .values(state="failed", sealed=None, settled_at=self._now)
        )
        return dropped.rowcount

    def take_report(self, report: Report) -> int | None:
        """Record how far a message came; whose it is, or None where that is no news."""
        row = self._connection.execute(queries.by_token, {"token": report.token}).first()
        if row is None or _RANKS[report.state] <= _RANKS.get(row.state, 0):
            return None
        if report.part is None or report.state == "failed":
            final = {
                "row": row.id,
                "new_state": report.state,
                "new_id": report.platform_id,
                "new_error": report.error,
                "now": self._now,
            }
            self._connection.execute(queries.end, final)
        else:
            sent = max(row.parts_sent, report.part + 1)
            parts = update(outbox).where(outbox.c.id == row.id).values(parts_sent=sent)
            self._connection.execute(parts)
        return int(row.contact_id)

    def reached_by_template(self, channel: str, since: float) -> int:
        """How many different people were written to with a template since then."""
        counted = select(func.count(func.distinct(outbox.c.contact_id))).where(
            outbox.c.channel == channel,
            outbox.c.is_template,
            outbox.c.state.in_(FINAL),
            outbox.c.settled_at > since,
        )
        return int(self._connection.execute(counted).scalar_one())

    def void_leases(self, channel: str, *, only_expired: bool, wait_seconds: float = 0.0) -> int:
        """Free rows whose sender died; on SQLite at start-up that is every one of them.

        Nobody knows whether they left: each is sent once more after `wait_seconds`, in which the
        platform may tell; a second time is `unknown`, and a template is so at once.
        """
        held = (outbox.c.channel == channel) & (outbox.c.state == "sending")
        if only_expired:
            held &= outbox.c.lease_until < self._now
        twice = held & ((outbox.c.error == OUTCOME_UNKNOWN) | outbox.c.is_template)
        left = {"state": "unknown", "sealed": None, "settled_at": self._now, "lease_until": None}
        self._connection.execute(update(outbox).where(twice).values(left))
        freed = self._connection.execute(
            update(outbox)
            .where(held)
            .values(
                state="queued",
                error=OUTCOME_UNKNOWN,
                lease_until=None,
                not_before=self._now + wait_seconds,
            )
        )
        return freed.rowcount

    def next_due(self, channel: str) -> float | None:
        """When the next queued row may leave; in the past where one waits already."""
        asked = [{"channel": channel, "kind": kind} for kind in ("reply", "notice")]
        moments = [self._connection.execute(queries.next_due, each).scalar_one() for each in asked]
        return min((moment for moment in moments if moment is not None), default=None)

    def give_up(self, contact_id: int, error: str) -> int:
        """Nothing more can reach this contact: what waits for it is failed and erased."""
        given_up = self._connection.execute(
            update(outbox)
            .where(
                outbox.c.contact_id == contact_id,
                outbox.c.state.in_(("queued", "held", "silenced")),
            )
            .values(state="failed", sealed=None, error=error, settled_at=self._now)
        )
        return given_up.rowcount

    def take_back(self, purpose: str) -> int:
        """What was to be said about this is no longer true: erased before it leaves."""
        waiting = (outbox.c.purpose == purpose) & outbox.c.state.in_(("queued", "held", "silenced"))
        return self._take_back(waiting)

    def drop_notices(self, contact_id: int, about: Collection[str] | None = None) -> int:
        """Somebody wants no more of them: what waits is erased.

        `about` are purposes of broadcasts (own_coverage, news); None: any notice.
        """
        waiting = (
            (outbox.c.contact_id == contact_id)
            & (outbox.c.kind == "notice")
            & outbox.c.state.in_(("queued", "held", "silenced"))
        )
        if about is not None:
            named = select(literal("broadcast:") + cast(broadcasts.c.id, String))
            waiting &= outbox.c.purpose.in_(named.where(broadcasts.c.purpose.in_(about)))
        values = {"state": "failed", "sealed": None, "error": "opted_out"}
        gone = update(outbox).where(waiting).values(values | {"settled_at": self._now})
        return self._connection.execute(gone).rowcount

    def take_back_planned(self, contact_id: int, purpose: str) -> int:
        """As `take_back`, but only what this person was to hear later."""
        later = outbox.c.state.in_(("queued", "silenced")) & (outbox.c.not_before > self._now)
        return self._take_back(
            later & (outbox.c.purpose == purpose) & (outbox.c.contact_id == contact_id)
        )

    def hold_notices(self, contact_ids: Collection[int], *, but: Collection[str]) -> int:
        """After a death the family hears nothing else: all notices wait, but those on `but`."""
        other = outbox.c.purpose.is_(None) | outbox.c.purpose.not_in(but)
        return self._switch(contact_ids, other, "queued", "silenced")

    def release_notices(self, contact_ids: Collection[int]) -> int:
        return self._switch(contact_ids, outbox.c.kind == "notice", "silenced", "queued")

    def _take_back(self, which: ColumnElement[bool]) -> int:
        values = {"state": "failed", "sealed": None, "error": "taken_back"}
        gone = update(outbox).where(which).values(values | {"settled_at": self._now})
        return self._connection.execute(gone).rowcount

    def _switch(
        self, contact_ids: Collection[int], which: ColumnElement[bool], old: str, new: str
    ) -> int:
        theirs = outbox.c.contact_id.in_(contact_ids) & (outbox.c.kind == "notice") & which
        waiting = update(outbox).where(theirs, outbox.c.state == old)
        return self._connection.execute(waiting.values(state=new)).rowcount

    def _row(
        self,
        chat: tuple[int, str],
        body: Body,
        kind: str,
        not_before: float,
        purpose: str | None,
    ) -> dict[str, object]:
        token = os.urandom(16)
        return {
            "token": token,
            "contact_id": chat[0],
            "channel": chat[1],
            "kind": kind,
            "sealed": self._sealer.seal("outbox", token, body),
            "created_at": self._now,
            "not_before": not_before,
            "purpose": purpose,
            "is_template": body.template is not None,
        }

    def _take(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Leased]:
        until = self._now + LEASE_SECONDS
        if rows:
            taken = [{"row": row.id, "until": until} for row in rows]
            self._connection.execute(queries.take, taken)
        return [self._leased(row) for row in rows]

    def _leased(self, row: Row[*tuple[Any, ...]]) -> Leased:
        address = self._sealer.open("contact", row.address_index, row.sealed_address, Address)
        return Leased(
            id=row.id,
            epoch=row.lease_epoch + 1,
            token=row.token,
            contact_id=row.contact_id,
            address=address.address,
            kind=row.kind,
            body=self._sealer.open("outbox", row.token, row.sealed, Body),
            attempts=row.attempts + 1,
            created_at=row.created_at,
            error=row.error,
            phone=address.phone,
            last_inbound_at=row.last_inbound_at,
            parts_sent=row.parts_sent,
            language=row.language,
            edits=row.edits,
        )

    def _mark(self, leased: Leased, **values: object) -> bool:
        held = {"row": leased.id, "epoch": leased.epoch}
        marked = update(outbox).where(outbox.c.id == bindparam("row"), queries.still_held)
        return self._connection.execute(marked.values(values), held).rowcount == 1
