"""A reply as each platform would show it, by the code that renders it for that platform."""

from collections.abc import Sequence

import msgspec

from bot.channels import telegram_render
from bot.channels.splitting import numbered
from bot.channels.whatsapp import render as whatsapp_render
from storage.outbox import Body, Part

VIEWS = ("telegram", "whatsapp", "plain")


class ShownWords(msgspec.Struct, frozen=True):
    """A piece of text; `tags` are `b`, `i`, `s`."""

    text: str
    tags: Sequence[str] = ()


class ShownOption(msgspec.Struct, frozen=True):
    """What can be pressed; `note` stands beneath the label."""

    label: str
    value: str
    note: str = ""


class Bubble(msgspec.Struct, frozen=True):
    """One message of a platform.

    `rows` are its buttons; with `opens` they are a list behind a button of that name. `file` is a
    place among the attachments.
    """

    words: Sequence[ShownWords] = ()
    rows: Sequence[Sequence[ShownOption]] = ()
    opens: str | None = None
    file: int | None = None
    asks_phone: bool = False


def views(body: Body, open_list: str) -> dict[str, list[Bubble]]:
    """By the names of VIEWS."""
    return {
        "telegram": [_telegram(each, body) for each in telegram_render.messages(body)],
        "whatsapp": [_whatsapp(each, body) for each in whatsapp_render.messages(body, open_list)],
        "plain": _plain(body),
    }


def _telegram(sent: telegram_render.Outgoing, body: Body) -> Bubble:
    return Bubble(
        words=_unformatted(sent.text),
        rows=[[ShownOption(label, value) for label, value in row] for row in sent.rows],
        file=_place(sent.file, body),
        asks_phone=sent.asks_phone,
    )


def _whatsapp(sent: whatsapp_render.Outgoing, body: Body) -> Bubble:
    content = sent.content
    if sent.kind != "interactive":
        text = content.get("body") or content.get("caption") or ""
        return Bubble(words=formatted(text), file=_place(sent.file, body))
    words, action = formatted(content["body"]["text"]), content["action"]
    if content["type"] == "button":
        replies = [each["reply"] for each in action["buttons"]]
        return Bubble(words, [[ShownOption(each["title"], each["id"])] for each in replies])
    rows = [row for section in action["sections"] for row in section["rows"]]
    options = [ShownOption(row["title"], row["id"], row.get("description", "")) for row in rows]
    return Bubble(words, [[option] for option in options], action["button"])


def _plain(body: Body) -> list[Bubble]:
    files = [Bubble(file=place) for place, _ in enumerate(body.parts)]
    words = _unformatted(numbered(body.text, body.choices))
    return [*files, Bubble(words)] if words else files


def formatted(text: str) -> list[ShownWords]:
    """As WhatsApp shows it."""
    return [ShownWords(piece, tags) for piece, tags in whatsapp_render.formatted(text) if piece]


def _unformatted(text: str) -> list[ShownWords]:
    return [ShownWords(text)] if text else []


def _place(file: Part | None, body: Body) -> int | None:
    """By identity: the same file may go with a message twice."""
    return next((place for place, part in enumerate(body.parts) if part is file), None)
