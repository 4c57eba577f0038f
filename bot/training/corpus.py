"""The utterances that teach each intent: one a line; `# batch x` tells who wrote the next."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from handlers.words import LOCALES

UTTERANCES = LOCALES / "id" / "utterances"


class Line(NamedTuple):
    """One utterance as somebody would type it; `batch` tells the hands that wrote it."""

    intent: str
    said: str
    batch: str = ""


def corpus(folder: Path = UTTERANCES) -> list[Line]:
    """All lines, by intent, in the order of the files. Raises FileNotFoundError for none."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise FileNotFoundError(f"no utterances in {folder}")
    return [line for file in files for line in _lines(file)]


def _lines(file: Path) -> Iterator[Line]:
    batch = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# batch "):
            batch = line.removeprefix("# batch ").split()[0]
        elif line.strip() and not line.startswith("#"):
            yield Line(file.stem, line.strip(), batch)
