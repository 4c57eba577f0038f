"""A notice through the whole service: everybody once, trial, pause, resume, cancel, fall-back."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.fakes.telegram import FakeTelegram
from bot.fakes.telegram_limits import REAL_LIMITS, Limits
from handlers import broadcasting
from storage.broadcasts import Broadcast
from tests.bot.notices import act, counts, draft, now_of, press, somebody, start, with_chat
from tests.bot.service import polling_bot, until
from tests.conversation import BotUnderTest

FIRST_CHAT = 1000


def chats(bot: BotUnderTest, many: int) -> range:
    """That many participants, each with a Telegram chat of their own."""
    people = [somebody(number) for number in range(many)]
    bot.knows(*people)
    for number, each in enumerate(people):
        with_chat(bot.database, each, FIRST_CHAT + number)
    return range(FIRST_CHAT, FIRST_CHAT + many)


def delivering(
    bot: BotUnderTest,
    talk: Callable[[FakeTelegram], Awaitable[None]],
    limits: Limits | None = None,
) -> None:
    """The service runs until the talk is over."""

    async def main() -> None:
        async with polling_bot(bot.database, limits) as fake:
            for chat_id in (*range(10), *range(FIRST_CHAT, FIRST_CHAT + 60)):
                fake.knows(chat_id)
            await talk(fake)

    asyncio.run(main())


async def ended(bot: BotUnderTest, notice: Broadcast) -> None:
    await until(lambda: now_of(bot.database, notice).state in ("done", "paused"), 20)


def heard(fake: FakeTelegram) -> Counter[int]:
    return Counter(each.chat_id for each in fake.delivered)


def test_everybody_gets_it_once_after_the_trial(bot: BotUnderTest) -> None:
    everybody = chats(bot, 45)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await ended(bot, notice)
        assert heard(fake) == dict.fromkeys(everybody, 1)
        assert fake.texts(FIRST_CHAT)[0].startswith("Halo La Uji 0, sampai 31 Desember 2026.")
        assert notice.code in fake.texts(FIRST_CHAT)[0]

    delivering(bot, talk)
    assert counts(bot.database, notice).sent == 45


def test_a_trial_that_fails_stops_it(bot: BotUnderTest) -> None:
    everybody = chats(bot, 40)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        for chat_id in list(everybody)[:6]:
            fake.deactivates(chat_id)
        start(bot.database, notice)
        await ended(bot, notice)
        assert len(heard(fake)) == 14

    delivering(bot, talk)
    assert now_of(bot.database, notice).reason == "trial_failed"
    assert counts(bot.database, notice).queued == 20


def test_pause_resume_cancel(bot: BotUnderTest) -> None:
    chats(bot, 60)
    notice = draft(bot.database)

    async def landed() -> None:
        await until(
            lambda: not act(bot.database, lambda made: made.store.delivery(notice).flying())
        )

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await until(lambda: len(fake.delivered) >= 25, 20)
        press(bot.database, broadcasting.pause, notice)
        await landed()
        at_pause = len(fake.delivered)
        press(bot.database, broadcasting.resume, notice)
        await until(lambda: len(fake.delivered) >= at_pause + 5, 20)
        press(bot.database, broadcasting.cancel, notice)
        await landed()
        found = counts(bot.database, notice)
        assert max(heard(fake).values()) == 1
        assert found.sent == len(fake.delivered)
        assert found.cancelled == 60 - found.sent > 0

    delivering(bot, talk, REAL_LIMITS)


def test_a_person_with_two_chats_hears_on_the_other(bot: BotUnderTest) -> None:
    someone = somebody(1)
    bot.knows(someone)
    with_chat(bot.database, someone, 1, wrote_at=2.0)
    with_chat(bot.database, someone, 2, relation="child")
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        fake.deactivates(1)
        start(bot.database, notice)
        await ended(bot, notice)
        assert heard(fake) == {2: 1}

    delivering(bot, talk)
    assert counts(bot.database, notice).sent == 1


def test_a_family_that_shares_a_chat_hears_once(bot: BotUnderTest) -> None:
    bot.knows(somebody(1), somebody(2))
    for each in (somebody(1), somebody(2)):
        with_chat(bot.database, each, 7, relation="child")
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await ended(bot, notice)
        assert "La Uji 1 dan La Uji 2" in fake.texts(7)[0]
        assert len(fake.delivered) == 1

    delivering(bot, talk)
