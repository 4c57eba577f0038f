"""Golden conversations of officers and notices; `make transcripts` rewrites them."""

import os
from pathlib import Path

import pytest

from tests.conversation import BotUnderTest
from tests.notice_talk import NoticeTalk
from tests.test_words import hard_to_read

FOLDER = Path(__file__).parent / "transcripts" / "notices"
FILES = sorted(FOLDER.glob("*.txt"))
LONGEST = 600
MOST_MESSAGES = 3


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript(speaking_bot: BotUnderTest, file: Path) -> None:
    expected = file.read_text(encoding="utf-8")

    talk = NoticeTalk(speaking_bot)
    said = talk.replay(expected)

    if os.environ.get("REWRITE_TRANSCRIPTS"):
        file.write_text(said, encoding="utf-8")
    assert said == expected
    assert max(len(turn) for turn in talk.turns) <= MOST_MESSAGES
    texts = [text for turn in talk.turns for text in turn]
    assert [text for text in texts if len(text) > LONGEST] == []
    assert {text: hard for text in texts if (hard := hard_to_read(text))} == {}
