"""A sheet of figures as a PNG that a family can keep and show; small enough for a weak signal."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

WIDTH = 720
MARGIN = 36
GAP = 24
INK, QUIET, LINE, BAND, PAPER = 0, 80, 200, 48, 255  # shades between the two colours
_DARK, _LIGHT = (6, 52, 58), (255, 255, 255)
_BITS = 4
_TITLE, _BODY, _TOTAL, _NOTE = 34, 25, 38, 20
_AMOUNTS = 215  # pixels kept free for the amounts on the right


@dataclass(frozen=True, slots=True)
class Sheet:
    """Words and amounts, written out in the person's language. No name or number of a person."""

    title: str
    heading: str
    rows: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    in_words: str
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Place:
    """Where everything stands: set out before drawing, since it decides the height."""

    y: int = 0
    marks: list[tuple[str, int, int, int, int, str]] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)

    def write(self, text: str, size: int, shade: int = INK, *, width: int = 0) -> None:
        for line in lines(text, size, width or WIDTH - 2 * MARGIN):
            self.marks.append((line, MARGIN, self.y, shade, size, "la"))
            self.y += round(size * 1.3)

    def at_right(self, text: str, y: int, size: int, shade: int = INK) -> None:
        self.marks.append((text, WIDTH - MARGIN, y, shade, size, "ra"))


def drawn(sheet: Sheet) -> bytes:
    """PNG, 720 pixels wide."""
    from PIL import Image, ImageDraw

    place, band = _set_out(sheet)
    image = Image.new("L", (WIDTH, place.y + MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, band), fill=BAND)
    for y in place.rules:
        draw.line((MARGIN, y, WIDTH - MARGIN, y), fill=LINE, width=2)
    for text, x, y, shade, size, anchor in place.marks:
        draw.text((x, y), text, fill=shade, font=font(size), anchor=anchor)
    return png(image)


def png(image: "Image") -> bytes:
    """A picture in shades of grey as a small PNG in the bot's colours."""
    few = image.point([value >> 8 - _BITS for value in range(256)])
    few.putpalette(_palette())
    written = BytesIO()
    few.save(written, "PNG", bits=_BITS)
    return written.getvalue()


def _palette() -> list[int]:
    """Shades from dark to light: one plane of 4 bits takes a third of the time of colours."""
    steps = (1 << _BITS) - 1
    return [
        round(dark + (light - dark) * step / steps)
        for step in range(steps + 1)
        for dark, light in zip(_DARK, _LIGHT, strict=True)
    ]


def _set_out(sheet: Sheet) -> tuple[_Place, int]:
    """Where everything stands, and the height of the band behind the title."""
    place = _Place(y=MARGIN)
    place.write(sheet.title, _TITLE, PAPER)
    band = place.y + GAP // 2
    place.y = band + GAP
    place.write(sheet.heading, _BODY)
    place.y += GAP // 2
    for label, amount in sheet.rows:
        place.at_right(amount, place.y, _BODY)
        place.write(label, _BODY, width=WIDTH - 2 * MARGIN - _AMOUNTS)
        place.y += GAP // 3
    place.rules.append(place.y)
    place.y += GAP // 2
    place.at_right(sheet.total[1], place.y, _TOTAL, BAND)
    place.write(sheet.total[0], _TOTAL, BAND)
    place.write(sheet.in_words, _NOTE, QUIET)
    place.y += GAP // 2
    for note in sheet.notes:
        place.write(note, _NOTE, QUIET)
        place.y += GAP // 3
    return place, band


def lines(text: str, size: int, width: int) -> Iterator[str]:
    """The words in lines of at most `width` pixels; a line break in the text stays one."""
    for part in text.split("\n"):
        line = ""
        for word in part.split():
            longer = f"{line} {word}".strip()
            if line and font(size).getlength(longer) > width:
                yield line
                longer = word
            line = longer
        yield line


@lru_cache(maxsize=8)
def font(size: int) -> "FreeTypeFont":
    """The font that comes inside Pillow (Aileron, public domain)."""
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
