"""Words -> what a family's benefits are counted from: day and cause of a death, membership.

Everywhere `missing` says that nobody tried to answer; any other key, that the try went wrong. Each
reads its own output again.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Literal

from handlers import parsing
from handlers.date_words import figures
from handlers.dates import OLDEST_YEARS, past_date
from handlers.due import months_after
from handlers.problems import Problem
from handlers.programme import Programme
from handlers.words import any_of, words

UNKNOWN: Literal["unknown"] = "unknown"
CAUSES: tuple["Cause", ...] = ("work", "other", "unsure")
OLDEST_DEATH_YEARS = 40
_MONTHS_A_YEAR = 12
_MONTH_AND_YEAR = (
    re.compile(
        r"\bm(?P<month>\d\d)[ ,./-]{0,3}(?:(?:tahun|thn|th) )?(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(r"(?<![\d/.-])(?P<month>\d{1,2})[/-](?P<year>(?:19|20)\d\d)(?![\d/-])"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d) m(?P<month>\d\d)\b"),
)

Cause = Literal["work", "other", "unsure"]
DayOfDeath = date | Literal["unknown"]


def day_of_death(said: str, today: date, programme: Programme) -> DayOfDeath:
    """Problems: those of `past_date`, too_old (day), before_rules (day, first).

    `unknown` where nobody died, or nobody knows when: today's rules are then meant.
    """
    if said == UNKNOWN:
        return UNKNOWN
    text = _member().sub(" ", figures(said))
    try:
        day = past_date(text, today)
    except Problem as problem:
        if problem.key == "missing" and (_said("unknown", text) or _said("nobody_died", text)):
            return UNKNOWN
        raise
    return countable(day, today, programme)


def countable(day: date, today: date, programme: Programme) -> date:
    """A day that benefits are counted for; problems: in_the_future, too_old, before_rules."""
    if day > today:
        raise Problem("in_the_future", day=day)
    if months_after(day, _MONTHS_A_YEAR * OLDEST_DEATH_YEARS) <= today:
        raise Problem("too_old", day=day)
    first = min(rule.valid_from or day for rule in programme.rules)
    if day < first:
        raise Problem("before_rules", day=day, first=first)
    return day


def stated_day_of_death(said: str, today: date, programme: Programme) -> DayOfDeath:
    """Only where the words speak of a death, and name its day."""
    text = _member().sub(" ", figures(said))
    if not re.search(rf"\b{any_of(words()['dates']['death'])}\b", text):
        raise Problem("missing")
    past_date(text, today, asked=False)
    return day_of_death(text, today, programme)


def cause(said: str) -> Cause:
    """Was it a work accident. Problems: missing."""
    if said in CAUSES:
        return said
    try:
        return stated_cause(said)
    except Problem:
        pass
    if _said("unknown", figures(said)):
        return "unsure"
    try:
        return "work" if parsing.yes_no(said) else "other"
    except Problem as problem:
        if problem.key == "unclear":
            return "unsure"
        if _said("maybe_work", figures(said)):
            return "unsure"
        raise


def stated_cause(said: str) -> Cause:
    """Dying at sea is no work accident by itself: the office decides. Problems: missing."""
    text = figures(said)
    if _said("not_work", text):
        return "other"
    if _said("work", text):
        return "work"
    if _said("illness", text):
        return "other"
    raise Problem("missing")


def member_since(said: str, today: date, died_on: date | None) -> DayOfDeath:
    """A day, a month (its first day), or how long ago. Problems: as `past_date`, after_death."""
    if said == UNKNOWN:
        return UNKNOWN
    text = figures(said)
    day = _since(text, today, died_on or today)
    if day is None:
        raise Problem("missing")
    if day == UNKNOWN:
        return UNKNOWN
    return joined(day, today, died_on)


def joined(day: date, today: date, died_on: date | None) -> date:
    """A first day of membership; problems: in_the_future, too_old, after_death (day, died_on)."""
    if day > today:
        raise Problem("in_the_future", day=day)
    if months_after(day, _MONTHS_A_YEAR * OLDEST_YEARS) <= today:
        raise Problem("too_old", day=day)
    if died_on is not None and day > died_on:
        raise Problem("after_death", day=day, died_on=died_on)
    return day


def stated_member_since(said: str, today: date, died_on: date | None) -> DayOfDeath:
    """Only behind the word for it: `peserta sejak juli 2023`."""
    label = _member().search(figures(said))
    if label is None:
        raise Problem("missing")
    return member_since(label[0], today, died_on)


def _since(text: str, today: date, until: date) -> DayOfDeath | None:
    try:
        return past_date(text, today)
    except Problem as problem:
        if problem.key not in ("missing", "unclear"):
            raise
        wrong = problem
    for pattern in _MONTH_AND_YEAR:
        found = pattern.search(text)
        if found and 1 <= int(found["month"]) <= _MONTHS_A_YEAR:
            return date(int(found["year"]), int(found["month"]), 1)
    if (months := _months(text)) is not None:
        return months_after(today if _said("ago", text) else until, -months)
    if _said("unknown", text):
        return UNKNOWN
    if wrong.key == "unclear":
        raise wrong
    return None


def _months(text: str) -> int | None:
    known = words()["benefit"]
    for unit, months in ((known["years"], _MONTHS_A_YEAR), (known["months"], 1)):
        if found := re.search(rf"(?<!\d)(\d{{1,3}}) ?{unit}\b", text):
            return int(found[1]) * months
    return None


@lru_cache(maxsize=1)
def _member() -> re.Pattern[str]:
    """What is said of the membership, up to a comma or to the death."""
    death = any_of(words()["dates"]["death"])
    return re.compile(rf"{words()['benefit']['member']}.*?(?=\b{death}\b|[,;](?!\d)|$)")


def _said(name: str, text: str) -> bool:
    return re.search(words()["benefit"][name], text) is not None
