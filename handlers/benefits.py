"""What is due after a death or an accident, by the rules in force on the day it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.due import Due, Item, NotDueError, item, months_after
from handlers.programme import Programme, in_force
from handlers.programme_money import Benefit, Program
from handlers.scholarships import Child, scholarships

_FULL_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Injury:
    """What the doctor has found so far; percents of the annexed table, and of function lost."""

    months_off: int = 0
    total_disability: bool = False
    table_percent: float = 0
    function_lost_percent: float = _FULL_PERCENT


def death(
    programme: Programme,
    on: date,
    *,
    work_accident: bool = False,
    wage: int | None = None,
    registered_on: date | None = None,
    children: Sequence[Child] = (),
) -> Due:
    """Without `registered_on` a full membership is assumed; without `wage` the lowest wage base."""
    program: Program = "JKK" if work_accident else "JKM"
    base = _base(programme, on, wage)
    kept = _kept(programme, program, on, registered_on)
    items = [
        _item(each, _amount(each, base))
        for each in _benefits(programme, program, on, "death")
        if kept is None or each.code in kept
    ]
    aid = () if kept is not None else scholarships(programme, program, on, registered_on, children)
    return Due(on, program, _rule(programme, on), base, tuple(items), aid)


def accident(
    programme: Programme,
    on: date,
    *,
    wage: int | None = None,
    registered_on: date | None = None,
    children: Sequence[Child] = (),
    injury: Injury | None = None,
) -> Due:
    """Owed is only what `injury` settles; all else is conditional."""
    found = injury or Injury()
    base = _base(programme, on, wage)
    _check_member(on, registered_on)
    items: list[Item] = []
    conditional: list[Item] = []
    for each in _benefits(programme, "JKK", on, "injury", "partial_disability", "total_disability"):
        settled = _settled(each, found, base, _months_before(programme, on, each))
        if settled:
            items.append(_item(each, settled))
        else:
            conditional.append(_item(each, _amount(each, base)))
    aid = scholarships(programme, "JKK", on, registered_on, children, after_injury=True)
    return Due(on, "JKK", _rule(programme, on), base, tuple(items), (*conditional, *aid))


def _rule(programme: Programme, on: date) -> str:
    rules = in_force(programme.rules, on)
    if not rules:
        first = min(rule.valid_from for rule in programme.rules if rule.valid_from)
        raise NotDueError(f"no rule is held for {on}; the first one holds from {first}")
    return rules[0].name


def _base(programme: Programme, on: date, wage: int | None) -> int:
    _rule(programme, on)
    return wage if wage is not None else in_force(programme.wage_bases, on)[0].amount


def _benefits(programme: Programme, program: Program, on: date, *when: str) -> list[Benefit]:
    held = [
        each
        for each in in_force(programme.benefits, on)
        if each.program == program and each.when in when
    ]
    if not held:
        raise NotDueError(f"the programme file holds no {program} figures of this kind for {on}")
    return held


def _check_member(on: date, registered_on: date | None) -> None:
    if registered_on is not None and on < registered_on:
        raise NotDueError(f"registered on {registered_on}, so not yet a member on {on}")


def _kept(
    programme: Programme, program: Program, on: date, registered_on: date | None
) -> tuple[str, ...] | None:
    """The codes that a membership too short for the whole leaves; None: all of them."""
    _check_member(on, registered_on)
    for minimum in in_force(programme.minimums, on):
        applies = minimum.program == program and minimum.what == "death"
        if applies and registered_on and on < months_after(registered_on, minimum.months):
            return minimum.keeps
    return None


def _amount(benefit: Benefit, wage: int) -> int | None:
    """None for a need, and for a part whose percentage is not known."""
    if benefit.kind == "percent" or benefit.times_wage is None:
        return benefit.amount
    return max(round(benefit.times_wage * wage), benefit.at_least or 0)


def _settled(benefit: Benefit, injury: Injury, wage: int, months_before: int) -> int:
    """What the injury makes certain; 0 where nothing."""
    if benefit.kind == "monthly":
        months = max(injury.months_off - months_before, 0)
        paid = months if benefit.months is None else min(months, benefit.months)
        return paid * (_amount(benefit, wage) or 0)
    if benefit.when == "total_disability" and injury.total_disability:
        return _amount(benefit, wage) or 0
    if benefit.kind == "percent" and not injury.total_disability:
        part = injury.table_percent * injury.function_lost_percent / _FULL_PERCENT**2
        return round(part * (benefit.times_wage or 0) * wage)
    return 0


def _months_before(programme: Programme, on: date, benefit: Benefit) -> int:
    """The months that the monthly benefits ahead of this one in the file cover."""
    covered = 0
    for each in in_force(programme.benefits, on):
        if each is benefit:
            break
        if each.kind == "monthly":
            covered += each.months or 0
    return covered


def _item(benefit: Benefit, amount: int | None) -> Item:
    return item(benefit, benefit.code, benefit.label, amount, benefit.condition)
