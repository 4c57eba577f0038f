"""A poster for a village's notice board: one A4 page in large type, black on white."""

from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from handlers.pictures import font
from handlers.printed import letter_height, line_height, square_code

_SIDE, _TOP, _FOOT = 16, 15, 15  # margins, in millimetres
_WIDTH, _HEIGHT = 210, 297
_INSIDE = _WIDTH - 2 * _SIDE
_FAMILY = "poster"
_BOLD = 0.045  # thickness of the outline that makes letters bold, by their height
_QUIET = 4  # millimetres around a square code
_PAD = 4
_GAPS = 6  # between the parts of the page
_MOST_EXTRA = 6


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the bot: what its square code opens, and what stands beneath in clear."""

    name: str
    opens: str
    address: str
    known_as: str


@dataclass(frozen=True, slots=True)
class Poster:
    """Written out in the language of the place; one way or two."""

    village: str
    regency: str
    bot: str
    about: str
    scan: str
    ways: tuple[Way, ...]
    ask: str
    questions: tuple[str, ...]
    genuine: str
    marks: tuple[str, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class _Type:
    """Sizes in points; the square codes and the gap between parts in millimetres."""

    title: float
    bot: float
    heading: float
    body: float
    code: float
    gap: float


# The largest that fits is taken.
_TYPES = (
    _Type(48, 38, 20, 17, 60, 4),
    _Type(46, 36, 19, 16, 56, 3.5),
    _Type(42, 34, 18, 15, 52, 3),
    _Type(40, 32, 17, 14.5, 48, 2.5),
    _Type(38, 28, 16, 14, 42, 2),
    _Type(36, 24, 15, 14, 34, 1),
)


def drawn(poster: Poster) -> bytes:
    """With the largest type in which all of it stands on one page; room left over is shared out."""
    with TemporaryDirectory() as folder:
        letters = Path(folder) / "aileron.ttf"
        letters.write_bytes(_letters())
        for size in _TYPES:
            with closing(_Page(letters, size)) as page:
                room = _HEIGHT - _FOOT - page.write(poster)
            if room >= 0:
                break
        extra = min(_MOST_EXTRA, max(0, room) / _GAPS)
        with closing(_Page(letters, size, extra)) as page:
            page.write(poster)
            return bytes(page.pdf.output())


def _letters() -> bytes:
    """The font that comes inside Pillow, to embed: a copy shop's computer may have no other."""
    source = font(20).path
    assert isinstance(source, BytesIO)
    return source.getvalue()


