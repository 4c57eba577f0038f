"""The agency's HTTP feed on loopback, synthetic: pages with a cursor, a bearer token, ETags."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.fakes.agency_feed import CursorError, Dataset, Feed

HOST = "127.0.0.1"
_USUAL_LIMIT, _HIGHEST_LIMIT = 1_000, 5_000
_Result = TypeVar("_Result")


def application(feed: Feed, token: str | None = None) -> web.Application:
    """`/participants`, `/claims` and `/agreements`; without a token everybody may read."""
    app = web.Application(middlewares=[_needs(token)] if token else [])
    for name, dataset in feed.datasets.items():
        app.router.add_get(f"/{name}", _pages(feed, dataset))
    return app


@asynccontextmanager
async def serving(feed: Feed, port: int = 0, token: str | None = None) -> AsyncIterator[str]:
    """Yields the address; port 0 is any free one. Raises OSError if the port is taken."""
    runner = web.AppRunner(application(feed, token), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _needs(token: str) -> Any:
    expected = f"Bearer {token}".encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            return _refusal(401, "a bearer token is needed")
        return await handler(request)

    return check


def _pages(feed: Feed, dataset: Dataset) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        limit = request.query.get("limit", str(_USUAL_LIMIT))
        if not (limit.isascii() and limit.isdecimal() and 0 < int(limit[:9]) <= _HIGHEST_LIMIT):
            return _refusal(400, f"limit is 1 to {_HIGHEST_LIMIT}")
        try:
            page = dataset.page(request.query.get("cursor"), int(limit))
        except CursorError as error:
            return _refusal(400, str(error))
        body = msgspec.json.encode(
            {
                "as_of": feed.as_of,
                "synthetic": True,
                "total": dataset.total,
                "data": [dict(zip(dataset.columns, row, strict=True)) for row in page.rows],
                "next": page.next,
            }
        )
        etag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, content_type="application/json", headers={"ETag": etag})

    return answer


def _refusal(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)
