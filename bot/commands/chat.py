"""`chat`: the bot in a terminal, for people and (with --jsonl) for scripts."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import settings

if TYPE_CHECKING:
    from bot.channels.terminal import Terminal


def chat(
    jsonl: Annotated[bool, typer.Option(help="JSON lines in and out, for scripts.")] = False,
    sender: Annotated[str, typer.Option(help="Who you are, to the bot.")] = "terminal",
    phone: Annotated[
        str | None, typer.Option(help="A phone number that the terminal vouches for.")
    ] = None,
    sample: Annotated[
        bool, typer.Option(help="Fill an empty store with synthetic people first.")
    ] = False,
) -> None:
    """Talk to the bot here; `--jsonl` reads one JSON object a line and answers each with one."""
    terminal = _terminal(sample=sample)
    if jsonl:
        from bot.channels import jsonl as script

        script.run(terminal)
    else:
        from bot.channels import talk

        talk.run(terminal, sender=sender, phone=phone)


def _terminal(*, sample: bool) -> "Terminal":
    from bot import logs
    from bot.channels.terminal import Terminal
    from bot.inbox import Inbox
    from bot.opening import open_database
    from handlers.programme import load

    chosen = settings()
    logs.set_up("WARNING")
    database, programme = open_database(chosen), load(chosen.programme)
    if sample:
        from rich.console import Console

        from bot.sample import fill, show_people

        fill(database, programme, Console(stderr=True))
        show_people(database, Console(stderr=True))
    inbox = Inbox(database, programme, oldest_seconds=None)
    return Terminal(database, inbox, time.time)
