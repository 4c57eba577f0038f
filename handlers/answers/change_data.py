"""A datum that is wrong: the corrected one goes to an officer, else where to have it corrected."""

import os
from dataclasses import dataclass
from typing import Literal

from handlers import parsing
from handlers.answers.offices import department, own_words
from handlers.conversation import Chat, Reply
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.identity import link_label
from handlers.problems import Problem
from handlers.registry import answers
from handlers.words import words

What = Literal["name", "phone", "address", "nik", "other"]
FIELDS: tuple[What, ...] = ("name", "phone", "address", "nik", "other")


@answers("change_data")
def change_data(chat: Chat) -> Frame | Reply:
    """A form where an officer reads it; else the offices, never an unread ticket."""
    if not chat.storage.conversations.officer_listens():
        registry = chat.programme.offices_of("civil_registry")[0].name
        text = chat.text("change_data", department=department(chat), registry=registry)
        return Reply(text, chat.choices("office", "officer", "menu"))
    frame = Frame(ChangeData.name, ChangeData.version)
    if (named := _named(chat.understood.text)) is not None:
        frame.slots["what"] = named
    return frame


def _named(said: str) -> What | None:
    """The one datum that the words name; None where there is none, or more than one."""
    known = words()["change_data"]
    spoken = set(said.lower().replace("-", " ").split())
    found = [code for code in FIELDS if not spoken.isdisjoint(known.get(code, ()))]
    return found[0] if len(found) == 1 else None


def _wording(chat: Chat) -> str:
    frame = chat.dialogue.top
    what = frame.slots.get("what") if frame else None
    return f"ask_{what}" if what in ("nik", "phone") else "ask"


def _what(said: str) -> What:
    """Problem: missing."""
    if said in FIELDS:
        return said
    if (named := _named(said)) is None:
        raise Problem("missing")
    return named


def _corrected(said: str, chat: Chat) -> str:
    """Problems: those of a NIK or a phone where one is corrected; else missing."""
    frame = chat.dialogue.top
    what = frame.slots.get("what") if frame and frame.form == ChangeData.name else None
    if what == "nik":
        return parsing.nik(said)
    if what == "phone":
        return parsing.phone(said)
    return own_words(said)


@form("change_data", version=1)
@dataclass(frozen=True)
class ChangeData(Form):
    """Which datum, and how it is right."""

    what: What = slot(lambda said, _chat: _what(said), choices=FIELDS)
    value: str = slot(_corrected, wording=_wording)

    def done(self, chat: Chat, frame: Frame) -> Done:
        """The ticket names the people of this chat by their cards, so that it can be found."""
        people = [link_label(chat, link) for link in chat.storage.links.of(chat.contact)]
        field = chat.text(f"change_data.what.{self.what}")
        line = chat.text(
            "change_data.ticket", field=field, value=self.value, people="; ".join(people) or "-"
        )
        number = chat.storage.conversations.open_ticket(
            chat.contact, subject="change_data", words=line, token=os.urandom(16)
        )
        text = chat.text(
            "change_data.done", number=number, field=field, department=department(chat)
        )
        return Done([Reply(text, chat.choices("membership_status", "menu"))])
