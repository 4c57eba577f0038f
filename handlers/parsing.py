"""Words -> values: one function a kind, each raises Problem and reads its own output again.

Everywhere `missing` says that nobody tried to answer; any other key, that the try went wrong.
"""

import re
from functools import lru_cache
from itertools import islice

import phonenumbers

from handlers.dates import any_date, birth_date, local_today, past_date
from handlers.kin import Relation, relation, stated_relation
from handlers.number_runs import (
    NIK_DIGITS,
    Run,
    digits,
    is_date,
    is_nik,
    niks,
    numbers,
    runs,
    without_niks,
)
from handlers.plain import plain
from handlers.problems import Problem
from handlers.villages import Village, stated_village, village
from handlers.words import words

__all__ = [
    "Problem",
    "Relation",
    "Village",
    "any_date",
    "birth_date",
    "local_today",
    "nik",
    "past_date",
    "phone",
    "relation",
    "stated_relation",
    "stated_village",
    "village",
    "yes_no",
]

_FEWEST_TRIED = 5  # fewer figures are a house number or a count of children, not a try
_CARD = r"(?:kk|kartu ?keluarga|kartu ?kluarga|family card)"
_CARD_LABEL = re.compile(rf"\b(?:no ?)?{_CARD}(?![a-z])")
_NIK_LABEL = re.compile(r"\b(?:no ?)?(?:e-?)?(?:nik|n\.i\.k|ktp)(?:nya|ku|x)?(?![a-z])")
_IN_CARD = re.compile(r"\b(?:di|pada|dalam|dlm|sesuai|dari)\s+$")
_CARD_AFTER = re.compile(rf"\W{{0,3}}(?:itu |ini )?(?:no\w* )?{_CARD}(?![a-z])")
_PHONE_DIGITS = (7, 15)
_LOCAL = re.compile("0|8[1-9]")
_PHONE_TRIES = 24  # a message full of figures must not cost a second
_HEARD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[^\w\s,.;:!()\"'-]")
_LONG_ANSWER = 6
_SHORT_ANSWER = 3


def nik(said: str) -> str:
    """Problems: missing, digits (count), shape (no such day or month), family_card."""
    text, longest, problem, last = plain(said), 0, "", 0
    for run in runs(text):
        found = list(niks(run)) or [run]
        for part in found:
            number = digits(part)
            before = text[max(last, part[0].start - 40) : part[0].start].lower()
            last = part[-1].end
            if len(number) != NIK_DIGITS:
                longest = max(longest, 0 if is_date(part) else len(number))
            elif not is_nik(number):
                problem = problem or "shape"
            elif _is_family_card(before, text[last : last + 24].lower()):
                problem = "family_card"
            else:
                return number
    if problem:
        raise Problem(problem)
    tried = longest >= _FEWEST_TRIED or (longest and not re.search(r"[^\W\d]{2}", text))
    raise Problem("digits", count=longest) if tried else Problem("missing")


def phone(said: str) -> str:
    """E.164; a number without country code is Indonesian. Problems: missing, invalid."""
    text, tried = without_niks(plain(said)), False
    tries = islice(_phone_like(text), _PHONE_TRIES)
    for number in tries:
        tried = True
        if (written := _e164(number)) is not None:
            return written
    tried = tried or any(
        len(digits(run)) >= _FEWEST_TRIED and not is_date(run) for run in runs(text)
    )
    raise Problem("invalid" if tried else "missing")


def yes_no(said: str) -> bool:
    """A `no` among a few words wins over a `yes`. Problems: missing, unclear (also `tidak tahu`).

    Weak words (`mau`, `ada`, `y`) count in a short answer only: `saya mau tanya dulu` is no yes.
    """
    heard = _heard(said)
    length = sum(word[0].isalnum() for word in heard)
    asks = bool(_places(heard, "asking"))
    yes, no = _places(heard, "yes"), _places(heard, "no")
    if not yes and not no and not asks and length <= _SHORT_ANSWER:
        yes, no = _places(heard, "weak_yes"), _places(heard, "weak_no")
    both = bool(yes and no) and ((yes[0] == 0 and no[0] > 1) or length > _LONG_ANSWER)
    asked_back = asks and bool(yes or no) and 0 not in (*yes, *no)
    if both or asked_back or _places(heard, "unsure"):
        raise Problem("unclear")
    if not yes and not no:
        raise Problem("missing")
    return not no


def _heard(said: str) -> list[str]:
    """Words and signs; phrases that mean something else than their words are one known word."""
    text = re.sub(r"(.)\1{2,}", r"\1", " ".join(plain(said).lower().split())[:400])
    for meaning, phrases in _phrases():
        text = phrases.sub(f" {meaning} ", text)
    return _HEARD.findall(text)


def _places(heard: list[str], kind: str) -> list[int]:
    listed = words()["yes_no"][kind]
    return [place for place, word in enumerate(heard) if word in listed]


def _is_family_card(before: str, after: str) -> bool:
    """The nearest label before the number decides; `NIK di KK` is a NIK."""
    card, person = _nearest(_CARD_LABEL, before), _nearest(_NIK_LABEL, before)
    if card is None:
        return person is None and _CARD_AFTER.match(after) is not None
    if person is None:
        return True
    return person.start() < card.start() and not _IN_CARD.search(before[: card.start()])


def _nearest(label: re.Pattern[str], before: str) -> re.Match[str] | None:
    found = list(label.finditer(before))
    return found[-1] if found else None


def _phone_like(text: str) -> list[str]:
    """Digits that may be a phone, the longest of a run first; `+` where a country code is meant."""
    found: list[str] = []
    for run in runs(text):
        if is_date(run):
            continue
        parts = sorted(numbers(run, *_PHONE_DIGITS), key=lambda part: -len(digits(part)))
        found += filter(None, (_dialled(text, part) for part in parts[:_PHONE_TRIES]))
    return found


def _dialled(text: str, part: Run) -> str | None:
    """With `+` and country code; None where no phone is written so."""
    number = digits(part)
    international = text[: part[0].start].rstrip("( ").endswith("+")
    if number.startswith("00"):
        number, international = number[2:], True
    if number.startswith("62"):
        return "+62" + number[2:].removeprefix("0")  # +62 (0) 812 …
    if international:
        return "+" + number
    if _LOCAL.match(number):
        return "+62" + number.removeprefix("0")
    return None


def _e164(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    known = words()["yes_no"]
    return tuple(
        (known[kind][0], re.compile(rf"\b(?:{'|'.join(known[f'{kind}_phrases'])})\b"))
        for kind in ("unsure", "yes", "no")
    )
