"""Pages for people at this computer only: no proxy in between, no name that points here later."""

import ipaddress
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

_LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?")
_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def local_only(handler: Handler) -> Handler:
    """403 unless peer and Host are loopback; another Host is how DNS rebinding arrives."""

    async def checked(request: web.Request) -> web.StreamResponse:
        proxied = any(name in request.headers for name in _PROXY_HEADERS)
        if proxied or not _LOCAL_HOST.fullmatch(request.host) or not _is_loopback(request.remote):
            raise web.HTTPForbidden
        return await handler(request)

    return checked


def same_origin_only(handler: Handler) -> Handler:
    """403 unless a page of this very host asks: a WebSocket is open to every site's scripts."""

    async def checked(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin") != f"http://{request.host}":
            raise web.HTTPForbidden
        return await handler(request)

    return checked


def _is_loopback(peer: str | None) -> bool:
    try:
        address = ipaddress.ip_address(peer or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
