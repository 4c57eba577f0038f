"""The membership card as a PNG: what an office needs to read, and the same as a QR code."""

from dataclasses import dataclass, field

from handlers.pictures import (
    BAND,
    GAP,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    WIDTH,
    font,
    lines,
    png,
)

MODULE = 5  # pixels of a QR module: a cheap camera reads it from an arm's length
_QUIET_ZONE = 4 * MODULE
_TITLE, _LABEL, _VALUE, _NOTE = 32, 20, 30, 20


@dataclass(frozen=True, slots=True)
class Card:
    """Words written out in the person's language; `rows` hold only what the asker may see."""

    title: str
    rows: tuple[tuple[str, str], ...]
    foot: str
    qr: str


@dataclass(slots=True)
class Layout:
    """Each text with its left edge, top, size and shade; where the QR code stands."""

    texts: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    band: int = 0
    height: int = 0
    qr_left: int = 0
    qr_top: int = 0
    qr: tuple[tuple[bool, ...], ...] = ()

    @property
    def strings(self) -> tuple[str, ...]:
        """What the picture says, line by line."""
        return tuple(text for text, *_ in self.texts)


def layout(card: Card) -> Layout:
    """Set out before drawing, since the texts decide the height."""
    import segno

    code = segno.make(card.qr, error="m", micro=False)
    qr = tuple(tuple(bool(module) for module in row) for row in code.matrix)
    side = len(qr) * MODULE
    placed = Layout(qr=qr, qr_left=WIDTH - MARGIN - side)
    y = _write(placed, card.title, MARGIN, _TITLE, PAPER, WIDTH - 2 * MARGIN)
    placed.band = y + GAP // 2
    y = placed.band + GAP
    placed.qr_top = y + _QUIET_ZONE
    width = placed.qr_left - _QUIET_ZONE - MARGIN
    for label, value in card.rows:
        y = _write(placed, label, y, _LABEL, QUIET, width)
        y = _write(placed, value, y, _VALUE, INK, width) + GAP // 2
    y = max(y, placed.qr_top + side + _QUIET_ZONE)
    placed.height = _write(placed, card.foot, y, _NOTE, QUIET, WIDTH - 2 * MARGIN) + MARGIN
    return placed


def drawn(card: Card) -> bytes:
    """PNG, 720 pixels wide."""
    from PIL import Image, ImageDraw

    placed = layout(card)
    image = Image.new("L", (WIDTH, placed.height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, placed.band), fill=BAND)
    for text, x, y, size, shade in placed.texts:
        draw.text((x, y), text, fill=shade, font=font(size))
    modules = Image.new("L", (len(placed.qr), len(placed.qr)))
    modules.putdata([INK if dark else PAPER for row in placed.qr for dark in row])
    side = len(placed.qr) * MODULE
    code = modules.resize((side, side), Image.Resampling.NEAREST)
    image.paste(code, (placed.qr_left, placed.qr_top))
    return png(image)


def _write(placed: Layout, text: str, y: int, size: int, shade: int, width: int) -> int:
    """The y below the text."""
    for line in lines(text, size, width):
        placed.texts.append((line, MARGIN, y, size, shade))
        y += round(size * 1.3)
    return y
