"""The calibration curve as a picture."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from bot.training.calibration import Bin

_SIDE, _EDGE = 420, 40
_GRID, _IDEAL, _OURS, _INK = "#dddddd", "#999999", "#0b6e99", "#222222"


def draw(bins: Sequence[Bin], path: Path) -> None:
    """Right answers over confidence; on the dashed diagonal the model is honest."""
    image = Image.new("RGB", (_SIDE + 2 * _EDGE, _SIDE + 2 * _EDGE), "white")
    pen = ImageDraw.Draw(image)
    for tenth in range(0, 11, 2):
        share = tenth / 10
        pen.line([_at(share, 0), _at(share, 1)], fill=_GRID)
        pen.line([_at(0, share), _at(1, share)], fill=_GRID)
        pen.text((_at(share, 0)[0] - 8, _at(0, 0)[1] + 6), f"{share:.1f}", fill=_INK)
        pen.text((6, _at(0, share)[1] - 6), f"{share:.1f}", fill=_INK)
    for dash in range(0, 50, 2):
        pen.line([_at(dash / 50, dash / 50), _at((dash + 1) / 50, (dash + 1) / 50)], fill=_IDEAL)
    points = [_at(each.confidence, each.right) for each in bins]
    pen.line(points, fill=_OURS, width=2)
    for (across, down), each in zip(points, bins, strict=True):
        pen.ellipse([across - 4, down - 4, across + 4, down + 4], fill=_OURS)
        pen.text((across + 6, down + 4), str(each.answers), fill=_INK)
    pen.text((_EDGE, 12), "right answers (upwards) over confidence; counts beside", fill=_INK)
    image.save(path)


def _at(across: float, up: float) -> tuple[float, float]:
    return _EDGE + across * _SIDE, _EDGE + (1 - up) * _SIDE
