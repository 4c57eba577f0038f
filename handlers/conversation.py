"""What goes in and out of a conversation, and what an answer is given to work with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from handlers.catalog import Words
from handlers.dialogue import Dialogue
from handlers.programme import Programme
from handlers.understanding.understand import Understood
from storage.conversations import Contact
from storage.participants import Participant
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Inbound:
    """One element of one update. `contact_phone` only where the platform vouches for it.

    `sent_at` is the time of the message in seconds since the epoch; `choice` the value of a
    choice that was offered; `attachment` the kind of a file (photo, voice, …) that came along;
    `edited` where it corrects an earlier message; `formerly` the address under which the platform
    may have named the sender before.
    """

    channel: str
    sender: str
    update_id: str
    sent_at: float
    text: str = ""
    choice: str | None = None
    contact_phone: str | None = None
    attachment: str | None = None
    edited: bool = False
    formerly: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A label to read and a value that comes back; see `handlers.router` for the values."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply."""

    kind: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: words, ways on, files; `asks_phone` where sharing the number would help."""

    text: str
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    asks_phone: bool = False


Replies = Reply | Sequence[Reply]


def as_list(replies: Replies) -> list[Reply]:
    return [replies] if isinstance(replies, Reply) else list(replies)


@dataclass(frozen=True, slots=True)
class Chat:
    """What an answer works with; everything in it belongs to one transaction.

    `whatsapp_tier` is how many people may be written to first in 24 hours; 0 is no limit.
    """

    contact: Contact
    understood: Understood
    storage: Store
    programme: Programme
    words: Words
    now: datetime
    dialogue: Dialogue
    whatsapp_tier: int

    @property
    def today(self) -> date:
        """The calendar day in the regency."""
        return self.now.date()

    def text(self, key: str, **values: object) -> str:
        """The catalog's sentence in the contact's language, with the values written out."""
        return self.words.text(key, **values)

    def choices(self, *intents: str) -> tuple[Choice, ...]:
        """Ways on: each asks one of the bot's topics."""
        return tuple(
            Choice(self.words.text(f"menu.{intent}"), f"go:{intent}") for intent in intents
        )

    def with_member(self, participant: Participant, level: str) -> "MemberChat":
        values = {field: getattr(self, field) for field in Chat.__dataclass_fields__}
        return MemberChat(**values, participant=participant, level=level)

    def understanding(self, understood: Understood) -> "Chat":
        """The same chat about other words."""
        return replace(self, understood=understood)


@dataclass(frozen=True, slots=True)
class MemberChat(Chat):
    """A chat whose asker proved to belong to `participant`, at an identity `level`."""

    participant: Participant
    level: str

    def may(self, fact: str) -> bool:
        """True where the programme file lets this level see the fact."""
        return fact in self.programme.reach(self.level)
