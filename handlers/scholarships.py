"""What the children of a member may get for school, year after year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.due import Item, item, months_after
from handlers.programme import Programme, in_force
from handlers.programme_money import LevelCode, Minimum, Program, Scholarship

CODE = "scholarship"


@dataclass(frozen=True, slots=True)
class Child:
    """The level a child is at now; `years_left` at that level, all of its years where None."""

    level: LevelCode
    years_left: int | None = None


def scholarships(
    programme: Programme,
    program: Program,
    on: date,
    registered_on: date | None,
    children: Sequence[Child],
    *,
    after_injury: bool = False,
) -> tuple[Item, ...]:
    """One a child, from its level to the last; without children the most that a family can get.

    Of more children than the rule allows, those with the most left count.
    """
    minimum = _minimum(programme, program, on)
    if minimum and registered_on and on < months_after(registered_on, minimum.months):
        return ()
    found: list[Item] = []
    for rule in in_force(programme.scholarships, on):
        also = (minimum.label if minimum else None, rule.after_injury if after_injury else None)
        condition = "; ".join([rule.condition, *filter(None, also)])
        if not children:
            found.append(item(rule, CODE, rule.label, rule.most, condition))
        for child in chosen(programme, rule, on, children)[0]:
            label = f"{rule.label}: {_label(programme, on, child)}"
            found.append(item(rule, CODE, label, left(programme, on, child), condition))
    return tuple(found)


def left(programme: Programme, on: date, child: Child) -> int:
    """Rupiah from the child's level to the last one."""
    levels = in_force(programme.school_levels, on)
    start = [level.code for level in levels].index(child.level)
    now, later = levels[start], levels[start + 1 :]
    years = now.years if child.years_left is None else min(child.years_left, now.years)
    return years * now.per_year + sum(level.years * level.per_year for level in later)


def chosen(
    programme: Programme, rule: Scholarship, on: date, children: Sequence[Child]
) -> tuple[list[Child], list[Child]]:
    """Those who are counted, the most that the rule pays for, and those left out."""
    most = sorted(range(len(children)), key=lambda i: -left(programme, on, children[i]))
    counted = set(most[: rule.children])
    return (
        [child for i, child in enumerate(children) if i in counted],
        [child for i, child in enumerate(children) if i not in counted],
    )


def _label(programme: Programme, on: date, child: Child) -> str:
    levels = in_force(programme.school_levels, on)
    return next(level.label for level in levels if level.code == child.level)


def _minimum(programme: Programme, program: Program, on: date) -> Minimum | None:
    for minimum in in_force(programme.minimums, on):
        if minimum.program == program and minimum.what == "scholarship":
            return minimum
    return None
