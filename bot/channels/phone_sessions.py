"""Handsets of the phone page: which sockets are open, and what no browser has shown yet."""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from bot.channels.phone_frames import Message, written

MOST_HANDSETS = 200
MOST_UNSEEN = 100


@dataclass(slots=True)
class Unseen:
    """A message that is on its way to a browser; `news` is set when waiting has an end."""

    frame: Message
    seen: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Handset:
    """One session: the tabs that show it and the messages that wait for one of them."""

    def __init__(self) -> None:
        self.sockets: set[web.WebSocketResponse] = set()
        self._unseen: dict[str, Unseen] = {}

    def put(self, frame: Message) -> Unseen:
        """Keep a message until it is seen; one that was put before is the same message."""
        while len(self._unseen) >= MOST_UNSEEN and frame.token not in self._unseen:
            self._unseen.pop(next(iter(self._unseen)))
        return self._unseen.setdefault(frame.token, Unseen(frame))

    def drop(self, token: str) -> None:
        self._unseen.pop(token, None)

    def saw(self, token: str | None) -> None:
        """A browser shows the message; unknown tokens are of messages long settled."""
        if token in self._unseen:
            self._unseen[token].seen = True
            self._unseen[token].news.set()

    async def show(self, unseen: Unseen, wait_seconds: float) -> None:
        """To every tab; until one of them shows it, the last one closes, or the time is over."""
        unseen.news.clear()
        text = written(unseen.frame)
        for socket in list(self.sockets):
            await send(socket, text)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_seconds):
                await unseen.news.wait()

    async def join(self, socket: web.WebSocketResponse) -> None:
        """A tab opens, and gets what was not seen yet, oldest first."""
        self.sockets.add(socket)
        for unseen in list(self._unseen.values()):
            if not unseen.seen:
                await send(socket, written(unseen.frame))

    def leave(self, socket: web.WebSocketResponse) -> None:
        self.sockets.discard(socket)
        if not self.sockets:
            for unseen in self._unseen.values():
                unseen.news.set()

    def is_idle(self) -> bool:
        return not self.sockets and not self._unseen


class Handsets:
    """All handsets by session; of those that nobody holds only the newest are remembered.

    A message that is forgotten here stays in the outbox and comes with its next attempt.
    """

    def __init__(self) -> None:
        self._handsets: OrderedDict[str, Handset] = OrderedDict()

    def of(self, session: str) -> Handset:
        handset = self._handsets.setdefault(session, Handset())
        self._handsets.move_to_end(session)
        unheld = [
            key for key, each in self._handsets.items() if not each.sockets and key != session
        ]
        for key in unheld[: max(0, len(self._handsets) - MOST_HANDSETS)]:
            del self._handsets[key]
        return handset

    def forget_idle(self, session: str) -> None:
        if session in self._handsets and self._handsets[session].is_idle():
            del self._handsets[session]


async def send(socket: web.WebSocketResponse, text: str) -> None:
    """A socket that broke is no error here: nothing counts as seen before it is acknowledged."""
    with suppress(ConnectionResetError):
        await socket.send_str(text)
