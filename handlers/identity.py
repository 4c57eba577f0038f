"""The only door to a participant: who asks, about whom, and how surely."""

import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime

from handlers import parsing
from handlers.catalog import DayToAct
from handlers.conversation import Chat, Choice, MemberChat, Reply
from handlers.dialogue import Frame
from handlers.forms import Again, Done, Form, form, slot
from handlers.problems import Problem
from handlers.words import words
from storage.links import Link, Pauses
from storage.participants import Participant

CLAIMED = "claimed"
PHONE = "phone"
_NO_DATE = "-" * len("2000-12-31")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Exactly one of the two is set where the answer was right, or where a pause holds."""

    participant: Participant | None = None
    paused_until: float | None = None


def family_on_phone(chat: Chat) -> list[Participant]:
    """The people whose number in the store the platform vouches for in this chat."""
    if chat.contact.phone is None:
        return []
    participants = chat.storage.participants
    return participants.on_phone(participants.phone_index_of(chat.contact.phone))


def _phone_is_known(chat: Chat) -> bool:
    return bool(family_on_phone(chat))


@form("identity", version=1)
@dataclass(frozen=True)
class Identity(Form):
    """NIK and birth date; only the birth date where the platform vouches for a known number."""

    nik: str | None = slot(
        lambda said, _chat: _nik(said),
        stated=lambda said, _chat: parsing.nik(said),
        needless=_phone_is_known,
        phone_helps=True,
    )
    birth_date: date = slot(
        lambda said, chat: parsing.birth_date(said, chat.today),
        stated=lambda said, chat: parsing.birth_date(said, chat.today, asked=False),
        wording=lambda chat: "ask_on_phone" if _phone_is_known(chat) else "ask",
    )

    def done(self, chat: Chat, frame: Frame) -> Done | Again:
        verdict = _verify(chat, self.nik, self.birth_date)
        if verdict.participant is not None:
            person = verdict.participant
            chat.storage.links.connect(chat.contact, person.nik_index, frame.relation)
            return Done(proved=person.nik_index)
        if verdict.paused_until is not None:
            until = datetime.fromtimestamp(verdict.paused_until, chat.now.tzinfo)
            text = chat.text("identity.paused", day=DayToAct(until.date()), until=until)
            return Done([Reply(text, chat.choices("office", "officer", "menu"))])
        wording = "no_match" if self.nik else "no_match_on_phone"
        return Again(Reply(chat.text(f"identity.{wording}")), forget=("nik", "birth_date"))


def _nik(said: str) -> str:
    """Whoever says that the number is not at hand hears where it stands."""
    try:
        return parsing.nik(said)
    except Problem as problem:
        spoken = set(re.findall(r"[^\W\d_]+", said.lower()))
        if problem.key == "missing" and not spoken.isdisjoint(words()["identity"]["forgotten"]):
            raise Problem("forgotten") from None
        raise


def level(chat: Chat, participant: Participant) -> str:
    """`phone` where the vouched number is the participant's in the store today, else `claimed`."""
    vouched = chat.contact.phone
    return PHONE if vouched is not None and vouched == participant.phone else CLAIMED


def member(chat: Chat, nik_index: bytes) -> MemberChat | None:
    """The chat about this person, if the contact is linked to them and the store knows them."""
    links = chat.storage.links.of(chat.contact)
    return next((_linked(chat, link) for link in links if link.nik_index == nik_index), None)


def _linked(chat: Chat, link: Link) -> MemberChat | None:
    person = chat.storage.participants.by_index(link.nik_index)
    return chat.with_member(person, level(chat, person)) if person else None


