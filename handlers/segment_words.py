"""Whom a notice is for, in words: `peserta nelayan di Desa Sombu yang masih aktif`."""

import re
from collections.abc import Sequence
from datetime import date

from handlers.catalog import Words
from handlers.programme import Programme

_CONDITION = re.compile(r"\s*(\w+)\s*(<=|>=|=|<|>)\s*(.*?)\s*")
_ENDS = {"<=": "until", ">=": "from", "=": "on", "<": "before", ">": "after"}
_FIRST = ("category", "village", "district", "program", "programme")
STATED = {
    "status": ("active", "inactive"),
    "claim": ("received", "incomplete", "verifying", "approved", "paid", "rejected", "open",
              "none"),
}  # fmt: skip


def described(conditions: Sequence[str], programme: Programme, words: Words) -> str:
    """All of them must hold; `|` parts alternatives. What cannot be read stands as written."""
    ordered = sorted(conditions, key=_rank)
    phrases = [
        words.text("segment.or").join(_phrase(part, programme, words) for part in each.split("|"))
        for each in ordered
    ]
    if not phrases:
        return words.text("segment.everyone", regency=programme.regency_title)
    ahead = sum(_rank(each) < len(_FIRST) for each in ordered)
    behind = words.text("segment.and").join(phrases[ahead:])
    which = " ".join(part for part in (*phrases[:ahead], behind) if part)
    return words.text("segment.people", which=which)


def _rank(condition: str) -> int:
    """Group, place and programme come before what is said with `yang`."""
    field = condition.partition("=")[0].strip()
    return _FIRST.index(field) if field in _FIRST else len(_FIRST)


def _phrase(condition: str, programme: Programme, words: Words) -> str:
    found = _CONDITION.fullmatch(condition)
    if found is None:
        return condition.strip()
    field, sign, said = found.groups()
    values = [each.strip() for each in said.split(",") if each.strip()]
    alternatives = words.text("segment.or")
    if field in ("village", "district"):
        what = alternatives.join(_place(each, programme, words) for each in values)
        return words.text("segment.place", what=what)
    if field == "category":
        return alternatives.join(programme.category(each).label for each in values)
    if field in ("program", "programme"):
        what = alternatives.join(words.text(f"program.{each.upper()}") for each in values)
        return words.text("segment.program", what=what)
    if field == "language":
        what = alternatives.join(words.text(f"language.{each}") for each in values)
        return words.text("segment.language", what=what)
    if field == "coverage_end" and (day := _day(said)):
        return words.text(f"segment.coverage_end.{_ENDS[sign]}", day=day)
    if field in STATED and all(each in STATED[field] for each in values):
        return alternatives.join(words.text(f"segment.{field}.{each}") for each in values)
    return condition.strip()


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _place(code: str, programme: Programme, words: Words) -> str:
    """With or without dots; a village with its district where two have its name."""
    digits = code.replace(".", "")
    inside = [each for each in programme.villages if each.code.replace(".", "").startswith(digits)]
    if not inside:
        return code
    first = inside[0]
    if first.code.replace(".", "") != digits:
        return words.text("segment.district", name=first.district)
    kind = "ward" if first.code.rsplit(".", 1)[-1].startswith("1") else "village"
    name = words.text(f"segment.{kind}", name=first.name)
    alike = [each for each in programme.villages if each.name == first.name]
    return f"{name} ({first.district})" if len(alike) > 1 else name
