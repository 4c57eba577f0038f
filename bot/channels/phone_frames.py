"""The frames of the phone page's WebSocket: JSON objects that name themselves in `type`."""

import base64
import mimetypes
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from bot.channels.phone_views import Bubble, views
from storage.outbox import Body, Part

LONGEST_TEXT = 10_000
LONGEST_FRAME = 64 * 1024

_Random = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
_UpdateId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8,32}$")]
Problem = Literal["malformed", "too_fast", "too_long", "unavailable", "not_vouched", "no_number"]


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """First frame: whose handset this is; `last` is the token of the newest message it shows."""

    session: _Random
    last: _Random | None = None


class Say(msgspec.Struct, frozen=True, tag="say"):
    """Typed words."""

    id: _UpdateId
    text: Annotated[str, msgspec.Meta(min_length=1)]


class Choose(msgspec.Struct, frozen=True, tag="choose"):
    """A choice that was pressed, by its value."""

    id: _UpdateId
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=256)]


class SharePhone(msgspec.Struct, frozen=True, tag="share_phone"):
    """Ask the page to vouch for the number of the synthetic person with this NIK."""

    id: _UpdateId
    nik: Annotated[str, msgspec.Meta(max_length=16)]


class Attach(msgspec.Struct, frozen=True, tag="attach"):
    """A file of this kind; its content never leaves the browser."""

    id: _UpdateId
    kind: Literal["photo", "voice", "document", "sticker", "location"]


class Seen(msgspec.Struct, frozen=True, tag="ack"):
    """The browser shows the message with this token."""

    token: _Random


Said = Say | Choose | SharePhone | Attach
Incoming = Hello | Say | Choose | SharePhone | Attach | Seen


class ShownPerson(msgspec.Struct, frozen=True):
    """A synthetic person as the picker shows one; `born` is written out."""

    who: str
    nik: str
    name: str
    born: str
    phone: str | None


class People(msgspec.Struct, frozen=True, tag="people"):
    """Whom one can be, and whether the page may vouch for their numbers now."""

    people: Sequence[ShownPerson]
    may_share: bool


class Taken(msgspec.Struct, frozen=True, tag="ack"):
    """The message with this id is committed."""

    id: str


class Typing(msgspec.Struct, frozen=True, tag="typing"):
    """The bot is at work on an answer, or no longer."""

    on: bool


class ShownChoice(msgspec.Struct, frozen=True):
    """A way on."""

    label: str
    value: str


class ShownFile(msgspec.Struct, frozen=True):
    """A file as a data URL."""

    kind: str
    name: str
    url: str


class Message(msgspec.Struct, frozen=True, tag="message"):
    """A message of the bot; `at` is in seconds since the epoch, `views` as platforms show it."""

    token: str
    text: str
    choices: Sequence[ShownChoice]
    attachments: Sequence[ShownFile]
    asks_phone: bool
    at: float
    views: dict[str, list[Bubble]]


class Error(msgspec.Struct, frozen=True, tag="error"):
    """What went wrong with the message of this id (None: with a frame that had no readable id)."""

    code: Problem
    id: str | None = None


Outgoing = People | Taken | Typing | Message | Error

_incoming: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(Incoming)


def read(data: str) -> Incoming:
    """Raises msgspec.MsgspecError where it is no frame."""
    return _incoming.decode(data)


def written(frame: Outgoing) -> str:
    return msgspec.json.encode(frame).decode()


def message(token: str, body: Body, at: float, open_list: str) -> Message:
    """A message of the outbox; `open_list` is WhatsApp's label that opens a list."""
    return Message(
        token=token,
        text=body.text,
        choices=[ShownChoice(label, value) for label, value in body.choices],
        attachments=[ShownFile(part.kind, part.name, _data_url(part)) for part in body.parts],
        asks_phone=body.asks_phone,
        at=at,
        views=views(body, open_list),
    )


def _data_url(part: Part) -> str:
    kind = mimetypes.guess_type(part.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(part.data).decode()}"
