"""The short code beneath every notice, `SJ-4K7QP`, as people type or forward it."""

import re

from handlers.plain import plain

_LETTER = "[23456789ABCDEFGHJKMNPQRSTUVWXYZ]"  # as storage makes them: no look-alikes
_BODY = rf"({_LETTER}{{5}})(?![A-Z0-9])"
_SPACED = rf"({_LETTER}(?:\W?{_LETTER}){{4}})(?![A-Z0-9])"
_BEGINS = r"(?<![A-Z0-9])S ?J"
_WRITTEN = (
    re.compile(rf"{_BEGINS} ?[-_:.]+ ?{_BODY}"),
    re.compile(rf"\b(?:KODE|CODE|KD)(?:NYA)?\W*S\W?J\W*{_SPACED}"),
    re.compile(rf"{_BEGINS} ?(?=[A-Z]*\d)(?=\d*[A-Z]){_BODY}"),  # `sj makan` is no code
    re.compile(r"(?<![A-Z0-9])SJ-((?=[A-Z]*\d)[A-Z0-9]{4,7})(?![A-Z0-9])"),  # one that is made up
)
_ALONE = re.compile(rf"\W*S\W?J\W*{_SPACED}\W*")


def code_in(text: str) -> str | None:
    """The first code of the text, however small or spaced it was written."""
    said = plain(text).upper()
    if "J" not in said:
        return None
    tries = (_ALONE.fullmatch(said), *(pattern.search(said) for pattern in _WRITTEN))
    found = next((each for each in tries if each), None)
    return f"SJ-{re.sub(r'[^A-Z0-9]', '', found[1])}" if found else None
