"""The whole service in this process, with a platform on loopback."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from bot.composition import running
from bot.fakes.telegram import FakeTelegram, serving
from bot.fakes.telegram_limits import REAL_LIMITS, Limits
from bot.settings import Settings
from handlers.programme import load
from storage.database import Database

SECRET = "a-webhook-secret-of-tests"


def settings_for(fake: FakeTelegram, **more: object) -> Settings:
    values: dict[str, object] = {
        "telegram_token": fake.token,
        "telegram_api_url": fake.address,
        "telegram_webhook_secret": SECRET,
        "host": "127.0.0.1",
        "port": 0,
    }
    return Settings(**(values | more))  # type: ignore[arg-type]


@asynccontextmanager
async def polling_bot(
    database: Database, limits: Limits | None = REAL_LIMITS
) -> AsyncIterator[FakeTelegram]:
    """A bot that polls a fake Telegram; yields the platform."""
    async with (
        serving(FakeTelegram(limits=limits)) as fake,
        running(settings_for(fake), database, load(), serves=False, delivers=True, polls=True),
    ):
        yield fake


@asynccontextmanager
async def webhook_bot(
    database: Database, limits: Limits | None = REAL_LIMITS
) -> AsyncIterator[tuple[FakeTelegram, str]]:
    """A bot behind a webhook; yields the platform and the bot's address."""
    async with serving(FakeTelegram(limits=limits)) as fake:
        port = fake_port()
        settings = settings_for(fake, public_url=f"http://127.0.0.1:{port}", port=port)
        async with running(settings, database, load(), serves=True, delivers=True) as address:
            assert address is not None
            await fake.wait_for(lambda: fake.webhook.registered)
            yield fake, address


async def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    """For what the platform does not see, such as a row of the database."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.02)


def fake_port() -> int:
    """A free port: the public address must be known before the service listens on it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def status_of(url: str, body: bytes, **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body), headers=headers) as response,
    ):
        return response.status
