"""WhatsApp out: what lies in the outbox becomes requests, and their answers become outcomes."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import structlog
from aiohttp import web

from bot.channels.channel import Delivered, NotDelivered, Outcome, Pace
from bot.channels.whatsapp import CHANNEL
from bot.channels.whatsapp.client import CALL_SECONDS, Graph
from bot.channels.whatsapp.errors import GraphError, means, outcome_of
from bot.channels.whatsapp.render import Outgoing, address, messages, template
from bot.channels.whatsapp.window import TIER_WAIT_SECONDS, Way, way_to
from storage.outbox import Body, Leased, Part

A_SECOND = 80.0
UNKNOWN_SECONDS = 60.0
MEDIA_KEPT_SECONDS = 25 * 24 * 3600  # Meta forgets after 30 days
MOST_MEDIA = 500
PATIENCE = 5  # failures in a row, of whomever, before the whole number pauses
_LONGEST_PAUSE_SECONDS = 60.0
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_MEDIA_GONE = (131053, 131052, 100)

log = structlog.get_logger()


class WhatsApp:
    """Delivers for one business number.

    `open_list` gives a language the label that opens a list, `nudge` the template that says that
    an answer waits (None: nobody is told), `tier_left` how many people may still be written to
    first today (None: all).
    """

    name = CHANNEL

    def __init__(
        self,
        graph: Graph,
        open_list: Callable[[str], str],
        nudge: Callable[[str], Body | None],
        tier_left: Callable[[], Awaitable[int | None]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.pace = Pace(A_SECOND, 0.0, in_flight=20, unknown_seconds=UNKNOWN_SECONDS)
        self._graph = graph
        self._open_list = open_list
        self._nudge = nudge
        self._tier_left = tier_left
        self._clock = clock
        self._media: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._failures = 0

    def routes(self) -> Sequence[web.RouteDef]:
        return ()

    async def start(self) -> None:
        """No call is made: a platform that is down must not keep the service from starting."""

    async def stop(self) -> None:
        await self._graph.close()

    async def deliver(self, leased: Leased) -> Outcome:
        way = await self._way(leased)
        if way.how == "wait":
            return NotDelivered("held", "window_closed", nudge=self._nudge_of(leased))
        if way.how == "later":
            log.info("notice_waits", channel=CHANNEL, reason=way.reason)
            return NotDelivered("later", "tier", TIER_WAIT_SECONDS)
        if way.how == "template":
            assert leased.body.template is not None
            return await self._deliver(leased, [template(leased.body.template)], paid=True)
        outgoing = messages(leased.body, self._open_list(leased.language))
        return await self._deliver(leased, outgoing, paid=False)

    def _nudge_of(self, leased: Leased) -> Body | None:
        """An answer is announced; a notice that nobody asked for is not."""
        return self._nudge(leased.language) if leased.kind == "reply" else None

    async def _way(self, leased: Leased) -> Way:
        """The tier is asked only where it matters."""
        has_template = leased.body.template is not None
        at, now = leased.last_inbound_at, self._clock()
        way = way_to(last_message_at=at, has_template=has_template, tier_left=None, now=now)
        if way.how != "template":
            return way
        left = await self._tier_left()
        return way_to(last_message_at=at, has_template=True, tier_left=left, now=now)

    async def _deliver(self, leased: Leased, outgoing: list[Outgoing], *, paid: bool) -> Outcome:
        """The messages of one row in order, from where an earlier try ended."""
        sent, platform_id = leased.parts_sent, None
        to, token = address(leased.address, leased.phone), leased.token.hex()
        try:
            async with asyncio.timeout(CALL_SECONDS):
                for place, each in list(enumerate(outgoing))[sent:]:
                    is_last = place == len(outgoing) - 1
                    callback = token if is_last else f"{token}.{place}"
                    media_id = await self._media_id(each.file) if each.file else None
                    platform_id = await self._graph.send(each.request(to, callback, media_id))
                    sent = place + 1
        except GraphError as error:
            return self._refused(error, leased, outgoing, sent)
        except (TimeoutError, aiohttp.ClientError) as error:
            return _cut(error, sent, paid=paid)
        self._failures = 0
        return Delivered(platform_id, free=not paid)

    def _refused(
        self, error: GraphError, leased: Leased, outgoing: list[Outgoing], sent: int
    ) -> NotDelivered:
        outcome = outcome_of(error, leased.attempts)
        meaning = means(error.code)
        if meaning == "token":
            log.error("whatsapp_refuses_us", code=outcome.code)
        file = outgoing[sent].file
        if file is not None and error.code in _MEDIA_GONE and self._forget(file):
            return NotDelivered("retry", outcome.code, parts_sent=sent)
        wait = outcome.wait_seconds
        kind = outcome.kind
        if kind == "retry" and meaning != "one_person":
            self._failures += 1
            if self._failures >= PATIENCE:
                kind = "pause"
                wait = min(_LONGEST_PAUSE_SECONDS, 2.0 ** (self._failures - PATIENCE))
        nudge = self._nudge_of(leased) if kind == "held" else None
        return NotDelivered(kind, outcome.code, wait, parts_sent=sent, nudge=nudge)

    async def _media_id(self, file: Part) -> str:
        """Uploaded once; the id serves everybody while Meta keeps it."""
        digest, now = _digest(file), self._clock()
        known = self._media.get(digest)
        if known is not None and known[1] > now:
            return known[0]
        media_id = await self._graph.upload(file)
        self._media[digest] = (media_id, now + MEDIA_KEPT_SECONDS)
        while len(self._media) > MOST_MEDIA:
            self._media.popitem(last=False)
        return media_id

    def _forget(self, file: Part) -> bool:
        return self._media.pop(_digest(file), None) is not None


def _digest(file: Part) -> bytes:
    return hashlib.sha256(file.name.encode() + b"\0" + file.data).digest()


def _cut(error: Exception, sent: int, *, paid: bool) -> NotDelivered:
    """Only a connection that never came about is no doubt; a paid template is never sent again."""
    code = type(error).__name__
    if isinstance(error, _NEVER_LEFT):
        return NotDelivered("retry", code, parts_sent=sent)
    return NotDelivered("unknown", code, again=not paid, parts_sent=sent)
