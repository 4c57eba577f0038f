"""Words -> a village code; `mandati 2` is never Mandati I, and Waha is there twice."""

import csv
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from handlers.plain import plain
from handlers.problems import Problem
from handlers.village_names import Village, VillageIndex, tokens_of
from handlers.words import any_of, words

__all__ = ["Village", "load", "stated_village", "village"]

_MOST_OPTIONS = 5
_LONGEST = 400
_LONGEST_STATED = 1_000
_BEHIND_MARKER = 60  # letters
_CODE = re.compile(r"(?<![\d.])(\d\d)[ .-]?(\d\d)[ .-]?(\d\d)[ .-]?(\d{4})(?!\d)")


def load(places: Path, spellings: Path | None = None) -> tuple[Village, ...]:
    """From the Kemendagri list (kode,nama,tingkat,induk) and a list of other spellings."""
    other: dict[str, list[str]] = {}
    if spellings is not None:
        for row in csv.DictReader(spellings.read_text(encoding="utf-8").splitlines()):
            other.setdefault(row["kode"], []).append(row["ejaan"])
    rows = list(csv.DictReader(places.read_text(encoding="utf-8").splitlines()))
    districts = {row["kode"]: row["nama"] for row in rows if row["tingkat"] == "kecamatan"}
    return tuple(
        Village(
            row["kode"],
            row["nama"],
            districts[row["induk"]],
            tuple(other.get(row["kode"], ())),
            tuple(other.get(row["induk"], ())),
        )
        for row in rows
        if row["induk"] in districts
    )


def village(said: str, villages: Sequence[Village]) -> str:
    """A code. Problems: missing, district (only that was named: its name), ambiguous (options)."""
    index, text = _index(tuple(villages)), plain(said)[:_LONGEST]
    for found in _CODE.finditer(text):
        if (code := ".".join(found.groups())) in index.codes:
            return code
    tokens = tokens_of(text)
    named, district = index.named(tokens), index.district(tokens)
    if not named:
        raise Problem("district", district=district) if district else Problem("missing")
    named = [each for each in named if each.district == district] or named
    if len(named) > 1:
        raise Problem("ambiguous", options=tuple(named[:_MOST_OPTIONS]))
    return named[0].code


def stated_village(said: str, villages: Sequence[Village]) -> str | None:
    """Only after `desa`, `kelurahan`, `orang` …: Sandi, Wali and Tanjung are also plain words."""
    text = plain(said)[:_LONGEST_STATED].lower()
    for marker in _marker().finditer(text):
        index = _index(tuple(villages))
        tokens = tokens_of(text[marker.end() : marker.end() + _BEHIND_MARKER])
        name, named = index.starting(tokens)
        if marker["weak"] and name in words()["villages"]["plain_words"]:
            continue
        if name in index.districts and not marker["official"]:
            continue  # `orang wanci` may live anywhere in Wangi-Wangi
        if len(named) > 1 and (district := index.district(tokens_of(text))):
            named = [each for each in named if each.district == district]
        if len(named) == 1:
            return named[0].code
    return None


@lru_cache(maxsize=4)
def _index(villages: tuple[Village, ...]) -> VillageIndex:
    return VillageIndex(villages)


@lru_cache(maxsize=1)
def _marker() -> re.Pattern[str]:
    names = ("official", "home", "weak")
    kinds = (f"(?P<{name}>{any_of(words()['villages'][f'{name}_markers'])})" for name in names)
    return re.compile(rf"\b(?:{'|'.join(kinds)})\b[.:]? *")
