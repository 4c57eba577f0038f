"""Days said by their distance or their name: `3 hari lalu`, `kemarin dulu`, `hari jumat lalu`."""

import re
from datetime import date, timedelta
from functools import lru_cache

from handlers.problems import Problem
from handlers.words import any_of, words

_GONE = r"(?:yang |yg )?(?:lalu|lewat|kemarin|kmrn|kemaren|silam)"
_WEEKS_AGO = re.compile(
    rf"(?<!hari )(?<!hr )(?<!malam )(?<!mlm )(?:\b(?P<count>\d{{1,2}}) ?)?"
    rf"\b(?:minggu|mgg|mnggu|pekan) {_GONE}\b"
)
_NEXT = re.compile(r" ?(?:depan|besok)\b")
_LAST = re.compile(rf" ?(?:\w+ )?{_GONE}\b")
_TIMES_OF_DAY = "pagi|siang|sore|malam|mlm|subuh"
_FURTHEST_DAYS = 365


def relative_date(text: str, today: date) -> date | None:
    """None where no such word stands; `unclear` for months and years, which name no day."""
    for pattern, sign in ((_ago(), -1), (_since(), -1), (_ahead(), 1)):
        if found := pattern.search(text):
            days = int(found["count"]) * int(words()["dates"]["units"][found["unit"]])
            if not days or days > _FURTHEST_DAYS:
                raise Problem("unclear")
            return today + timedelta(days=sign * days)
    for days, pattern in _relative():
        if pattern.search(text):
            return today + timedelta(days=days)
    return None


def weekday_date(text: str, today: date) -> date | None:
    """The last such day; `malam jumat` is the evening before Friday."""
    found = _weekday().search(text)
    if found is None:
        return None
    wanted = int(words()["dates"]["weekdays"][found["name"]])
    after = text[found.end() : found.end() + 24]
    back = (today.weekday() - wanted) % 7
    if _NEXT.match(after):
        then = today + timedelta(days=7 - back)
    elif week := _WEEKS_AGO.search(text):
        monday = today - timedelta(days=today.weekday() + 7 * int(week["count"] or 1))
        then = monday + timedelta(days=wanted)
    elif _LAST.match(after):
        then = today - timedelta(days=back or 7)
    else:
        then = today - timedelta(days=back)
    return then - timedelta(days=1) if found["eve"] else then


@lru_cache(maxsize=1)
def _weekday() -> re.Pattern[str]:
    names = dict(words()["dates"]["weekdays"])
    names.pop("minggu")  # also a week
    sunday = (
        r"(?<=hari )minggu|(?<=hr )minggu|(?<=malam )minggu|(?<=mlm )minggu"
        rf"|minggu(?= (?:{_TIMES_OF_DAY})\b)|^minggu$"
    )
    return re.compile(
        rf"\b(?P<eve>(?:malam|mlm) )?(?:(?:hari|hr|hri) )?(?P<name>{any_of(names)}|{sunday})\b"
    )


def _counted(before: str, after: str) -> re.Pattern[str]:
    units = any_of(words()["dates"]["units"])
    return re.compile(rf"{before}(?<!\d)(?<!\d-)(?P<count>\d{{1,3}}) ?(?P<unit>{units})\b{after}")


@lru_cache(maxsize=1)
def _ago() -> re.Pattern[str]:
    return _counted("", rf" (?:yang |yg )?(?:{words()['dates']['ago']})\b")


@lru_cache(maxsize=1)
def _since() -> re.Pattern[str]:
    return _counted(rf"\b(?:{words()['dates']['since']}) ", "")


@lru_cache(maxsize=1)
def _ahead() -> re.Pattern[str]:
    return _counted("", rf" (?:{words()['dates']['ahead']})\b")


@lru_cache(maxsize=1)
def _relative() -> tuple[tuple[int, re.Pattern[str]], ...]:
    table = words()["dates"]["relative"]
    return tuple((int(row["days"]), re.compile(rf"\b(?:{row['pattern']})\b")) for row in table)
