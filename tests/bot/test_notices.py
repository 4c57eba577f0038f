"""A notice through the whole service: everybody once, trial, pause, resume, cancel, fall-back."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.channels.channel import Pace
from bot.channels.telegram import Telegram
from bot.fakes.telegram import FakeTelegram
from bot.fakes.telegram_faults import Fault
from bot.fakes.telegram_limits import REAL_LIMITS, Limits
from handlers import broadcasting
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.store import Store
from storage.tables import officers
from tests.bot.notices import (
    FIRST_CHAT,
    act,
    counts,
    draft,
    everybody,
    now_of,
    officer,
    press,
    somebody,
    start,
    with_chat,
)
from tests.bot.service import polling_bot, until
from tests.bot.test_service_commit import held
from tests.conversation import BotUnderTest

AUTHOR = 5
Talk = Callable[[FakeTelegram], Awaitable[None]]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what is not about the pace."""
    monkeypatch.setattr("bot.channels.telegram.A_SECOND", 1_000)
    monkeypatch.setattr(Telegram, "pace", Pace(1_000, 0.0, in_flight=10))


def delivering(bot: BotUnderTest, talk: Talk, limits: Limits | None = None) -> None:
    """The service runs until the talk is over."""

    async def main() -> None:
        async with polling_bot(bot.database, limits) as fake:
            for chat_id in (*range(10), *range(FIRST_CHAT, FIRST_CHAT + 60)):
                fake.knows(chat_id)
            await talk(fake)

    asyncio.run(main())


async def ended(bot: BotUnderTest, notice: Broadcast) -> None:
    await until(lambda: now_of(bot.database, notice).state in ("done", "paused"), 20)


async def landed(database: Database, notice: Broadcast) -> None:
    await until(lambda: not act(database, lambda made: made.store.delivery(notice).flying()))


def heard(fake: FakeTelegram) -> Counter[int]:
    return Counter(each.chat_id for each in fake.delivered)


def chats(bot: BotUnderTest, many: int) -> range:
    everybody(bot.database, bot, many)
    return range(FIRST_CHAT, FIRST_CHAT + many)


@pytest.mark.usefixtures("hurried")
def test_everybody_gets_it_once_after_the_trial(bot: BotUnderTest) -> None:
    everyone = chats(bot, 45)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await ended(bot, notice)
        assert heard(fake) == dict.fromkeys(everyone, 1)
        assert fake.texts(FIRST_CHAT)[0].startswith("Halo La Uji 0, sampai 31 Desember 2026.")
        assert notice.code in fake.texts(FIRST_CHAT)[0]

    delivering(bot, talk)
    assert counts(bot.database, notice).sent == 45


@pytest.mark.usefixtures("hurried")
def test_a_trial_that_fails_stops_it(bot: BotUnderTest) -> None:
    everyone = chats(bot, 40)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        for chat_id in list(everyone)[:6]:
            fake.deactivates(chat_id)
        start(bot.database, notice)
        await ended(bot, notice)
        assert len(heard(fake)) == 14

    delivering(bot, talk)
    assert now_of(bot.database, notice).reason == "trial_failed"
    assert counts(bot.database, notice).queued == 20


def test_pause_resume_cancel(bot: BotUnderTest) -> None:
    """At the platform's real pace; within two seconds of a pause all is quiet."""
    chats(bot, 60)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await until(lambda: len(fake.delivered) >= 25, 20)
        press(bot.database, broadcasting.pause, notice)
        async with asyncio.timeout(2):
            await landed(bot.database, notice)
        at_pause = len(fake.delivered)
        press(bot.database, broadcasting.resume, notice)
        await until(lambda: len(fake.delivered) >= at_pause + 5, 20)
        press(bot.database, broadcasting.cancel, notice)
        async with asyncio.timeout(2):
            await landed(bot.database, notice)
        found = counts(bot.database, notice)
        assert max(heard(fake).values()) == 1
        assert found.sent == len(fake.delivered)
        assert found.cancelled == 60 - found.sent > 0

    delivering(bot, talk, REAL_LIMITS)


