"""Golden conversations in the words that people read; `make transcripts` rewrites them."""

import os
from pathlib import Path

import pytest

from storage.store import Store
from tests.conversation import BotUnderTest, Card, Someone

FOLDER = Path(__file__).parent / "transcripts"
SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
HASAN = Someone("7407050508700002", "1970-08-05", "+6281234500002", "La Hasan", (
    Card("21009876543", "2025-01-01", "2025-12-31", "inactive", "no_longer_vulnerable"),
    Card("21009876543", "2024-01-01", "2024-12-31"),
))  # fmt: skip


FILES = [  # those of claims and notices have people of their own
    file for file in sorted(FOLDER.rglob("*.txt")) if file.parent.name not in ("claims", "notices")
]
WITH_OFFICER = "with_officer"


def set_scene(bot: BotUnderTest, file: Path) -> None:
    """Two people in the store; in the folder `with_officer` somebody reads tickets."""
    bot.knows(SITI, HASAN)
    if file.parent.name == WITH_OFFICER:
        hire_officer(bot)


def hire_officer(bot: BotUnderTest) -> None:
    """The chat `officer` joins."""
    at = bot.clock()
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=at, real_now=at)
        _, code = store.officers.add("Petugas Uji", "officer", ())
    bot.say(code, "officer")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_transcript(speaking_bot: BotUnderTest, file: Path) -> None:
    set_scene(speaking_bot, file)
    expected = file.read_text(encoding="utf-8")

    heading = "".join(line + "\n" for line in expected.splitlines() if line.startswith("#"))
    said = heading + speaking_bot.replay(expected)

    if os.environ.get("REWRITE_TRANSCRIPTS"):
        file.write_text(said, encoding="utf-8")
    assert said == expected