def whose(chat: Chat, intent: str) -> MemberChat | Frame | Reply:
    """The person a personal question is about; else the form that proves it; else a choice."""
    said = chat.understood.entities
    links = chat.storage.links.of(chat.contact)
    if said.nik:
        index = chat.storage.participants.index_of(said.nik)
        return _known(chat, [link for link in links if link.nik_index == index], intent)
    if said.relation:
        related = [link for link in links if link.relation == said.relation]
        if related or all(link.relation for link in links):
            return _known(chat, related, intent)
        return _ask_whose(chat, links, intent)
    if links and _speaks_of_self(chat.understood.text):
        own = [link for link in links if link.relation in (None, "self")]
        return _known(chat, own, intent) if own else _ask_whose(chat, links, intent)
    return _known(chat, links, intent)


def _speaks_of_self(text: str) -> bool:
    """`nomor kartu sy brp`: asked without a relative, it is about the asker's own record."""
    spoken = set(re.findall(r"[^\W\d_]+", text.lower()))
    return not spoken.isdisjoint(words()["relation"]["words"]["me"])


def proof(chat: Chat, intent: str) -> Frame:
    """The identity form for a new person, with what the message already said filled in."""
    said = chat.understood.entities
    slots = {}
    if said.nik:
        slots["nik"] = said.nik
    if said.birth_date:
        slots["birth_date"] = said.birth_date.isoformat()
    words = chat.understood.text
    return Frame("identity", Identity.version, slots, intent, said.relation, said=words)


def _known(chat: Chat, links: list[Link], intent: str) -> MemberChat | Frame | Reply:
    if len(links) > 1:
        return _ask_whose(chat, links, intent)
    found = _linked(chat, links[0]) if links else None
    return found or proof(chat, intent)


def _ask_whose(chat: Chat, links: list[Link], intent: str) -> Reply:
    choices = [Choice(link_label(chat, link), f"who:{link.id}:{intent}") for link in links]
    other = Choice(chat.text("identity.whose.other"), f"who:new:{intent}")
    chat.dialogue.asked = chat.understood.text
    return Reply(chat.text("identity.whose.ask"), (*choices, other))


def link_label(chat: Chat, link: Link) -> str:
    """A person as a choice: the relation and the card's last four digits, no name."""
    relation = chat.text(f"relation.{link.relation or 'not_said'}")
    person = chat.storage.participants.by_index(link.nik_index)
    if person is None:  # the agency no longer lists them
        return chat.text("identity.whose.not_listed", relation=relation)
    return chat.text("identity.whose.card", relation=relation, last4=person.kpj[-4:])


def _verify(chat: Chat, nik: str | None, birth_date: date) -> Verdict:
    """Not found, no match and paused cost the same statements, seal openings and HMACs."""
    storage = chat.storage
    if nik is None:
        family = family_on_phone(chat)
        index = storage.participants.phone_index_of(chat.contact.phone or "")
        matching = [person for person in family if _same_day(person, birth_date)]
        person = matching[0] if len(matching) == 1 else None
    else:
        index = storage.participants.index_of(nik)
        person = storage.participants.by_index(index)
    is_right = _same_day(person, birth_date)
    known_here = nik is None or _known_here(chat, index, person)
    until = _paused_until(
        storage.links.pauses(chat.contact, index, chat.programme.tries), known_here
    )
    if is_right and until is None:
        return Verdict(participant=person)
    storage.links.wrong_try(chat.contact, index, counted=until is None)
    after = storage.links.pauses(chat.contact, index, chat.programme.tries)
    return Verdict(paused_until=until or _paused_until(after, known_here))


def _same_day(person: Participant | None, birth_date: date) -> bool:
    recorded = person.birth_date.isoformat() if person else _NO_DATE
    return hmac.compare_digest(recorded, birth_date.isoformat())


def _known_here(chat: Chat, index: bytes, person: Participant | None) -> bool:
    """A stranger's wrong tries on a NIK must not lock out the family itself."""
    linked = any(link.nik_index == index for link in chat.storage.links.of(chat.contact))
    return linked or (person is not None and level(chat, person) == PHONE)


def _paused_until(pauses: Pauses, known_here: bool) -> float | None:
    bounds = [pauses.contact_until, None if known_here else pauses.nik_until]
    return max((until for until in bounds if until is not None), default=None)
