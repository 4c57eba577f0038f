"""The phone page on loopback, with the real inbox and sender or with nothing behind it."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.channel import Receive
from bot.channels.phone_page import PhonePage, SyntheticPerson
from bot.inbox import Inbox, Received
from bot.outbox import Sender
from bot.writer import Writer
from handlers.catalog import Words
from handlers.conversation import Inbound
from handlers.programme import load
from storage.database import Database
from storage.outbox import Body, Leased
from storage.participants import Participants
from tests.conversation import KeysShown

PEOPLE = (
    SyntheticPerson("active", "7407052905695013", "NASRUDDIN", date(1969, 5, 29), "+6283626401370"),
    SyntheticPerson(
        "inactive", "7407026204955001", "Sari Wahida", date(1995, 4, 22), "+6282476245954"
    ),
    SyntheticPerson("family", "7407021412915012", "Darwis Syukur", date(1991, 12, 14), None),
)

SESSION = "5e" * 16
WAIT = 5.0
Frame = dict[str, Any]


class PhoneService:
    """What a page needs around it. `close` and `open` are a restart of the same service."""

    def __init__(
        self,
        database: Database,
        *,
        words: Callable[[str], Words] = KeysShown,
        people: Sequence[SyntheticPerson] = PEOPLE,
    ) -> None:
        self.database = database
        self.people = people
        self.port = 0
        self._inbox = Inbox(database, load(), words=words)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        self._writer = Writer(self.database)
        self.page = PhonePage(
            self.receive, lambda: self.people, self._may_vouch, self._wake, "127.0.0.1", self.port
        )
        self._sender = Sender(self.database, self.page, self._writer)
        application = web.Application()
        application.add_routes(self.page.routes())
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        await self.page.start()
        self._sending = asyncio.create_task(self._sender.run())

    async def close(self) -> None:
        await self.page.stop()
        await self._sender.stop()
        await self._sending
        await self._runner.cleanup()
        self._writer.close()

    async def receive(self, inbound: Inbound) -> Received:
        received = await asyncio.to_thread(self._inbox.receive, inbound)
        self._wake()
        return received

    def _wake(self) -> None:
        self._sender.wake()

    def _may_vouch(self) -> bool:
        with self.database.read() as connection:
            return Participants(connection, self.database.sealer).synthetic_only()


@asynccontextmanager
async def phone_service(
    database: Database,
    *,
    words: Callable[[str], Words] = KeysShown,
    people: Sequence[SyntheticPerson] = PEOPLE,
) -> AsyncIterator[PhoneService]:
    service = PhoneService(database, words=words, people=people)
    await service.open()
    try:
        yield service
    finally:
        await service.close()


class Tab:
    """A browser's tab: one socket. Frames of other kinds wait until they are asked for."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.acks = True
        self.kept: list[Frame] = []

    async def say(self, **frame: object) -> None:
        await self.socket.send_json(frame)

    async def next(self, kind: str) -> Frame:
        """The next frame of this kind; messages on the way are acknowledged."""
        for place, kept in enumerate(self.kept):
            if kept["type"] == kind:
                return self.kept.pop(place)
        while True:
            frame: Frame = await self.socket.receive_json(timeout=WAIT)
            if frame["type"] == "message" and self.acks:
                await self.say(type="ack", token=frame["token"])
            if frame["type"] == kind:
                return frame
            self.kept.append(frame)

    async def texts(self, count: int) -> list[str]:
        return [(await self.next("message"))["text"] for _ in range(count)]

    async def heard(self) -> set[str]:
        """Waits until the server took in all that was said; the kinds of frames that it sent."""
        await self.say(type="say", id=update_id(), text="halo")
        await self.next("ack")
        return {frame["type"] for frame in self.kept}


@asynccontextmanager
async def tab(url: str, session: str | None = SESSION, **hello: object) -> AsyncIterator[Tab]:
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(f"{url}/phone/socket", headers={"Origin": url}) as socket,
    ):
        opened = Tab(socket)
        if session:
            await opened.say(type="hello", session=session, **hello)
        yield opened


def update_id() -> str:
    return os.urandom(16).hex()


def leased(text: str = "halo", **more: Any) -> Leased:
    values = {"token": os.urandom(16), "attempts": 1, "body": Body(text), **more}
    return Leased(
        id=1, epoch=1, contact_id=1, address=SESSION, kind="reply", created_at=0.0, error=None,
        **values,
    )  # fmt: skip


async def taken(_inbound: Inbound) -> Received:
    return Received(1, "menu", 1.0, "answered")


@asynccontextmanager
async def lone_page(
    receive: Receive = taken,
    *,
    wake: Callable[[], None] = lambda: None,
    middlewares: tuple[Any, ...] = (),
) -> AsyncIterator[tuple[PhonePage, str]]:
    """The page with nothing behind it; yields its address too."""
    page = PhonePage(receive, lambda: PEOPLE, lambda: True, wake, "127.0.0.1", 0)
    application = web.Application(middlewares=middlewares)
    application.add_routes(page.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield page, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await page.stop()
        await runner.cleanup()
