"""Days written without their year or month: the last such day up to today is meant."""

import re
from calendar import isleap
from datetime import date, timedelta

from handlers.problems import Problem
from handlers.written_dates import COUNTED

_DAY = r"(?<![\dm])(?<!\d[-/.])(?<!m\d)(?P<day>\d{1,2})"
_LAST = r"(?:yang |yg )?(?:lalu|lewat|kemarin|kmrn|kemaren|kmarin|silam)"
_DAY_MONTH = re.compile(
    rf"{_DAY}[-/\\., ]{{0,3}}m(?P<month>\d\d)|m(?P<first>\d\d) (?P<then>\d{{1,2}})(?!\d){COUNTED}"
)
_DAY_SLASH = re.compile(  # no time of day, no `3-4 hari`
    r"(?<![\d/.-])(?<!jam )(?<!jm )(?<!pukul )(?<!pkl )(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})"
    rf"(?![\d/-]|\.\d){COUNTED}(?! ?(?:minggu|bulan|jam)\b)"
)
_DAY_ONLY = re.compile(r"(?:tanggal|tgl|tggl|tg)\.? ?(?P<day>\d{1,2})(?!\d)(?! ?[-/.]\d)")
_LAST_YEAR = re.compile(rf"\b(?:tahun|thn|th) {_LAST}\b")
_THIS_YEAR = re.compile(r"\b(?:tahun|thn|th) (?:ini|sekarang)\b")
_LAST_MONTH = re.compile(rf"\b(?:bulan|bln) {_LAST}\b")
_THIS_MONTH = re.compile(r"\b(?:bulan|bln) (?:ini|sekarang)\b")
_LEAP_DAY = (2, 29)
_YEARS_TRIED = 10  # two leap years may lie eight years apart


def day_and_month(text: str, today: date, *, bare: bool) -> tuple[int, int] | None:
    """Of a text of `figures`; with `bare` 17/8 and 17.8 count. Problem where no year has it."""
    found = _DAY_MONTH.search(text)
    if found is not None:
        day, month = int(found["day"] or found["then"]), int(found["month"] or found["first"])
    elif bare and (found := _DAY_SLASH.search(text)) is not None:
        day, month = int(found["day"]), int(found["month"])
    else:
        return None
    if (month, day) != _LEAP_DAY:
        exact(today.year, month, day)
    return day, month


def last_such_day(text: str, today: date, *, bare: bool) -> date | None:
    """`17 agustus`, `17 agustus tahun lalu`."""
    found = day_and_month(text, today, bare=bare)
    if found is None:
        return None
    day, month = found
    if _LAST_YEAR.search(text) or _THIS_YEAR.search(text):
        return exact(today.year - bool(_LAST_YEAR.search(text)), month, day)
    years = range(today.year, today.year - _YEARS_TRIED, -1)
    has_it = (year for year in years if (month, day) != _LEAP_DAY or isleap(year))
    return next(then for year in has_it if (then := date(year, month, day)) <= today)


def last_day_of_month(text: str, today: date) -> date | None:
    """`tgl 3`, `tgl 3 bulan lalu`, `bulan lalu tgl 3`."""
    found = _DAY_ONLY.search(text)
    if found is None:
        return None
    day, before = int(found["day"]), today.replace(day=1) - timedelta(days=1)
    if _LAST_MONTH.search(text) or (day > today.day and not _THIS_MONTH.search(text)):
        return exact(before.year, before.month, day)
    return exact(today.year, today.month, day)


def exact(year: int, month: int, day: int) -> date:
    """Problem `no_such_day` (day, month, year) for 30 February."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Problem("no_such_day", day=day, month=month, year=year) from None
