"""The book of refreshes: which generation is read, which one is written, what came of each."""

import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from storage.database import Database
from storage.feeds.feed import PageMark
from storage.generations.records import STORED
from storage.tables import APPLIED, refresh_rejections, refresh_runs, store_state

SWEEP_ROWS = 2_000
KEEP_REJECTIONS_OF = 10  # runs


class Counts(msgspec.Struct):
    """Rows of one data set in one run."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0

    @property
    def changed(self) -> int:
        return self.inserted + self.updated + self.removed


def no_counts() -> dict[str, Counts]:
    return {stored.dataset.name: Counts() for stored in STORED}


class Marks(msgspec.Struct, frozen=True):
    """A feed's marks of one data set; worth nothing for another source or under other rules."""

    source: str
    rules: str
    pages: list[PageMark]


class Held(msgspec.Struct, frozen=True):
    """What a generation's data sets are: their dates and marks, by name."""

    dates: dict[str, date] = {}
    etags: dict[str, Marks] = {}


@dataclass(frozen=True, slots=True)
class Run:
    """One refresh, as the history shows it."""

    id: int
    source: str
    as_of: date | None
    started_at: float
    finished_at: float | None
    status: str
    reason: str | None
    synthetic: bool
    counts: dict[str, Counts]
    held: Held = field(repr=False)
    is_current: bool


def history(database: Database) -> list[Run]:
    """Newest first."""
    with database.read() as connection:
        current = current_run(connection)
        rows = connection.execute(select(refresh_runs).order_by(refresh_runs.c.id.desc())).all()
    return [_run(row, current) for row in rows]


def current(database: Database) -> Run | None:
    """The run whose generation the answers read; None before the first."""
    with database.read() as connection:
        number = current_run(connection)
        row = connection.execute(select(refresh_runs).where(refresh_runs.c.id == number)).first()
    return _run(row, number) if row else None


def current_run(connection: Connection) -> int:
    """0 before the first refresh."""
    return int(connection.execute(select(store_state.c.current_run)).scalar_one())


def begin(database: Database, source: str) -> int:
    """Book a new run; its number is the generation that it will write."""
    row = {"source": source, "started_at": time.time(), "status": "running", "synthetic": False}
    empty = {"counts": "{}", "etags": "{}", "feed_dates": "{}"}
    with database.write() as connection:
        made = insert(refresh_runs).values(row | empty).returning(refresh_runs.c.id)
        return int(connection.execute(made).scalar_one())


def finish(
    connection: Connection,
    run: int,
    status: str,
    *,
    reason: str | None = None,
    counts: dict[str, Counts],
    **values: object,
) -> bool:
    """Close the book on a run; False where another process has already called it interrupted."""
    values |= {"status": status, "reason": reason, "finished_at": time.time()}
    values["counts"] = msgspec.json.encode(counts).decode()
    done = connection.execute(
        update(refresh_runs)
        .where(refresh_runs.c.id == run, refresh_runs.c.status == "running")
        .values(values)
    )
    return done.rowcount == 1


def flip(connection: Connection, base: int, run: int) -> bool:
    """Let the answers read this generation; False where `base` is no longer the one they read."""
    done = connection.execute(
        update(store_state).where(store_state.c.current_run == base).values(current_run=run)
    )
    return done.rowcount == 1


def forget_etags(connection: Connection, before: int) -> None:
    """A large feed has thousands; those of generations that nobody goes back to are no use."""
    old = (refresh_runs.c.id < before) & (refresh_runs.c.etags != "{}")
    connection.execute(update(refresh_runs).where(old).values(etags="{}"))


def roll_back(connection: Connection) -> Run | None:
    """Read again what was read before the last run that changed something; None: there is nothing.

    Runs since then are marked; their rows are swept by the next refresh.
    """
    ids, status = refresh_runs.c.id, refresh_runs.c.status
    number = current_run(connection)
    applied = select(func.max(ids)).where(status == "applied", ids <= number)
    undone = connection.execute(applied).scalar_one()
    earlier = select(func.max(ids)).where(status.in_(APPLIED), ids < (undone or 0))
    before = connection.execute(earlier).scalar_one()
    if before is None or not flip(connection, number, before):
        return None
    since = update(refresh_runs).where(ids >= undone, status.in_(APPLIED))
    connection.execute(since.values(status="rolled_back"))
    return _run(connection.execute(select(refresh_runs).where(ids == before)).one(), before)


def sweep(database: Database) -> None:
    """Undo what a run wrote that was never read, or is no longer: crashed, refused, rolled back.

    In short transactions; nobody reads these rows, and nobody misses them.
    """
    with database.write() as connection:
        current = current_run(connection)
        connection.execute(
            update(refresh_runs)
            .where(refresh_runs.c.status == "running")
            .values(status="failed", reason="interrupted", finished_at=time.time())
        )
        newest = connection.execute(select(func.max(refresh_runs.c.id))).scalar_one() or 0
        connection.execute(
            refresh_rejections.delete().where(
                refresh_rejections.c.run_id <= newest - KEEP_REJECTIONS_OF
            )
        )
    for stored in STORED:
        ids, columns = stored.table.c.id, stored.table.c
        unread = select(ids).where(columns.from_run > current).limit(SWEEP_ROWS)
        ended = select(ids).where(columns.to_run > current).limit(SWEEP_ROWS)
        _in_steps(database, stored.table.delete().where(ids.in_(unread)))
        _in_steps(database, update(stored.table).where(ids.in_(ended)).values(to_run=None))


def _in_steps(database: Database, statement: object) -> None:
    while True:
        with database.write() as connection:
            if connection.execute(statement).rowcount < SWEEP_ROWS:  # type: ignore[call-overload]
                return


def _run(row: Row[Any], current: int) -> Run:
    return Run(
        id=row.id,
        source=row.source,
        as_of=row.as_of,
        started_at=row.started_at,
        finished_at=row.finished_at,
        status=row.status,
        reason=row.reason,
        synthetic=row.synthetic,
        counts=msgspec.json.decode(row.counts, type=dict[str, Counts]),
        held=Held(
            msgspec.json.decode(row.feed_dates, type=dict[str, date]),
            msgspec.json.decode(row.etags, type=dict[str, Marks]),
        ),
        is_current=row.id == current,
    )
