"""Days written out in figures or with a month's name, day first: all that a text holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

COUNTED = (  # `17 agustus 46 tahun`, `3 mei 10 malam`: no year
    r"(?! ?(?:hari|hr|tahun|thn|th|orang|anak|kali|ribu|juta|jt)\b"
    r"|(?<![2-9]\d) ?(?:pagi|siang|sore|malam|mlm|wita)\b)"
)
_AFTER_YEAR = r"(?!\d|[-/.:]\d)"  # `17 agustus 10.30` names no year
_YEAR = rf"(?P<year>(?:19|20) \d\d|\d{{4}}|'?\d\d){_AFTER_YEAR}"
_SPOKEN_YEAR = (
    rf"(?P<year>(?:19|20|1 9|2 0) \d ?\d|\d{{4}}|'?\d\d{COUNTED}|\d \d(?! ?\d)){_AFTER_YEAR}"
)
_YEAR_WORD = r"(?:(?:tahun|thn|th|taun)\.? ?)?"
_DAY = r"(?<![\dm])(?<!\d[-/.])(?<!m\d)(?P<day>\d{1,2})"
_GAP = r"[-/\\., ]{1,3}"
_NO_GAP = r"[-/\\., ]{0,3}"
_WHOLE = (
    re.compile(
        r"(?<!\d)(?P<year>(?:18|19|20)\d\d)(?P<gap>[-/. ])"
        r"(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)"
    ),
    re.compile(rf"{_DAY}{_GAP}(?P<month>\d{{1,2}}){_GAP}{_YEAR_WORD}{_YEAR}"),
    re.compile(rf"{_DAY}{_NO_GAP}m(?P<month>\d\d){_NO_GAP}{_YEAR_WORD}{_SPOKEN_YEAR}"),
    re.compile(r"m(?P<month>\d\d)[ .]{0,2}(?P<day>\d{1,2})[, ]{1,2}(?P<year>\d{4})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<year>\d{{4}}){_GAP}m(?P<month>\d\d){_GAP}(?P<day>\d{{1,2}})(?!\d)"),
)
_COMPACT = (
    re.compile(r"(?<!\d)(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
)
_SPREAD = re.compile(r"[^\d]{0,12}((?:\d{1,2}[ .]{1,3}){2,7}\d{1,4})[^\d]{0,12}")
_NAMED_MONTH = re.compile(r"m\d\d")
_LABEL_LETTERS = 28


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it was written; `label` are the words just before it, `span` its place."""

    day: int
    month: int
    year: str
    label: str
    span: tuple[int, int]


def written_dates(text: str, *, bare: bool) -> Iterator[Written]:
    """In a text of `figures`; `bare` lets figures without marks (170880) count."""
    taken: set[int] = set()
    for pattern in (*_WHOLE, *(_COMPACT if bare else ())):
        for found in pattern.finditer(text):
            start, end = found.span()
            if start in taken or end - 1 in taken or _within(text, found):
                continue
            taken.update(range(start, end))
            year = found["year"].replace(" ", "").lstrip("'")
            label = text[max(0, start - _LABEL_LETTERS) : start]
            yield Written(int(found["day"]), int(found["month"]), year, label, (start, end))
    if bare and not taken and not _NAMED_MONTH.search(text):
        yield from _spread(text)


def _spread(text: str) -> Iterator[Written]:
    """Digit by digit: `1 7 0 8 8 0`, as a voice keyboard writes it."""
    spread = _SPREAD.fullmatch(text)
    digits = re.sub(r"\D", "", spread[1]) if spread else ""
    if len(digits) in (6, 8):
        yield Written(int(digits[:2]), int(digits[2:4]), digits[4:], "", (0, len(text)))


def _within(text: str, found: re.Match[str]) -> bool:
    """Part of a longer number with the same mark between (7407 02 45 06 72 000)."""
    start, end = found.span()
    if found.start("day") != start:
        return False
    mark = text[found.end("day") : found.end("day") + 1]
    ahead = start > 1 and text[start - 1] == mark and text[start - 2].isdigit()
    behind = text[end : end + 1] == mark and text[end + 1 : end + 2].isdigit()
    return mark in (" ", ".", "-") and (ahead or behind)
