"""WhatsApp in: Meta's webhook, whose signature is checked over the raw bytes before anything."""

import asyncio
import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol

import aiohttp
import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.channels.channel import ReceiveBatch
from bot.channels.whatsapp import CHANNEL
from bot.channels.whatsapp.client import Graph
from bot.channels.whatsapp.errors import GraphError
from bot.channels.whatsapp.parse import Happened, Heard, NotJsonError, happened
from bot.inbox import AddressChange
from bot.logs import where
from bot.writer import OverloadedError
from storage.outbox import Report

SIGNATURE_HEADER = "X-Hub-Signature-256"
LARGEST_BODY = 3 * 1024 * 1024  # Meta's own limit
SLOW_SECONDS = 0.7
MOST_RECEIPTS = 50  # of read receipts under way; past that they are left out
_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})", re.ASCII)
_CHALLENGE = re.compile(r"[\w.-]{1,256}", re.ASCII)

log = structlog.get_logger()


class TakeReport(Protocol):
    """What takes a status of a message of ours."""

    def __call__(self, channel: str, report: Report, *, unreachable: bool) -> Awaitable[None]: ...


class ChangeAddress(Protocol):
    """What takes a change of somebody's number."""

    def __call__(self, change: AddressChange) -> Awaitable[None]: ...


class WhatsAppListener:
    """Answers 200 only after all that a webhook tells is committed, 503 where it cannot be."""

    def __init__(
        self,
        app_secret: str,
        verify_token: str,
        phone_number_id: str,
        graph: Graph,
        receive: ReceiveBatch,
        take_report: TakeReport,
        change_address: ChangeAddress,
    ) -> None:
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token.encode()
        self._phone_number_id = phone_number_id
        self._graph = graph
        self._receive = receive
        self._take_report = take_report
        self._change_address = change_address
        self._receipts: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/whatsapp", self._verify), web.post("/whatsapp", self._webhook)]

    async def stop(self) -> None:
        for task in self._receipts:
            task.cancel()
        await asyncio.gather(*self._receipts, return_exceptions=True)

    async def _verify(self, request: web.Request) -> web.Response:
        """What Meta asks when the address is saved."""
        asked = request.query
        token = asked.get("hub.verify_token", "").encode("utf-8", "surrogateescape")
        is_ours = hmac.compare_digest(token, self._verify_token)
        if asked.get("hub.mode") != "subscribe" or not is_ours:
            return web.Response(status=401)
        challenge = asked.get("hub.challenge", "")
        if not _CHALLENGE.fullmatch(challenge):
            return web.Response(status=400)
        return web.Response(text=challenge)

    async def _webhook(self, request: web.Request) -> web.Response:
        """A request without a signature's shape is not even read."""
        given = _SIGNATURE.fullmatch(request.headers.get(SIGNATURE_HEADER, ""))
        if given is None:
            return web.Response(status=401)
        if (request.content_length or 0) > LARGEST_BODY:
            return web.Response(status=413)
        try:
            body = await request.read()
        except web.RequestPayloadError:  # said to be packed, and is not
            return web.Response(status=400)
        signed = hmac.new(self._app_secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signed, given[1]):
            return web.Response(status=401)
        try:
            told = happened(body, self._phone_number_id)
        except NotJsonError:
            return web.Response(status=400)
        return web.Response(status=200 if await self._take(told) else 503)

    async def _take(self, told: Happened) -> bool:
        """False where the platform shall bring it again: what was taken is then a duplicate."""
        groups = [self._one_after_another(told)] if told.changed else self._by_person(told)
        reports = [
            self._take_report(CHANNEL, each.report, unreachable=each.unreachable)
            for each in told.reported
        ]
        outcomes = await asyncio.gather(*groups, *reports, return_exceptions=True)
        taken = True
        for error in outcomes:
            if isinstance(error, (OverloadedError, SQLAlchemyError)):
                log.error("webhook_deferred", channel=CHANNEL, **where(error))
                taken = False
            elif isinstance(error, Exception):
                metrics.skipped.labels(CHANNEL).inc()
                log.error("element_failed", channel=CHANNEL, **where(error))
            elif error is not None:
                raise error
        return taken

    def _by_person(self, told: Happened) -> list[Coroutine[Any, Any, None]]:
        """The messages of one person in order, those of many people at once."""
        people: defaultdict[str, list[Heard]] = defaultdict(list)
        for each in told.heard:
            people[each.inbound.sender].append(each)
        return [self._hear(heard) for heard in people.values()]

    async def _one_after_another(self, told: Happened) -> None:
        """Where somebody's number changes, what came before and after must not be mixed."""
        for heard in self._by_person(told):
            await heard
        for change in told.changed:
            await self._change_address(change)

    async def _hear(self, heard: list[Heard]) -> None:
        """The newest message is marked as read; where an answer takes its time, we are typing."""
        work = asyncio.ensure_future(self._receive([each.inbound for each in heard]))
        done, _ = await asyncio.wait({work}, timeout=SLOW_SECONDS)
        newest = max(heard, key=lambda each: each.inbound.sent_at)
        self._mark_read(newest.message_id, typing=not done)
        await work

    def _mark_read(self, message_id: str, *, typing: bool) -> None:
        """Beside everything else; a receipt that is lost is no loss."""
        if len(self._receipts) >= MOST_RECEIPTS:
            return

        async def mark() -> None:
            try:
                await self._graph.mark_read(message_id, typing=typing)
            except (GraphError, aiohttp.ClientError, RuntimeError) as error:  # the last: at the end
                log.info("not_marked_read", channel=CHANNEL, error=type(error).__name__)

        task = asyncio.create_task(mark())
        self._receipts.add(task)
        task.add_done_callback(self._receipts.discard)
