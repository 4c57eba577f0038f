"""The service killed among WhatsApp messages: each is answered, and hardly one twice.

With errors of every kind and in full size: tests/chaos.
"""

from pathlib import Path

from bot.fakes.graph import FakeGraph, serving
from bot.fakes.in_thread import in_thread
from tests.bot.served_whatsapp import QUESTION, ServedWhatsApp

PEOPLE = [f"62812345{n:05}" for n in range(60)]


def test_killed_among_messages_answers_each_and_at_most_one_twice(tmp_path: Path) -> None:
    with in_thread(serving(FakeGraph())) as fake:
        service = ServedWhatsApp(fake, tmp_path)
        service.start()
        try:
            for who in PEOPLE:
                fake.says(who, QUESTION)
            fake.blocking_wait_for(lambda: len(fake.sent) >= 20, 60)
            service.kill()
            service.start()
            service.wait_until_settled(PEOPLE)
        finally:
            service.end()
        assert {state for state, _ in service.outcomes()} == {"delivered"}
        assert {each.to for each in fake.sent} == set(PEOPLE)
        assert service.repeated() <= 1