class _Page:
    """A page that is being written from top to bottom."""

    def __init__(self, letters: Path, size: _Type, extra: float = 0) -> None:
        from fpdf import FPDF

        self.size, self._extra = size, extra
        self.pdf = FPDF(format="A4")
        self.pdf.set_margins(_SIDE, _TOP, _SIDE)
        self.pdf.set_auto_page_break(False)
        self.pdf.c_margin = 0
        self.pdf.add_font(_FAMILY, "", letters)
        self.pdf.add_page()

    def close(self) -> None:
        """The file of the font, which is read bit by bit."""
        from fpdf.fonts import TTFFont

        opened = self.pdf.fonts[_FAMILY]
        assert isinstance(opened, TTFFont)
        opened.ttfont.close()

    def write(self, poster: Poster) -> float:
        """Returns where it ends, in millimetres from the top."""
        self._text(poster.regency, self.size.title, bold=True)
        self._text(poster.village, self.size.heading)
        self._gap()
        self._band(poster.bot)
        self._gap()
        self._text(poster.about, self.size.body)
        self._gap()
        self._text(poster.scan, self.size.body, bold=True, align="C")
        self._ways(poster.ways)
        self._gap()
        self._text(poster.ask, self.size.heading, bold=True)
        for question in poster.questions:
            self._question(question)
        self._gap()
        self._framed(poster.genuine, poster.marks)
        self._gap()
        self._text(poster.foot, self.size.body, align="C")
        return self.pdf.get_y()

    def _gap(self) -> None:
        self.pdf.set_y(self.pdf.get_y() + self.size.gap + self._extra)

    def _text(
        self,
        text: str,
        points: float,
        *,
        bold: bool = False,
        align: Literal["L", "C"] = "L",
        x: float = _SIDE,
        width: float = _INSIDE,
        shade: int = 0,
    ) -> None:
        """Below what was written last."""
        from fpdf.enums import TextMode

        self.pdf.set_font(_FAMILY, "", points)
        self.pdf.set_x(x)
        mode = TextMode.FILL_STROKE if bold else TextMode.FILL
        with self.pdf.local_context(
            text_mode=mode,
            line_width=letter_height(points) * _BOLD,
            draw_color=shade,
            text_color=shade,
        ):
            self.pdf.multi_cell(
                width, line_height(points), text, align=align, new_x="LMARGIN", new_y="NEXT"
            )

    def _height(self, text: str, points: float, width: float) -> float:
        """Of the text in lines of at most that width; millimetres."""
        from fpdf.enums import MethodReturnValue

        self.pdf.set_font(_FAMILY, "", points)
        height = self.pdf.multi_cell(
            width, line_height(points), text, dry_run=True, output=MethodReturnValue.HEIGHT
        )
        assert isinstance(height, float)
        return height

    def _band(self, text: str) -> None:
        """White on black: what the eye finds first from the other side of the road."""
        top, width = self.pdf.get_y(), _INSIDE - 2 * _PAD
        height = self._height(text, self.size.bot, width) + _PAD
        self.pdf.set_fill_color(0)
        self.pdf.rect(_SIDE, top, _INSIDE, height, style="F")
        self.pdf.set_y(top + _PAD / 2)
        self._text(
            text, self.size.bot, bold=True, align="C", x=_SIDE + _PAD, width=width, shade=255
        )
        self.pdf.set_y(top + height)

    def _ways(self, ways: tuple[Way, ...]) -> None:
        top, width = self.pdf.get_y() + _QUIET / 2, _INSIDE / len(ways)
        for place, way in enumerate(ways):
            x = _SIDE + place * width
            self.pdf.set_y(top)
            self._text(way.name, self.size.heading, bold=True, align="C", x=x, width=width)
            y, side = self.pdf.get_y() + _QUIET / 2, self.size.code
            square_code(self.pdf, way.opens, x + (width - side) / 2, y, side, error="q")
            self.pdf.set_y(y + side + _QUIET / 2)
            for line in (way.address, way.known_as):
                self._unbroken(line, x, width - _QUIET)

    def _unbroken(self, address: str, x: float, width: float) -> None:
        """On one line, in smaller type if need be: a break would be read as a part of it."""
        size = self.size.body
        self.pdf.set_font(_FAMILY, "", size)
        fits = size * width / self.pdf.get_string_width(address) * 0.99
        self._text(address, min(size, fits), align="C", x=x + _QUIET / 2, width=width)

    def _question(self, text: str) -> None:
        """In a bubble, as in a chat."""
        top, width = self.pdf.get_y() + 1, _INSIDE - 2 * _PAD
        height = self._height(text, self.size.heading, width) + 2
        self.pdf.set_line_width(0.5)
        self.pdf.rect(_SIDE, top, _INSIDE, height, round_corners=True, corner_radius=3)
        self.pdf.set_y(top + 1)
        self._text(text, self.size.heading, x=_SIDE + _PAD, width=width)
        self.pdf.set_y(top + height + 1)

    def _framed(self, heading: str, marks: tuple[str, ...]) -> None:
        top = self.pdf.get_y()
        self.pdf.set_y(top + _PAD)
        self._text(heading, self.size.heading, bold=True, x=_SIDE + _PAD, width=_INSIDE - 2 * _PAD)
        dot, indent = letter_height(self.size.body) / 3, 2 * _PAD
        for mark in marks:
            y = self.pdf.get_y() + 1
            self.pdf.set_fill_color(0)
            across = y + (line_height(self.size.body) - dot) / 2
            self.pdf.rect(_SIDE + _PAD, across, dot, dot, style="F")
            self.pdf.set_y(y)
            self._text(mark, self.size.body, x=_SIDE + indent, width=_INSIDE - indent - _PAD)
        height = self.pdf.get_y() + _PAD - top
        self.pdf.set_line_width(1.2)
        self.pdf.rect(_SIDE, top, _INSIDE, height)
        self.pdf.set_y(top + height)
