"""Notices on WhatsApp: the window, the tier, templates that are not approved, late failures."""

import asyncio
import time

import pytest

from bot.fakes.graph import FakeGraph
from bot.fakes.graph_faults import Fault
from storage.broadcasts import Broadcast, Contents
from storage.outbox import Body
from tests.bot.notices import counts, draft, now_of, somebody, start, with_chat
from tests.bot.service import until
from tests.bot.test_whatsapp_sending import approved, put, wrote_before
from tests.bot.whatsapp import rows, whatsapp_bot
from tests.conversation import BotUnderTest

RENEWAL = Contents("Perpanjangan", template="renewal")
FIRST = 6281234500000


def people(bot: BotUnderTest, closed: int, open_: int) -> Broadcast:
    """Those in an open window come last in the list."""
    known = [somebody(number) for number in range(closed + open_)]
    bot.knows(*known)
    for number, each in enumerate(known):
        at = time.time() if number >= closed else time.time() - 48 * 3600
        with_chat(bot.database, each, FIRST + number, "whatsapp", wrote_at=at)
    return draft(bot.database, contents=RENEWAL)


def test_free_words_first_and_templates_within_the_tier(bot: BotUnderTest) -> None:
    notice = people(bot, closed=5, open_=2)

    async def main() -> None:
        fake = approved(FakeGraph(window=False))
        async with whatsapp_bot(bot.database, fake, whatsapp_tier=3):
            start(bot.database, notice)
            await until(lambda: counts(bot.database, notice).delivered == 5)
            assert sorted(each.kind for each in fake.sent) == ["interactive"] * 2 + ["template"] * 3
            assert {str(FIRST + 5), str(FIRST + 6)} < {each.to for each in fake.sent}

    asyncio.run(main())
    assert counts(bot.database, notice).queued == 2
    assert now_of(bot.database, notice).state == "running"


REFUSALS = {"not there": 132001, "paused by Meta": 132015}


@pytest.mark.parametrize("code", REFUSALS.values(), ids=REFUSALS)
def test_a_template_that_meta_refuses_pauses_the_notice(bot: BotUnderTest, code: int) -> None:
    notice = people(bot, closed=3, open_=0)

    async def main() -> None:
        fake = approved(FakeGraph(window=False))
        fake.fails(Fault.refused, None, code=code)
        async with whatsapp_bot(bot.database, fake):
            start(bot.database, notice)
            await until(lambda: now_of(bot.database, notice).state == "paused")
            assert fake.sent == []

    asyncio.run(main())
    assert now_of(bot.database, notice).reason == f"our_fault:{code}"
    found = counts(bot.database, notice)
    assert (found.queued, found.failed) == (3, 0)


def test_meta_tells_later_that_nobody_is_there(bot: BotUnderTest) -> None:
    """The other chat is tried, also where the notice was done before."""
    someone = somebody(1)
    bot.knows(someone)
    with_chat(bot.database, someone, FIRST, "whatsapp", wrote_at=time.time())
    with_chat(bot.database, someone, FIRST + 1, "whatsapp", relation="child", wrote_at=time.time())
    notice = draft(bot.database)

    async def main() -> None:
        fake = FakeGraph(window=False)
        fake.fails(Fault.fails_later, to=str(FIRST), code=131026)
        async with whatsapp_bot(bot.database, fake):
            start(bot.database, notice)
            await until(lambda: counts(bot.database, notice).delivered == 1)
            assert len(fake.texts(str(FIRST + 1))) == 1

    asyncio.run(main())
    assert counts(bot.database, notice).total == 1


def test_a_notice_that_missed_the_window_is_not_announced_as_an_answer(bot: BotUnderTest) -> None:
    put(bot.database, Body("kabar"), kind="notice")
    wrote_before(bot.database, 30 * 3600)

    async def main() -> None:
        fake = approved(FakeGraph(window=False))
        async with whatsapp_bot(bot.database, fake, whatsapp_nudge=True):
            await until(lambda: rows(bot.database) == [("held", "window_closed")])
            put(bot.database, Body("jawaban"), to="6281234500009")
            await fake.wait_for(lambda: fake.texts("6281234500009"))
            assert len(fake.calls) == 1

    asyncio.run(main())
