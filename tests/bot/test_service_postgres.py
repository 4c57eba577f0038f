"""What the service does in its own way on PostgreSQL: several writers, leases that end."""

import asyncio
import threading
import time

import pytest
from sqlalchemy import Connection

from bot.channels.channel import Pace
from bot.channels.telegram import Telegram
from bot.fakes.telegram import FakeTelegram
from bot.writer import Writer
from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import LEASE_SECONDS, Body, Outbox
from storage.tables import outbox
from tests.bot.service import polling_bot, until, webhook_bot
from tests.bot.test_service_commit import post, rows
from tests.bot.test_service_commit import update as sent_by_the_test

PEOPLE = range(1001, 1009)
EXPECTED = {"halo": "Sapa Jamsos", "kantornya di mana": "Baubau", "ganti bahasa": "bahasa"}


def test_work_of_one_person_keeps_its_order_while_others_go_on(on_postgres: Database) -> None:
    """The first message takes long: the second of the same person waits, other people do not."""
    may_end, done = threading.Event(), list[str]()

    def long(_: Connection) -> None:
        may_end.wait(timeout=10)
        done.append("first")

    async def main() -> None:
        writer = Writer(on_postgres)
        mine = [
            asyncio.create_task(writer.run(long, of="me")),
            asyncio.create_task(writer.run(lambda _: done.append("second"), of="me")),
        ]
        others = [
            asyncio.create_task(writer.run(lambda _: done.append("other"), of=f"other {number}"))
            for number in range(20)
        ]
        await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
        may_end.set()
        await asyncio.gather(*mine, *others)
        writer.close()

    asyncio.run(main())
    assert done.index("other") < done.index("first") < done.index("second")


def test_everybody_is_answered_in_order(
    on_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.A_SECOND", 1_000)
    monkeypatch.setattr(Telegram, "pace", Pace(1_000, 0.0, in_flight=10))

    async def talk(fake: FakeTelegram, address: str, chat_id: int) -> None:
        posts: list[asyncio.Task[int]] = []
        for said in EXPECTED:
            body = sent_by_the_test(fake, chat_id, said)
            posts.append(asyncio.create_task(post(address, body)))
            await asyncio.sleep(0.005)
        assert set(await asyncio.gather(*posts)) == {200}
        await fake.wait_for(lambda: len(fake.texts(chat_id)) >= len(EXPECTED), seconds=20)
        answers = zip(EXPECTED.values(), fake.texts(chat_id), strict=True)
        assert [words for words, text in answers if words not in text] == []

    async def main() -> None:
        async with webhook_bot(on_postgres, limits=None) as (fake, address):
            await asyncio.gather(*(talk(fake, address, chat_id) for chat_id in PEOPLE))

    asyncio.run(main())


def test_lease_of_a_sender_that_died_ends(
    on_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It still holds when the service starts; nobody but the clock frees the row."""
    monkeypatch.setattr("bot.outbox.LEASE_SECONDS", 0.2)

    async def main() -> None:
        async with polling_bot(on_postgres) as fake:
            fake.knows(PEOPLE[0])
            with on_postgres.write() as connection:
                almost_over = time.time() - LEASE_SECONDS + 0.5
                people = Conversations(connection, on_postgres.sealer, almost_over)
                box = Outbox(connection, on_postgres.sealer, almost_over)
                contact = people.contact("telegram", str(PEOPLE[0]), "id")
                box.put(contact, [Body("halo")], kind="reply", not_before=almost_over)
                assert len(box.lease("telegram", 1)) == 1
            await fake.wait_for(lambda: fake.texts(PEOPLE[0]))
            await until(lambda: rows(on_postgres, outbox.c.state) == ["sent"])

    asyncio.run(main())
