"""Words -> a date. Days are Wakatobi's (UTC+8, no summer time); two figures are read day first.

Problems of all three: missing, unclear, no_such_day (day, month, year), in_the_future (day),
too_old (day), too_young (day, of a birth only); `day` alone is a date.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

from handlers.date_words import figures
from handlers.partial_dates import day_and_month, exact, last_day_of_month, last_such_day
from handlers.problems import Problem
from handlers.relative_dates import relative_date, weekday_date
from handlers.words import any_of, words
from handlers.written_dates import Written, written_dates

MAKASSAR = timezone(timedelta(hours=8), "WITA")  # Asia/Makassar, without needing tzdata
OLDEST_YEARS = 110
YOUNGEST_YEARS = 15  # no younger person is a participant
_AHEAD_YEARS = 20  # how far ahead two figures may be meant
_CENTURY = 2000
Kind = Literal["birth", "past", "any"]

_LOOSE = re.compile(r"\d+ \d+ \d\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TRIED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bm\d\d\b|\b(?:bulan|bln|tahun|thn)\b")


def local_today() -> date:
    """Today in Wakatobi."""
    return datetime.now(UTC).astimezone(MAKASSAR).date()


def birth_date(said: str, today: date, *, asked: bool = True) -> date:
    """A birth date of somebody aged 15 to 110; `asked` lets bare figures (170880) count."""
    return _read(said, today, "birth", asked)


def past_date(said: str, today: date, *, asked: bool = True) -> date:
    """A day up to today; without a year the last such day."""
    return _read(said, today, "past", asked)


def any_date(said: str, today: date, *, asked: bool = True) -> date:
    """A day in the past or the future."""
    return _read(said, today, "any", asked)


def _read(said: str, today: date, kind: Kind, asked: bool) -> date:
    text = figures(said)
    whole = list(written_dates(text, bare=asked))
    own = [
        each for each in whole if not _is_foreign(each, kind) and (asked or _is_sure(each, text))
    ]
    if not own and asked and kind == "birth":
        own = whole  # `alm suami 17-8-80`
    if own:
        return _checked(_pick(own, today, kind), today, kind)
    for each in whole:
        text = text[: each.span[0]] + ";" * (each.span[1] - each.span[0]) + text[each.span[1] :]
    found = _partial(text, today, kind, asked)
    if found is not None:
        return _checked(found, today, kind)
    tried = _TRIED.search(text) or (asked and re.search(r"\d", text))
    raise Problem("unclear" if tried else "missing")


def _pick(written: list[Written], today: date, kind: Kind) -> date:
    """The labelled one (`lahir`, `meninggal`); several different days are unclear."""
    own = "birth" if kind == "birth" else "death"
    labelled = [each for each in written if _label(own).search(each.label)]
    days = {_day(each, today, kind) for each in labelled or written}
    if len(days) > 1:
        raise Problem("unclear")
    return days.pop()


def _is_foreign(written: Written, kind: Kind) -> bool:
    """A birth date is no day of death, nor the other way round."""
    if kind == "any":
        return False
    own, foreign = ("birth", "death") if kind == "birth" else ("death", "birth")
    label = written.label
    return bool(_label(foreign).search(label)) and not _label(own).search(label)


def _is_sure(written: Written, text: str) -> bool:
    """`2 3 10 anak` is no date, unless a label stands before it."""
    start, end = written.span
    if not _LOOSE.fullmatch(text, start, end) or not re.match(" ?[a-z]", text[end : end + 2]):
        return True
    return any(_label(event).search(written.label) for event in ("birth", "death"))


def _partial(text: str, today: date, kind: Kind, asked: bool) -> date | None:
    """A day that is not written out, the most certain reading first; a birth needs its year."""
    if kind == "birth":
        day_and_month(text, today, bare=asked)
        return None
    found = (
        last_such_day(text, today, bare=asked)
        or last_day_of_month(text, today)
        or weekday_date(text, today)
        or relative_date(text, today)
    )
    named = _YEAR.search(text)
    if found and named and int(named[0]) != found.year:  # `tahun 2019 bulan 3 tgl 2`
        raise Problem("unclear")
    return found


@lru_cache(maxsize=4)
def _label(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(words()['dates'][name])}\b[^\d]*$")


def _day(written: Written, today: date, kind: Kind) -> date:
    year = int(written.year)
    if len(written.year) == 2:
        year += _century(year, today, kind)
    return exact(year, written.month, written.day)


def _century(year: int, today: date, kind: Kind) -> int:
    """Births: this century only where the person would else be over 110."""
    now = today.year - _CENTURY
    latest = now + 99 - OLDEST_YEARS if kind == "birth" else now + _AHEAD_YEARS
    return _CENTURY if year <= latest else _CENTURY - 100


def _checked(found: date, today: date, kind: Kind) -> date:
    if kind != "any" and found > today:
        raise Problem("in_the_future", day=found)
    age = today.year - found.year - ((today.month, today.day) < (found.month, found.day))
    if kind != "any" and age > OLDEST_YEARS:
        raise Problem("too_old", day=found)
    if kind == "birth" and age < YOUNGEST_YEARS:
        raise Problem("too_young", day=found)
    return found
