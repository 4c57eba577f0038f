"""What a free message says besides its question: numbers, dates, kinship, place, programmes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from handlers import parsing
from handlers.plain import plain
from handlers.understanding.normalise import mended
from handlers.villages import Village, stated_village
from handlers.words import any_of, words

_PHONE_BEGINS = re.compile(r"(?<![\w.\-])(?:\+?62|0|8)[\d .\-()]{7,}")
_NIK_LIKE = re.compile(r"(?<!\w)(?:\d[ .\-]?){15,16}\d?(?!\w)")
_NIK_TRIED = re.compile(r"\b(?:nik|ktp)|(?:\d[ .\-]?){14,}", re.I)  # not a phone or card number


@dataclass(frozen=True, slots=True)
class Entities:
    """`problems` names what was tried and could not be read: slot -> key of the Problem."""

    nik: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    death_date: date | None = None
    relation: parsing.Relation | None = None
    village: str | None = None
    kpj: str | None = None
    programs: tuple[str, ...] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def entities(said: str, today: date, villages: Sequence[Village]) -> Entities:
    """Only what stands there plainly; a bare number counts when its slot is asked for."""
    text = plain(said)
    problems: dict[str, str] = {}

    def tried(slot: str, read: Callable[[], str | date]) -> str | date | None:
        try:
            return read()
        except parsing.Problem as problem:
            if problem.key != "missing":
                problems[slot] = problem.key
            return None

    values: dict[str, object] = {"relation": parsing.stated_relation(text)}
    values["village"] = stated_village(text, villages)
    values["programs"] = programs(text) or None
    if any(map(str.isdigit, text)):
        values["nik"] = tried("nik", lambda: parsing.nik(text))
        if not _NIK_TRIED.search(text):
            problems.pop("nik", None)
        values["kpj"] = kpj(text)
        values["birth_date"] = tried("birth_date", lambda: _birth_date(text, today))
        without = _NIK_LIKE.sub(" ", text)
        if _PHONE_BEGINS.search(without):
            values["phone"] = tried("phone", lambda: parsing.phone(without))
    if _mentions("death").search(text.lower()):
        values["death_date"] = tried(
            "death_date", lambda: parsing.past_date(text, today, asked=False)
        )
    return Entities(**values, problems=problems)  # type: ignore[arg-type]


def kpj(text: str) -> str | None:
    """The card number behind its label: 11 characters, in older ones a letter among the figures."""
    found = _card_number().search(mended(text).lower())
    return re.sub(r"[ .\-]", "", found["number"]).upper() if found else None


def programs(text: str) -> tuple[str, ...]:
    """The programmes that are named, by their codes (JKK, JKM)."""
    patterns = words()["entities"]["programs"]
    return tuple(code for code, named in patterns.items() if re.search(named, text.lower()))


def _birth_date(text: str, today: date) -> date:
    """A date without a label is a birth date only where nobody speaks of a death."""
    labelled = _mentions("birth").search(text.lower())
    if not labelled and _mentions("death").search(text.lower()):
        raise parsing.Problem("missing")
    try:
        return parsing.birth_date(text, today, asked=False)
    except parsing.Problem as problem:
        raise problem if labelled else parsing.Problem("missing") from problem


@lru_cache(maxsize=1)
def _card_number() -> re.Pattern[str]:
    known = words()["entities"]
    return re.compile(
        rf"\b{known['kpj']}\W*(?:{any_of(known['between'])}\W+){{0,3}}"
        r"(?P<number>\d(?:[ .\-]?\d|(?<=\d)[a-z](?=\d)){10})(?![0-9a-z])"
    )


@lru_cache(maxsize=4)
def _mentions(event: str) -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(words()['dates'][event])}\b")
