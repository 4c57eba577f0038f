"""What a contact is in the middle of, as it is kept between two messages."""

import msgspec


class Frame(msgspec.Struct):
    """One open form: what is filled, and the question that waits for its end, in its own words.

    `reminders` counts how often it was asked again since its last answer.
    """

    form: str
    version: int
    slots: dict[str, str] = {}
    then: str | None = None
    relation: str | None = None
    said: str | None = None
    reminders: int = 0


class Dialogue(msgspec.Struct):
    """Open forms (the last one is on top) and what was last offered, to be chosen by number.

    `asked` are the words of the question that made the bot offer it: a choice says no words itself;
    `topic` is the intent that was answered last; `kept` are forms that the menu set aside.
    """

    frames: list[Frame] = []
    offered: list[tuple[str, str]] = []
    asked: str | None = None
    topic: str | None = None
    kept: list[Frame] = []

    @property
    def top(self) -> Frame | None:
        return self.frames[-1] if self.frames else None


def encode(dialogue: Dialogue) -> bytes:
    return msgspec.json.encode(dialogue)


def decode(state: bytes | None) -> Dialogue:
    """An unreadable state (another deploy wrote it) is an empty dialogue, never an error."""
    if state is None:
        return Dialogue()
    try:
        return msgspec.json.decode(state, type=Dialogue)
    except msgspec.DecodeError:
        return Dialogue()
