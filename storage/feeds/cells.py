"""One cell -> one value. A wrong cell is a `CellError` with a reason that quotes nothing of it."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from storage.feeds.rules import Rules

Parse = Callable[[str, "Checks"], object]

LONGEST_TEXT = 500
_FIRST_YEAR, _LAST_YEAR = 1900, 2200

_NIK = re.compile(
    r"[1-9]\d{5}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}", re.ASCII
)
_KPJ = re.compile(r"[0-9A-Z][0-9A-Z-]{3,19}")
_LOSSY = re.compile(r"\d+[.,]\d*[eE][+-]?\d+|\d+[eE][+-]\d+|\d{5,}[.,]\d{1,2}", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d.*)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})", re.ASCII)
_MOBILE = re.compile(r"(?:\+?62|0)?(8[1-9]\d{7,10})", re.ASCII)
_VILLAGE = re.compile(r"(\d\d)\.?(\d\d)\.?(\d\d)\.?(\d{4})", re.ASCII)
_RUPIAH = re.compile(
    r"(?:Rp\.? ?)?(\d{1,15}|\d{1,3}(?:\.\d{3}){1,4})(?:,00|,-)?", re.ASCII | re.IGNORECASE
)
_NOT_A_FORMULA = re.compile(r"[+-]?[\d .,()/-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PROGRAMS = frozenset({"JKK", "JKM", "JHT", "JP", "JKP"})


class CellError(ValueError):
    """`reason` never quotes the cell: it goes into logs and reports."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


@dataclass(frozen=True)
class Checks:
    """What the cells are checked against, and how often a value was doubtful but taken."""

    rules: Rules
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)


def clean(raw: str) -> str:
    """The cell without outer space; empty for the usual signs of nothing. Refuses formulas."""
    text = raw.strip()
    if text in {"", "-", "NULL"}:
        return ""
    if text[0] in "=@+-" and not _NOT_A_FORMULA.fullmatch(text):
        raise CellError("looks like a formula")
    if text[0] == "#" and text.isupper():
        raise CellError("a spreadsheet error")
    return text


def slug(text: str) -> str:
    """`No. KPJ` -> no_kpj, `Tenaga Syara'` -> tenaga_syara."""
    plain = text.casefold().replace("'", "").replace("’", "")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def nik(text: str, _checks: Checks) -> str:
    """16 digits whose day is 01-31 or 41-71 (women) and month 01-12; any region is right."""
    digits = text.removeprefix("'").replace(" ", "")
    if _NIK.fullmatch(digits):
        return digits
    _refuse_lossy(digits)
    raise CellError("not 16 digits with a birth date in them")


def kpj(text: str, _checks: Checks) -> str:
    """Text: usually 11 digits, older ones with letters."""
    card = text.removeprefix("'").replace(" ", "").upper()
    _refuse_lossy(card)
    if _KPJ.fullmatch(card):
        return card
    raise CellError("not a card number of 4 to 20 digits and letters")


def name(text: str, checks: Checks) -> str:
    said = words(text, checks)
    if any(letter.isalpha() for letter in said):
        return said
    raise CellError("no letter in it")


def words(text: str, _checks: Checks) -> str:
    said = " ".join(text.split())
    if _CONTROL.search(said):
        raise CellError("control characters in it")
    if len(said) > LONGEST_TEXT:
        raise CellError(f"longer than {LONGEST_TEXT} characters")
    return said


def day(text: str, _checks: Checks) -> date:
    """`2026-01-31`, also with a time of day, or day first: `31/01/2026`."""
    return _day(text)


@lru_cache(maxsize=8_192)  # a feed has few days and many rows
def _day(text: str) -> date:
    try:
        if iso := _ISO.fullmatch(text):
            found = date.fromisoformat(iso[1])
        elif told := _DAY_FIRST.fullmatch(text):
            found = date(int(told[3]), int(told[2]), int(told[1]))
        else:
            raise CellError("not a date (yyyy-mm-dd or dd/mm/yyyy)")
    except ValueError as error:
        if isinstance(error, CellError):
            raise
        raise CellError("no such day") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellError(f"a year before {_FIRST_YEAR} or after {_LAST_YEAR}")
    return found


def phone(text: str, _checks: Checks) -> str:
    """E.164; usual mobile numbers by pattern, as the library takes ten times the whole row."""
    written = text.removeprefix("'")
    _refuse_lossy(written)
    if usual := _MOBILE.fullmatch(re.sub(r"[ .()-]", "", written)):
        return f"+62{usual[1]}"
    if any(letter.isalpha() for letter in written):
        raise CellError("letters in a phone number")
    import phonenumbers

    try:
        parsed = phonenumbers.parse(written, "ID")
    except phonenumbers.NumberParseException:
        raise CellError("not a phone number") from None
    if not phonenumbers.is_valid_number(parsed):
        raise CellError("not a phone number in use")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def village(text: str, checks: Checks) -> str:
    """With dots, as Kemendagri writes it."""
    code = _VILLAGE.fullmatch(text)
    if not code:
        raise CellError("not a village code of 10 digits")
    dotted = ".".join(code.groups())
    if checks.rules.villages and dotted not in checks.rules.villages:
        raise CellError("no village of the programme")
    return dotted


def category(text: str, checks: Checks) -> str:
    return _known_or_other("category", text, checks.rules.categories, checks)


def programs(text: str, _checks: Checks) -> str:
    """`JKM; JKK` -> JKK,JKM."""
    return _programs(text)


@lru_cache(maxsize=256)
def _programs(text: str) -> str:
    codes = sorted(set(re.findall(r"[A-Z]+", text.upper())))
    if not codes or not _PROGRAMS.issuperset(codes):
        raise CellError(f"not of {', '.join(sorted(_PROGRAMS))}")
    return ",".join(codes)


def rupiah(text: str, _checks: Checks) -> int:
    """Whole rupiah: 42000000, 42.000.000 or Rp42.000.000,00."""
    if amount := _RUPIAH.fullmatch(text):
        return int(amount[1].replace(".", ""))
    raise CellError("not an amount in whole rupiah")


def one_of(codes: dict[str, str]) -> Parse:
    """A parser for a closed list: spelling -> code."""

    def parse(text: str, _checks: Checks) -> str:
        code = codes.get(text) or codes.get(slug(text))
        if code is None:
            raise CellError(f"not of {', '.join(sorted(set(codes.values())))}")
        return code

    return parse


def one_of_or_other(field: str, codes: frozenset[str]) -> Parse:
    """A parser for an open list: an unknown value is `other`, and counted as a warning."""

    def parse(text: str, checks: Checks) -> str:
        return _known_or_other(field, text, codes, checks)

    return parse


def _known_or_other(field: str, text: str, codes: frozenset[str], checks: Checks) -> str:
    code = text if text in codes else slug(text)
    if code in codes:
        return code
    checks.warnings[field, "unknown, kept as other"] += 1
    return "other"


def _refuse_lossy(text: str) -> None:
    if _LOSSY.fullmatch(text):
        raise CellError("a spreadsheet made a number of it: format the column as text")
