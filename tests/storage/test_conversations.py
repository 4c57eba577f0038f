"""A dialogue is written where it changed, and where nobody may see that it did not."""

import pytest
from sqlalchemy import select

from storage.conversations import Conversations
from storage.database import Database
from storage.tables import dialogues

BEFORE, NOW = 1_700_000_000.0, 1_700_000_060.0


@pytest.mark.parametrize(
    ("state", "even_the_same", "written_at"),
    [(b"menu", False, BEFORE), (b"menu", True, NOW), (b"office", False, NOW)],
    ids=["the same", "the same, in a form", "another"],
)
def test_keep_dialogue(
    database: Database, state: bytes, even_the_same: bool, written_at: float
) -> None:
    with database.write() as connection:
        first = Conversations(connection, database.sealer, BEFORE)
        contact = first.contact("terminal", "ana", "id")
        first.keep_dialogue(contact, b"menu", even_the_same=False)
    with database.write() as connection:
        second = Conversations(connection, database.sealer, NOW)
        assert second.dialogue(contact) == b"menu"

        second.keep_dialogue(contact, state, even_the_same=even_the_same)

        assert second.dialogue(contact) == state
        assert connection.execute(select(dialogues.c.updated_at)).scalar_one() == written_at
