"""Was somebody covered on a day: by the periods of the feed that is asked, then or now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.participants import Period


@dataclass(frozen=True, slots=True)
class DayOfCoverage:
    """`period` holds the day; `before` ended last before it, `after` begins next."""

    day: date
    period: Period | None
    before: Period | None
    after: Period | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without cover between two periods; both ends are such days."""

    start: date
    end: date


def on_day(periods: Sequence[Period], day: date) -> DayOfCoverage:
    """The officer's question of what was known when gives the periods of an older run."""
    real = [each for each in periods if was_ever(each)]
    holding = [each for each in real if each.covers(day)]
    ended = [each for each in real if each.last_day < day]
    begins = [each for each in real if each.start > day]
    return DayOfCoverage(
        day,
        max(holding, key=lambda each: each.start, default=None),
        max(ended, key=lambda each: each.last_day, default=None),
        min(begins, key=lambda each: each.start, default=None),
    )


def gaps(periods: Sequence[Period]) -> list[Gap]:
    """Between the first day that was ever covered and the last, oldest first."""
    found: list[Gap] = []
    covered_until: date | None = None
    for each in sorted(filter(was_ever, periods), key=lambda period: period.start):
        if covered_until and each.start > covered_until + timedelta(days=1):
            found.append(Gap(covered_until + timedelta(days=1), each.start - timedelta(days=1)))
        covered_until = max(covered_until or each.last_day, each.last_day)
    return found


def was_ever(period: Period) -> bool:
    """False where the agency withdrew a period before its first day."""
    return period.last_day >= period.start
