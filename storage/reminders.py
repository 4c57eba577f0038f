"""What people were told of the end of their cover, and what the feed says of it, now and before."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    union,
    update,
)

from storage.participants import PERIOD_COLUMNS, Period, live, period_of
from storage.tables import (
    agreements,
    broadcast_people,
    broadcast_recipients,
    memberships,
    outbox,
    reminder_stops,
    reminders,
    store_state,
)

Stage = Literal["30", "7", "1", "renewed", "corrected"]
REMEMBERED_DAYS = 366  # what was said of an end longer ago is of no use to anybody
_ON_ITS_WAY = ("queued", "held")
_NOT_THERE = ("failed", "silenced")


@dataclass(frozen=True, slots=True)
class Told:
    """One reminder of one person; `reached` is None while it has not left, and may be stopped."""

    stage: Stage
    end: date
    at: float
    broadcast_id: int
    recipient_id: int | None
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Funding:
    """An agreement: until when it is in force, and paid for where that is known."""

    number: str
    starts: date
    ends: date
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A person whose cover may end or has changed; `before` where it did, `told` oldest first."""

    nik_index: bytes
    periods: tuple[Period, ...]
    before: tuple[Period, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look was based on: it may be acted upon while this is still so."""

    run: int
    base: int | None
    newest: int


class Reminders:
    """One transaction's view; `now` is in seconds since the epoch, and always the real one."""

    def __init__(self, connection: Connection, now: float) -> None:
        self._connection = connection
        self._now = now

    def seen(self) -> Seen:
        """On PostgreSQL one process at a time may act on it."""
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(74070003)")
        state = self._connection.execute(select(store_state)).one()
        newest = self._connection.execute(select(func.max(reminders.c.id))).scalar_one() or 0
        return Seen(state.current_run, state.reminders_base, newest)

    def is_checked(self, today: date) -> bool:
        """Whether all that waits was compared with the generation in use, today."""
        checked = select(store_state.c.id).where(
            store_state.c.reminders_run == store_state.c.current_run,
            store_state.c.reminders_day == today,
        )
        return self._connection.execute(checked).first() is not None

    def mark_checked(self, run: int, today: date, base: int | None) -> None:
        values = {"reminders_run": run, "reminders_day": today, "reminders_base": base}
        self._connection.execute(update(store_state).values(values))

    def uncheck(self) -> None:
        """No reminder leaves before the next check."""
        self._connection.execute(update(store_state).values(reminders_run=None))

    def fundings(self) -> list[Funding]:
        rows = self._connection.execute(live(select(agreements), agreements))
        return [
            Funding(
                row.agreement_no,
                row.valid_from,
                min(row.valid_until, row.funded_until or row.valid_until),
                row.delisted_on is None,
            )
            for row in rows
        ]

    def people(self, today: date, until: date, seen: Seen) -> Iterator[Known]:
        """Whose cover or agreement ends from today until then, was told of, or has changed."""
        changed = _changed(seen)
        concerned = [*_ending(today, until), _told_since(today - timedelta(days=REMEMBERED_DAYS))]
        which = union(*concerned, *([] if changed is None else [changed])).subquery()
        theirs = memberships.c.nik_index.in_(select(which.c.nik_index))
        now = self._periods(live(select(*PERIOD_COLUMNS), memberships).where(theirs))
        before = {}
        if changed is not None and seen.base is not None:
            then = select(*PERIOD_COLUMNS).where(_held(seen.base))
            before = self._periods(then.where(memberships.c.nik_index.in_(changed)))
        told = self._told(today - timedelta(days=REMEMBERED_DAYS))
        for nik_index, periods in now.items():
            past, said = before.get(nik_index, ()), told.get(nik_index, ())
            yield Known(nik_index, tuple(periods), tuple(past), tuple(said))

    def record(self, broadcast_id: int, stage: Stage, end: date, people: Iterable[bytes]) -> None:
        """In the transaction that freezes the notice's recipients."""
        same = {"stage": stage, "coverage_end": end, "broadcast_id": broadcast_id, "at": self._now}
        rows = [{"nik_index": nik_index, **same} for nik_index in people]
        self._connection.execute(insert(reminders), rows)

    def withdraw(self, recipients: Collection[int]) -> int:
        """Those that have not left never do, and count as unsaid; how many they were."""
        mine = and_(
            broadcast_recipients.c.id.in_(recipients), broadcast_recipients.c.state == "pending"
        )
        ids = self._connection.execute(select(broadcast_recipients.c.id).where(mine)).scalars()
        waiting = ids.all()
        about = exists().where(
            broadcast_people.c.recipient_id.in_(waiting),
            broadcast_people.c.broadcast_id == reminders.c.broadcast_id,
            broadcast_people.c.nik_index == reminders.c.nik_index,
        )
        self._connection.execute(delete(reminders).where(about))
        gone = update(broadcast_recipients).where(broadcast_recipients.c.id.in_(waiting))
        self._connection.execute(gone.values(state="failed", error="outdated"))
        return len(waiting)

    def stops(self) -> dict[str, str]:
        """Who stopped it, by reminder."""
        rows = self._connection.execute(select(reminder_stops))
        return {row.reminder: row.actor for row in rows}

    def stop(self, reminder: str, actor: str) -> None:
        row = {"reminder": reminder, "actor": actor, "at": self._now}
        self._connection.execute(insert(reminder_stops).values(row))

    def resume(self, reminder: str) -> None:
        mine = reminder_stops.c.reminder == reminder
        self._connection.execute(delete(reminder_stops).where(mine))

    def _periods(self, asked: Select[Any]) -> dict[bytes, list[Period]]:
        found: dict[bytes, list[Period]] = {}
        for row in self._connection.execute(asked):
            found.setdefault(row.nik_index, []).append(period_of(row))
        return found

    def _told(self, since: date) -> dict[bytes, list[Told]]:
        found: dict[bytes, list[Told]] = {}
        for row in self._connection.execute(
            _with_delivery.where(reminders.c.coverage_end >= since)
        ):
            told = Told(
                row.stage,
                row.coverage_end,
                row.at,
                row.broadcast_id,
                row.recipient_id,
                _reached(row),
            )
            found.setdefault(row.nik_index, []).append(told)
        return found


_with_delivery = (
    select(
        reminders,
        broadcast_people.c.id.label("person_id"),
        broadcast_people.c.recipient_id,
        broadcast_recipients.c.state.label("recipient_state"),
        outbox.c.state.label("outbox_state"),
    )
    .select_from(
        reminders.outerjoin(
            broadcast_people,
            and_(
                broadcast_people.c.broadcast_id == reminders.c.broadcast_id,
                broadcast_people.c.nik_index == reminders.c.nik_index,
            ),
        )
        .outerjoin(
            broadcast_recipients, broadcast_recipients.c.id == broadcast_people.c.recipient_id
        )
        .outerjoin(outbox, outbox.c.id == broadcast_recipients.c.outbox_id)
    )
    .order_by(reminders.c.id)
)


def _reached(row: Any) -> bool | None:
    """What is in doubt counts as heard; so does what is so old that only the reminder is left."""
    if row.person_id is None:
        return True
    if row.recipient_id is None or row.recipient_state == "failed":
        return False
    if row.recipient_state == "pending" or row.outbox_state in _ON_ITS_WAY:
        return None
    return row.outbox_state not in _NOT_THERE


def _ending(today: date, until: date) -> list[Select[Any]]:
    """The people whose period ends then, and those whose agreement does before it."""
    theirs = live(select(memberships.c.nik_index), memberships)
    soon = or_(
        agreements.c.valid_until.between(today, until),
        agreements.c.funded_until.between(today, until),
    )
    numbers = live(select(agreements.c.agreement_no), agreements).where(soon)
    return [
        theirs.where(memberships.c.coverage_end.between(today, until)),
        theirs.where(memberships.c.coverage_end >= today, memberships.c.agreement_no.in_(numbers)),
    ]


def _told_since(day: date) -> Select[Any]:
    return select(reminders.c.nik_index).where(reminders.c.coverage_end >= day)


def _changed(seen: Seen) -> Select[Any] | None:
    """Whose periods the generations since the base wrote anew, or a rollback took back."""
    if seen.base is None or seen.base == seen.run:
        return None
    since = min(seen.base, seen.run)
    is_new = or_(memberships.c.from_run > since, memberships.c.to_run > since)
    return select(memberships.c.nik_index).where(is_new)


def _held(run: int) -> ColumnElement[bool]:
    """The versions that this generation held."""
    columns = memberships.c
    return and_(columns.from_run <= run, or_(columns.to_run.is_(None), columns.to_run > run))
