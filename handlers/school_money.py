"""What the children of a family may get for school: year by year, and all years together."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from handlers.catalog import Rupiah
from handlers.conversation import Chat
from handlers.programme import in_force
from handlers.programme_money import LevelCode, SchoolLevel
from handlers.scholarships import Child, chosen, left
from handlers.schoolchildren import Schoolchildren


@dataclass(frozen=True, slots=True)
class School:
    """`levels` begin with the lowest of a counted child; `left_out` are those beyond `most`."""

    on: date
    condition: str
    most: int
    levels: tuple[SchoolLevel, ...]
    counted: tuple[tuple[SchoolLevel, int], ...]
    left_out: tuple[tuple[SchoolLevel, int], ...]


def school(chat: Chat, on: date, children: Schoolchildren, condition: str) -> School:
    programme = chat.programme
    rule = in_force(programme.scholarships, on)[0]
    levels = in_force(programme.school_levels, on)
    counted, left_out = (
        _by_level(levels, each) for each in chosen(programme, rule, on, children.each)
    )
    return School(
        on, condition, rule.children, levels[levels.index(counted[0][0]) :], counted, left_out
    )


def by_year(chat: Chat, school: School) -> str:
    """What is paid each year at each level, then the sum of all years."""
    levels = (
        chat.text(
            "scholarship.level",
            level=each.label,
            amount=Rupiah(each.per_year),
            years=each.years,
        )
        for each in school.levels
    )
    return chat.text(
        "benefit.scholarship",
        levels="\n".join(f"- {each}" for each in levels),
        sums="\n".join(f"- {each}" for each in _sums(chat, school)),
    )


def conditions(chat: Chat, school: School) -> list[str]:
    """The condition; and who is left out, and why: nobody is passed over in silence."""
    lines = [chat.text("benefit.scholarship.condition", condition=school.condition)]
    if school.left_out:
        named = ", ".join(_named(chat, *each) for each in school.left_out)
        lines.append(chat.text("benefit.scholarship.left_out", children=named, most=school.most))
    return lines


def in_short(chat: Chat, school: School) -> list[str]:
    return [chat.text("benefit.picture.scholarship"), *_sums(chat, school)]


def _sums(chat: Chat, school: School) -> list[str]:
    return [
        chat.text(
            "benefit.scholarship.sum" if count == 1 else "benefit.scholarship.sum_each",
            children=_named(chat, level, count),
            amount=Rupiah(left(chat.programme, school.on, Child(level.code))),
        )
        for level, count in school.counted
    ]


def _named(chat: Chat, level: SchoolLevel, count: int) -> str:
    return chat.text("benefit.scholarship.children", count=count, level=level.label)


def _by_level(
    levels: tuple[SchoolLevel, ...], children: list[Child]
) -> tuple[tuple[SchoolLevel, int], ...]:
    counts: Counter[LevelCode] = Counter(each.level for each in children)
    return tuple((level, counts[level.code]) for level in levels if counts[level.code])
