"""A notice's report as a PNG for a meeting: a bar for each village, read from the back row."""

from dataclasses import dataclass, field
from io import BytesIO

from handlers.pictures import font, lines

WIDTH = 1280
_MARGIN, _GAP = 48, 24
_LABELS, _FIGURES = 330, 150  # pixels left of the bars, and right of them
_LEFT, _RIGHT = _MARGIN + _LABELS, WIDTH - _MARGIN - _FIGURES
_ROW, _BAR = 42, 28
_TITLE, _BODY = 44, 28
_MOST_TITLE_LINES = 2
_COLOURS = 32  # a palette of so many keeps the file small
_INK, _QUIET, _PAPER = "#111111", "#444444", "#ffffff"
_PARTS = ("#0b5f68", "#e9b44c", "#b23a48")  # arrived, waiting, missed: also told by lightness


@dataclass(frozen=True, slots=True)
class Bar:
    """People of one village."""

    label: str
    arrived: int
    waiting: int
    missed: int

    @property
    def people(self) -> int:
        return self.arrived + self.waiting + self.missed


@dataclass(frozen=True, slots=True)
class Chart:
    """Words written out in the reader's language; `legend` is for the three parts of a bar."""

    title: str
    under: str
    legend: tuple[str, str, str]
    bars: tuple[Bar, ...]


@dataclass(slots=True)
class Layout:
    """Texts with x, y, size, colour and anchor; rectangles with their corners and colour."""

    texts: list[tuple[str, int, int, int, str, str]] = field(default_factory=list)
    boxes: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    height: int = 0

    @property
    def strings(self) -> tuple[str, ...]:
        """What the picture says."""
        return tuple(text for text, *_ in self.texts)


def layout(chart: Chart) -> Layout:
    """Set out before drawing, since the rows decide the height."""
    placed, y = Layout(), _MARGIN
    for line in _cut(chart.title):
        placed.texts.append((line, _MARGIN, y, _TITLE, _INK, "la"))
        y += round(_TITLE * 1.25)
    placed.texts.append((chart.under, _MARGIN, y, _BODY, _QUIET, "la"))
    y = _legend(placed, chart, y + 3 * _GAP)
    most = max((bar.people for bar in chart.bars), default=0)
    for bar in chart.bars:
        _row(placed, bar, y, most)
        y += _ROW
    placed.height = y + _MARGIN
    return placed


def drawn(chart: Chart) -> bytes:
    """PNG, 1280 pixels wide."""
    from PIL import Image, ImageDraw

    placed = layout(chart)
    image = Image.new("RGB", (WIDTH, placed.height), _PAPER)
    pen = ImageDraw.Draw(image)
    for left, top, right, bottom, colour in placed.boxes:
        pen.rectangle((left, top, right, bottom), fill=colour)
    for text, x, y, size, colour, anchor in placed.texts:
        pen.text((x, y), text, fill=colour, font=font(size), anchor=anchor)
    written = BytesIO()
    image.quantize(_COLOURS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _cut(title: str) -> list[str]:
    """A title that is too long ends with dots."""
    found = list(lines(title, _TITLE, WIDTH - 2 * _MARGIN))
    kept = found[:_MOST_TITLE_LINES]
    return kept if kept == found else [*kept[:-1], f"{kept[-1]} …"]


def _legend(placed: Layout, chart: Chart, y: int) -> int:
    """The y below it; a line for each part, so that long words fit."""
    for words, colour in zip(chart.legend, _PARTS, strict=True):
        placed.boxes.append((_MARGIN, y, _MARGIN + _BAR, y + _BAR, colour))
        placed.texts.append((words, _MARGIN + _BAR + _GAP // 2, y, _BODY, _INK, "la"))
        y += _ROW
    return y + _GAP // 2


def _row(placed: Layout, bar: Bar, y: int, most: int) -> None:
    label = next(lines(bar.label, _BODY, _LABELS - _GAP))
    placed.texts.append((label, _LEFT - _GAP // 2, y, _BODY, _INK, "ra"))
    ends, seen = [_LEFT], 0
    for people in (bar.arrived, bar.waiting, bar.missed):
        seen += people
        ends.append(_LEFT + round((_RIGHT - _LEFT) * seen / most) if most else _LEFT)
    for left, right, colour in zip(ends, ends[1:], _PARTS, strict=False):
        if right > left:
            placed.boxes.append((left, y, right, y + _BAR, colour))
    figures = f"{bar.arrived} / {bar.people}"
    placed.texts.append((figures, WIDTH - _MARGIN, y, _BODY, _INK, "ra"))
