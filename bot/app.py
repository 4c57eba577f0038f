"""The HTTP application: the channels' routes, health, readiness, metrics."""

import asyncio
from datetime import date

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.feed_rules import STALE_DAYS
from bot.service import Service
from handlers.dates import local_today
from storage.participants import Participants

LARGEST_BODY = 3 * 1024 * 1024  # Meta sends up to 3 MB


def application(service: Service, routes: list[web.RouteDef]) -> web.Application:
    """A request that is too large is answered 413 before anything is read."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app.on_shutdown.append(lambda _app: service.stop_listening())
    app.add_routes([web.get("/healthz", _healthz), web.get("/metrics", _metrics)])
    app.add_routes([web.get("/readyz", _readyz(service)), *routes])
    return app


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _readyz(service: Service) -> Handler:
    """200 when messages can be answered; the age of the data is told, and fails nothing."""

    async def readyz(_request: web.Request) -> web.Response:
        try:
            as_of, migrated = await asyncio.to_thread(_state, service)
        except Exception:
            return web.json_response({"status": "no database"}, status=503)
        if not migrated:
            return web.json_response({"status": "migrations are missing"}, status=503)
        if as_of is None:
            return web.json_response({"status": "no data yet", "as_of": None}, status=503)
        age = (local_today() - as_of).days
        state = "ok" if age <= STALE_DAYS else "data is old"
        return web.json_response({"status": state, "as_of": as_of.isoformat(), "age_days": age})

    return readyz


def _state(service: Service) -> tuple[date | None, bool]:
    database = service.database
    with database.read() as connection:
        as_of = Participants(connection, database.sealer).as_of()
    return as_of, database.migrated()
