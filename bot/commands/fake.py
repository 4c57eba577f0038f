"""`fake`: platforms on loopback, to try the bot without an account and to break things."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failed

if TYPE_CHECKING:
    from bot.fakes.graph import FakeGraph, Sent
    from bot.fakes.telegram import FakeTelegram
    from bot.fakes.telegram_methods import Delivered

_SHOWN_CHARACTERS = 120

app = typer.Typer(
    no_args_is_help=True,
    help="Platforms on loopback, for trying out: nothing leaves this machine.",
)


@app.command()
def telegram(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any free port.")] = 8_091,
    token: Annotated[
        str | None, typer.Option(envvar="TELEGRAM_TOKEN", help="The bot's; else a made-up one.")
    ] = None,
    limits: Annotated[bool, typer.Option(help="Refuse what is faster than the real pace.")] = True,
) -> None:
    """Play the Telegram Bot API: open the printed address to talk, /_control breaks things."""
    from bot.fakes.telegram import TOKEN, FakeTelegram
    from bot.fakes.telegram_limits import REAL_LIMITS

    try:
        platform = FakeTelegram(token or TOKEN, REAL_LIMITS if limits else None)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        asyncio.run(_serve(platform, port, show_token=token is None))
    except OSError as error:
        raise Failed(f"The fake could not be served: {error}") from None


@app.command()
def graph(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any free port.")] = 8_092,
    webhook: Annotated[
        str, typer.Option(help="Where the bot listens.")
    ] = "http://127.0.0.1:8080/whatsapp",
    limits: Annotated[bool, typer.Option(help="Refuse what is faster than the real pace.")] = True,
) -> None:
    """Play the WhatsApp Cloud API: prints the settings of `serve`; /_control acts and breaks."""
    from bot.fakes.graph import FakeGraph, Limits

    platform = FakeGraph(limits=Limits() if limits else None)
    platform.webhook.listens_at(webhook)
    try:
        asyncio.run(_serve_graph(platform, port))
    except OSError as error:
        raise Failed(f"The fake could not be served: {error}") from None


async def _serve_graph(platform: "FakeGraph", port: int) -> None:
    """Until Ctrl-C or SIGTERM."""
    from bot.fakes.graph import VERIFY_TOKEN, serving
    from bot.fakes.graph_people import ACCOUNT_ID, PHONE_NUMBER_ID

    async with serving(platform, port):
        typer.echo(platform.address)
        settings = {
            "WHATSAPP_API_URL": platform.address,
            "WHATSAPP_TOKEN": platform.token,
            "WHATSAPP_PHONE_NUMBER_ID": PHONE_NUMBER_ID,
            "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT_ID,
            "WHATSAPP_APP_SECRET": platform.webhook.secret,
            "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
        }
        typer.echo("\n".join(f"{name}={value}" for name, value in settings.items()), err=True)
        typer.echo("Ctrl-C ends it.", err=True)
        watching = asyncio.create_task(_watch_graph(platform))
        await _stopped().wait()
        watching.cancel()


async def _watch_graph(platform: "FakeGraph") -> None:
    """A line an accepted message; long numbers are masked here too."""
    shown = 0

    def news() -> "list[Sent]":
        return platform.sent[shown:]

    while True:
        for each in await platform.changes.until(news, None):
            shown += 1
            buttons = "".join(f" [{title}]" for title, _ in each.choices)
            typer.echo(f"{_line(each.to)}  {_line(each.text)}{buttons}", err=True)


def _line(text: str) -> str:
    from bot.logs import mask

    return mask(" ".join(text.split()))[:_SHOWN_CHARACTERS]


def _stopped() -> asyncio.Event:
    """Set by Ctrl-C or SIGTERM, which are a clean end."""
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    return stopped


async def _serve(platform: "FakeTelegram", port: int, *, show_token: bool) -> None:
    """Until Ctrl-C or SIGTERM."""
    from bot.fakes.telegram import serving

    stopped = _stopped()
    async with serving(platform, port):
        typer.echo(platform.address)
        made_up = f" TELEGRAM_TOKEN={platform.token}" if show_token else ""
        typer.echo(f"TELEGRAM_API_URL={platform.address}{made_up}. Ctrl-C ends it.", err=True)
        watching = asyncio.create_task(_watch(platform))
        await stopped.wait()
        watching.cancel()


async def _watch(platform: "FakeTelegram") -> None:
    """A line a delivered message; long numbers are masked here too."""
    shown = 0

    def news() -> "list[Delivered]":
        return platform.delivered[shown:]

    while True:
        for each in await platform.changes.until(news, None):
            shown += 1
            buttons = "".join(f" [{label}]" for label in each.buttons)
            typer.echo(f"{each.chat_id}  {_line(each.text)}{buttons}", err=True)
