"""Webhooks as Meta sends them: signed over the raw bytes, again and again until they answer 200."""

import asyncio
import hashlib
import hmac
import json
from contextlib import suppress
from typing import Any

import aiohttp
from yarl import URL

from bot.fakes.telegram_changes import Changes

SIGNATURE = "X-Hub-Signature-256"
_AT_ONCE = 20
_LONGEST_WAIT_SECONDS = 5.0
_POST_SECONDS = 20.0


def signature(secret: str, body: bytes) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


class Webhook:
    """Bodies that wait for the bot; `retry_seconds` is the first wait after a failed POST."""

    def __init__(self, secret: str, changes: Changes, retry_seconds: float) -> None:
        self.url: str | None = None
        self.secret = secret
        self.answers: list[int] = []
        self.waiting: list[bytes] = []
        self._changes = changes
        self._retry_seconds = retry_seconds
        self._under_way = 0

    @property
    def is_idle(self) -> bool:
        return not self.waiting and not self._under_way

    def listens_at(self, url: str) -> None:
        self.url = url
        self._changes.happened()

    def put(self, payload: dict[str, Any]) -> None:
        self.waiting.append(json.dumps(payload, ensure_ascii=False).encode())
        self._changes.happened()

    async def verify(self, token: str) -> bool:
        """What Meta does when the address is saved."""
        assert self.url is not None
        asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
        async with (
            aiohttp.ClientSession() as client,
            client.get(URL(self.url).update_query(asked)) as answer,
        ):
            return answer.status == 200 and await answer.text() == asked["hub.challenge"]

    async def push(self) -> None:
        """Until cancelled; several at once, so that nothing keeps the order."""
        free = asyncio.Semaphore(_AT_ONCE)
        async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as tasks:
            while True:
                await self._changes.until(lambda: self.url and self.waiting, None)
                await free.acquire()
                self._under_way += 1
                tasks.create_task(self._deliver(client, self.waiting.pop(0), free))

    async def post(self, client: aiohttp.ClientSession, body: bytes) -> int:
        """One try; 0 where there was no answer."""
        assert self.url is not None
        headers = {SIGNATURE: signature(self.secret, body), "Content-Type": "application/json"}
        timeout = aiohttp.ClientTimeout(total=_POST_SECONDS)
        status = 0
        with suppress(aiohttp.ClientError, TimeoutError):
            async with client.post(self.url, data=body, headers=headers, timeout=timeout) as answer:
                status = answer.status
        self.answers.append(status)
        return status

    async def _deliver(
        self, client: aiohttp.ClientSession, body: bytes, free: asyncio.Semaphore
    ) -> None:
        wait = self._retry_seconds
        try:
            while await self.post(client, body) != 200:
                await asyncio.sleep(wait)
                wait = min(_LONGEST_WAIT_SECONDS, wait * 2)
        finally:
            self._under_way -= 1
            free.release()
            self._changes.happened()
