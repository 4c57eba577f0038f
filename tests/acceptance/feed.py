"""The agency's files read on their own, and what they make true on a day: nothing of the bot."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip

CATEGORIES = (
    "nelayan", "tenaga_syara", "pekerja_rentan", "non_asn", "perangkat_desa", "other",
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def long_date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True)
class Row:
    """A period of coverage as the feed of `as_of` words it."""

    kpj: str
    category: str
    start: date
    end: date
    status: str
    reason: str
    as_of: date

    @property
    def last_day(self) -> date:
        """The period decides, cut at the first feed that reported it inactive: this one."""
        cut = self.as_of - timedelta(days=1)
        return min(self.end, cut) if self.status == "inactive" else self.end


@dataclass(frozen=True)
class Member:
    """A person of the feed; rows newest first."""

    nik: str
    name: str
    born: date
    phone: str
    rows: tuple[Row, ...]
    has_claim: bool

    def row_for(self, day: date) -> Row:
        """The newest that has begun, else the first that is to begin."""
        return next((row for row in self.rows if row.start <= day), self.rows[-1])

    @property
    def kpj(self) -> str:
        return self.rows[0].kpj

    @property
    def number(self) -> str:
        """The phone's digits after the country code."""
        return re.sub(r"^(62|0)", "", re.sub(r"\D", "", self.phone))

    @cached_property
    def years(self) -> list[int]:
        return sorted(row.start.year for row in self.rows)


@dataclass(frozen=True)
class FeedFiles:
    """Who is in the files; rows that the refresh reported as rejected are not there."""

    members: tuple[Member, ...]

    @cached_property
    def phones(self) -> Counter[str]:
        return Counter(member.number for member in self.members if member.phone)

    def kinds_of(self, member: Member, day: date) -> Iterator[str]:
        """Everything by which people of the feed differ in what they must be told."""
        row = member.row_for(day)
        known = row.category in CATEGORIES
        yield f"category {row.category}" if known else "unknown category"
        yield f"{row.status} {row.reason}"
        yield "phone" if member.phone else "no phone"
        if row.start > day:
            yield "not begun"
        elif row.status == "active" and row.end < day:
            yield "active but expired"
        elif row.status == "inactive" and row.end > day:
            yield "inactive though the end lies ahead"
        if member.has_claim:
            yield "claim"
        if self.phones[member.number] > 1:
            yield "shared phone"
        if len({each.kpj for each in member.rows}) > 1:
            yield "several cards"
        if not member.kpj.isdecimal():
            yield "card with letters"
        if len(set(member.years)) < len(member.years):
            yield "interrupted within a year"
        if member.years[-1] - member.years[0] >= len(set(member.years)):
            yield "gap years"

    def drawn(self, day: date, count: int, of_each_kind: int) -> tuple[list[Member], set[str]]:
        """So many of every kind, then whoever comes next; and the kinds that there are."""
        found: dict[str, list[Member]] = defaultdict(list)
        for member in self.members:
            for kind in self.kinds_of(member, day):
                if len(found[kind]) < of_each_kind:
                    found[kind].append(member)
        people = {member.nik: member for group in found.values() for member in group}
        for member in self.members:
            if len(people) == count:
                break
            people.setdefault(member.nik, member)
        return list(people.values()), set(found)


def read_feed(folder: Path, as_of: date, rejected_lines: Iterable[int] = ()) -> FeedFiles:
    """`rejected_lines` are lines of participants.csv, the header being line 1.

    A row without a birth date that can be read is nobody's, whether it is among them or not.
    """
    skip = set(rejected_lines)
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line, cells in enumerate(_table(folder / "participants.csv"), start=2):
        if line not in skip and _DAY.fullmatch(cells["birth_date"]):
            rows[cells["nik"]].append(cells)
    claims = {cells["nik"] for cells in _table(folder / "claims.csv")}
    return FeedFiles(tuple(_member(nik, own, as_of, nik in claims) for nik, own in rows.items()))


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _member(nik: str, cells: list[dict[str, str]], as_of: date, has_claim: bool) -> Member:
    rows = [
        Row(
            each["kpj"],
            each["category"],
            date.fromisoformat(each["coverage_start"]),
            date.fromisoformat(each["coverage_end"]),
            each["status"],
            each["inactive_reason"],
            as_of,
        )
        for each in cells
    ]
    rows.sort(key=lambda row: row.start, reverse=True)
    person = cells[0]
    born = date.fromisoformat(person["birth_date"])
    return Member(nik, person["name"], born, person["phone"], tuple(rows), has_claim)
