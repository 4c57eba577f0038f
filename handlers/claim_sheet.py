"""The checklist as one A4 page in large type, to print in the village and carry to the branch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN = 15  # millimetres
_WIDTH = 210 - 2 * _MARGIN
_QR = 26
_POINT = 0.3528  # millimetres
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64)
_TITLE, _BODY, _SMALL = 20, 14, 11


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
    """The largest type with which all of it stands on one page."""
    for scale in _SCALES:
        page = _page(sheet, scale)
        if page.pages_count == 1:
            break
    return bytes(page.output())


def _page(sheet: Sheet, scale: float) -> "FPDF":
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_margins(_MARGIN, 12, _MARGIN)
    pdf.set_auto_page_break(True, 10)
    pdf.add_page()
    write = _writer(pdf, scale)
    write(sheet.title, _TITLE, "B")
    write(sheet.heading, _BODY, "")
    pdf.ln(2 * scale)
    for line in sheet.lines:
        _paper(pdf, line, scale, write)
    pdf.ln(2 * scale)
    for note in sheet.notes:
        write(note, _SMALL, "")
    top = pdf.get_y() + 2
    if top + _QR > 297 - 10:
        pdf.add_page()
        top = pdf.get_y()
    pdf.set_y(top)
    pdf.set_right_margin(_MARGIN + _QR + 4)
    for office in sheet.offices:
        write(office, _SMALL, "B")
    write(sheet.address, _SMALL, "")
    write(sheet.foot, _SMALL - 2, "")
    _square_code(pdf, f"https://{sheet.address}", 210 - _MARGIN - _QR, top)
    return pdf


def _writer(pdf: "FPDF", scale: float) -> Callable[[str, int, str], None]:
    def write(text: str, size: int, style: str) -> None:
        pdf.set_font("Helvetica", style, size * scale)
        latin = text.encode("latin-1", "replace").decode("latin-1")
        height = size * scale * _POINT * 1.25
        pdf.multi_cell(0, height, latin, new_x="LMARGIN", new_y="NEXT", align="L")

    return write


def _paper(pdf: "FPDF", line: Line, scale: float, write: Callable[[str, int, str], None]) -> None:
    """A box to tick by hand, crossed where the family has the paper."""
    side = _BODY * scale * _POINT
    x, y = pdf.get_x(), pdf.get_y() + side * 0.2
    pdf.rect(x, y, side, side)
    if line.have:
        pdf.line(x, y, x + side, y + side)
        pdf.line(x, y + side, x + side, y)
    pdf.set_left_margin(_MARGIN + side + 3)
    pdf.set_x(_MARGIN + side + 3)
    write(line.paper, _BODY, "B")
    if line.how:
        write(line.how, _SMALL, "")
    pdf.set_left_margin(_MARGIN)
    pdf.set_x(_MARGIN)
    pdf.ln(1.2 * scale)


def _square_code(pdf: "FPDF", address: str, x: float, y: float) -> None:
    import segno

    rows = segno.make(address, error="m", micro=False).matrix
    step = _QR / len(rows)
    pdf.set_fill_color(0)
    for down, row in enumerate(rows):
        for right, dark in enumerate(row):
            if dark:
                pdf.rect(x + right * step, y + down * step, step, step, style="F")
