"""Figures in a message, told apart: a NIK, a phone and a date may stand side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

NIK_DIGITS = 16
_ANOTHER = 6  # so many figures beside a number are another number
_SLIPS = str.maketrans("oOlLiI", "001111")  # O for 0, l and I for 1
_FIGURES = re.compile(r"[0-9oOlLiI]+")  # not re.IGNORECASE: that adds the Turkish i's
_BETWEEN = re.compile(r"[\s.,\-/_()]{1,3}")


@dataclass(frozen=True, slots=True)
class Figures:
    """Digits without a mark between; `start` and `end` are their places in the text.

    `gap` is how far apart from the figures before: 1 a mark, 2 a space, 3 a comma or a new line.
    """

    digits: str
    start: int
    end: int
    gap: int = 0


Run = tuple[Figures, ...]


def runs(text: str) -> Iterator[Run]:
    """Figures with nothing but one to three marks between them, slips put right."""
    run: list[Figures] = []
    for figures in _figures(text):
        between = text[run[-1].end : figures.start] if run else ""
        if run and not _BETWEEN.fullmatch(between):
            yield from _run(text, run)
            run = []
        run.append(replace(figures, gap=_gap(between)))
    yield from _run(text, run)


def digits(run: Run) -> str:
    return "".join(part.digits for part in run)


def numbers(run: Run, fewest: int, most: int) -> Iterator[Run]:
    """Parts of so many digits with nothing, a date or another number on either side.

    No part takes in a date, or ends nearer to its neighbour than its own figures lie apart.
    """
    ends = list(accumulate((len(part.digits) for part in run), initial=0))
    dated = _dated(run)
    for start in range(len(run)):
        widest = 0
        for end in range(start + 1, len(run) + 1):
            count = ends[end] - ends[start]
            if count > most or end - 1 in dated:
                break
            widest = max(widest, run[end - 1].gap if end - 1 > start else 0)
            if count >= fewest and (end - start == 1 or _stands_alone(run, start, end, widest)):
                yield run[start:end]


def niks(run: Run) -> Iterator[Run]:
    """Parts of 16 digits; no province has a code that begins with 0, a phone and a date may."""
    for part in numbers(run, NIK_DIGITS, NIK_DIGITS):
        if part == run or not part[0].digits.startswith("0"):
            yield part


def is_nik(number: str) -> bool:
    """Day 01-31, or 41-71 of a woman, and month 01-12; any region is right: people move."""
    day, month = int(number[6:8]), int(number[8:10])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def is_date(run: Run) -> bool:
    """Shaped like 17-8-80 or 17.08.1980."""
    lengths = [len(part.digits) for part in run]
    return len(run) == 3 and max(lengths[:2]) <= 2 and lengths[2] in (2, 4)


def without_niks(text: str) -> str:
    """A semicolon for each NIK, so that no date or phone is read out of one."""
    kept, last = [], 0
    for run in runs(text):
        for part in niks(run):
            if part[0].start >= last and is_nik(digits(part)):
                kept.append(text[last : part[0].start])
                last = part[-1].end
    return ";".join([*kept, text[last:]])


def _stands_alone(run: Run, start: int, end: int, widest: int) -> bool:
    before, after = run[max(0, start - _ANOTHER) : start], run[end : end + _ANOTHER]
    apart = (not before or run[start].gap >= widest) and (not after or run[end].gap >= widest)
    return apart and _is_complete(before) and _is_complete(after)


def _is_complete(rest: Run) -> bool:
    return not rest or len(digits(rest)) >= _ANOTHER or is_date(rest)


def _dated(run: Run) -> set[int]:
    """Places of the figures of dates with marks within and more than a mark around."""
    found: set[int] = set()
    for n in range(len(run) - 2):
        day, month, year = date = run[n : n + 3]
        around = n and day.gap < 2, n + 3 < len(run) and run[n + 3].gap < 2
        is_written = (month.gap, year.gap) == (1, 1) and is_date(date) and not any(around)
        if is_written and int(day.digits) <= 31 and int(month.digits) <= 12:
            found |= {n, n + 1, n + 2}
    return found


def _gap(between: str) -> int:
    if re.search(r"[,\n]", between):
        return 3
    return 2 if re.search(r"[\s()]", between) else min(len(between), 1)


def _figures(text: str) -> Iterator[Figures]:
    for found in _FIGURES.finditer(text):
        start, end = found.span()
        if text[start - 1 : start].isalpha():
            start += len(found[0]) - len(found[0].lstrip("oOlLiI"))
        if text[end : end + 1].isalpha():
            end = start + len(text[start:end].rstrip("oOlLiI"))
        if start < end:
            yield Figures(text[start:end].translate(_SLIPS), start, end)


def _run(text: str, run: list[Figures]) -> Iterator[Run]:
    """Words like `lo` and `oi` look like figures: none begins or ends a run."""
    real = [n for n, part in enumerate(run) if re.search(r"\d", text[part.start : part.end])]
    if real:
        yield tuple(run[real[0] : real[-1] + 1])
