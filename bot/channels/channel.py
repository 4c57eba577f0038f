"""What a channel is, and what became of a delivery: errors as data, decided in one place."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from aiohttp import web

from bot.inbox import Received
from handlers.conversation import Inbound
from storage.outbox import Leased

Receive = Callable[[Inbound], Awaitable[Received]]


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform accepted the message."""

    platform_id: str | None = None


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """Why not, and what follows.

    `retry` this message after `wait_seconds`; `pause` the whole channel for that long;
    `unreachable` for good for this person; `our_fault` (no retry, an operator must see it);
    `unknown`: it may have arrived.
    """

    kind: Literal["retry", "pause", "unreachable", "our_fault", "unknown"]
    code: str
    wait_seconds: float = 0.0


Outcome = Delivered | NotDelivered


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may send."""

    a_second: float
    seconds_between_to_one_person: float
    in_flight: int


class Channel(Protocol):
    """One way in and out. `routes` are served by the web application, `deliver` by the sender."""

    name: str
    pace: Pace

    def routes(self) -> Sequence[web.RouteDef]: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def deliver(self, leased: Leased) -> Outcome: ...
