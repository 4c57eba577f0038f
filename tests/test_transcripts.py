"""Golden conversations in the words that people read; `make transcripts` rewrites them."""

import os
from pathlib import Path

import pytest

from tests.conversation import BotUnderTest, Card, Someone

FOLDER = Path(__file__).parent / "transcripts"
SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
HASAN = Someone("7407050508700002", "1970-08-05", "+6281234500002", "La Hasan", (
    Card("21009876543", "2025-01-01", "2025-12-31", "inactive", "no_longer_vulnerable"),
    Card("21009876543", "2024-01-01", "2024-12-31"),
))  # fmt: skip


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_transcript(speaking_bot: BotUnderTest, file: Path) -> None:
    speaking_bot.knows(SITI, HASAN)
    expected = file.read_text(encoding="utf-8")

    heading = "".join(line + "\n" for line in expected.splitlines() if line.startswith("#"))
    said = heading + speaking_bot.replay(expected)

    if os.environ.get("REWRITE_TRANSCRIPTS"):
        file.write_text(said, encoding="utf-8")
    assert said == expected
