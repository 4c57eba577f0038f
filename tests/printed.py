"""Reads a PDF page back: its words, the sizes they are set in, its black boxes."""

import re
import zlib
from collections import Counter
from dataclasses import dataclass

MILLIMETRE = 72 / 25.4
_SHOWN = re.compile(rb"/F\d+ ([\d.]+) Tf|([\d.]+) ([\d.]+) Td|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_BOX = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) -([\d.]+) re f")
_ESCAPES = {b"r": b"\r", b"n": b"\n"}


@dataclass(frozen=True)
class Line:
    """A line of text: where it begins (millimetres from left and bottom), its size in points."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Box:
    """Millimetres, from left and top edge to the right and down; `y` from the bottom."""

    x: float
    y: float
    width: float
    height: float


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


def lines(pdf: bytes) -> list[Line]:
    """With an embedded font whose glyphs are named by a ToUnicode table."""
    drawing, *others = _streams(pdf)
    table = next(each for each in others if b"beginbfchar" in each)
    letters = {
        int(glyph, 16): chr(int(letter, 16))
        for glyph, letter in re.findall(rb"<(\w{4})> <(\w{4})>", table.split(b"beginbfchar")[1])
    }
    found, size, x, y = [], 0.0, 0.0, 0.0
    for set_to, right, up, shown in _SHOWN.findall(drawing):
        if set_to:
            size = float(set_to)
        elif right:
            x, y = float(right) / MILLIMETRE, float(up) / MILLIMETRE
        else:
            glyphs = re.sub(rb"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), shown, flags=re.DOTALL)
            pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
            text = "".join(letters[high << 8 | low] for high, low in pairs)
            found.append(Line(text, x, y, size))
    return found


def boxes(pdf: bytes) -> list[Box]:
    """The filled ones."""
    return [
        Box(*(float(figure) / MILLIMETRE for figure in each))
        for each in _BOX.findall(_streams(pdf)[0])
    ]


def square_code(found: list[Box]) -> list[list[bool]]:
    """Dark and light, from boxes of which most are the runs of one code."""
    height = Counter(round(each.height, 1) for each in found).most_common(1)[0][0]
    runs = [each for each in found if round(each.height, 1) == height]
    left, top = min(each.x for each in runs), max(each.y for each in runs)
    side = max(each.x + each.width for each in runs) - left
    step = sum(each.height for each in runs) / len(runs)
    many = round(side / step)
    rows = [[False] * many for _ in range(many)]
    for each in runs:
        begins, row = round((each.x - left) / step), round((top - each.y) / step)
        for place in range(begins, begins + round(each.width / step)):
            rows[row][place] = True
    return rows


def _streams(pdf: bytes) -> list[bytes]:
    """The page's drawing first."""
    return [
        zlib.decompress(each) if each[:1] == b"x" else each
        for each in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    ]
