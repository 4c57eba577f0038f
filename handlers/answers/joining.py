"""What the programmes are, who may join, how, and what to do where a name is not on the list."""

import os
import re
from dataclasses import dataclass

from handlers.answers.law import basis, meanings
from handlers.answers.offices import branch, department, own_words
from handlers.catalog import Rupiah
from handlers.contributions import monthly
from handlers.conversation import Chat, Choice, Reply
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.registry import answers
from handlers.words import words

_NOT_OURS = ("old_age", "pension", "health")


@answers("programs")
def programs(chat: Chat) -> list[Reply]:
    """What the two programmes cover; of what people take for them, that it is none of them."""
    if (else_asked := _something_else(chat.understood.text)) is not None:
        text = chat.text(f"programs.not.{else_asked}")
        return [Reply(text, chat.choices("programs", "benefit_death", "benefit_accident", "menu"))]
    scope = chat.programme.note("accident.scope")
    text = chat.text("programs", scope=scope.label if scope else "-")
    ways = chat.choices("benefit_death", "benefit_accident", "menu")
    return [*meanings(chat), Reply(text, ways)]


def _something_else(said: str) -> str | None:
    """Old age, pension or health; None where none, several, or our own are asked about too."""
    patterns, text = words()["programs"], said.lower()
    named = [each for each in _NOT_OURS if re.search(patterns[each], text)]
    return named[0] if len(named) == 1 and not re.search(patterns["ours"], text) else None


@answers("eligibility")
def eligibility(chat: Chat) -> list[Reply]:
    categories = "\n".join(f"- {each.label}" for each in chat.programme.categories if each.payer)
    text = chat.text("eligibility", categories=categories, regency=chat.programme.regency_title)
    ways = chat.choices("registration", "membership_status", "legal_basis", "menu")
    meant = meanings(chat, besides="eligibility")
    return [*meant, Reply(text + basis(chat, "eligibility"), ways)]


@answers("registration")
def registration(chat: Chat) -> list[Reply]:
    """The way through the village; then what to do where that did not help."""
    not_listed = chat.text(
        "registration.not_listed",
        department=department(chat),
        office=branch(chat).name,
        cost=_cost_to_oneself(chat),
    )
    ways = chat.choices("eligibility", "office", "officer", "menu")
    if chat.storage.conversations.officer_listens():
        ask = Choice(chat.text("registration.open"), f"open:{NotListed.name}")
        ways = (ask, *chat.choices("eligibility", "office", "menu"))
    first = chat.text("registration", department=department(chat))
    return [*meanings(chat), Reply(first), Reply(not_listed, ways)]


def _cost_to_oneself(chat: Chat) -> str:
    """A discount is never said without its last day."""
    own = monthly(chat.programme, chat.today, public_funds=False)
    if own.discount is None or own.discount.valid_to is None:
        return chat.text("registration.cost", total=Rupiah(own.total))
    return chat.text(
        "registration.cost_discount",
        total=Rupiah(own.total),
        until=own.discount.valid_to,
        full=Rupiah(own.full),
    )


def not_listed(_chat: Chat) -> Frame:
    return Frame(NotListed.name, NotListed.version)


@form("not_listed", version=1)
@dataclass(frozen=True)
class NotListed(Form):
    """A ticket for somebody who works and is not on the list."""

    person: str = slot(lambda said, _chat: own_words(said))

    def done(self, chat: Chat, frame: Frame) -> Done:
        number = chat.storage.conversations.open_ticket(
            chat.contact, subject="registration", words=self.person, token=os.urandom(16)
        )
        text = chat.text("not_listed.done", number=number, department=department(chat))
        return Done([Reply(text, chat.choices("registration", "menu"))])
