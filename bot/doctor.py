"""What an operator should know before people do: one check a question, nothing is changed."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.doctor_check import Check
from bot.feed_rules import STALE_DAYS
from bot.logs import mask
from bot.opening import connect
from bot.settings import Settings, obstacle
from handlers.dates import local_today
from handlers.programme import ProgrammeError, load
from handlers.programme_facts import Fact
from storage.database import Database, DatabaseError
from storage.participants import Participants

FACTS_AGE_DAYS = 365
ERROR_AGE_SECONDS = 24 * 3600
CALL_SECONDS = 10.0


def examine(chosen: Settings) -> list[Check]:
    """In the order in which a problem makes the next ones."""
    reason = obstacle(chosen)
    checks = [
        Check("settings", "fail", reason, "Set it in the environment or in .env.")
        if reason
        else Check("settings", "ok", "Every setting can be used.")
    ]
    checks += _storage(chosen)
    if reason is None:
        checks += asyncio.run(_telegram(chosen))
        checks += asyncio.run(_whatsapp(chosen))
    checks.append(_feed(chosen))
    checks.append(_programme(chosen))
    return checks


def _storage(chosen: Settings) -> list[Check]:
    """Database, key and age of the data; an embedded database is not made here."""
    try:
        url = make_url(chosen.database_url)
    except ArgumentError:
        fix = "Write sqlite:///path or postgresql://user:password@host/name."
        return [Check("database", "fail", "DATABASE_URL is not an address.", fix)]
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        fix = "Nothing to do: the first `serve`, `poll` or `refresh` makes it."
        return [Check("database", "warn", "There is no database yet.", fix)]
    try:
        database = connect(chosen)
    except DatabaseError as error:
        return [Check("key", "fail", str(error), "Bring back the key that wrote this database.")]
    try:
        return _tables(database)
    finally:
        database.close()


def _tables(database: Database) -> list[Check]:
    start = "start `serve`" if database.is_sqlite else "run `sapa migrate`"
    try:
        if not database.migrated():
            what = "The database lacks tables of this version."
            return [Check("database", "fail", what, f"Back it up, then {start}.")]
        checks = [Check("database", "ok", "It is there, with the tables of this version.")]
        database.check_key()
        checks.append(Check("key", "ok", "The key opens what is sealed."))
        return [*checks, _data(database)]
    except DatabaseError as error:
        return [*checks, Check("key", "fail", str(error), "Set SECRET_KEY to the right key.")]
    except SQLAlchemyError as error:
        what = f"It cannot be used: {type(error).__name__}."
        return [Check("database", "fail", what, "Is the server up, the file whole and writable?")]


def _data(database: Database) -> Check:
    with database.read() as connection:
        as_of = Participants(connection, database.sealer).as_of()
    if as_of is None:
        return Check("data", "fail", "There is no data yet.", "Run `sapa refresh SOURCE`.")
    days = (local_today() - as_of).days
    what = f"The data is of {as_of}, {days} days old."
    if days <= STALE_DAYS:
        return Check("data", "ok", what)
    return Check("data", "warn", what, "Run `sapa refresh`, or set REFRESH_EVERY.")


async def _whatsapp(chosen: Settings) -> list[Check]:
    from bot.doctor_whatsapp import examine_whatsapp

    return await examine_whatsapp(chosen)


async def _telegram(chosen: Settings) -> list[Check]:
    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError
    from telegram.request import HTTPXRequest

    if not chosen.telegram_token:
        fix = "Get a token from @BotFather and set TELEGRAM_TOKEN, if people are to use Telegram."
        return [Check("telegram", "warn", "TELEGRAM_TOKEN is not set.", fix)]
    request = HTTPXRequest(connect_timeout=CALL_SECONDS, read_timeout=CALL_SECONDS)
    bot = Bot(chosen.telegram_token, base_url=f"{chosen.telegram_api_url}/bot", request=request)
    try:
        me, info = await bot.get_me(), await bot.get_webhook_info()
    except InvalidToken:
        fix = "Copy the token from @BotFather again; a revoked one stays wrong."
        return [Check("telegram", "fail", "Telegram does not know the token.", fix)]
    except TelegramError as error:
        what = f"Telegram cannot be asked: {type(error).__name__}."
        return [Check("telegram", "fail", what, "Check the network, and TELEGRAM_API_URL if set.")]
    finally:
        await request.shutdown()
    failed_at = info.last_error_date.timestamp() if info.last_error_date else None
    hook = _Hook(info.url, info.pending_update_count, failed_at, info.last_error_message or "")
    return [
        Check("telegram", "ok", f"The token is that of @{me.username}."),
        _webhook(chosen.telegram_webhook_url, hook),
    ]


@dataclass(frozen=True, slots=True)
class _Hook:
    """What Telegram says of the webhook; no `url` where there is none."""

    url: str
    waiting: int
    failed_at: float | None
    error: str


def _webhook(expected: str | None, hook: _Hook) -> Check:
    if expected is None and not hook.url:
        return Check("webhook", "ok", "None, as PUBLIC_URL is empty: updates are fetched.")
    if expected is None:
        what = "A webhook is registered, though PUBLIC_URL is empty."
        fix = "Does another copy of the bot use this token? Polling takes the webhook away."
        return Check("webhook", "warn", what, fix)
    if hook.url != expected:
        what = "It is not registered for PUBLIC_URL."
        return Check("webhook", "fail", what, "Start `serve`: it registers the webhook itself.")
    waiting = f"{hook.waiting} updates wait."
    if hook.failed_at is None or time.time() - hook.failed_at > ERROR_AGE_SECONDS:
        return Check("webhook", "ok", f"It is registered; {waiting}")
    minutes = (time.time() - hook.failed_at) / 60
    what = f"It last failed {minutes:.0f} minutes ago: {mask(hook.error)}; {waiting}"
    fix = "Is `serve` up and PUBLIC_URL reachable by https? A restart sets the secret anew."
    return Check("webhook", "warn", what, fix)


def _feed(chosen: Settings) -> Check:
    from storage.feeds.feed import shown

    source = chosen.agency_url
    if source is None:
        fix = "Set AGENCY_URL and REFRESH_EVERY, or run `sapa refresh SOURCE` by hand."
        return Check("feed", "warn", "AGENCY_URL is not set.", fix)
    if source.startswith(("http://", "https://")):
        return _http_feed(shown(source), source.rstrip("/"), chosen.agency_token)
    if Path(source).exists():
        return Check("feed", "ok", f"{source} is there.")
    return Check("feed", "fail", f"{source} is not there.", "Correct AGENCY_URL.")


def _http_feed(place: str, source: str, token: str | None) -> Check:
    """One row of the participants is asked for."""
    from storage.feeds.http import Page

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = f"{source}/participants"
    try:
        answer = httpx.get(address, params={"limit": 1}, headers=headers, timeout=CALL_SECONDS)
        answer.raise_for_status()
        page = msgspec.json.decode(answer.content, type=Page)
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        what, fix = f"{place} answers {status}.", "Check AGENCY_URL and AGENCY_TOKEN."
        return Check("feed", "fail", what, fix)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        what = f"{place} cannot be reached: {type(error).__name__}."
        return Check("feed", "fail", what, "Check AGENCY_URL and the network.")
    except msgspec.DecodeError:
        fix = "Correct AGENCY_URL: /participants under it must be a page of the feed."
        return Check("feed", "fail", f"{place} does not answer with a feed.", fix)
    return Check("feed", "ok", f"{place} answers: {page.total} rows, data of {page.as_of}.")


def _programme(chosen: Settings) -> Check:
    try:
        programme = load(chosen.programme)
    except ProgrammeError as error:
        return Check("programme", "fail", str(error), "Correct the file, or PROGRAMME.")
    today = local_today()
    facts = [fact for fact in _facts(programme) if fact.holds_on(today)]
    old = sum(fact.as_of < today - timedelta(days=FACTS_AGE_DAYS) for fact in facts)
    unsure = sum(fact.sure == "unverified" for fact in facts)
    what = f"{len(facts)} facts: {old} older than a year, {unsure} unverified."
    if not old and not unsure:
        return Check("programme", "ok", what)
    return Check("programme", "warn", what, "Look them up at their source and renew `as_of`.")


def _facts(stated: object) -> Iterator[Fact]:
    """All facts of the file, those within facts too."""
    if isinstance(stated, Fact):
        yield stated
    if isinstance(stated, msgspec.Struct):
        stated = tuple(getattr(stated, name) for name in stated.__struct_fields__)
    if isinstance(stated, tuple):
        for each in stated:
            yield from _facts(each)
