"""The Graph API over aiohttp: one method a call, refusals as `GraphError`.

httpx would cost three times the processor time of a call (benchmarks/whatsapp.py prints both).
"""

import hashlib
import hmac
import mimetypes
from types import TracebackType
from typing import Any

import aiohttp
import msgspec

from bot.channels.whatsapp import VERSION
from bot.channels.whatsapp.errors import GraphError
from storage.outbox import Part

CALL_SECONDS = 8.0
_CONNECTIONS = 20
_JSON = {"Content-Type": "application/json"}
Wire = dict[str, Any]


class Graph:
    """Calls for one business number; raises GraphError and aiohttp.ClientError.

    To be made where an event loop runs.
    """

    def __init__(
        self, token: str, api_url: str, phone_number_id: str, account_id: str | None = None
    ) -> None:
        self._root = f"{api_url.rstrip('/')}/{VERSION}"
        self._number = f"{self._root}/{phone_number_id}"
        self._account = f"{self._root}/{account_id}"
        self._messages = f"{self._number}/messages"
        self._token = token
        self._client = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {token}"},
            timeout=aiohttp.ClientTimeout(None, connect=CALL_SECONDS / 2, sock_read=CALL_SECONDS),
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def __aenter__(self) -> "Graph":
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.close()

    async def send(self, request: Wire) -> str:
        """Meta's id of the message that it accepted."""
        answer = await self._post(self._messages, request)
        try:
            return str(answer["messages"][0]["id"])
        except (LookupError, TypeError):
            raise aiohttp.ClientPayloadError("no message id in the answer") from None

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Ticks; with `typing` also the sign that an answer is being written, for 25 s at most."""
        request: Wire = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
        }
        if typing:
            request["typing_indicator"] = {"type": "text"}
        await self._post(self._messages, request)

    async def upload(self, part: Part) -> str:
        """The media id, which Meta keeps for 30 days."""
        kind = mimetypes.guess_type(part.name)[0] or "application/octet-stream"
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": kind})
        form.add_field("file", part.data, filename=part.name, content_type=kind)
        async with self._client.post(f"{self._number}/media", data=form) as answer:
            return str((await _checked(answer))["id"])

    async def number(self, app_secret: str | None = None) -> Wire:
        """With `app_secret` Meta also checks that it is the secret of the token's app."""
        asked = {"fields": "display_phone_number,verified_name,quality_rating"}
        if app_secret is not None:
            proof = hmac.new(app_secret.encode(), self._token.encode(), hashlib.sha256)
            asked["appsecret_proof"] = proof.hexdigest()
        return await self._get(self._number, asked)

    async def token(self) -> Wire:
        """Whether the token holds, until when (0: without end), and what it may."""
        answer = await self._get(f"{self._root}/debug_token", {"input_token": self._token})
        return dict(answer["data"])

    async def subscribed_apps(self) -> list[Wire]:
        return list((await self._get(f"{self._account}/subscribed_apps", {}))["data"])

    async def templates(self) -> list[Wire]:
        asked = {"fields": "name,language,status,category,rejected_reason", "limit": "200"}
        return list((await self._get(f"{self._account}/message_templates", asked))["data"])

    async def create_template(self, template: Wire) -> str:
        """The state that Meta gives it: APPROVED, PENDING, REJECTED."""
        answer = await self._post(f"{self._account}/message_templates", template)
        return str(answer.get("status", "PENDING"))

    async def _post(self, url: str, request: Wire) -> Wire:
        body = msgspec.json.encode(request)
        async with self._client.post(url, data=body, headers=_JSON) as answer:
            return await _checked(answer)

    async def _get(self, url: str, asked: dict[str, str]) -> Wire:
        async with self._client.get(url, params=asked) as answer:
            return await _checked(answer)


async def _checked(answer: aiohttp.ClientResponse) -> Wire:
    """An accepted call whose answer cannot be read counts as a line that was cut."""
    try:
        content = msgspec.json.decode(await answer.read())
    except (msgspec.DecodeError, UnicodeDecodeError):
        content = None
    if answer.status < 300:
        if not isinstance(content, dict):
            raise aiohttp.ClientPayloadError("the answer is no JSON object")
        return content
    error = content.get("error") if isinstance(content, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, int):
        code = 1 if answer.status >= 500 else answer.status
    raise GraphError(code, answer.status)
