"""The golden conversations through Telegram give what the terminal gives; webhook and polling."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.channels.channel import Pace
from bot.channels.telegram import Telegram
from bot.fakes.telegram import FakeTelegram
from handlers.programme import load
from storage.database import Database
from storage.outbox import Body
from tests.bot.service import polling_bot, webhook_bot
from tests.conftest import SECRET
from tests.conversation import BotUnderTest, message_of, spoken
from tests.test_transcripts import FOLDER, HASAN, SITI

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Talk:
    """What one person says, and what the terminal answers to each line."""

    chat_id: int
    turns: list[tuple[str, list[Body]]]


def told_by_the_terminal(bot: BotUnderTest) -> list[Talk]:
    bot.now = datetime.now(load().timezone)
    bot.knows(SITI, HASAN)
    talks = []
    for chat_id, file in enumerate(sorted(FOLDER.glob("*.txt")), start=1001):
        lines = file.read_text(encoding="utf-8").splitlines()
        said = [line[1:].strip() for line in lines if line.startswith(">")]
        turns = [(each, bot.say(sender=file.stem, **message_of(each)).bodies) for each in said]
        talks.append(Talk(chat_id, turns))
    return talks


def act(fake: FakeTelegram, chat_id: int, said: str) -> None:
    message = message_of(said)
    if phone := message.get("contact_phone"):
        fake.shares_contact(chat_id, phone.removeprefix("+"))
    elif kind := message.get("attachment"):
        send: dict[str, Callable[[int], object]] = {
            "voice": fake.sends_voice,
            "photo": fake.sends_photo,
            "sticker": fake.sends_sticker,
            "location": fake.sends_location,
            "document": fake.sends_document,
        }
        send[kind](chat_id)
    elif choice := message.get("choice"):
        fake.presses(chat_id, choice)
    else:
        fake.says(chat_id, message["text"])


async def repeated_on(fake: FakeTelegram, talk: Talk) -> None:
    expected: list[Body] = []
    for said, bodies in talk.turns:
        act(fake, talk.chat_id, said)
        expected += bodies
        await fake.wait_for(partial(_has, fake, talk.chat_id, len(expected)), PATIENCE_SECONDS)
    assert fake.texts(talk.chat_id) == [body.text for body in expected]
    for shown, body in zip(fake.messages(talk.chat_id), expected, strict=True):
        if not body.asks_phone:
            values = [_any_row(value) for _, value in body.choices]
            assert list(map(_any_row, shown.buttons.values())) == values


def _any_row(value: str) -> str:
    """Rows of people are numbered in the order of the whole store, and so are all talks at once."""
    return re.sub(r"^(unlink|who):\d+", r"\1", value)


def _has(fake: FakeTelegram, chat_id: int, count: int) -> bool:
    return len(fake.texts(chat_id)) >= count


@asynccontextmanager
async def by_webhook(database: Database) -> AsyncIterator[FakeTelegram]:
    async with webhook_bot(database, limits=None) as (fake, _):
        yield fake


@asynccontextmanager
async def by_polling(database: Database) -> AsyncIterator[FakeTelegram]:
    async with polling_bot(database, limits=None) as fake:
        yield fake


@pytest.mark.parametrize("bot_on", [by_webhook, by_polling], ids=["webhook", "polling"])
def test_same_words_as_in_the_terminal(
    bot_on: Callable[[Database], AbstractAsyncContextManager[FakeTelegram]],
    speaking_bot: BotUnderTest,
    empty_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All conversations at once, at any pace."""
    monkeypatch.setattr("bot.channels.telegram.A_SECOND", 1_000)
    monkeypatch.setattr(Telegram, "pace", Pace(1_000, 0.0, in_flight=10))
    talks = told_by_the_terminal(speaking_bot)
    shutil.copy(empty_store, tmp_path / "served.db")
    database = Database(f"sqlite:///{tmp_path}/served.db", SECRET)
    BotUnderTest(database, tmp_path / "again", words=spoken).knows(SITI, HASAN)

    async def main() -> None:
        async with bot_on(database) as fake, asyncio.TaskGroup() as tasks:
            for talk in talks:
                tasks.create_task(repeated_on(fake, talk))

    asyncio.run(main())
    assert len(talks) >= 10
    database.close()
