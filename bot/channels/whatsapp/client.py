"""The Graph API over httpx: one method a call, refusals as `GraphError`."""

import hashlib
import hmac
import mimetypes
from types import TracebackType
from typing import Any

import httpx
import msgspec

from bot.channels.whatsapp import VERSION
from bot.channels.whatsapp.errors import GraphError
from storage.outbox import Part

CALL_SECONDS = 8.0
_CONNECTIONS = 20
Wire = dict[str, Any]


class Graph:
    """Calls for one business number; raises GraphError and httpx.HTTPError."""

    def __init__(
        self, token: str, api_url: str, phone_number_id: str, account_id: str | None = None
    ) -> None:
        self._number = f"/{phone_number_id}"
        self._account = f"/{account_id}"
        self._token = token
        self._client = httpx.AsyncClient(
            base_url=f"{api_url.rstrip('/')}/{VERSION}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(CALL_SECONDS, connect=CALL_SECONDS / 2, pool=1.0),
            limits=httpx.Limits(max_connections=_CONNECTIONS),
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
        await self._client.aclose()

    async def send(self, request: Wire) -> str:
        """Meta's id of the message that it accepted."""
        answer = await self._post(f"{self._number}/messages", request)
        try:
            return str(answer["messages"][0]["id"])
        except (LookupError, TypeError):
            raise httpx.RemoteProtocolError("no message id in the answer") from None

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Ticks; with `typing` also the sign that an answer is being written, for 25 s at most."""
        request: Wire = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
        }
        if typing:
            request["typing_indicator"] = {"type": "text"}
        await self._post(f"{self._number}/messages", request)

    async def upload(self, part: Part) -> str:
        """The media id, which Meta keeps for 30 days."""
        kind = mimetypes.guess_type(part.name)[0] or "application/octet-stream"
        answer = await self._client.post(
            f"{self._number}/media",
            data={"messaging_product": "whatsapp", "type": kind},
            files={"file": (part.name, part.data, kind)},
        )
        return str(_checked(answer)["id"])

    async def number(self, app_secret: str | None = None) -> Wire:
        """With `app_secret` Meta also checks that it is the secret of the token's app."""
        asked = {"fields": "display_phone_number,verified_name,quality_rating"}
        if app_secret is not None:
            proof = hmac.new(app_secret.encode(), self._token.encode(), hashlib.sha256)
            asked["appsecret_proof"] = proof.hexdigest()
        return await self._get(self._number, asked)

    async def token(self) -> Wire:
        """Whether the token holds, until when (0: without end), and what it may."""
        answer = await self._get("/debug_token", {"input_token": self._token})
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

    async def _post(self, path: str, request: Wire) -> Wire:
        body = msgspec.json.encode(request)
        headers = {"Content-Type": "application/json"}
        return _checked(await self._client.post(path, content=body, headers=headers))

    async def _get(self, path: str, asked: dict[str, str]) -> Wire:
        return _checked(await self._client.get(path, params=asked))


def _checked(answer: httpx.Response) -> Wire:
    """An accepted call whose answer cannot be read counts as a line that was cut."""
    try:
        content = msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        content = None
    if answer.is_success:
        if not isinstance(content, dict):
            raise httpx.RemoteProtocolError("the answer is no JSON object")
        return content
    error = content.get("error") if isinstance(content, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, int):
        code = 1 if answer.status_code >= 500 else answer.status_code
    raise GraphError(code, answer.status_code)
