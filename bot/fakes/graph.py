"""A WhatsApp Cloud API on loopback: real HTTP, real refusals, signed webhooks, faults.

    async with serving(FakeGraph()) as fake:     # or: with in_thread(serving(FakeGraph()))
        fake.webhook.listens_at("http://127.0.0.1:8080/whatsapp")
        fake.says("6281234500001", "halo")
        await fake.wait_for(lambda: fake.texts("6281234500001"))

A bot finds it with WHATSAPP_API_URL = fake.address, the token, number and app secret below.
"""

import asyncio
import itertools
import random
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from bot.fakes.faults import Faults
from bot.fakes.graph_checks import check, recipient
from bot.fakes.graph_errors import RefusalError
from bot.fakes.graph_faults import Breakage, Fault
from bot.fakes.graph_people import People, Wire

HOST = "127.0.0.1"
TOKEN = "EAAfake0token0of0nobody0only0on0loopback"  # noqa: S105
APP_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
VERIFY_TOKEN = "a-verify-token-of-nobody"  # noqa: S105
WINDOW_SECONDS = 24 * 3600
_PATIENCE_SECONDS = 10.0
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Limits:
    """Messages a second of the number; burst and seconds a message to one person."""

    a_second: int = 80
    burst_to_one: int = 45
    seconds_to_one: float = 6.0


@dataclass(frozen=True)
class Statuses:
    """What follows an accepted message: which, in which order, how often, before the answer."""

    names: Sequence[str] = ("sent", "delivered")
    shuffled: bool = False
    copies: int = 1
    early: bool = False


@dataclass(frozen=True)
class Sent:
    """An accepted message; `text` is what the person reads."""

    to: str
    id: str
    kind: str
    text: str
    body: Wire
    at: float

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Titles and ids of its buttons or rows."""
        action = self.body.get("interactive", {}).get("action", {})
        replies = [each["reply"] for each in action.get("buttons", [])]
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        return [(each["title"], each["id"]) for each in (*replies, *rows)]


@dataclass(frozen=True)
class Call:
    """A POST to /messages, taken or not."""

    body: Wire
    at: float


class FakeGraph(People):
    """One business number: what people do (see People), what the bot did, what goes wrong.

    `limits` None takes any pace; without `window` free words are taken at any time.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        statuses: Statuses | None = None,
        window: bool = True,
        token: str = TOKEN,
        app_secret: str = APP_SECRET,
        retry_seconds: float = 0.05,
        seed: int = 1,
    ) -> None:
        super().__init__(app_secret, retry_seconds)
        self.token = token
        self.address = ""
        self.stopped = False
        self.statuses = statuses or Statuses()
        self.window = window
        self.limits = limits
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.receipts: list[Wire] = []
        self.faults = Faults[Breakage]()
        self.media: dict[str, bytes] = {}
        self.templates: dict[tuple[str, str], Wire] = {}
        self.subscribed = True
        self.token_expires_at = 0
        self._random = random.Random(seed)  # noqa: S311
        self._second: deque[float] = deque()
        self._free_at: defaultdict[str, float] = defaultdict(float)
        self._media_ids = itertools.count(4490709327384000)

    def fails(self, fault: Fault, times: int | None = 1, *, after: int = 0, **more: Any) -> None:
        """See Breakage and Faults.add."""
        self.faults.add(Breakage(fault, times, **more), after)

    def heals(self) -> None:
        self.faults.heal()

    def messages(self, to: str) -> list[Sent]:
        return [each for each in self.sent if each.to == to]

    def texts(self, to: str) -> list[str]:
        return [each.text for each in self.messages(to)]

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

    def record(self, body: Wire) -> None:
        self.calls.append(Call(body, time.time()))
        self.changes.happened()

    def acknowledge(self, body: Wire) -> None:
        """A read receipt, perhaps with a typing indicator."""
        self.receipts.append(body)
        self.changes.happened()

    async def accept(self, body: Wire, later: int | None = None) -> Wire:
        """The answer to a message that is taken; with `later` it fails after it; RefusalError."""
        to = recipient(body)
        text = check(body, self.media, self.templates)
        self._check_window(to, body)
        self._take_pace(to)
        sent = Sent(to, self.new_id(), body.get("type", "text"), text, body, time.time())
        if self.statuses.early:
            await self._tell_early(sent)
        if later is None:
            self.sent.append(sent)
        self.changes.happened()
        self._tell(sent, later)
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": sent.id}],
        }

    def upload(self, content: bytes) -> str:
        media_id = str(next(self._media_ids))
        self.media[media_id] = content
        self.changes.happened()
        return media_id

    def stop(self) -> None:
        self.stopped = True
        self.changes.happened()

    def status(self, sent: Sent, name: str, error: RefusalError | None = None) -> Wire:
        told: Wire = {
            "id": sent.id,
            "status": name,
            "timestamp": str(int(time.time())),
            "recipient_id": sent.to,
        }
        if callback := sent.body.get("biz_opaque_callback_data"):
            told["biz_opaque_callback_data"] = callback
        if error is not None:
            told["errors"] = [error.in_status()]
        return told

    def _tell(self, sent: Sent, later: int | None) -> None:
        names = list(self.statuses.names) * self.statuses.copies
        told = [self.status(sent, name) for name in names]
        if later is not None:
            told = [self.status(sent, "failed", RefusalError(later))]
        if self.statuses.shuffled:
            self._random.shuffle(told)
        for each in told:
            self.webhook.put(self.payload([self.value(statuses=[each])]))

    async def _tell_early(self, sent: Sent) -> None:
        """The webhook is told, and has answered, before our caller is."""
        value = self.value(statuses=[self.status(sent, "sent")])
        async with aiohttp.ClientSession() as client:
            body = web.json_response(self.payload([value])).body
            assert isinstance(body, bytes)
            await self.webhook.post(client, body)

    def _check_window(self, to: str, body: Wire) -> None:
        heard_at = self.last_message_at.get(to, 0.0)
        is_open = time.time() - heard_at < WINDOW_SECONDS
        if self.window and not is_open and body.get("type") != "template":
            raise RefusalError(131047)

    def _take_pace(self, to: str) -> None:
        if self.limits is None:
            return
        now = time.monotonic()
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        if len(self._second) >= self.limits.a_second:
            raise RefusalError(130429)
        ahead = (self.limits.burst_to_one - 1) * self.limits.seconds_to_one
        if self._free_at[to] - now > ahead:
            raise RefusalError(131056)
        self._second.append(now)
        self._free_at[to] = max(self._free_at[to], now) + self.limits.seconds_to_one

    def _so_far(self) -> str:
        kinds = Counter(each.body.get("type") for each in self.calls)
        answers = Counter(self.webhook.answers)
        return f"calls {dict(kinds)}, sent {len(self.sent)}, webhook answers {dict(answers)}"


@asynccontextmanager
async def serving(fake: FakeGraph, port: int = 0) -> AsyncIterator[FakeGraph]:
    """Until the block ends; port 0 is any free one. Raises OSError if the port is taken."""
    from bot.fakes.graph_server import application

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
