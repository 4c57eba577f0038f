"""The sheet of figures: readable as a PNG, small, and grown by what it holds."""

from io import BytesIO

import pytest
from PIL import Image

from handlers.pictures import WIDTH, Sheet, drawn

ROWS = (("santunan kematian", "Rp20.000.000"), ("biaya pemakaman", "Rp10.000.000"))
LONGEST = 100_000


def sheet(rows: tuple[tuple[str, str], ...] = ROWS, notes: tuple[str, ...] = ()) -> Sheet:
    return Sheet("Santunan", "Meninggal 5 Maret 2025", rows, ("Jumlah", "Rp30"), "tiga", notes)


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


SHEETS = {
    "usual": sheet(),
    "many long lines": sheet(ROWS * 12, ("catatan yang panjang sekali " * 12,) * 8),
    "nothing": sheet(()),
    "a word wider than the sheet": sheet((("x" * 400, "Rp1"),)),
}


@pytest.mark.parametrize("drawn_sheet", SHEETS.values(), ids=SHEETS)
def test_png_is_small_and_wide_enough(drawn_sheet: Sheet) -> None:
    png = drawn(drawn_sheet)

    image = opened(png)
    assert (image.format, image.width) == ("PNG", WIDTH)
    assert len(png) < LONGEST


def test_more_lines_make_it_higher_and_each_line_leaves_ink() -> None:
    short, long = opened(drawn(sheet())), opened(drawn(sheet(notes=("catatan",) * 3)))

    assert long.height > short.height
    added = long.convert("L").crop((0, short.height - 30, WIDTH, long.height - 36))
    assert min(added.tobytes()) < 128
