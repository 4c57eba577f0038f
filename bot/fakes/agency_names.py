"""How a synthetic person is named and numbered: birth dates, NIK, names, ways to write a phone."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.fakes.agency_histories import Draws
from handlers.villages import Village

MOST_PEOPLE = 4_000_000  # then the NIK serials of a day are used up
CYCLE = 17_519  # birth days; people this far apart share birth date and history
_DAYS_TO_65 = 17_167  # born 1962 to 2008; the rest of the cycle are older, a birth every ten days
_FIRST_BIRTH, _FIRST_OLD_BIRTH = date(1962, 1, 1), date(1952, 1, 1)
_FIRST_SERIAL, _SERIALS = 5_000, 19
_BORN_ELSEWHERE = ("740401", "740411", "740502", "747101", "747202", "737111", "817103")


@cache
def sample_words() -> dict[str, Any]:
    """Names and titles of the synthetic feed."""
    path = Path(__file__).with_name("agency_names.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def birth_date(day: int) -> date:
    if day < _DAYS_TO_65:
        return _FIRST_BIRTH + timedelta(days=day)
    return _FIRST_OLD_BIRTH + timedelta(days=10 * (day - _DAYS_TO_65))


def age_group(born: date) -> str:
    if born.year >= 2004:
        return "young"
    return "old" if born.year <= 1966 else "grown"


def nik(number: int, village: Village, born: date, man: bool, draws: Draws) -> str:
    """Unique by birth date and serial; one in eight was first registered elsewhere."""
    district = village.code.replace(".", "")[:6]
    if draws.below(8) == 0:
        district = draws.of(_BORN_ELSEWHERE)
    serial = _FIRST_SERIAL + number // CYCLE * _SERIALS + draws.below(_SERIALS)
    return f"{district}{born.day + (0 if man else 40):02}{born:%m%y}{serial:04}"


def name(village: Village, born: date, man: bool, draws: Draws) -> str:
    words = sample_words()
    names = words["men" if man else "women"]
    sama = village.name.startswith(tuple(words["sama_villages"]))
    style = 100 if sama else draws.below(100)
    if style < 20:
        name = f"{names['mark']} Ode {draws.of(names['given'])}"
    elif style < (75 if born.year < 1980 else 35):
        name = f"{names['mark']} {draws.of(names['old'])}"
    else:
        first, second = draws.of(names["given"]), draws.of(names["given"])
        name = first if first == second or draws.chance(40) else f"{first} {second}"
    return name.upper() if draws.chance(25) else name


def written(phone: str, draws: Draws) -> str:
    digits = phone.removeprefix("+62")
    forms = (
        phone,
        f"0{digits}",
        f"62{digits}",
        f"0{digits[:3]}-{digits[3:7]}-{digits[7:]}",
        f"+62 {digits[:3]}-{digits[3:7]}-{digits[7:]}",
    )
    return draws.of((forms[0], *(forms[1],) * 4, *forms[2:]))
