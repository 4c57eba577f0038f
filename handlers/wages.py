"""Words -> rupiah: `1,5 jt`, `Rp 1.500.000`, `dua juta lima ratus ribu`."""

import re
from typing import Literal

from handlers.catalog import Rupiah
from handlers.date_words import figures
from handlers.plain import plain
from handlers.problems import Problem
from handlers.words import any_of, words

LOWEST: Literal["lowest"] = "lowest"
MOST_WAGE = 100_000_000  # rupiah a month; more is a slip of the finger
_A_THOUSAND = 1_000

Wage = int | Literal["lowest"]


def wage(said: str, lowest: int) -> Wage:
    """Rupiah a month, at least `lowest`. Problems: missing, too_low (least), too_high (most)."""
    text, known = plain(said).lower(), words()["benefit"]
    amount = rupiah(text)
    if amount is None:
        if said == LOWEST or any(
            re.search(known[name], text) for name in ("lowest_wage", "unknown")
        ):
            return LOWEST
        raise Problem("missing")
    return countable(amount, lowest)


def countable(amount: int, lowest: int) -> int:
    """A wage that benefits are counted from; problems: too_low (least), too_high (most)."""
    if amount < lowest:
        raise Problem("too_low", least=Rupiah(lowest))
    if amount > MOST_WAGE:
        raise Problem("too_high", most=Rupiah(MOST_WAGE))
    return amount


def stated_wage(said: str, lowest: int) -> Wage:
    """Only behind the word for it: `upahnya 2 juta`."""
    label = re.search(words()["benefit"]["wage"], said.lower())
    if label is None:
        raise Problem("missing")
    return wage(said[label.end() :][:40], lowest)


def rupiah(text: str) -> int | None:
    """`1.500.000`, `Rp 1,5 jt`, `2 juta 500 ribu`, `sejuta`; None where no number stands."""
    known = words()["benefit"]["thousands"]
    text = re.sub(rf"\bse({any_of(known)})\b", r"1 \1", text)
    text = text if re.search(r"\d", text) else figures(text)
    pattern = rf"(\d[\d.,]*) ?({any_of(known)})?\b"
    found = [(number, known.get(unit, 1)) for number, unit in re.findall(pattern, text)]
    if not found:
        return None
    total, least = 0, 0
    for number, unit in found:
        amount = round(_number(number, is_decimal=unit > 1) * unit)
        if total and not _A_THOUSAND <= amount < least:
            break  # another number: `2 juta, anak 3`
        total, least = total + amount, unit
    return total


def _number(written: str, *, is_decimal: bool) -> float:
    """A comma or point is decimal before a unit (`1,5 juta`), else it parts the thousands."""
    written = written.rstrip(".,")
    if is_decimal and not re.search(r"[.,]\d{3}", written):
        return float(written.replace(",", ".", 1).replace(",", ""))
    return float(re.sub(r"[.,]\d{2}$|[.,]", "", written))
