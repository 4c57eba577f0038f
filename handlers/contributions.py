"""What a month of membership costs, and whom a discount reaches."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from handlers.due import Item, NotDueError, item
from handlers.programme import Programme, in_force
from handlers.programme_money import Contribution, Discount


@dataclass(frozen=True, slots=True)
class Monthly:
    """Rupiah a month; `discount` cuts `items`, `missed` is in force but not for public money."""

    date: date
    wage: int
    items: tuple[Item, ...]
    full: int
    discount: Discount | None = None
    missed: Discount | None = None

    @property
    def total(self) -> int:
        return sum(item.amount or 0 for item in self.items)


def monthly(
    programme: Programme,
    on: date,
    *,
    public_funds: bool,
    wage: int | None = None,
    sector: Literal["transport", "other"] = "other",
) -> Monthly:
    """`public_funds` where the regency pays; a discount may not reach it. Raises NotDueError."""
    parts, bases = in_force(programme.contributions, on), in_force(programme.wage_bases, on)
    if not parts or not bases:
        raise NotDueError(f"the programme file holds no contribution for {on}")
    base = wage if wage is not None else bases[0].amount
    held = [each for each in in_force(programme.discounts, on) if each.sector == sector]
    reached = [each for each in held if each.public_funds or not public_funds]
    cut = reached[0] if reached else None
    missed = held[0] if held and not reached else None
    items = [
        item(part, part.program.lower(), part.label, _amount(part, base, cut), None)
        for part in parts
    ]
    full = sum(_amount(part, base, None) for part in parts)
    return Monthly(on, base, tuple(items), full, cut, missed)


def _amount(part: Contribution, base: int, cut: Discount | None) -> int:
    full = part.amount if part.amount is not None else base * (part.percent or 0) / 100
    return round(full * (100 - (cut.percent if cut else 0)) / 100)
