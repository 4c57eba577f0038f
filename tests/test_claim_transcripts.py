"""Golden conversations of families after a death or an accident; `make transcripts` rewrites."""

import os
import re
from pathlib import Path

import pytest

from tests.claim_talk import PEOPLE, ClaimTalk
from tests.conversation import BotUnderTest
from tests.test_words import hard_to_read

FOLDER = Path(__file__).parent / "transcripts" / "claims"
FILES = sorted(FOLDER.glob("*.txt"))
LONGEST = 600
MOST_MESSAGES = 3


def test_every_case_has_its_conversation() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript(speaking_bot: BotUnderTest, file: Path) -> None:
    expected = file.read_text(encoding="utf-8")

    talk = ClaimTalk(speaking_bot)
    said = talk.replay(expected)

    if os.environ.get("REWRITE_TRANSCRIPTS"):
        file.write_text(said, encoding="utf-8")
    assert said == expected
    assert max(len(turn) for turn in talk.turns) <= MOST_MESSAGES
    assert [text for turn in talk.turns for text in turn if len(text) > LONGEST] == []
    assert {
        text: hard for turn in talk.turns for text in turn if (hard := hard_to_read(text))
    } == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_transcript_names_the_person(file: Path) -> None:
    heard = [line for line in file.read_text("utf-8").splitlines() if line[:1] in "<!"]

    names = [word for person in PEOPLE.values() for word in person.secrets() if word]
    assert [line for line in heard if any(name in line for name in names)] == []


def test_simplest_claim_takes_at_most_eight_turns() -> None:
    talk = (FOLDER / "illness_widow.txt").read_text("utf-8")

    assert len(re.findall(r"^> ", talk, re.MULTILINE)) <= 8
    assert "(file daftar-berkas-klaim.pdf)" in talk
