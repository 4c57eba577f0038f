"""The picture of a card: its words, its QR code read back from the pixels, its size."""

from io import BytesIO

import pytest
import segno
from PIL import Image

from handlers.card_picture import MODULE, Card, drawn, layout

LONGEST = 100_000
ROWS = (("Nama", "Wa Ode Uji"), ("Nomor kartu (KPJ)", "22001234567"))


def card(rows: tuple[tuple[str, str], ...] = ROWS, qr: str = "KPJ 22001234567") -> Card:
    return Card("Peserta", rows, "Data per 20 November 2026", qr)


CARDS = {
    "usual": card(),
    "a name wider than the space": card((("Nama", "Wa Ode " * 12),)),
    "no rows": card(()),
    "a long QR code": card(qr="KPJ 22001234567, berlaku sampai 31 Desember 2026 " * 4),
}


@pytest.mark.parametrize("shown", CARDS.values(), ids=CARDS)
def test_qr_code_of_the_pixels_is_the_one_of_the_text(shown: Card) -> None:
    png = drawn(shown)
    image, placed = Image.open(BytesIO(png)).convert("L"), layout(shown)

    pixels, side, half = image.tobytes(), len(placed.qr), MODULE // 2
    rows = [(placed.qr_top + y * MODULE + half) * image.width for y in range(side)]
    columns = [placed.qr_left + x * MODULE + half for x in range(side)]
    read = [[pixels[row + column] < 128 for column in columns] for row in rows]
    wanted = segno.make(shown.qr, error="m", micro=False).matrix
    assert read == [[bool(module) for module in row] for row in wanted]
    assert len(png) < LONGEST


@pytest.mark.parametrize("shown", CARDS.values(), ids=CARDS)
def test_every_word_is_drawn_inside_the_picture(shown: Card) -> None:
    placed = layout(shown)

    said = " ".join(placed.strings).split()
    parts = (shown.title, *(part for row in shown.rows for part in row), shown.foot)
    assert said == " ".join(parts).split()
    assert max(y + size for _, _, y, size, _ in placed.texts) < placed.height
    assert placed.qr_top + len(placed.qr) * MODULE < placed.height
