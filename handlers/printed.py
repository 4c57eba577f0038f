"""What printed pages share: how large type is, and square codes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

_POINT = 0.3528  # millimetres
_LEADING = 1.22


def letter_height(points: float) -> float:
    """Millimetres."""
    return points * _POINT


def line_height(points: float) -> float:
    """Millimetres."""
    return letter_height(points) * _LEADING


def square_code(
    pdf: "FPDF", address: str, x: float, y: float, side: float, *, error: str = "m"
) -> None:
    """In millimetres; a row's dark neighbours are one box, or thin white lines show between."""
    import segno

    rows = segno.make(address, error=error, micro=False).matrix
    step = side / len(rows)
    pdf.set_fill_color(0)
    for down, row in enumerate(rows):
        begins = 0
        for right, dark in enumerate((*row, 0)):
            if dark:
                continue
            if right > begins:
                width = (right - begins) * step
                pdf.rect(x + begins * step, y + down * step, width, step, style="F")
            begins = right + 1
