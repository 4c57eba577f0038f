"""From a message of the outbox to messages of a Telegram chat, within its limits.

Without python-telegram-bot, whose import costs 30 MB: the phone page shows what this renders.
"""

from dataclasses import dataclass

from bot.channels.splitting import pieces
from storage.outbox import Body, Part

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_CALLBACK = 64  # bytes
LONGEST_LABEL_IN_A_ROW = 18  # two buttons of a row are still read on a small screen
Rows = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message: a file's caption where there is a `file`; `rows` of labels and callback data."""

    text: str = ""
    file: Part | None = None
    rows: Rows = ()
    asks_phone: bool = False


def messages(body: Body) -> list[Outgoing]:
    """The last file carries the words where they fit; else the words follow the files."""
    rows = () if body.asks_phone else _rows(_buttons(body))
    files = [Outgoing(file=part) for part in body.parts]
    if body.parts and len(body.text) <= LONGEST_CAPTION:
        return [*files[:-1], Outgoing(body.text, body.parts[-1], rows, body.asks_phone)]
    *first, last = pieces(body.text, LONGEST_TEXT)
    words = [Outgoing(piece) for piece in first]
    return [*files, *words, Outgoing(last, None, rows, body.asks_phone)]


def _buttons(body: Body) -> list[tuple[str, str]]:
    return [
        (f"{number}. {label}", value)
        for number, (label, value) in enumerate(body.choices, start=1)
        if len(value.encode()) <= LONGEST_CALLBACK
    ]


def _rows(buttons: list[tuple[str, str]]) -> Rows:
    """Two short buttons share a row."""
    rows: list[tuple[tuple[str, str], ...]] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if len(last) == 1 and all(_is_short(label) for label, _ in (*last, button)):
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)


def _is_short(label: str) -> bool:
    return len(label) <= LONGEST_LABEL_IN_A_ROW
