"""The synthetic agency's three datasets as rows: in order, in pages, or one at a time."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from bot.fakes.agency_histories import FIRST_DAY
from bot.fakes.agency_names import CYCLE, MOST_PEOPLE, sample_words
from bot.fakes.agency_people import Fault, People, Person, agreement_no

PEOPLE = 7_263  # covered in July 2025, as published
SEED = 1
PARTICIPANTS = (
    "nik", "kpj", "name", "birth_date", "phone", "village_code", "category", "programs",
    "registered_on", "coverage_start", "coverage_end", "status", "inactive_reason", "agreement_no",
)  # fmt: skip
CLAIMS = (
    "claim_no", "nik", "program", "event_date", "filed_on", "status", "missing_documents",
    "amount", "paid_on",
)  # fmt: skip
AGREEMENTS = ("agreement_no", "title", "signed_on", "valid_from", "valid_until", "funded_until")

Cell = str | int | None
Row = tuple[Cell, ...]
_CLEAR_REASONS = ("no_longer_vulnerable", "not_funded")


class CursorError(ValueError):
    """A cursor that this feed never gave out."""


@dataclass(frozen=True)
class Page:
    """Rows in order; `next` is the cursor of the following page, None after the last row."""

    rows: Sequence[Row]
    next: str | None


@dataclass(frozen=True)
class Dataset:
    """`places` numbers, each of which gives no, one or several rows."""

    columns: tuple[str, ...]
    total: int
    places: int
    rows_of: Callable[[int], Sequence[Row]]

    def rows(self) -> Iterator[Row]:
        return chain.from_iterable(map(self.rows_of, range(self.places)))

    def page(self, cursor: str | None, limit: int) -> Page:
        """At most `limit` rows, made without the pages before. Raises CursorError."""
        place, skip = self._start(cursor)
        rows: list[Row] = []
        while place < self.places:
            own = self.rows_of(place)[skip:]
            room = limit - len(rows)
            rows += own[:room]
            if len(own) > room:
                return Page(rows, f"{place}.{skip + room}")
            place, skip = place + 1, 0
        return Page(rows, None)

    def _start(self, cursor: str | None) -> tuple[int, int]:
        if not cursor:
            return 0, 0
        place, dot, skip = cursor.partition(".")
        sound = dot and f"{place}{skip}".isascii() and place.isdecimal() and skip.isdecimal()
        if not sound or len(cursor) > 16 or int(place) >= self.places:
            raise CursorError("unknown cursor")
        return int(place), int(skip)


class ThreeToTry(NamedTuple):
    """People whom somebody who tries the bot can claim to be."""

    active: Person
    inactive: Person
    family: Person


class Feed:
    """What the agency knows on `as_of`; the same seed, people and date give the same rows."""

    def __init__(self, as_of: date, people: int = PEOPLE, seed: int = SEED) -> None:
        if as_of < FIRST_DAY:
            raise ValueError(f"the programme began on {FIRST_DAY}, there is no feed before that")
        if not 1 <= people <= MOST_PEOPLE:
            raise ValueError(f"a feed has 1 to {MOST_PEOPLE} people")
        self.as_of, self.seed, self.size = as_of, seed, people
        self._people = People(seed, as_of)
        periods, filings = self._totals()
        years = as_of.year - FIRST_DAY.year + 1
        self.datasets = {
            "participants": Dataset(PARTICIPANTS, periods, people, self._participant_rows),
            "claims": Dataset(CLAIMS, filings, people, self._claim_rows),
            "agreements": Dataset(AGREEMENTS, years, years, _agreement_rows),
        }

    def person(self, number: int) -> Person:
        return self._people.person(number)

    def people(self) -> Iterator[Person]:
        """All of them, those with a bad row (`fault`) as they would be without it."""
        return map(self.person, range(self.size))

    def three_to_try(self) -> ThreeToTry:
        """Living people: one covered, one inactive for a clear reason, one who shares a phone.

        Raises LookupError where the feed is too small to hold them.
        """
        known = [self.person(number) for number in range(min(self.size, 1_000))]
        owners = Counter(person.phone for person in known)
        fit = [person for person in known if _can_be_tried(person)]
        alone = [person for person in fit if owners[person.phone] == 1]
        fit_owners = Counter(person.phone for person in fit)
        family = [person for person in fit if fit_owners[person.phone] > 1]
        active = _first(person for person in alone if self._covers_today(person))
        inactive = _first(p for p in alone if p.periods[-1].inactive_reason in _CLEAR_REASONS)
        return ThreeToTry(active, inactive, _first(filter(self._covers_today, family)))

    def _covers_today(self, person: Person) -> bool:
        newest = person.periods[-1]
        return newest.status == "active" and newest.start <= self.as_of <= newest.end

    def _totals(self) -> tuple[int, int]:
        """Rows of participants and claims: one cycle tells what all of them hold."""
        histories = [self._people.history(number) for number in range(min(self.size, CYCLE))]
        periods = [len(each.spans) for each in histories]
        filings = [each.filing is not None for each in histories]
        cycles, rest = divmod(self.size, CYCLE)
        return (
            cycles * sum(periods) + sum(periods[:rest]),
            cycles * sum(filings) + sum(filings[:rest]),
        )

    def _participant_rows(self, number: int) -> list[Row]:
        person = self.person(number)
        village = person.village_code if number % 7 else person.village_code.replace(".", "")
        rows: list[Row] = [
            (
                person.nik,
                period.kpj,
                person.name,
                person.birth_date.isoformat(),
                person.phone_written,
                village,
                person.category,
                "JKK,JKM",
                _iso(person.registered_on),
                period.start.isoformat(),
                period.end.isoformat(),
                period.status,
                period.inactive_reason,
                period.agreement_no,
            )
            for period in person.periods
        ]
        if person.fault is not None:
            rows[person.fault.period] = _broken(rows[person.fault.period], person.fault)
        return rows

    def _claim_rows(self, number: int) -> list[Row]:
        if not self._people.may_have_died(number):
            return []
        person = self.person(number)
        claim, died_on = person.claim, person.died_on
        if claim is None or died_on is None:
            return []
        return [
            (
                claim.claim_no,
                person.nik,
                claim.program,
                died_on.isoformat(),
                claim.filed_on.isoformat(),
                claim.status,
                claim.missing_documents,
                claim.amount_rupiah,
                _iso(claim.paid_on),
            )
        ]


def _agreement_rows(place: int) -> list[Row]:
    """One a year; the first was signed on 26 January 2023, as published."""
    year = FIRST_DAY.year + place
    start = FIRST_DAY if place == 0 else date(year, 1, 1)
    signed_on = date(2023, 1, 26) if place == 0 else date(year - 1, 12, 18)
    title = sample_words()["papers"]["agreement_title"].format(year=year)
    end = date(year, 12, 31).isoformat()
    return [(agreement_no(year), title, signed_on.isoformat(), start.isoformat(), end, end)]


def _first(people: Iterator[Person]) -> Person:
    found = next(people, None)
    if found is None:
        raise LookupError("too few synthetic people to choose from")
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _can_be_tried(person: Person) -> bool:
    return person.fault is None and person.died_on is None and person.phone is not None


def _broken(row: Row, fault: Fault) -> Row:
    cells = dict(zip(PARTICIPANTS, row, strict=True))
    nik = str(cells["nik"])
    column, cell = {
        "nik_digits": ("nik", nik[:-1]),
        "nik_month": ("nik", f"{nik[:8]}13{nik[10:]}"),
        "name_missing": ("name", None),
        "village_unknown": ("village_code", "74.07.99.2099"),
        "end_before_start": ("coverage_end", "2019-12-31"),
        "formula_cell": ("name", '=HYPERLINK("https://example.invalid","La Ane")'),
        "date_unreadable": ("birth_date", "31 Pebruari 80"),
        "category_unknown": ("category", "pemanjat_kelapa"),
    }[fault.kind]
    return tuple((cells | {column: cell}).values())
