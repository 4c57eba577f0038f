"""Bring the agency's data up to date, or leave all as it was.

A run writes new versions and end marks under its own number, which nobody reads, in batches that
lock for milliseconds. `store_state.current_run` then flips in one statement. A crash leaves rows
that nobody reads and the next run sweeps away; a rollback flips back.
"""

import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from storage.database import Database
from storage.feeds.datasets import DATASETS
from storage.feeds.feed import shown
from storage.feeds.rules import Rules
from storage.generations import runs
from storage.generations.attempt import Attempt, Progress, Request
from storage.generations.guards import LIMIT_PERCENT
from storage.generations.lock import BusyError, only_refresher
from storage.generations.rejections import Rejections, report_file
from storage.generations.runs import Counts, Run, history

__all__ = ["Counts", "Outcome", "Progress", "Rules", "Run", "history", "refresh", "rollback"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` says why a run was refused or failed, `notices` what was odd in one that was not."""

    run: int | None
    status: str
    as_of: date | None
    seconds: float
    counts: dict[str, Counts] = field(default_factory=runs.no_counts)
    reason: str | None = None
    notices: tuple[str, ...] = ()


def refresh(
    database: Database,
    source: str,
    *,
    rules: Rules,
    only: str | None = None,
    allow_drop_percent: float | None = None,
    as_of: date | None = None,
    token: str | None = None,
    report: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Read a feed and apply it whole; its faults are an Outcome, not an exception.

    `only` names one data set; `as_of` overrides the feed's own date; `report` gets the rejected
    rows as CSV (OSError where it cannot be written).
    """
    started = time.monotonic()
    request = Request(
        source=source,
        rules=rules,
        only=DATASETS[only] if only else None,
        limit_percent=LIMIT_PERCENT if allow_drop_percent is None else allow_drop_percent,
        as_of=as_of,
        token=token,
    )
    try:
        with only_refresher(database) as still_held, report_file(report) as file:
            runs.sweep(database)
            run = runs.begin(database, shown(source))
            attempt = Attempt(database, request, run, Rejections(run, file), still_held)
            status, reason = attempt.made(progress or _silent)
    except BusyError as busy:
        return Outcome(None, "failed", None, time.monotonic() - started, reason=str(busy))
    seconds = time.monotonic() - started
    notices = attempt.notices()
    return Outcome(run, status, attempt.newest, seconds, attempt.counts, reason, notices)


def rollback(database: Database) -> Outcome:
    """Answer from the generation before the last one that changed something."""
    started = time.monotonic()
    try:
        with only_refresher(database), database.write() as connection:
            run = runs.roll_back(connection)
    except BusyError as busy:
        return Outcome(None, "failed", None, time.monotonic() - started, reason=str(busy))
    seconds = time.monotonic() - started
    if run is None:
        reason = "There is no earlier generation to go back to."
        return Outcome(None, "failed", None, seconds, reason=reason)
    return Outcome(run.id, "rolled_back", run.as_of, seconds)


def _silent(_dataset: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""
