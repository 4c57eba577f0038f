"""A pleasant chat in the terminal: colours, numbered choices, history with the arrow keys."""

import contextlib
import sys
import time

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.channels.terminal import CHANNEL, Terminal
from bot.inbox import new_update_id
from handlers import parsing
from handlers.conversation import Inbound
from storage.outbox import Body

_WIDEST = 78
_QUIT = {"/keluar", "/quit", "/exit"}
_HELP = """Type as on a phone. A choice can be typed by its number.
/hp NUMBER   share a phone number, as a platform would vouch for it
/keluar      leave (also Ctrl-D)"""


def run(terminal: Terminal, *, sender: str, phone: str | None) -> None:
    """Ends with /keluar, Ctrl-D or Ctrl-C."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - arrow keys and history in input()
    console = Console(highlight=False)
    console.print(Text(_HELP, style="dim"))
    if phone:
        _say(terminal, console, _message(sender, shared=phone))
    _say(terminal, console, _message(sender, text="mulai"))
    while (typed := _typed(console)) is not None:
        if typed.strip().lower() in _QUIT:
            break
        if typed.startswith("/hp "):
            _say(terminal, console, _message(sender, shared=typed.removeprefix("/hp ")))
        else:
            _say(terminal, console, _message(sender, text=typed))


def _typed(console: Console) -> str | None:
    try:
        return console.input("[bold green]> [/]") if sys.stdin.isatty() else input()
    except (EOFError, KeyboardInterrupt):
        console.print()
        return None


def _message(sender: str, *, text: str = "", shared: str | None = None) -> Inbound:
    vouched = None
    if shared:
        with contextlib.suppress(parsing.Problem):
            vouched = parsing.phone(shared)
    return Inbound(CHANNEL, sender, new_update_id(), time.time(), text, contact_phone=vouched)


def _say(terminal: Terminal, console: Console, inbound: Inbound) -> None:
    with terminal.answering(inbound) as answer:
        for body in answer.bodies:
            console.print(_shown(body, min(console.width - 4, _WIDEST)))


def _shown(body: Body, width: int) -> Padding:
    text = Text(body.text)
    for number, (label, _) in enumerate(body.choices, start=1):
        text.append(f"\n  {number}. ", style="bold cyan")
        text.append(label, style="cyan")
    for part in body.parts:
        text.append(f"\n[{part.kind}: {part.name}]", style="magenta")
    return Padding(Panel(text, width=width, border_style="blue"), (0, 0, 0, 1))