@pytest.mark.usefixtures("hurried")
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


@pytest.mark.usefixtures("hurried")
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


@pytest.mark.usefixtures("hurried")
def test_names_do_not_format(bot: BotUnderTest) -> None:
    """Each reads as the agency wrote it, and nothing of it is bold, a link, or HTML."""
    names = ("*La* Uji", "_La_ Uji", "<b>La</b> Uji", "La & Uji", "[La](http://x.id) Uji")
    people = [replace(somebody(number), name=name) for number, name in enumerate(names)]
    bot.knows(*people)
    for number, each in enumerate(people):
        with_chat(bot.database, each, number + 1)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await ended(bot, notice)
        for number, name in enumerate(names, start=1):
            [message] = fake.messages(number)
            assert message.text.lower().startswith(f"halo {name.lower()},")
            assert message.message.get("entities", []) == []

    delivering(bot, talk)


@pytest.mark.usefixtures("hurried")
def test_the_line_is_cut_for_a_while(bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost and nothing sent twice: what never arrived is tried until it does."""
    monkeypatch.setattr("bot.outbox.LONGEST_BACKOFF", 0.2)
    everyone = chats(bot, 40)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await until(lambda: len(fake.delivered) >= 5)
        fake.fails(Fault.server_error, None, method="sendMessage", status=502)
        tried = len(fake.calls_of("sendMessage"))
        await until(lambda: len(fake.calls_of("sendMessage")) > tried + 40)
        assert now_of(bot.database, notice).state == "running"
        fake.heals()
        await ended(bot, notice)
        assert heard(fake) == dict.fromkeys(everyone, 1)

    delivering(bot, talk)


@pytest.mark.usefixtures("hurried")
def test_another_process_holds_the_database(bot: BotUnderTest) -> None:
    """The notice waits for it, and goes on."""
    everyone = chats(bot, 40)
    notice = draft(bot.database)

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await until(lambda: len(fake.delivered) >= 5)
        with held(bot.database):
            await asyncio.sleep(0.5)
        await ended(bot, notice)
        assert heard(fake) == dict.fromkeys(everyone, 1)

    delivering(bot, talk)


@pytest.mark.usefixtures("hurried")
def test_a_notice_that_cannot_be_read_holds_up_no_other(bot: BotUnderTest) -> None:
    """Its sealed words were damaged: it is paused, by no fault of an officer's."""
    everyone = chats(bot, 10)
    broken, notice = draft(bot.database), draft(bot.database)
    start(bot.database, broken)
    with bot.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE broadcast_recipient SET sealed = x'00' WHERE broadcast_id = 1"
        )

    async def talk(fake: FakeTelegram) -> None:
        start(bot.database, notice)
        await ended(bot, notice)
        assert heard(fake) == dict.fromkeys(everyone, 1)
        await ended(bot, broken)

    delivering(bot, talk)
    assert now_of(bot.database, broken).reason == "our_fault:SealError"


def test_the_author_sees_one_message_that_moves(bot: BotUnderTest) -> None:
    everybody(bot.database, bot, 30)
    author = officer(bot.database, "Ani", "officer")
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=0.0, real_now=0.0)
        contact = store.conversations.contact("telegram", str(AUTHOR), "id")
        connection.execute(update(officers).values(contact_id=contact.id))
    notice = draft(bot.database, by=author)

    async def talk(fake: FakeTelegram) -> None:
        fake.knows(AUTHOR)
        start(bot.database, notice)
        await until(lambda: "selesai" in "".join(fake.texts(AUTHOR)), 20)
        assert len(fake.texts(AUTHOR)) == 1
        assert "Terkirim: 30 dari 30 orang." in fake.texts(AUTHOR)[0]
        assert fake.calls_of("editMessageText")

    delivering(bot, talk)
    assert now_of(bot.database, notice).told is None
