"""Where to go, and a human to talk to."""

import os
from dataclasses import dataclass

from handlers.conversation import Chat, Reply
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.problems import Problem
from handlers.programme_facts import Office
from handlers.registry import answers

_SHORTEST_QUESTION = 3


@answers("office")
def office(chat: Chat) -> Reply:
    """What is not known of an office is not guessed: the call centre tells."""
    programme = chat.programme
    places = [*programme.offices_of("branch"), *programme.offices_of("department")]
    shown = "\n\n".join(_office_lines(chat, each) for each in places)
    text = chat.text("office", offices=shown, call_centre=call_centre(chat))
    return Reply(text, chat.choices("claim_death", "officer", "menu"))


@answers("officer")
def officer(chat: Chat) -> Frame | Reply:
    """A ticket where an officer reads it; else the contacts, never an unread ticket."""
    if chat.storage.conversations.officer_listens():
        return Frame(Ticket.name, Ticket.version)
    text = chat.text("officer.none", department=department(chat), call_centre=call_centre(chat))
    return Reply(text, chat.choices("office", "menu"))


def _question(said: str, _chat: Chat) -> str:
    if len(said.strip()) < _SHORTEST_QUESTION:
        raise Problem("missing")
    return said.strip()


@form("ticket", version=1)
@dataclass(frozen=True)
class Ticket(Form):
    """A question in the person's own words, for an officer."""

    question: str = slot(_question)

    def done(self, chat: Chat, frame: Frame) -> Done:
        number = chat.storage.conversations.open_ticket(
            chat.contact, subject="question", words=self.question, token=os.urandom(16)
        )
        return Done([Reply(chat.text("ticket.done", number=number), chat.choices("menu"))])


def call_centre(chat: Chat) -> str:
    """The numbers to call or write to; one that no second source confirms is not given out."""
    known = (chat.programme.contact("call_centre"), chat.programme.contact("whatsapp"))
    sure = [each for each in known if each and each.sure == "verified"]
    return ", ".join(f"{each.label} {each.value}" for each in sure)


def branch(chat: Chat) -> Office:
    return chat.programme.offices_of("branch")[0]


def department(chat: Chat) -> str:
    """The office of the regency that keeps the programme."""
    return chat.programme.offices_of("department")[0].name


def _office_lines(chat: Chat, each: Office) -> str:
    lines = [each.name, each.role]
    for part in ("address", "phone", "hours"):
        value = getattr(each, part)
        lines.append(chat.text(f"office.{part}", value=value) if value else "")
    if each.address is None:
        lines.append(chat.text("office.ask_address"))
    return "\n".join(line for line in lines if line)
