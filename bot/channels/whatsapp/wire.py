"""Webhooks as Meta words them: read leniently, as fields come and go without notice.

Lists hold raw elements, each decoded by itself: one bad element must not lose its neighbours.
"""

from typing import TypeVar

import msgspec

_Wire = TypeVar("_Wire")
Raw = msgspec.Raw


class Envelope(msgspec.Struct, frozen=True):
    """The whole body of a POST."""

    entry: list[Raw] = []


class Entry(msgspec.Struct, frozen=True):
    """What concerns one business account."""

    changes: list[Raw] = []


class Metadata(msgspec.Struct, frozen=True):
    """The business number that was written to."""

    phone_number_id: str | int = ""


class Value(msgspec.Struct, frozen=True):
    """What a change of the field `messages` holds."""

    metadata: Metadata = Metadata()
    contacts: list[Raw] = []
    messages: list[Raw] = []
    statuses: list[Raw] = []


class Change(msgspec.Struct, frozen=True):
    """`field` says what it is about; only `messages` concerns us."""

    field: str = ""
    value: Raw = Raw()


class Contact(msgspec.Struct, frozen=True):
    """Who wrote; profile names are never read."""

    wa_id: str | int | None = None
    user_id: str | None = None


class Text(msgspec.Struct, frozen=True):
    """Typed words."""

    body: str = ""


class Button(msgspec.Struct, frozen=True):
    """A quick reply of a template; `payload` is what we put there."""

    payload: str = ""
    text: str = ""


class Chosen(msgspec.Struct, frozen=True):
    """A tapped button or row."""

    id: str
    title: str = ""


class Interactive(msgspec.Struct, frozen=True):
    """An answer to buttons or to a list."""

    button_reply: Chosen | None = None
    list_reply: Chosen | None = None


class Media(msgspec.Struct, frozen=True):
    """A file, which is not fetched."""

    caption: str = ""


class System(msgspec.Struct, frozen=True):
    """Somebody's number or id changed; the new one stands in one of these."""

    type: str = ""
    wa_id: str | int | None = None
    new_wa_id: str | int | None = None
    user_id: str | None = None


class Content(msgspec.Struct, frozen=True):
    """What a message says, whichever its `type`."""

    type: str = "unknown"
    text: Text | None = None
    button: Button | None = None
    interactive: Interactive | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None


class Edit(msgspec.Struct, frozen=True):
    """A corrected message."""

    message: Content


class Message(Content, frozen=True, kw_only=True, rename={"sender": "from"}):
    """One message; `sender` is a number and may be missing where there is a user id."""

    id: str
    timestamp: int
    sender: str | int | None = None
    from_user_id: str | None = None
    group_id: str | None = None
    system: System | None = None
    edit: Edit | None = None


class Problem(msgspec.Struct, frozen=True):
    """Why a message failed."""

    code: int


class Status(msgspec.Struct, frozen=True):
    """How far a message of ours came."""

    id: str
    status: str
    biz_opaque_callback_data: str | None = None
    errors: list[Problem] = []


def read(raw: Raw | bytes, kind: type[_Wire]) -> _Wire:
    """Numbers may be written as strings. Raises msgspec.MsgspecError, RecursionError too."""
    return msgspec.json.decode(raw, type=kind, strict=False)
