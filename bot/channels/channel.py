"""What a channel is, and what became of a delivery: errors as data, decided in one place."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from aiohttp import web

from bot.inbox import Received
from handlers.conversation import Inbound
from storage.outbox import Body, Leased

Receive = Callable[[Inbound], Awaitable[Received]]
ReceiveBatch = Callable[[Sequence[Inbound]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform accepted the message; `free` where its template was not needed."""

    platform_id: str | None = None
    free: bool = False


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """Why not, and what follows.

    `retry` this message after `wait_seconds`; `pause` the whole channel for that long;
    `unreachable` for good for this person; `our_fault` (no retry, an operator must see it);
    `unknown`: it may have arrived, and is sent once `again`; `held` until the person writes, who
    may be told so by `nudge`; `later`: nothing is wrong, it is not its turn. `parts_sent` of the
    messages that it became have left.
    """

    kind: Literal["retry", "pause", "unreachable", "our_fault", "unknown", "held", "later"]
    code: str
    wait_seconds: float = 0.0
    again: bool = True
    parts_sent: int = 0
    nudge: Body | None = None


Outcome = Delivered | NotDelivered


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may send.

    `unknown_seconds`: how long the platform may still tell that a message of which nothing is
    known has arrived; only then it is sent again.
    """

    a_second: float
    seconds_between_to_one_person: float
    in_flight: int
    unknown_seconds: float = 0.0


class Channel(Protocol):
    """One way in and out. `routes` are served by the web application, `deliver` by the sender."""

    name: str
    pace: Pace

    def routes(self) -> Sequence[web.RouteDef]: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def deliver(self, leased: Leased) -> Outcome: ...
