"""Was a day covered, and what did each refresh know about it: for officers, never for others.

Whoever calls this has proved to be an officer or runs the command line: no identity is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from handlers.catalog import Words
from handlers.coverage import on_day
from handlers.programme import Programme
from storage.coverage_history import Generation
from storage.participants import Period
from storage.store import Store

Status = Literal["covered", "inactive", "delisted", "outside", "unknown"]


@dataclass(frozen=True, slots=True)
class Said:
    """What the data said of the day, and of the period from `start` to `until`.

    `covered`: that period holds it. `inactive`, `delisted`: it would hold it, but ended with the
    feed of `since` (`reason` is the agency's code, where it gave one). `outside`: no period holds
    it, this is the nearest one. `unknown`: the person was not listed.
    """

    status: Status
    start: date | None = None
    until: date | None = None
    since: date | None = None
    reason: str | None = None

    @property
    def covered(self) -> bool:
        return self.status == "covered"


@dataclass(frozen=True, slots=True)
class Known:
    """Consecutive runs that said the same of the day; `first_as_of` is the date of its data."""

    first_run: int
    last_run: int
    first_as_of: date | None
    last_as_of: date | None
    said: Said


@dataclass(frozen=True, slots=True)
class DayKnown:
    """`history` is oldest first, its last one holds now; empty before the first refresh.

    `then` is what the newest data up to that day said; None where there was none yet.
    """

    day: date
    history: tuple[Known, ...]
    then: Known | None

    @property
    def now(self) -> Known | None:
        return self.history[-1] if self.history else None


def known_about(store: Store, nik: str, day: date) -> DayKnown:
    """`nik` as 16 digits; somebody whom no feed ever listed is `unknown` in every run."""
    generations = store.coverage_history.of(store.participants.index_of(nik))
    history = tuple(_merged(generations, day))
    dated = [each.run for each in generations if each.as_of and each.as_of <= day]
    then = [known for known in history if dated and known.first_run <= dated[-1]]
    return DayKnown(day, history, then[-1] if then else None)


def village_now(store: Store, nik: str) -> str | None:
    """Of the newest period; None for somebody whom no feed ever listed."""
    person = store.participants.by_index(store.participants.index_of(nik))
    return person.periods[0].village_code if person else None


def in_words(words: Words, programme: Programme, known: DayKnown) -> list[str]:
    """Plain lines: today's answer, what was known that day, then run by run."""
    if known.now is None:
        return [words.text("coverage_known.no_data")]
    lines = [
        words.text(
            "coverage_known.now",
            day=known.day,
            said=_said(words, programme, known.now.said),
            as_of=known.now.last_as_of or "-",
            run=known.now.last_run,
        )
    ]
    if known.then is None:
        lines.append(words.text("coverage_known.not_then"))
    else:
        said = _said(words, programme, known.then.said)
        lines.append(words.text("coverage_known.then", said=said))
    lines.append(words.text("coverage_known.history"))
    return [*lines, *(_line(words, programme, each) for each in known.history)]


def _merged(generations: list[Generation], day: date) -> Iterator[Known]:
    said = ((_said_by(each.periods, day), each) for each in generations)
    for what, same in groupby(said, key=lambda pair: pair[0]):
        runs = [each for _, each in same]
        yield Known(runs[0].run, runs[-1].run, runs[0].as_of, runs[-1].as_of, what)


def _said_by(periods: tuple[Period, ...], day: date) -> Said:
    found = on_day(periods, day)
    if found.period:
        return Said("covered", found.period.start, found.period.last_day)
    for each in periods:
        if each.start <= day <= each.end:
            return _cut(each)
    nearest = found.before or found.after
    if nearest is None:
        return Said("outside" if periods else "unknown")
    return Said("outside", nearest.start, nearest.last_day)


def _cut(period: Period) -> Said:
    """The earlier of the two cuts decides."""
    inactive, delisted = period.inactive_since, period.delisted_on
    if delisted and (inactive is None or delisted < inactive):
        return Said("delisted", period.start, period.end, delisted)
    return Said("inactive", period.start, period.end, inactive, period.inactive_reason)


def _said(words: Words, programme: Programme, said: Said) -> str:
    if said.start is None:
        key = "never" if said.status == "outside" else said.status
        return words.text(f"coverage_known.said.{key}")
    reason = programme.inactive_reason(said.reason) if said.reason else None
    return words.text(
        f"coverage_known.said.{said.status}",
        start=said.start,
        until=said.until,
        since=said.since or "-",
        reason=f" ({reason.label})" if reason else "",
    )


def _line(words: Words, programme: Programme, known: Known) -> str:
    one = known.first_run == known.last_run
    return words.text(
        "coverage_known.run" if one else "coverage_known.runs",
        first=known.first_run,
        last=known.last_run,
        first_as_of=known.first_as_of or "-",
        last_as_of=known.last_as_of or "-",
        said=_said(words, programme, known.said),
    )
