"""Updates POSTed to the bot's webhook, again and again until it answers 2xx.

Only to this machine: for another host the webhook is registered and nothing is sent.
"""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import aiohttp
from yarl import URL

from bot.fakes.telegram_calls import Call
from bot.fakes.telegram_changes import Changes
from bot.fakes.telegram_chats import Wire
from bot.fakes.telegram_refusals import RefusalError, bad_request
from bot.fakes.telegram_updates import Pending, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
_PORTS = (443, 80, 88, 8443)
_USUAL_CONNECTIONS = 40
_LONGEST_DELAY_FACTOR = 64


@dataclass(frozen=True)
class Registration:
    """What setWebhook said."""

    url: URL
    secret: str
    connections: int


def registration(call: Call) -> Registration | None:
    """None for an empty address; raises RefusalError (400)."""
    secret, address = call.text("secret_token"), call.text("url")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[\w-]*", secret, re.ASCII):
        raise bad_request("secret token contains unallowed characters")
    if not address:
        return None
    url = URL(address)
    if url.scheme != "https" and not _is_here(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if url.port not in _PORTS and not _is_here(url):
        words = "Webhook can be set up only on ports 80, 88, 443 or 8443"
        raise bad_request(f"bad webhook: {words}")
    connections = call.integer("max_connections") or _USUAL_CONNECTIONS
    return Registration(url, secret, min(max(connections, 1), 100))


@dataclass
class Webhook:
    """One chat's updates go in order, those of many chats at once.

    `answer` runs the method that a bot may put into its answer to an update.
    """

    updates: Updates
    changes: Changes
    retry_seconds: float
    answer: Callable[[Call], Awaitable[Any]]
    registered: Registration | None = None
    last_error: Wire = field(default_factory=dict)
    _busy: set[int] = field(default_factory=set)

    def info(self) -> Wire:
        pending = {
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if self.registered is None:
            return {"url": "", **pending}
        more: Wire = {"max_connections": self.registered.connections}
        if allowed := self.updates.allowed():
            more["allowed_updates"] = allowed
        return {"url": str(self.registered.url), **pending, **more, **self.last_error}

    async def push(self) -> None:
        """Until cancelled."""
        async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as tasks:
            while True:
                for queue in await self.changes.until(self._waiting, None):
                    self._busy.add(queue)
                    tasks.create_task(self._push_queue(client, queue))

    def _waiting(self) -> set[int]:
        registered = self.registered
        if registered is None or not _is_here(registered.url):
            return set()
        free = registered.connections - len(self._busy)
        queues = dict.fromkeys(each.queue for each in self.updates.pending)
        return set([each for each in queues if each not in self._busy][:free])

    async def _push_queue(self, client: aiohttp.ClientSession, queue: int) -> None:
        failures = 0
        try:
            while (hook := self.registered) and (update := self._first(queue)):
                if await self._taken(client, hook, update):
                    failures = 0
                    self.updates.confirm([update.update_id])
                else:
                    factor = min(2**failures, _LONGEST_DELAY_FACTOR)
                    failures += 1
                    await asyncio.sleep(self.retry_seconds * factor)
        finally:
            self._busy.discard(queue)
            self.changes.happened()

    def _first(self, queue: int) -> Pending | None:
        return next((each for each in self.updates.pending if each.queue == queue), None)

    async def _taken(
        self, client: aiohttp.ClientSession, hook: Registration, update: Pending
    ) -> bool:
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with client.post(hook.url, json=update.wire, headers=headers) as response:
                if not 200 <= response.status <= 299:
                    status = f"{response.status} {response.reason}"
                    return self._failed(f"Wrong response from the webhook: {status}")
                await self._run(await response.text())
                return True
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(f"Connection failed: {type(error).__name__}")

    def _failed(self, words: str) -> bool:
        self.last_error = {"last_error_date": int(time.time()), "last_error_message": words}
        return False

    async def _run(self, body: str) -> None:
        """Its outcome is told to nobody, as with the real server."""
        try:
            parameters = json.loads(body or "{}")
        except ValueError:
            return
        if isinstance(parameters, dict) and isinstance(parameters.get("method"), str):
            method = parameters.pop("method")
            if not method.lower().startswith(("get", "setwebhook", "deletewebhook")):
                with suppress(RefusalError):
                    await self.answer(Call(method, parameters, {}, time.time()))


def _is_here(url: URL) -> bool:
    if url.host == "localhost":
        return True
    try:
        return ip_address(url.host or "").is_loopback
    except ValueError:
        return False
