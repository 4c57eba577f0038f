"""Spelled-out numbers and months turned into figures, so that a date has one grammar."""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from handlers.number_runs import without_niks
from handlers.plain import plain
from handlers.words import any_of, words

MONTH_MARK = "m"  # "agustus" becomes "m08"
_MONTH_LIKENESS = 78
_SHORTEST_FUZZY_MONTH = 4
_LONGEST_MONTH = 12
_ONCE = re.compile(r"\bse(hari|minggu|pekan|bulan|tahun|jam)\b")
_BULAN = re.compile(r"\b(?:bulan|bln|bul)\.? ?(?:ke-?)?(?:(m\d\d)|(1[0-2]|0?[1-9]))(?!\d)")
_WORD = re.compile(r"[a-z]+")
_SLIP = re.compile(r"(?<![a-z0-9])(?=[oli]*\d)[\doli]+(?![a-z])")
_SLIPS = str.maketrans("oli", "011")
_LONG_NUMBER = re.compile(r"\+?\d{9,}")  # a phone, a card: no date


def figures(said: str) -> str:
    """Lower case, numbers as digits, months as `m08`, single spaces, `;` for long numbers."""
    text = " ".join(without_niks(plain(said)).lower().split())
    text = _SLIP.sub(lambda slip: slip[0].translate(_SLIPS), text)
    text = _LONG_NUMBER.sub(" ; ", text)
    text = _number_run().sub(_numbers, text)
    text = _ONCE.sub(r"1 \1", text)
    text = _months(text)
    return _BULAN.sub(lambda m: m[1] or f"{MONTH_MARK}{int(m[2]):02d}", text)


def _months(text: str) -> str:
    known: dict[str, int] = words()["dates"]["months"]
    has_figures = any(map(str.isdigit, text))

    def mark(word: re.Match[str]) -> str:
        month = known.get(word[0]) or (_misspelt_month(text, word) if has_figures else None)
        return f"{MONTH_MARK}{month:02d}" if month else word[0]

    return _WORD.sub(mark, text)


def _misspelt_month(text: str, word: re.Match[str]) -> int | None:
    """Only beside a figure: `17 agsutus`, never `agus` the neighbour."""
    if not _SHORTEST_FUZZY_MONTH <= len(word[0]) <= _LONGEST_MONTH:
        return None
    before = text[max(0, word.start() - 4) : word.start()].rstrip(" -./,")
    after = text[word.end() : word.end() + 4].lstrip(" -./,")
    if not (before[-1:].isdigit() or after[:2].isdigit()):
        return None
    if word[0] in words()["dates"]["units"]:
        return None
    full = _full_months()
    found = process.extractOne(
        word[0], full.keys(), scorer=fuzz.ratio, score_cutoff=_MONTH_LIKENESS
    )
    return full[found[0]] if found else None


@lru_cache(maxsize=1)
def _full_months() -> dict[str, int]:
    known: dict[str, int] = words()["dates"]["months"]
    return {name: month for name, month in known.items() if len(name) >= _SHORTEST_FUZZY_MONTH}


@lru_cache(maxsize=1)
def _number_words() -> str:
    dates = words()["dates"]
    return any_of([*dates["numbers"], *dates["multipliers"]])


@lru_cache(maxsize=1)
def _number_run() -> re.Pattern[str]:
    """Also joined: `duapuluh`, `seribusembilanratus`."""
    return re.compile(rf"\b{_number_words()}(?:[ -]?{_number_words()})*\b")


@lru_cache(maxsize=1)
def _number_word() -> re.Pattern[str]:
    return re.compile(_number_words())


def _numbers(run: re.Match[str]) -> str:
    multipliers = words()["dates"]["multipliers"]
    spoken = [multipliers.get(word, word) for word in _number_word().findall(run[0])]
    found = []
    while spoken:
        value, spoken = _number(spoken)
        found.append(str(value))
    return " ".join(found)


def _number(spoken: list[str]) -> tuple[int, list[str]]:
    """The number that the first words say, up to 999,999, and the words after it."""
    value, rest = _below_1000(spoken)
    if rest[:1] == ["ribu"] and value < 1000:
        more, rest = _below_1000(rest[1:]) if _starts_number(rest[1:]) else (0, rest[1:])
        return value * 1000 + more, rest
    if value == 1000 and _starts_number(rest):
        more, rest = _below_1000(rest)
        return 1000 + more, rest
    return value, rest


def _below_1000(spoken: list[str]) -> tuple[int, list[str]]:
    digit, rest = _digit(spoken[0]), spoken[1:]
    if digit < 100 and rest[:1] != ["ratus"]:
        return _below_100(spoken)
    hundreds = digit if digit >= 100 else digit * 100
    rest = rest[1:] if rest[:1] == ["ratus"] else rest
    is_last = hundreds >= 1000 or not _starts_number(rest) or _digit(rest[0]) >= 100
    if is_last or rest[1:2] in (["ribu"], ["ratus"]):
        return hundreds, rest
    more, rest = _below_100(rest)
    return hundreds + more, rest


def _below_100(spoken: list[str]) -> tuple[int, list[str]]:
    digit, rest = _digit(spoken[0]), spoken[1:]
    if rest[:1] == ["belas"]:
        return digit + 10, rest[1:]
    if rest[:1] == ["puluh"]:
        units = _digit(rest[1]) if _starts_number(rest[1:]) else 0
        alone = rest[2:3] not in (["belas"], ["puluh"], ["ratus"], ["ribu"])
        if 0 < units < 10 and alone:
            return digit * 10 + units, rest[2:]
        return digit * 10, rest[1:]
    return digit, rest


def _starts_number(spoken: list[str]) -> bool:
    return bool(spoken) and spoken[0] in words()["dates"]["numbers"]


def _digit(word: str) -> int:
    """A multiplier that stands alone ("belas") counts as its plain self, so nothing is unread."""
    known: dict[str, int] = words()["dates"]["numbers"]
    return known.get(word, {"belas": 10, "puluh": 10, "ratus": 100, "ribu": 1000}.get(word, 0))
