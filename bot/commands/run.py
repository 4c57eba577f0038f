"""`serve`, `worker` and `poll`: the bot as a service."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failed
from bot.settings import Settings, obstacle, settings

if TYPE_CHECKING:
    from rich.console import Console

    from storage.database import Database


def serve(
    sample: Annotated[
        bool, typer.Option(help="Fill an empty store with synthetic people first.")
    ] = False,
) -> None:
    """Serve webhooks and pages; with SQLite deliver too. Without PUBLIC_URL Telegram is polled."""
    chosen = settings()
    on_sqlite = chosen.database_url.startswith("sqlite")
    asyncio.run(_run(chosen, serves=True, delivers=on_sqlite, sample=sample))


def worker() -> None:
    """Deliver what lies in the outbox and run what is due (with PostgreSQL, beside `serve`)."""
    asyncio.run(_run(settings(), serves=False, delivers=True))


def poll() -> None:
    """Talk to Telegram by long polling, deliver, and run what is due: no address needed."""
    chosen = settings()
    if not chosen.telegram_token:
        raise Failed("TELEGRAM_TOKEN is not set: get one from @BotFather on Telegram.")
    alone = chosen.model_copy(update={"public_url": None})
    asyncio.run(_run(alone, serves=False, delivers=True, polls=True))


async def _run(
    chosen: Settings, *, serves: bool, delivers: bool, polls: bool = False, sample: bool = False
) -> None:
    """Until SIGTERM or Ctrl-C. A channel without its secret does not start."""
    if reason := obstacle(chosen):
        raise Failed(reason)
    from rich.console import Console

    from bot import logs
    from bot.composition import running
    from bot.opening import open_database
    from handlers.programme import load

    logs.set_up(chosen.log_level)
    database, programme = open_database(chosen), load(chosen.programme)
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    console = Console(stderr=True, highlight=False)
    if sample:
        from bot.sample import fill

        await asyncio.to_thread(fill, database, programme, console)
    async with running(
        chosen, database, programme, serves=serves, delivers=delivers, polls=polls
    ) as address:
        if address is not None:
            typer.echo(address)
        if sample:
            _show_what_to_try(database, console, chosen, address)
        await stopped.wait()


def _show_what_to_try(
    database: "Database", console: "Console", chosen: Settings, address: str | None
) -> None:
    """The address, three people and three questions."""
    from bot.sample import show_people

    show_people(database, console)
    console.print(
        f"Open {address} and write, for example:\n"
        "  apa kartu saya masih aktif\n"
        "  suami saya meninggal, apa yang harus saya urus\n"
        "  kantornya di mana"
    )
    if chosen.telegram_token:
        console.print("Telegram is answered too.")
    console.print("Ctrl-C ends it.")
