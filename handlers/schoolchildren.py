"""Words -> how many children are at which level of school (`2 SD dan 1 SMA`)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from handlers import parsing
from handlers.date_words import figures
from handlers.problems import Problem
from handlers.programme_money import LevelCode
from handlers.scholarships import Child
from handlers.words import any_of, words

NONE = "none"
MOST_CHILDREN = 20
_NUMBER_OR_LEVEL = re.compile(r"(?P<number>(?<!\d)\d{1,2}(?!\d))|(?P<level>[a-z]+\d?)")


@dataclass(frozen=True, slots=True)
class Schoolchildren:
    """A level and how many are there; empty where nobody goes to school."""

    counts: tuple[tuple[LevelCode, int], ...] = ()

    def __str__(self) -> str:
        return ", ".join(f"{count} {level}" for level, count in self.counts) or NONE

    @property
    def each(self) -> tuple[Child, ...]:
        return tuple(Child(level) for level, count in self.counts for _ in range(count))


def schoolchildren(said: str, until_age: int) -> Schoolchildren:
    """Problems: missing, level (a number without one), too_grown (age, until), too_many (most)."""
    if said == NONE:
        return Schoolchildren()
    text = figures(said)
    for age in _ages(text):
        if age >= until_age:
            raise Problem("too_grown", age=age, until=until_age)
    counts = _counts(_levels_named(text))
    if sum(counts.values()) > MOST_CHILDREN:
        raise Problem("too_many", most=MOST_CHILDREN)
    if counts:
        return Schoolchildren(tuple(counts.items()))
    if text.strip() == "0" or _is_none(said, text):
        return Schoolchildren()
    raise Problem("level" if re.search(r"\d", text) or _says_yes(said) else "missing")


def stated_schoolchildren(said: str, until_age: int) -> Schoolchildren:
    """Only where the words speak of children and name their level."""
    text = figures(said)
    if not re.search(words()["benefit"]["child"], text) or not _counts(_levels_named(text)):
        raise Problem("missing")
    return schoolchildren(said, until_age)


def _ages(text: str) -> list[int]:
    found = re.finditer(words()["benefit"]["age"], text)
    return [int(match["before"] or match["after"]) for match in found]


def _levels_named(text: str) -> str:
    """Levels as their codes; classes and ages are no counts."""
    for pattern in (words()["benefit"]["class"], words()["benefit"]["age"]):
        text = re.sub(pattern, " ", text)
    return _level().sub(lambda match: f" {_codes()[match[0]]} ", text)


def _counts(text: str) -> dict[LevelCode, int]:
    """`2 sd 1 smp`, `sd 2, smp 1`, `3 anak: 2 sd, 1 smp`; a level without a number is one child."""
    said: list[int | LevelCode] = []
    for token in _NUMBER_OR_LEVEL.finditer(text):
        if token["number"]:
            said.append(int(token["number"]))
        elif token["level"] in words()["benefit"]["levels"]:
            said.append(cast("LevelCode", token["level"]))
    numbers = [each for each in said if isinstance(each, int)]
    levels = [each for each in said if not isinstance(each, int)]
    if len(numbers) > 1 and numbers[0] == sum(numbers[1:]) and len(numbers) == len(levels) + 1:
        said.remove(numbers[0])  # the sum came first
        numbers = numbers[1:]
    if len(numbers) == 1 and numbers[0] == len(levels) > 1:
        numbers = [1] * len(levels)  # `2 anak, sd dan smp`
    if len(numbers) != len(levels):
        numbers = _beside(said)
    counts: dict[LevelCode, int] = {}
    for level, number in zip(levels, numbers, strict=True):
        if number:
            counts[level] = counts.get(level, 0) + number
    return counts


def _beside(said: list[int | LevelCode]) -> list[int]:
    """The number just before each level, or one."""
    found = []
    for place, each in enumerate(said):
        if not isinstance(each, int):
            before = said[place - 1] if place else None
            found.append(before if isinstance(before, int) else 1)
    return found


def _is_none(said: str, text: str) -> bool:
    if re.search(words()["benefit"]["no_child"], text):
        return True
    try:
        return not parsing.yes_no(said)
    except Problem:
        return False


def _says_yes(said: str) -> bool:
    try:
        return parsing.yes_no(said)
    except Problem:
        return False


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {word: code for code, listed in words()["benefit"]["levels"].items() for word in listed}


@lru_cache(maxsize=1)
def _level() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(_codes())}\b")
