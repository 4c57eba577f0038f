"""The checklist as one A4 page in large type, to print in the village and carry to the branch."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.printed import letter_height, line_height, square_code

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN = 15  # millimetres
_FOOT = 8
_QR = 26


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes in points; `beside`: what helps with a paper stands behind its name, not beneath."""

    title: float
    paper: float
    small: float
    gap: float
    beside: bool = False


# The largest that fits is taken; the list never goes below 12 points.
_TYPES = (
    Type(26, 18, 14, 2.6),
    Type(24, 16.5, 13, 2.2),
    Type(22, 15, 12, 1.8),
    Type(20, 14, 11, 1.4),
    Type(20, 14, 11.5, 1.8, beside=True),
    Type(18, 13, 11, 1.4, beside=True),
    Type(18, 12, 10, 1.1, beside=True),
    Type(16, 12, 9.5, 0.5, beside=True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A paper: its name, how to get it, and whether the family has it."""

    paper: str
    how: str
    have: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Written out in the person's language. No name or number of a person."""

    title: str
    heading: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    offices: tuple[str, ...]
    address: str
    foot: str


def drawn(sheet: Sheet) -> bytes:
    """With the largest type in which all of it stands on one page."""
    place = bisect_left(_TYPES[:-1], True, key=lambda size: _page(sheet, size).pages_count == 1)
    return bytes(_page(sheet, _TYPES[place]).output())


def warm() -> None:
    """Load what draws the page: a third of a second that a family's message would wait for."""
    import fpdf  # noqa: F401
    import segno  # noqa: F401


def _page(sheet: Sheet, size: Type) -> "FPDF":
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_margins(_MARGIN, 12, _MARGIN)
    pdf.set_auto_page_break(True, _FOOT)
    pdf.add_page()
    _write(pdf, sheet.title, size.title, "B")
    _write(pdf, sheet.heading, size.paper)
    pdf.ln(size.gap)
    for line in sheet.lines:
        _paper(pdf, line, size)
    pdf.ln(size.gap)
    for note in sheet.notes:
        _write(pdf, note, size.small)
    _offices(pdf, sheet, size)
    return pdf


def _write(pdf: "FPDF", text: str, points: float, style: str = "") -> None:
    pdf.set_font("Helvetica", style, points)
    pdf.multi_cell(0, line_height(points), _latin(text), new_x="LMARGIN", new_y="NEXT", align="L")


def _paper(pdf: "FPDF", line: Line, size: Type) -> None:
    """A box to tick by hand, crossed where the family has the paper."""
    height, side = line_height(size.paper), letter_height(size.paper)
    if pdf.get_y() + height > 297 - _FOOT:
        pdf.add_page()
    x, y = pdf.get_x(), pdf.get_y() + (height - side) / 2
    pdf.rect(x, y, side, side)
    if line.have:
        pdf.line(x, y, x + side, y + side)
        pdf.line(x, y + side, x + side, y)
    pdf.set_left_margin(_MARGIN + side + 3)
    pdf.set_x(_MARGIN + side + 3)
    if size.beside:
        pdf.set_font("Helvetica", "B", size.paper)
        pdf.write(height, _latin(line.paper))
        pdf.set_font("Helvetica", "", size.small)
        pdf.write(height, _latin(f"  {line.how}") if line.how else "")
        pdf.ln(height)
    else:
        _write(pdf, line.paper, size.paper, "B")
        if line.how:
            _write(pdf, line.how, size.small)
    pdf.set_left_margin(_MARGIN)
    pdf.set_x(_MARGIN)
    pdf.ln(size.gap)


def _offices(pdf: "FPDF", sheet: Sheet, size: Type) -> None:
    """Where to go and whom to call, beside the square code of the official site."""
    top = pdf.get_y() + size.gap
    if top + _QR > 297 - _FOOT:
        pdf.add_page()
        top = pdf.get_y()
    pdf.set_y(top)
    pdf.set_right_margin(_MARGIN + _QR + 4)
    for office in sheet.offices:
        _write(pdf, office, size.small, "B")
    _write(pdf, sheet.address, size.small)
    _write(pdf, sheet.foot, min(size.small, 10))
    square_code(pdf, f"https://{sheet.address}", 210 - _MARGIN - _QR, top, _QR)


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
