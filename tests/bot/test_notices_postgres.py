"""Notices on PostgreSQL: two officers at one button, two processes with one notice."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

import pytest

from bot.channels.channel import Pace
from bot.channels.telegram import Telegram
from bot.composition import running
from bot.fakes.telegram import FakeTelegram, serving
from handlers import broadcasting
from handlers.broadcasting import NoticeDesk, NoticeError
from handlers.programme import load
from storage.broadcasts import Broadcast
from storage.database import Database
from tests.bot.notices import (
    FIRST_CHAT,
    act,
    counts,
    draft,
    everybody,
    keeps_quiet_hours,
    now_of,
    officer,
    press,
    start,
)
from tests.bot.service import settings_for, until
from tests.conftest import SECRET
from tests.conversation import BotUnderTest


@pytest.fixture
def bot(on_postgres: Database, tmp_path: Path) -> BotUnderTest:
    return BotUnderTest(on_postgres, tmp_path / "feed")


Press = Callable[[NoticeDesk, Broadcast], object]
BUTTONS: dict[str, tuple[Press, str]] = {
    "start": (lambda desk, notice: broadcasting.start(desk, notice, None), "notice.error.running"),
    "cancel": (
        lambda desk, notice: broadcasting.cancel(desk, notice, None), "notice.error.is_cancelled",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("button", "refusal"), BUTTONS.values(), ids=BUTTONS)
def test_two_officers_press_the_same_button(bot: BotUnderTest, button: Press, refusal: str) -> None:
    """Exactly one of them did it; the other is told so."""
    everybody(bot.database, bot, 3)
    notice = draft(bot.database)
    together = threading.Barrier(2)

    def press_it(_: int) -> str:
        def work(desk: NoticeDesk) -> None:
            together.wait(5)
            known = desk.store.broadcasts.get(notice.id)
            assert known is not None
            button(desk, known)

        try:
            act(bot.database, work)
        except NoticeError as refused:
            return refused.key
        return "done"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(press_it, range(2)))
    assert outcomes == sorted(["done", refusal])


def test_one_approves_while_another_cancels(bot: BotUnderTest) -> None:
    everybody(bot.database, bot, 3)
    notice, chief = draft(bot.database), officer(bot.database, "Kepala", "approver")
    act(bot.database, lambda desk: broadcasting.approve(desk, notice, chief))
    press(bot.database, broadcasting.cancel, notice)
    with pytest.raises(NoticeError) as refused:
        keeps_quiet_hours(bot.database, notice)
    assert refused.value.key == "notice.error.is_cancelled"


def test_two_processes_deliver_one_notice(
    bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both send, one of them stops meanwhile: nobody hears it twice, and nobody not at all."""
    monkeypatch.setattr("bot.channels.telegram.A_SECOND", 1_000)
    monkeypatch.setattr(Telegram, "pace", Pace(200, 0.0, in_flight=10))
    monkeypatch.setattr("storage.broadcast_delivery.LEASE_SECONDS", 0.5)
    everybody(bot.database, bot, 150)
    people = range(FIRST_CHAT, FIRST_CHAT + 150)
    notice = draft(bot.database)

    async def main() -> None:
        async with serving(FakeTelegram(limits=None)) as fake, AsyncExitStack() as first:
            for chat_id in people:
                fake.knows(chat_id)
            await first.enter_async_context(worker(fake))
            async with worker(fake):
                start(bot.database, notice)
                await until(lambda: len(fake.delivered) > 50, 20)
                await first.aclose()
                await until(lambda: now_of(bot.database, notice).state == "done", 20)
            assert Counter(each.chat_id for each in fake.delivered) == dict.fromkeys(people, 1)

    def worker(fake: FakeTelegram) -> AbstractAsyncContextManager[str | None]:
        database = Database(bot.database.url.render_as_string(hide_password=False), SECRET)
        settings = settings_for(fake)
        return running(settings, database, load(), serves=False, delivers=True)

    asyncio.run(main())
    assert counts(bot.database, notice).sent == 150
