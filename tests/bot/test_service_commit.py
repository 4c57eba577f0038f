"""A webhook answers 200 when the message is committed: not before, once, in order."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from sqlalchemy import select

from bot.fakes.telegram import FakeTelegram
from bot.fakes.telegram_faults import Fault
from handlers import registry
from handlers.conversation import Chat
from storage.database import Database
from storage.tables import outbox, seen_updates
from tests.bot.service import SECRET, polling_bot, status_of, until, webhook_bot

ANA, PEOPLE = 1001, range(1001, 1011)
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
SHORT_SECONDS = 0.3


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Another process writes, and writes, and writes."""
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the database is opened: a lock is waited for a moment only."""
    monkeypatch.setattr("storage.database.BUSY_SECONDS", SHORT_SECONDS)


def update(fake: FakeTelegram, chat_id: int, text: str) -> bytes:
    """As the platform would send it, but sent by the test."""
    wire = fake.says(chat_id, text)
    fake.updates.confirm([wire["update_id"]])
    return json.dumps(wire).encode()


async def post(address: str, body: bytes) -> int:
    return await status_of(f"{address}/telegram", body, **HEADERS)


def rows(database: Database, column: Any) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(select(column)).scalars())


def test_repeated_update_is_answered_once(database: Database) -> None:
    async def main() -> None:
        async with webhook_bot(database) as (fake, address):
            first, second = update(fake, ANA, "halo"), update(fake, ANA, "kantornya di mana")
            at_once = await asyncio.gather(*(post(address, first) for _ in range(3)))
            assert [*at_once, await post(address, second), await post(address, first)] == [200] * 5
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 2)
            await until(lambda: set(rows(database, outbox.c.state)) == {"sent"})
            assert len(fake.texts(ANA)) == 2

    asyncio.run(main())


def test_two_messages_of_one_person_are_answered_in_order(database: Database) -> None:
    """Five milliseconds apart, and for ten people at once."""

    async def two(fake: FakeTelegram, address: str, chat_id: int) -> None:
        first, second = update(fake, chat_id, "halo"), update(fake, chat_id, "kantornya di mana")
        early = asyncio.create_task(post(address, first))
        await asyncio.sleep(0.005)
        assert [await post(address, second), await early] == [200, 200]
        await fake.wait_for(lambda: len(fake.texts(chat_id)) == 2, seconds=20)
        assert "Sapa Jamsos" in fake.texts(chat_id)[0]
        assert "Baubau" in fake.texts(chat_id)[1]

    async def main() -> None:
        async with webhook_bot(database) as (fake, address):
            await asyncio.gather(*(two(fake, address, chat_id) for chat_id in PEOPLE))

    asyncio.run(main())


def test_no_200_before_the_commit(database: Database) -> None:
    async def main() -> None:
        async with webhook_bot(database) as (fake, address):
            with held(database):
                answer = asyncio.create_task(post(address, update(fake, ANA, "halo")))
                await asyncio.wait({answer}, timeout=SHORT_SECONDS)
                assert not answer.done()
                assert rows(database, seen_updates.c.update_id) == []
            assert await answer == 200
            assert len(rows(database, seen_updates.c.update_id)) == 1
            await fake.wait_for(lambda: fake.texts(ANA))

    asyncio.run(main())


def test_more_than_can_be_taken_comes_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.writer.MOST_WAITING", 3)

    async def main() -> None:
        async with webhook_bot(database) as (fake, address):
            bodies = [update(fake, chat_id, "kantornya di mana") for chat_id in PEOPLE]
            with held(database):
                posts = [asyncio.create_task(post(address, body)) for body in bodies]
                refused, _ = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
                assert {each.result() for each in refused} == {503}
            assert set(await asyncio.gather(*posts)) == {200, 503}
            again = [post(address, body) for body in bodies]
            assert {await each for each in again} == {200}
            await all_answered_once(fake, database)

    asyncio.run(main())


def test_typing_is_shown_while_an_answer_takes_its_time(database: Database) -> None:
    async def main() -> None:
        async with webhook_bot(database) as (fake, _):
            with held(database):
                for chat_id in PEOPLE:
                    fake.says(chat_id, "kantornya di mana")
                await fake.wait_for(lambda: fake.calls_of("sendChatAction"))
            await all_answered_once(fake, database)
            assert len(fake.calls_of("sendChatAction")) < len(PEOPLE)

    asyncio.run(main())


def test_database_locked_for_long_loses_nothing_by_webhook(
    impatient: None, database: Database
) -> None:
    async def main() -> None:
        async with webhook_bot(database) as (fake, address):
            with held(database):
                assert await post(address, update(fake, ANA, "halo")) == 503
                for chat_id in PEOPLE:
                    fake.says(chat_id, "kantornya di mana")
                await until(lambda: "503" in str(fake.webhook.last_error))
            await all_answered_once(fake, database)

    asyncio.run(main())


def test_database_locked_for_long_loses_nothing_by_polling(
    impatient: None, database: Database
) -> None:
    async def main() -> None:
        async with polling_bot(database) as fake:
            fake.says(PEOPLE[0], "kantornya di mana")
            await fake.wait_for(lambda: fake.texts(PEOPLE[0]))
            with held(database):
                for chat_id in PEOPLE[1:]:
                    fake.says(chat_id, "kantornya di mana")
                polls = len(fake.calls_of("getUpdates"))
                await fake.wait_for(lambda: len(fake.calls_of("getUpdates")) >= polls + 2)
            await all_answered_once(fake, database)

    asyncio.run(main())


async def all_answered_once(fake: FakeTelegram, database: Database) -> None:
    await fake.wait_for(lambda: all(map(fake.texts, PEOPLE)), seconds=20)
    await until(lambda: set(rows(database, outbox.c.state)) == {"sent"})
    assert [len(fake.texts(chat_id)) for chat_id in PEOPLE] == [1] * len(PEOPLE)


def test_delivery_that_cannot_be_marked_is_not_repeated(
    impatient: None, database: Database
) -> None:
    """It arrived, and then the database was locked for longer than it is waited for."""

    async def main() -> None:
        async with polling_bot(database) as fake:
            fake.fails(Fault.slow, method="sendMessage", seconds=SHORT_SECONDS)
            fake.says(ANA, "halo")
            await fake.wait_for(lambda: fake.texts(ANA))
            with held(database):
                await asyncio.sleep(4 * SHORT_SECONDS)
                assert rows(database, outbox.c.state) == ["sending"]
            await until(lambda: rows(database, outbox.c.state) == ["sent"])
            assert len(fake.texts(ANA)) == 1

    asyncio.run(main())


def failing(_chat: Chat) -> NoReturn:
    raise RuntimeError("an answer that fails")


def test_answer_that_fails_takes_no_other_message_along(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits together is committed together; but for the one that is apologised for."""
    monkeypatch.setitem(registry._answers, "privacy", registry.Registered(failing, personal=False))

    async def main() -> None:
        async with webhook_bot(database) as (fake, address):
            broken = PEOPLE[4]
            said = dict.fromkeys(PEOPLE, "kantornya di mana") | {broken: "apa data saya aman"}
            with held(database):
                answers = asyncio.gather(
                    *(post(address, update(fake, *each)) for each in said.items())
                )
                await asyncio.wait({answers}, timeout=SHORT_SECONDS)
            assert await answers == [200] * len(PEOPLE)
            await fake.wait_for(lambda: all(map(fake.texts, PEOPLE)))
            assert [chat_id for chat_id in PEOPLE if "Baubau" not in fake.texts(chat_id)[0]] == [
                broken
            ]
            assert set(rows(database, seen_updates.c.failed)) == {False, True}

    asyncio.run(main())
