"""A Telegram Bot API on loopback: real HTTP, real refusals, and faults that can be switched on.

    async with serving(FakeTelegram()) as fake:      # or: with in_thread(serving(FakeTelegram()))
        fake.says(1001, "halo")
        fake.blocking_wait_for(lambda: fake.texts(1001))

A bot finds it with TELEGRAM_API_URL = fake.address and the token `fake.token`.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from aiohttp import web

from bot.fakes.faults import Faults
from bot.fakes.telegram_calls import Call
from bot.fakes.telegram_chats import Wire
from bot.fakes.telegram_faults import Breakage, Fault
from bot.fakes.telegram_limits import REAL_LIMITS, Flood, Limits
from bot.fakes.telegram_methods import Delivered, Methods
from bot.fakes.telegram_people import People
from bot.fakes.telegram_profile import Profile
from bot.fakes.telegram_server import application
from bot.fakes.telegram_webhook import Webhook

HOST = "127.0.0.1"
TOKEN = "7000000001:FAKE-token-of-nobody-only-on-loopback"  # noqa: S105
_PATIENCE_SECONDS = 10.0
_Found = TypeVar("_Found")


class FakeTelegram(People):
    """One bot's platform: what people do (see People), what the bot did, what goes wrong.

    `limits` None takes any pace; `webhook_retry_seconds` is the first wait after a failed POST.
    """

    def __init__(
        self,
        token: str = TOKEN,
        limits: Limits | None = REAL_LIMITS,
        webhook_retry_seconds: float = 0.05,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(_bot_of(token))
        self.token = token
        self.address = ""
        self.stopped = False
        self.calls: list[Call] = []
        self.delivered: list[Delivered] = []
        self.faults = Faults[Breakage]()
        self.flood = Flood(limits, clock)
        self.profile = Profile(self.chats.bot["first_name"])
        self.methods = Methods(self)
        self.webhook = Webhook(self.updates, self.changes, webhook_retry_seconds, self.answer)

    def fails(
        self,
        fault: Fault,
        times: int | None = 1,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        seconds: float = 1.0,
        status: int = 502,
    ) -> None:
        """See Breakage."""
        self.faults.add(Breakage(fault, times, method, chat_id, seconds, status))

    def heals(self) -> None:
        self.faults.heal()

    def messages(self, chat_id: int) -> list[Delivered]:
        return [each for each in self.delivered if each.chat_id == chat_id]

    def texts(self, chat_id: int) -> list[str]:
        return [each.text for each in self.messages(chat_id)]

    def calls_of(self, method: str) -> list[Call]:
        return [each for each in self.calls if each.method == method]

    async def wait_for(
        self, condition: Callable[[], _Found], seconds: float = _PATIENCE_SECONDS
    ) -> _Found:
        """The condition's first true value; raises TimeoutError that says what did happen."""
        try:
            return await self.changes.until(condition, seconds)
        except TimeoutError:
            raise TimeoutError(self._so_far()) from None

    def blocking_wait_for(
        self, condition: Callable[[], _Found], seconds: float = _PATIENCE_SECONDS
    ) -> _Found:
        try:
            return self.changes.blocking_until(condition, seconds)
        except TimeoutError:
            raise TimeoutError(self._so_far()) from None

    async def answer(self, call: Call) -> Any:
        """The result of a call; raises RefusalError."""
        self.record(call)
        return await self.methods.answer(call)

    def record(self, call: Call) -> None:
        self.calls.append(call)
        self.changes.happened()

    def deliver(self, message: Delivered) -> None:
        self.delivered.append(message)
        self.changes.happened()

    def stop(self) -> None:
        """Ends long polls and slow answers."""
        self.stopped = True
        self.changes.happened()

    def _so_far(self) -> str:
        calls = Counter(each.method for each in self.calls)
        waiting = len(self.updates.pending)
        return f"calls {dict(calls)}, delivered {len(self.delivered)}, updates waiting {waiting}"


@asynccontextmanager
async def serving(fake: FakeTelegram, port: int = 0) -> AsyncIterator[FakeTelegram]:
    """Until the block ends; port 0 is any free one. Raises OSError if the port is taken.

    The same fake may be served again: it knows what it knew.
    """
    fake.stopped = False
    runner = web.AppRunner(application(fake), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    pushing = asyncio.create_task(fake.webhook.push())
    try:
        await web.TCPSite(runner, HOST, port).start()
        fake.address = f"http://{HOST}:{runner.addresses[0][1]}"
        yield fake
    finally:
        fake.stop()
        pushing.cancel()
        with suppress(asyncio.CancelledError):
            await pushing
        await runner.cleanup()


def _bot_of(token: str) -> Wire:
    """Raises ValueError without repeating the token."""
    number, colon, secret = token.partition(":")
    if not (number.isdecimal() and colon and secret):
        raise ValueError("a bot's token is a number, a colon and letters")
    return {
        "id": int(number),
        "is_bot": True,
        "first_name": "Sapa Jamsos (tiruan)",
        "username": "sapa_jamsos_tiruan_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }
