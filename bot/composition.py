"""Which channels run in a process, and what is served under which address."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.app import application
from bot.service import Service
from bot.settings import Settings, SettingsError
from handlers.catalog import catalog
from handlers.programme import Programme
from storage.database import Database

STOP_SECONDS = 10.0
REQUEST_SECONDS = 2.0  # for requests under way at the end; aiohttp may take it twice


@asynccontextmanager
async def running(
    settings: Settings,
    database: Database,
    programme: Programme,
    *,
    serves: bool,
    delivers: bool,
    polls: bool = False,
) -> AsyncIterator[str | None]:
    """Yields the address that is served, if any; at the end all that has begun is finished."""
    service = Service(settings, database, programme, delivers=delivers)
    routes = _telegram(service, listens=serves or polls)
    routes += _whatsapp(service, listens=serves)
    if serves:
        routes += _phone_page(service)
    runner = None
    try:
        await service.start()
        if serves:
            runner = await _listen(service, routes)
            yield _address(runner)
        else:
            yield None
    finally:
        async with asyncio.timeout(STOP_SECONDS):
            if runner is not None:
                await service.stop_listening()
                await runner.cleanup()
            await service.stop()


async def _listen(service: Service, routes: list[web.RouteDef]) -> web.AppRunner:
    """Raises SettingsError where the port is taken."""
    settings = service.settings
    runner = web.AppRunner(
        application(service, routes), access_log=None, shutdown_timeout=REQUEST_SECONDS
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        await runner.cleanup()
        reason = os.strerror(error.errno or 0)
        raise SettingsError(f"PORT {settings.port} cannot be used: {reason}.") from None
    return runner


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


def _telegram(service: Service, *, listens: bool) -> list[web.RouteDef]:
    """The webhook's route where there is a public address; else polling beside everything."""
    settings = service.settings
    if not settings.telegram_token:
        return []
    from bot.channels.telegram import Telegram
    from bot.channels.telegram_setup import register

    words = catalog(service.programme.default_language)
    channel = Telegram(
        settings.telegram_token, settings.telegram_api_url, words.text("telegram.share_phone")
    )
    service.add(channel)
    if not listens:
        return []
    from bot.channels.telegram_listen import TelegramListener

    listener = TelegramListener(
        settings.telegram_token,
        settings.telegram_api_url,
        service.receive,
        service.note,
        service.receive_batch,
    )
    service.at_end(listener.stop)
    secret, url = settings.telegram_webhook_secret, settings.telegram_webhook_url
    languages = service.programme.languages
    service.beside(register(channel.bot, words, languages, webhook_url=url, secret=secret))
    if url and secret:
        return [listener.route(secret)]
    service.beside(listener.poll())
    return []


def _whatsapp(service: Service, *, listens: bool) -> list[web.RouteDef]:
    """Delivers wherever there is a token; listens where requests are served."""
    settings = service.settings
    token, number_id = settings.whatsapp_token, settings.whatsapp_phone_number_id
    secret, verify_token = settings.whatsapp_app_secret, settings.whatsapp_verify_token
    if not (token and number_id and secret and verify_token):
        return []
    from bot.channels.whatsapp.client import Graph
    from bot.channels.whatsapp.listen import WhatsAppListener
    from bot.channels.whatsapp.sending import WhatsApp
    from bot.channels.whatsapp.tier import Tier
    from handlers.notice_templates import nudge

    graph = Graph(token, settings.whatsapp_api_url, number_id)
    tier = Tier(service.database, settings.whatsapp_tier)
    channel = WhatsApp(
        graph,
        lambda language: catalog(language).text("whatsapp.open_list"),
        nudge if settings.whatsapp_nudge else lambda _language: None,
        tier.left,
    )
    service.add(channel)
    if not listens:
        return []
    listener = WhatsAppListener(
        secret,
        verify_token,
        number_id,
        graph,
        service.receive_batch,
        service.take_report,
        service.change_address,
    )
    service.at_end(listener.stop)
    return listener.routes()


def _phone_page(service: Service) -> list[web.RouteDef]:
    """Only where it was switched on, and never behind a proxy: there every peer looks local."""
    settings = service.settings
    if not settings.phone_page or settings.public_url:
        return []
    from bot.channels.phone_page import PhonePage, SyntheticPerson
    from bot.sample import people_to_try

    def people() -> list[SyntheticPerson]:
        return [
            SyntheticPerson(who, person.nik, person.name, person.birth_date, person.phone)
            for who, person in people_to_try(service.database).items()
        ]

    page = PhonePage(
        service.receive,
        people,
        service.store_is_synthetic,
        lambda: service.wake(page.name),
        settings.host,
        settings.port,
    )
    service.add(page)
    return list(page.routes())
