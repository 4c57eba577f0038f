"""What is owed: the amounts that benefits and scholarships are counted into."""

import calendar
from dataclasses import dataclass
from datetime import date

from handlers.programme_facts import Fact, Sure
from handlers.programme_money import Program

_MONTHS_A_YEAR = 12


class NotDueError(ValueError):
    """The sentence says why nothing can be counted for that day."""


@dataclass(frozen=True, slots=True)
class Item:
    """Whole rupiah; `amount` is None where the need decides, or where a percentage is missing."""

    code: str
    label: str
    amount: int | None
    source: str
    as_of: date
    sure: Sure
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """`items` are owed; `conditional` may be owed, each on its condition."""

    date: date
    program: Program
    rule_in_force: str
    wage: int
    items: tuple[Item, ...]
    conditional: tuple[Item, ...]

    @property
    def total(self) -> int:
        """Of `items` only."""
        return sum(item.amount or 0 for item in self.items)


def item(fact: Fact, code: str, label: str, amount: int | None, condition: str | None) -> Item:
    return Item(code, label, amount, fact.citation, fact.as_of, fact.sure, condition)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
