"""What is sent unasked: stopped and started again by purpose, for this chat, with an undo."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

from handlers import asking, parsing
from handlers.conversation import Chat, Choice, Reply
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.plain import plain
from handlers.problems import Problem
from handlers.registry import answers
from handlers.words import words
from storage.consents import PURPOSES, Purpose

Which = Literal["news", "all", "keep"]
UNDO = "undo:"
_NEWS: tuple[Purpose, ...] = ("news",)
_SHORT_ANSWER = 4  # words


@answers("unsubscribe")
def unsubscribe(chat: Chat) -> Frame | Reply:
    """Free words are confirmed first; where news has stopped already there is nothing to ask."""
    if "news" in chat.storage.consents.stopped(chat.contact.id):
        return stop(chat, _NEWS)
    return Frame(StopNotices.name, StopNotices.version)


@answers("subscribe")
def subscribe(chat: Chat) -> Reply:
    return resume(chat, PURPOSES)


def ordered(chat: Chat, order: str) -> Reply | None:
    """`berhenti`, `berhenti semua` and `mulai lagi kabar` act at once.

    None in the middle of a form, where `berhenti` may mean the form.
    """
    top = chat.dialogue.top
    if top is not None and top.form == StopNotices.name:
        chat.dialogue.frames.pop()  # the order answers it
    elif order == "stop" and asking.top_form(chat) is not None:
        return None
    if order == "resume":
        return resume(chat, PURPOSES)
    return stop(chat, _NEWS if order == "stop" else PURPOSES)


def which_to_stop(chat: Chat) -> Reply:
    the_form = Choice(chat.text("notices.stop_form"), "stop:form")
    return Reply(chat.text("notices.which"), (the_form, _stop_choice(chat, "news", _NEWS)))


def stop(chat: Chat, purposes: Iterable[Purpose]) -> Reply:
    """Stopped at once, with what waits to be sent; twice is no mistake, and says so."""
    stopped = chat.storage.consents.stop(chat.contact.id, purposes)
    chat.storage.outbox.drop_notices(chat.contact.id, stopped)
    left = set(PURPOSES) - chat.storage.consents.stopped(chat.contact.id)
    done = "off" if stopped else "already"
    ways = [_undo(chat, "on", stopped)] if stopped else list(chat.choices("subscribe"))
    if left:
        ways.append(_stop_choice(chat, "all", PURPOSES))
    text = chat.text(f"notices.{done}.{'news' if left else 'all'}")
    return Reply(text, (*ways, *chat.choices("menu")))


def resume(chat: Chat, purposes: Iterable[Purpose]) -> Reply:
    """Says what comes again, and how it can come at all where nobody is linked to this chat."""
    resumed = chat.storage.consents.resume(chat.contact.id, purposes)
    text = chat.text("notices.on_already")
    if resumed:
        what = "\n".join(f"- {chat.text(f'notices.what.{each}')}" for each in resumed)
        text = chat.text("notices.on", what=what)
    ways = (_undo(chat, "off", resumed),) if resumed else ()
    if not chat.storage.links.of(chat.contact):
        text = f"{text}\n\n{chat.text('notices.link_first')}"
        ways = (*ways, *chat.choices("membership_status"))
    return Reply(text, (*ways, *chat.choices("menu")))


def chosen(chat: Chat, rest: str) -> Reply | None:
    """What a tapped `notice:off:<purposes>` does; None for a value that nobody offered."""
    act, purposes = _act(rest)
    return stop(chat, purposes) if act == "off" and purposes else None


def undone(chat: Chat, rest: str) -> Reply | None:
    """`undo:on:<purposes>` or `undo:off:…` takes back just what the act before had changed."""
    act, purposes = _act(rest)
    if act not in ("on", "off") or not purposes:
        return None
    consents = chat.storage.consents
    change = consents.resume if act == "on" else consents.stop
    change(chat.contact.id, purposes)
    stopped = [each for each in PURPOSES if each in consents.stopped(chat.contact.id)]
    named = "none" if not stopped else "all" if len(stopped) > 1 else stopped[0]
    state = chat.text(f"notices.state.{named}")
    return Reply(chat.text("notices.undone", state=state), chat.choices("menu"))


def offered_undo(chat: Chat) -> str | None:
    """`batal` right after an order means the order."""
    values = (value for _, value in chat.dialogue.offered)
    return next((value for value in values if value.startswith(UNDO)), None)


def forgotten(chat: Chat) -> str | None:
    """Whoever had everything forgotten is not written to again; None while somebody is linked."""
    if chat.storage.links.of(chat.contact):
        return None
    chat.storage.consents.stop(chat.contact.id, PURPOSES)
    chat.storage.outbox.drop_notices(chat.contact.id)
    return chat.text("notices.forgotten")


def stop_all(chat: Chat) -> Choice:
    return _stop_choice(chat, "all", PURPOSES)


def _which(said: str, chat: Chat) -> Which:
    """Problem: missing. `jangan kirim lagi` is no `no`."""
    if said in get_args(Which):
        return cast(Which, said)
    text, known = plain(said).lower(), words()["notices"]
    meant = chat.understood.intent if chat.understood.decision == "answer" else None
    if re.search(known["keep"], text) or meant == "subscribe":
        return "keep"
    is_order = meant == "unsubscribe"
    if re.search(known["all"], text) and (is_order or len(text.split()) <= _SHORT_ANSWER):
        return "all"
    try:
        return "news" if is_order or parsing.yes_no(said) else "keep"
    except Problem:
        raise Problem("missing") from None


@form("stop_notices", version=1)
@dataclass(frozen=True)
class StopNotices(Form):
    """Asked where the wish to stop was said in free words, which may have been misread."""

    which: Which = slot(_which, choices=get_args(Which))

    def done(self, chat: Chat, frame: Frame) -> Done:
        if self.which == "keep":
            return Done([Reply(chat.text("notices.kept"), chat.choices("menu"))])
        return Done([stop(chat, PURPOSES if self.which == "all" else _NEWS)])


def _act(rest: str) -> tuple[str, tuple[Purpose, ...]]:
    act, _, listed = rest.partition(":")
    named = listed.split("+")
    return act, tuple(each for each in PURPOSES if each in named)


def _stop_choice(chat: Chat, key: str, purposes: Iterable[Purpose]) -> Choice:
    return Choice(chat.text(f"notices.stop.{key}"), f"notice:off:{'+'.join(purposes)}")


def _undo(chat: Chat, act: str, purposes: Iterable[Purpose]) -> Choice:
    return Choice(chat.text("notices.undo"), f"{UNDO}{act}:{'+'.join(purposes)}")
