"""Synthetic people, each made from seed and number alone; two never share a NIK or a card.

Card numbers, NIK days and villages walk through their whole range in long steps, so that they are
unique or in proportion without anybody remembering who came before. Nobody real is meant: phones
have prefixes that no operator was given, NIK serials are higher than a real day's.
"""

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from bot.fakes.agency_histories import STORIES, Draws, History, history
from bot.fakes.agency_names import CYCLE, age_group, birth_date, name, nik, sample_words, written
from handlers.villages import Village, load

# Pekerja rentan of July 2023 by kecamatan, as published at the launch (sum 6,069).
_DISTRICTS = {
    "74.07.01": 1_243,
    "74.07.05": 2_337,
    "74.07.02": 513,
    "74.07.06": 467,
    "74.07.03": 438,
    "74.07.07": 475,
    "74.07.04": 504,
    "74.07.08": 92,
}
_SHARES = (0, *accumulate(_DISTRICTS.values()))
_HOUSEHOLD_EVERY = 30  # of so many people two to four share a phone: one in ten
_SMALLEST_HOUSEHOLD, _LARGEST_HOUSEHOLD = 2, 4
_PREFIXES = ("824", "825", "834", "836", "837", "854", "866", "874")
_CATEGORIES = {
    "young": ["nelayan"] * 9 + ["pekerja_rentan"] * 10 + ["non_asn"],
    "grown": ["nelayan"] * 13 + ["pekerja_rentan"] * 12 + ["tenaga_syara"] * 3
    + ["non_asn"] * 9 + ["perangkat_desa"] * 2 + ["other"],
    "old": ["nelayan"] * 8 + ["pekerja_rentan"] * 8 + ["tenaga_syara"] * 4,
}  # fmt: skip
_MEN_PERCENT = {"nelayan": 90, "tenaga_syara": 93, "perangkat_desa": 70}
_FAULTS = (
    "nik_digits", "nik_month", "name_missing", "village_unknown", "end_before_start",
    "formula_cell", "date_unreadable", "category_unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """One row of the feed: a period under one card and one agreement."""

    kpj: str
    start: date
    end: date
    status: str
    inactive_reason: str | None
    agreement_no: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim after a death; the amount is known once it is approved."""

    claim_no: str
    program: str
    filed_on: date
    status: str
    missing_documents: str | None
    amount_rupiah: int | None
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is wrong on purpose: which of the periods, and how."""

    period: int
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """What a reader of the feed should know; `phone` is E.164, `phone_written` as in the feed."""

    number: int
    nik: str
    name: str
    birth_date: date
    phone: str | None
    phone_written: str | None
    village_code: str
    category: str
    registered_on: date | None
    periods: tuple[Coverage, ...]
    died_on: date | None
    claim: Claim | None
    fault: Fault | None


@cache
def _villages() -> tuple[tuple[Village, ...], ...]:
    """The villages of each kecamatan, in the order of the shares."""
    places = Path(__file__).parents[2] / "handlers" / "programmes" / "wakatobi_wilayah.csv"
    every = load(places)
    return tuple(tuple(v for v in every if v.code.startswith(code)) for code in _DISTRICTS)


def agreement_no(year: int) -> str:
    return f"PKS-SINTETIS/{year}"


class People:
    """The population of one seed, as a feed of `as_of` shows it."""

    def __init__(self, seed: int, as_of: date) -> None:
        self._seed = seed
        self._as_of = as_of
        draws = Draws(seed, "start", 0)
        self._first_day, self._first_story = draws.below(CYCLE), draws.below(len(STORIES))
        self._first_place, self._first_card = draws.below(_SHARES[-1]), draws.below(10**9)
        self._first_phone = draws.below(10**8)

    def history(self, number: int) -> History:
        """Cheaper than the person, and the same for numbers a whole cycle apart."""
        day = self._day(number)
        draws = Draws(self._seed, "history", day)
        return history(STORIES[self._story(day)], birth_date(day), draws, self._as_of)

    def may_have_died(self, number: int) -> bool:
        return STORIES[self._story(self._day(number))].death is not None

    def person(self, number: int) -> Person:
        """Everything about one number, nobody else having been made before."""
        draws = Draws(self._seed, "person", number)
        past, born = self.history(number), birth_date(self._day(number))
        village = self._village(self._household(number))
        category = draws.of(_CATEGORIES[age_group(born)])
        man = draws.chance(_MEN_PERCENT.get(category, 45))
        phone = self._phone(number)
        registered_on = past.spans[0].start - timedelta(days=5 + draws.below(36))
        unknown = draws.chance(6) or registered_on > self._as_of
        periods = self._periods(number, past, draws)
        return Person(
            number=number,
            nik=nik(number, village, born, man, draws),
            name=name(village, born, man, draws),
            birth_date=born,
            phone=phone,
            phone_written=phone and written(phone, draws),
            village_code=village.code,
            category=category,
            registered_on=None if unknown else registered_on,
            periods=periods,
            died_on=past.died_on,
            fault=_fault(draws, len(periods)),
            claim=_claim(number, past, category, draws),
        )

    def _day(self, number: int) -> int:
        return (number * 6_701 + self._first_day) % CYCLE

    def _story(self, day: int) -> int:
        return (day * 617 + self._first_story) % len(STORIES)

    def _household(self, number: int) -> int:
        """The number of the person whose phone and village these are."""
        place = number % _HOUSEHOLD_EVERY
        if place >= _LARGEST_HOUSEHOLD:
            return number
        head = number - place
        several = 1 + _LARGEST_HOUSEHOLD - _SMALLEST_HOUSEHOLD
        size = _SMALLEST_HOUSEHOLD + Draws(self._seed, "household", head).below(several)
        return head if place < size else number

    def _village(self, head: int) -> Village:
        """Exactly the published numbers in every 6,069 households."""
        place = (head * 2_477 + self._first_place) % _SHARES[-1]
        district = bisect(_SHARES, place) - 1
        within, people = place - _SHARES[district], _SHARES[district + 1] - _SHARES[district]
        villages = _villages()[district]
        return villages[within * len(villages) // people]

    def _phone(self, number: int) -> str | None:
        head = self._household(number)
        draws = Draws(self._seed, "phone", head)
        if draws.chance(17) and head % _HOUSEHOLD_EVERY:
            return None
        own = (head * 61_803_397 + self._first_phone) % 10**8
        return f"+62{draws.of(_PREFIXES)}{own:08}"

    def _periods(self, number: int, past: History, draws: Draws) -> tuple[Coverage, ...]:
        """One in 25 got a new card in a later year; one in 40 has an old one with a letter."""
        first = STORIES[self._story(self._day(number))].first
        old_style = draws.below(40) == 0
        prefix = f"{draws.below(10)}{draws.of('ABKMT')}" if old_style else f"{first % 100:02}"
        renewed = 2024 + draws.below(3) if draws.chance(4) else None
        card = f"{prefix}{self._card(2 * number):09}"
        new_card = f"{renewed % 100:02}{self._card(2 * number + 1):09}" if renewed else card
        return tuple(
            Coverage(
                new_card if renewed and span.start.year >= renewed else card,
                span.start,
                span.end,
                span.status,
                span.inactive_reason,
                agreement_no(span.start.year),
            )
            for span in past.spans
        )

    def _card(self, place: int) -> int:
        return (place * 387_420_489 + self._first_card) % 10**9


def _claim(number: int, past: History, category: str, draws: Draws) -> Claim | None:
    """JKM 42 million; JKK at the lowest wage base 48 + 10 + 12 million."""
    filing = past.filing
    if filing is None:
        return None
    at_work = category == "nelayan" and draws.chance(35)
    papers = sample_words()["papers"]["missing_documents"]
    granted = filing.status in ("approved", "paid")
    return Claim(
        claim_no=f"KLAIM-SINTETIS-{number:07}",
        program="JKK" if at_work else "JKM",
        filed_on=filing.filed_on,
        status=filing.status,
        missing_documents=draws.of(papers) if filing.status == "incomplete" else None,
        amount_rupiah=(70_000_000 if at_work else 42_000_000) if granted else None,
        paid_on=filing.paid_on,
    )


def _fault(draws: Draws, periods: int) -> Fault | None:
    """One person in a hundred has one bad row: about 0.3 % of the rows."""
    if draws.below(100):
        return None
    return Fault(draws.below(12) % periods, draws.of(_FAULTS))
