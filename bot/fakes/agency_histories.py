"""What happened to a synthetic person: periods of coverage, a death, a claim.

Dates do not move with the feed's date, so that two feeds of one seed differ as two real ones do:
people die, claims go on, and each January most periods are followed by a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Literal, NamedTuple, TypeVar

FIRST_DAY = date(2023, 7, 1)
_GROWN_UP_YEARS = 18  # counted from the year of birth: nobody is covered before the age of 17
_RECENT_DEATHS_DAYS = 90
_Item = TypeVar("_Item")


class Draws:
    """Numbers drawn from seed, purpose and number alone, the same on every machine."""

    def __init__(self, seed: int, purpose: str, number: int) -> None:
        self._left = int.from_bytes(blake2b(f"{seed}/{purpose}/{number}".encode()).digest(), "big")

    def below(self, bound: int) -> int:
        self._left, drawn = divmod(self._left, bound)
        return drawn

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def of(self, options: Sequence[_Item]) -> _Item:
        return options[self.below(len(options))]


class Story(NamedTuple):
    """Years of coverage; without `last` renewed every year. `reason` ends the newest period."""

    weight: int
    first: int
    gap: int | None = None
    last: int | None = None
    reason: str | None = None
    stale: bool = False  # still called active after its end
    late: bool = False  # begins in a later month of its first year
    interrupted: int | None = None  # the year in which coverage stopped and began again
    death: Literal["recent", "settled"] | None = None


_STORIES = (
    Story(430, 2023),
    Story(200, 2024),
    Story(150, 2025),
    Story(40, 2026, late=True),
    Story(25, 2023, gap=2024),
    Story(25, 2023, gap=2025),
    Story(15, 2024, gap=2025),
    Story(20, 2023, interrupted=2025),
    Story(15, 2023, last=2024, reason="not_funded"),
    Story(15, 2023, last=2025, reason="agreement_ended"),
    Story(10, 2024, last=2025, reason="moved"),
    Story(8, 2023, last=2025, stale=True),
    Story(10, 2024, reason="no_longer_vulnerable"),
    Story(7, 2023, reason="not_funded"),
    Story(6, 2024, reason="moved"),
    Story(3, 2023, reason="agreement_ended"),
    Story(4, 2025, reason="other"),
    Story(7, 2023, death="recent"),
    Story(10, 2023, death="settled"),
)
STORIES = tuple(story for story in _STORIES for _ in range(story.weight))

_OPEN = ("received", "incomplete", "verifying", "approved", None)
_SETTLED = (*("paid",) * 8, "rejected", None)


@dataclass(frozen=True, slots=True)
class Span:
    """One period of coverage, as the agency words it on the feed's date."""

    start: date
    end: date
    status: str
    inactive_reason: str | None


@dataclass(frozen=True, slots=True)
class Filing:
    """How far the claim of a death has come."""

    filed_on: date
    status: str
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class History:
    """Oldest period first; a death without a filing is one that nobody claimed for."""

    spans: tuple[Span, ...]
    died_on: date | None
    filing: Filing | None


def history(story: Story, born: date, draws: Draws, as_of: date) -> History:
    """Never without a period, and never a death in the first year (that would not pay in full)."""
    first_month = 2 + draws.below(11) if story.late else 1
    years = _years(story, born, as_of.year)
    died_on = _death(story, draws, as_of)
    if died_on is None or not years[0] < died_on.year or died_on.year not in years:
        spans = _spans(story, years, first_month, as_of.year)
        return History(tuple(spans), None, None)
    spans = _spans(story, [year for year in years if year <= died_on.year], 1, as_of.year)
    spans[-1] = Span(spans[-1].start, spans[-1].end, "inactive", "deceased")
    return History(tuple(spans), died_on, _filing(story, died_on, draws, as_of))


def _years(story: Story, born: date, this_year: int) -> list[int]:
    start, end = max(story.first, born.year + _GROWN_UP_YEARS), min(story.last or 9999, this_year)
    years = [year for year in range(start, end + 1) if year != story.gap]
    return years or [min(start, this_year)]


def _spans(story: Story, years: list[int], first_month: int, this_year: int) -> list[Span]:
    spans: list[Span] = []
    for year in years:
        start = FIRST_DAY if year == FIRST_DAY.year else date(year, 1, 1)
        if year == years[0] and first_month > 1:
            start = date(year, first_month, 1)
        if year == story.interrupted and year < this_year:
            spans.append(Span(start, date(year, 4, 30), "inactive", "not_funded"))
            start = date(year, 8, 1)
        status, reason = _standing(story, year, this_year, newest=year == years[-1])
        spans.append(Span(start, date(year, 12, 31), status, reason))
    return spans


def _standing(story: Story, year: int, this_year: int, newest: bool) -> tuple[str, str | None]:
    is_over = year < this_year
    if newest and is_over and story.stale:
        return "active", None
    if newest and story.reason and (is_over or story.last is None):
        return "inactive", story.reason
    return ("inactive", "agreement_ended") if is_over else ("active", None)


def _death(story: Story, draws: Draws, as_of: date) -> date | None:
    """A recent death stays where it is for 90 days, then another one takes its place."""
    if story.death is None:
        return None
    if story.death == "settled":
        died_on = date(2024 + draws.below(3), 1, 10) + timedelta(days=draws.below(340))
        return died_on if died_on <= as_of else None
    since = (as_of.toordinal() - draws.below(_RECENT_DEATHS_DAYS)) % _RECENT_DEATHS_DAYS
    return as_of - timedelta(days=12 + since)


def _filing(story: Story, died_on: date, draws: Draws, as_of: date) -> Filing | None:
    filed_on = died_on + timedelta(days=2 + draws.below(9))
    paid_on = filed_on + timedelta(days=4 + draws.below(11))
    status = draws.of(_SETTLED if story.death == "settled" else _OPEN)
    if status is None or filed_on > as_of:
        return None
    if status == "paid" and paid_on > as_of:
        return Filing(filed_on, "verifying", None)
    return Filing(filed_on, status, paid_on if status == "paid" else None)
