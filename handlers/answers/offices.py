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
    """Where claims go, then who does what; what is not known is said to be unknown."""
    programme = chat.programme
    claims = "\n\n".join(_place(chat, each) for each in programme.offices_of("branch"))
    others = [*programme.offices_of("department"), *programme.offices_of("main_branch")]
    text = chat.text(
        "office",
        offices=claims,
        call_centre=call_centre(chat),
        others="\n".join(f"- {each.name}: {each.role}" for each in others),
    )
    return Reply(text, chat.choices("claim_death", "officer", "menu"))


@answers("officer")
def officer(chat: Chat) -> Frame | Reply:
    """A ticket where an officer reads it; else the contacts, never an unread ticket."""
    if chat.storage.conversations.officer_listens():
        return Frame(Ticket.name, Ticket.version)
    text = chat.text("officer.none", department=department(chat), call_centre=call_centre(chat))
    return Reply(text, chat.choices("office", "menu"))


def own_words(said: str) -> str:
    """Problem: missing, where it is too short to say anything."""
    if len(said.strip()) < _SHORTEST_QUESTION:
        raise Problem("missing")
    return said.strip()


@form("ticket", version=1)
@dataclass(frozen=True)
class Ticket(Form):
    """A question in the person's own words, for an officer."""

    question: str = slot(lambda said, _chat: own_words(said))

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


def _place(chat: Chat, each: Office) -> str:
    lines = [each.name, each.role]
    for part in ("address", "hours", "phone", "map"):
        value = getattr(each, part)
        if value:
            lines.append(chat.text(f"office.{part}", value=value))
        elif part in ("address", "hours"):
            lines.append(chat.text(f"office.ask_{part}"))
    return "\n".join(lines)
