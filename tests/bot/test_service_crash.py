"""The service killed among messages: each is answered, and hardly one twice.

In full size, stopped too, and with both ways of listening: tests/chaos.
"""

from pathlib import Path

from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from tests.bot.served import QUESTION, Served

PEOPLE = range(1001, 1061)


def test_killed_among_messages_answers_each_and_at_most_one_twice(tmp_path: Path) -> None:
    with in_thread(serving(FakeTelegram())) as fake:
        service = Served(fake, tmp_path, webhook=False)
        service.start()
        try:
            for chat_id in PEOPLE:
                fake.says(chat_id, QUESTION)
            service.wait_until_answered(PEOPLE, 20)
            service.kill()
            service.start()
            service.wait_until_answered(PEOPLE, len(PEOPLE))
        finally:
            service.end()
        assert service.repeated(PEOPLE) <= 1
