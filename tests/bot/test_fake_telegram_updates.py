"""How the updates of the fake Bot API reach a bot: long polling and webhook."""

import asyncio
from collections.abc import Awaitable, Callable

import aiogram
import aiogram.exceptions
import aiogram.types
import pytest
from aiohttp import web

from bot.fakes.telegram import FakeTelegram, serving
from bot.fakes.telegram_people import UNDECODABLE, UNKNOWN_KIND
from bot.fakes.telegram_webhook import SECRET_HEADER
from tests.bot.telegram_schema import result_problems
from tests.bot.telegram_talk import (
    SITI,
    UDIN,
    by_aiogram,
    post,
)


def test_long_poll_wakes_when_somebody_writes() -> None:
    async def scenario() -> None:
        async with serving(FakeTelegram()) as fake:
            polling = asyncio.create_task(post(fake, "getUpdates", timeout=50))
            await fake.wait_for(lambda: fake.calls_of("getUpdates"))
            assert not polling.done()
            fake.says(SITI, "halo")
            first = (await polling)["result"]
            assert [each["message"]["text"] for each in first] == ["halo"]

            again = (await post(fake, "getUpdates"))["result"]
            offset = first[0]["update_id"] + 1
            after = (await post(fake, "getUpdates", offset=offset))["result"]
            assert (again, after) == (first, [])

    asyncio.run(scenario())


def test_second_poll_ends_the_first() -> None:
    async def scenario() -> None:
        async with serving(FakeTelegram()) as fake:
            first = asyncio.create_task(post(fake, "getUpdates", timeout=50))
            await fake.wait_for(lambda: fake.calls_of("getUpdates"))
            second = asyncio.create_task(post(fake, "getUpdates", timeout=50))
            assert (await first)["error_code"] == 409
            fake.says(SITI, "halo")
            assert len((await second)["result"]) == 1

    asyncio.run(scenario())


def test_polls_take_what_was_asked_for() -> None:
    async def scenario() -> None:
        async with serving(FakeTelegram()) as fake:
            await post(fake, "getUpdates", allowed_updates=["message"])
            fake.blocks(UDIN)
            for text in ("satu", "dua", "tiga"):
                fake.says(SITI, text)
            fake.pushes(UNKNOWN_KIND)
            limited = (await post(fake, "getUpdates", limit=2))["result"]
            assert [each["message"]["text"] for each in limited] == ["satu", "dua"]
            offset = limited[1]["update_id"]
            second = (await post(fake, "getUpdates", offset=offset, limit=1))["result"]
            assert second == limited[1:]
            newest = (await post(fake, "getUpdates", offset=-1))["result"]
            assert [each.keys() - {"update_id"} for each in newest] == [{"telepathy"}]
            assert len(fake.updates.pending) == 1

    asyncio.run(scenario())


def test_one_undecodable_update_breaks_the_batch_of_a_library() -> None:
    async def scenario() -> None:
        async with serving(FakeTelegram()) as fake, by_aiogram(fake) as bot:
            fake.says(SITI, "halo")
            fake.pushes(UNDECODABLE)
            with pytest.raises(aiogram.exceptions.ClientDecodeError):
                await bot.get_updates()

    asyncio.run(scenario())


class Hook:
    """A bot's webhook: answers what `replies` holds, then 200; keeps what came."""

    def __init__(self, replies: list[web.Response]) -> None:
        self.replies = iter(replies)
        self.came: list[tuple[str, str]] = []

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.came.append((update["message"]["text"], request.headers.get(SECRET_HEADER, "")))
        return next(self.replies, web.Response())


async def with_hook(hook: Hook, act: Callable[[FakeTelegram], Awaitable[None]]) -> FakeTelegram:
    """A fake that has `hook` as its webhook, while `act` runs."""
    bot = web.Application()
    bot.router.add_post("/telegram", hook.take)
    runner = web.AppRunner(bot, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    try:
        async with serving(FakeTelegram(webhook_retry_seconds=0.01)) as fake:
            answer = await post(fake, "setWebhook", url=url, secret_token="rahasia-1")
            assert answer["result"] is True
            await act(fake)
            return fake
    finally:
        await runner.cleanup()


def test_webhook_is_tried_again_in_order() -> None:
    hook = Hook([web.Response(status=503), web.Response(status=401)])

    async def act(fake: FakeTelegram) -> None:
        fake.says(SITI, "satu")
        fake.says(SITI, "dua")
        await fake.wait_for(lambda: not fake.updates.pending)
        assert "401" in (await post(fake, "getWebhookInfo"))["result"]["last_error_message"]
        assert (await post(fake, "getUpdates"))["error_code"] == 409

    asyncio.run(with_hook(hook, act))

    assert [text for text, _ in hook.came] == ["satu", "satu", "satu", "dua"]
    assert {secret for _, secret in hook.came} == {"rahasia-1"}


def test_webhook_answer_may_call_a_method() -> None:
    call = {"method": "sendMessage", "chat_id": SITI, "text": "langsung"}
    hook = Hook([web.json_response(call), web.json_response({**call, "chat_id": 9})])

    async def act(fake: FakeTelegram) -> None:
        fake.says(SITI, "satu")
        fake.says(SITI, "dua")
        await fake.wait_for(lambda: not fake.updates.pending)

    fake = asyncio.run(with_hook(hook, act))

    assert fake.texts(SITI) == ["langsung"]


def test_nothing_is_sent_to_another_host_and_polling_takes_over() -> None:
    async def scenario() -> None:
        async with serving(FakeTelegram()) as fake:
            # no loopback address, and yet a try would fail at once and leave its error
            await post(fake, "setWebhook", url="https://0.0.0.0:8443/telegram")
            fake.says(SITI, "halo")
            await post(fake, "getMe")
            info = (await post(fake, "getWebhookInfo"))["result"]
            assert "last_error_message" not in info
            assert result_problems("getWebhookInfo", info) == []
            assert info["pending_update_count"] == 1
            await post(fake, "deleteWebhook")
            assert len((await post(fake, "getUpdates"))["result"]) == 1

    asyncio.run(scenario())
