"""One run, from the open feed to the flip."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import msgspec
from sqlalchemy import func, select

from storage.database import Database
from storage.feeds.cells import Checks
from storage.feeds.datasets import SCHEMA_VERSION
from storage.feeds.feed import Feed, FeedError, Listing, PageMark, RawRow, opened, shown
from storage.feeds.rules import Rules
from storage.feeds.shape import Dataset
from storage.generations import guards, runs
from storage.generations.bulk import tell_planner
from storage.generations.load import Load, Writing
from storage.generations.lock import BusyError
from storage.generations.records import MEMBERSHIPS, STORED, Stored, listed
from storage.generations.rejections import Rejections
from storage.generations.runs import Held, Marks
from storage.generations.unlisted import BATCH_ROWS, Unlisted

Progress = Callable[[str, int, int | None], None]
"""Data set, rows done, rows in all where the source says so."""


@dataclass(frozen=True)
class Request:
    """What was asked for; `only` is the one data set that is wanted."""

    source: str
    rules: Rules
    only: Dataset | None
    limit_percent: float
    as_of: date | None
    token: str | None


class Attempt:
    """`still_held` raises BusyError where another process may have taken over."""

    def __init__(
        self,
        database: Database,
        request: Request,
        run: int,
        rejections: Rejections,
        still_held: Callable[[], None],
    ) -> None:
        self.counts = runs.no_counts()
        self._database = database
        self._request = request
        self._still_held = still_held
        self._base = runs.current(database)
        held = self._base.held if self._base else Held()
        self._dates, self._etags = dict(held.dates), dict(held.etags)
        self._writing = Writing(
            database=database,
            base=self._base.id if self._base else 0,
            run=run,
            checks=Checks(request.rules),
            rules_mark=_mark(request.rules),
            rejections=rejections,
        )
        self._loads: list[tuple[Load, Unlisted]] = []
        self._synthetic: list[bool] = []
        self._absent: list[str] = []

    @property
    def newest(self) -> date | None:
        """The date of what was read; of what is held, where nothing was."""
        read = [load.as_of for load, _ in self._loads]
        return max(read or self._dates.values(), default=None)

    def made(self, progress: Progress) -> tuple[str, str | None]:
        """Status and reason; what was written for nothing is swept at once."""
        request = self._request
        zone = request.rules.zone
        try:
            feed = opened(request.source, token=request.token, only=request.only, zone=zone)
            with closing(feed):
                for stored in STORED:
                    if request.only in (None, stored.dataset):
                        self._read(feed, stored, progress)
            self._check()
            return self._publish(), None
        except (FeedError, BusyError) as error:
            return self._given_up("failed", str(error))
        except guards.Refused as refused:
            return self._given_up("refused", str(refused))

    def notices(self) -> tuple[str, ...]:
        """For the operator: what the source lacks, and values that were doubtful but taken."""
        absent = [f"{name}: not in the source, left as they are." for name in self._absent]
        doubtful = [
            f"{field}: {count} times {what}."
            for (field, what), count in sorted(self._writing.checks.warnings.items())
        ]
        return (*absent, *doubtful)

    def _read(self, feed: Feed, stored: Stored, progress: Progress) -> None:
        name = stored.dataset.name
        listing = feed.listing(stored.dataset, self._known_pages(name))
        if listing is None:
            if self._request.only:
                raise FeedError(f"{shown(self._request.source)} holds no {name}.")
            self._absent.append(name)
            return
        if listing.rows is None:
            self._synthetic.append(self._base is not None and self._base.synthetic)
            self.counts[name].unchanged = self._listed_rows(stored)
            return
        self._synthetic.append(listing.synthetic)
        load, unlisted = self._load(stored, listing)
        for batch in _batches(listing.rows):
            self._still_held()
            load.take(batch)
            progress(name, load.counts.read, listing.total)
        load.counts.removed = unlisted.end(load.seen)
        source = shown(self._request.source)
        self._etags[name] = Marks(source, self._writing.rules_mark, listing.marks)

    def _load(self, stored: Stored, listing: Listing) -> tuple[Load, Unlisted]:
        today = datetime.now(self._request.rules.zone).date()
        as_of = self._request.as_of or listing.as_of or today
        load = Load(self._writing, stored, as_of)
        unlisted = Unlisted(self._database, stored, self._writing.base, self._writing.run)
        self._loads.append((load, unlisted))
        self.counts[stored.dataset.name] = load.counts
        return load, unlisted

    def _known_pages(self, name: str) -> list[PageMark]:
        known = self._etags.get(name)
        same = (shown(self._request.source), self._writing.rules_mark)
        return known.pages if known and (known.source, known.rules) == same else []

    def _listed_rows(self, stored: Stored) -> int:
        known = listed(stored.table, self._writing.base)
        rows = select(func.count()).select_from(stored.table).where(known)
        with self._database.read() as connection:
            return connection.execute(rows).scalar_one()

    def _check(self) -> None:
        """Raises Refused."""
        limit = self._request.limit_percent
        for load, _ in self._loads:
            guards.check_rejected(load.stored.dataset.name, load.counts, limit)
        for load, _ in self._loads:
            if self._base is None or not load.counts.changed:
                continue
            if self._request.as_of is None:
                guards.check_age(self._dates.get(load.stored.dataset.name), load.as_of)
            base, run = self._writing.base, self._writing.run
            with self._database.read() as connection:
                tell_planner(connection, load.stored.table)
                if load.stored is MEMBERSHIPS:
                    guards.check_people(connection, base, run, load.as_of, limit)
                else:
                    guards.check_rows(connection, load.stored, base, load.counts.removed, limit)

    def _publish(self) -> str:
        """Flip, in the same transaction that closes the book on the run."""
        for load, unlisted in self._loads:
            unlisted.close(load.as_of)
            name = load.stored.dataset.name
            known = self._dates.get(name)
            told = self._request.as_of
            self._dates[name] = told or max(load.as_of, known or load.as_of)
        self._still_held()
        changed = any(load.counts.changed for load, _ in self._loads)
        status = "applied" if changed else "unchanged"
        base, run = self._writing.base, self._writing.run
        with self._database.write() as connection:
            closed = runs.finish(
                connection,
                run,
                status,
                counts=self.counts,
                as_of=self._dates.get(MEMBERSHIPS.dataset.name),
                synthetic=all(self._synthetic),
                etags=msgspec.json.encode(self._etags).decode(),
                feed_dates=msgspec.json.encode(self._dates).decode(),
            )
            if not (closed and runs.flip(connection, base, run)):
                raise BusyError
            runs.forget_etags(connection, base)
        return status

    def _given_up(self, status: str, reason: str) -> tuple[str, str]:
        with self._database.write() as connection:
            runs.finish(
                connection,
                self._writing.run,
                status,
                reason=reason,
                counts=self.counts,
                as_of=self.newest if self._loads else None,
            )
        runs.sweep(self._database)
        return status, reason


def _mark(rules: Rules) -> str:
    """Changes with anything that decides how a cell is read."""
    parts = (SCHEMA_VERSION, *sorted(rules.categories), "", *sorted(rules.villages))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _batches(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    while batch := list(islice(rows, BATCH_ROWS)):
        yield batch
