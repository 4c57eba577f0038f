"""Which people a notice is for, as officers write it: `village=7407…`, `coverage_end<=2026-12-31`.

Several conditions must all hold; alternatives within one are parted by `|`, values by commas:
`village=74.07.01.2001,74.07.01.2002|district=740702` and `status=active`.
"""

import re
from collections.abc import Sequence
from datetime import date

from handlers.catalog import languages
from handlers.programme import Programme
from storage.audience import OPEN_CLAIM, Condition, FieldName, Segment

_WRITTEN = re.compile(r"\s*([A-Za-z_]+)\s*(<=|>=|=|<|>)\s*(.*?)\s*", re.ASCII | re.DOTALL)
_DISTRICT_DIGITS = 6
_PROGRAMS = ("JKK", "JKM")
_STATUS = ("active", "inactive")
_CLAIM = (*OPEN_CLAIM, "paid", "rejected", "open", "none")
_FIELDS: dict[str, FieldName] = {
    "village": "village",
    "district": "district",
    "category": "category",
    "program": "program",
    "programme": "program",
    "status": "status",
    "coverage_end": "coverage_end",
    "language": "language",
    "claim": "claim",
}


class SegmentError(ValueError):
    """The sentence says what cannot be read, and what can."""


def segment(conditions: Sequence[str], programme: Programme) -> Segment:
    """Raises SegmentError."""
    read = tuple(
        tuple(_condition(each, programme) for each in alternatives.split("|"))
        for alternatives in conditions
    )
    for some in read:
        if len(some) > 1 and any(each.field == "language" for each in some):
            raise SegmentError("language stands in a condition of its own, without |")
    return read


def _condition(written: str, programme: Programme) -> Condition:
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise SegmentError(f"not a condition: {written!r}; write for example village=74.07.01.2001")
    name, operator, said = found[1].lower(), found[2], found[3]
    field = _FIELDS.get(name)
    if field is None:
        raise SegmentError(f"unknown field {name!r}; known are {', '.join(sorted(_FIELDS))}")
    if field != "coverage_end" and operator != "=":
        raise SegmentError(f"{name} takes = only; <= and >= are for coverage_end")
    values = tuple(each.strip() for each in said.split(",") if each.strip())
    if not values:
        raise SegmentError(f"{name} has no value")
    if field == "coverage_end":
        return Condition(field, operator, (_day(values),))
    return Condition(field, operator, tuple(_value(field, each, programme) for each in values))


def _day(values: tuple[str, ...]) -> str:
    try:
        [day] = [date.fromisoformat(each) for each in values]
    except ValueError:
        raise SegmentError("coverage_end takes one day, as 2026-12-31") from None
    return day.isoformat()


def _value(field: FieldName, said: str, programme: Programme) -> str:
    known: Sequence[str]
    if field in ("village", "district"):
        return _place(field, said, programme)
    said = said.lower()
    if field == "program":
        said, known = said.upper(), _PROGRAMS
    elif field == "category":
        known = sorted(programme.category_codes)
    elif field == "status":
        known = _STATUS
    elif field == "claim":
        known = _CLAIM
    else:
        known = languages()  # what people can choose, whichever the regency writes first
    if said not in known:
        raise SegmentError(f"unknown {field} {said!r}; known are {', '.join(known)}")
    return said


def _place(field: FieldName, said: str, programme: Programme) -> str:
    """A code with or without dots; a district is the first six digits of its villages."""
    digits = said.replace(".", "").replace(" ", "")
    if field == "village":
        for village in programme.villages:
            if digits == village.code.replace(".", ""):
                return village.code
        raise SegmentError(f"no village of the programme has the code {said!r}")
    for village in programme.villages:
        if len(digits) == _DISTRICT_DIGITS and village.code.replace(".", "").startswith(digits):
            return village.code.rsplit(".", 1)[0] + "."
    raise SegmentError(f"no district of the programme has the code {said!r}")
