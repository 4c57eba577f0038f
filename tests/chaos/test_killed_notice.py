"""The service killed in the middle of a small notice; in full size: test_notices.py."""

from collections import Counter
from pathlib import Path

import pytest

from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from storage.database import Database
from tests.bot.notices import FIRST_CHAT, counts, draft, everybody, start
from tests.bot.served import Served
from tests.conftest import SECRET
from tests.conversation import BotUnderTest

pytestmark = pytest.mark.chaos

PEOPLE = range(FIRST_CHAT, FIRST_CHAT + 60)


def test_killed_in_the_middle_everybody_hears_and_at_most_one_twice(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/sapa.db", SECRET)
    database.migrate()
    database.check_key()
    everybody(database, BotUnderTest(database, tmp_path / "feed"), len(PEOPLE))
    notice = draft(database)
    start(database, notice)
    with in_thread(serving(FakeTelegram())) as fake:
        for chat_id in PEOPLE:
            fake.knows(chat_id)
        service = Served(fake, tmp_path, webhook=False)
        service.start()
        try:
            fake.blocking_wait_for(lambda: len(fake.delivered) >= 30, 30)
            service.kill()
            service.start()
            fake.blocking_wait_for(lambda: {*heard(fake)} == {*PEOPLE}, 30)
        finally:
            service.end()
        assert max(heard(fake).values()) <= 2
        assert heard(fake).total() <= len(PEOPLE) + 1
    assert counts(database, notice).failed == 0
    database.close()


def heard(fake: FakeTelegram) -> Counter[int]:
    return Counter(each.chat_id for each in fake.delivered)
