"""Whom a notice will be sent to: one chat a person, one message a chat; and who has none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.notice_templates import MARGIN_SECONDS, WINDOW_SECONDS
from handlers.notice_text import Wording
from handlers.programme import Programme
from storage.audience import Chat, Target
from storage.broadcasts import Recipient, Unreached

WHATSAPP = "whatsapp"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A chat, those whom its one message is about, and chats to fall back to."""

    chat: Chat
    people: tuple[Target, ...]
    others: tuple[int, ...]
    is_open: bool  # free words may be sent


@dataclass(frozen=True, slots=True)
class Reached:
    """`addressees` in the order in which they are written to; `unreached` have no usable chat."""

    addressees: tuple[Addressee, ...]
    unreached: tuple[Unreached, ...]

    def recipients(self, wording: Wording) -> list[Recipient]:
        return [
            Recipient(
                each.chat.contact_id,
                each.chat.channel,
                tuple((person.nik_index, person.village_code) for person in each.people),
                each.others,
                wording.body(each.chat.language, each.people),
            )
            for each in self.addressees
        ]


def grief_since(programme: Programme, now: datetime) -> float:
    return (now - timedelta(days=programme.notices.grief_days)).timestamp()


def reached(people: Iterable[Target], wording: Wording, now: datetime) -> Reached:
    """People who share a chat share its message, and fall back only to a chat of all of them."""
    about: dict[int, list[Target]] = {}
    chosen: dict[int, Chat] = {}
    others: dict[int, list[int]] = {}
    unreached = []
    for person in people:
        why_not, usable = _usable(person, wording, now)
        if not usable:
            unreached.append(Unreached(person.nik_index, person.village_code, why_not))
            continue
        first, *rest = usable
        theirs = [each.contact_id for each in rest]
        about.setdefault(first.contact_id, []).append(person)
        chosen.setdefault(first.contact_id, first)
        known = others.setdefault(first.contact_id, theirs)
        others[first.contact_id] = [each for each in known if each in theirs]
    addressees = tuple(
        Addressee(chat, tuple(about[known]), tuple(others[known]), is_open(chat, now))
        for known, chat in chosen.items()
    )
    return Reached(addressees, tuple(unreached))


def window_since(now: datetime) -> float:
    """On WhatsApp free words reach those who wrote since then; everywhere else everybody."""
    return now.timestamp() - WINDOW_SECONDS + MARGIN_SECONDS


def is_open(chat: Chat, now: datetime) -> bool:
    return chat.channel != WHATSAPP or chat.last_inbound_at > window_since(now)


def _usable(person: Target, wording: Wording, now: datetime) -> tuple[str, list[Chat]]:
    """The chats to try in order; else the reason that stands nearest to a message."""
    if person.is_dead:
        return "loss", []
    why_not = [(_why_not(chat, wording, now), chat) for chat in person.chats]
    if any(reason == "loss" for reason, _ in why_not):
        return "loss", []
    if any(reason == "opted_out" and chat.is_own for reason, chat in why_not):
        return "opted_out", []  # said by themselves: a relative's chat is no way around it
    usable = [chat for reason, chat in why_not if reason is None]
    reasons = {reason for reason, _ in why_not}
    return next((each for each in _REASONS if each in reasons), "no_chat"), usable


_REASONS = ("opted_out", "no_template", "unreachable")


def _why_not(chat: Chat, wording: Wording, now: datetime) -> str | None:
    if chat.in_grief:
        return "loss"
    if wording.purpose in chat.stopped:
        return "opted_out"
    if chat.is_unreachable:
        return "unreachable"
    if wording.contents.template is None and not is_open(chat, now):
        return "no_template"
    return None
