"""Officers in a chat: how they join, what they can do there, how they leave.

Values of their choices are `desk:<act>:<rest>`; `_ACTS` is the one list of acts. Each is given the
desk of a joined officer and the rest of the value, and returns None where that no longer fits.
"""

import re
from collections.abc import Callable

from handlers.answers import (
    officer_claims,
    officer_coverage,
    officer_notices,
    officer_posters,
    officer_reminders,
    officer_report,
    officer_tickets,
    officer_visits,
)
from handlers.choosing import officer_order, picked
from handlers.conversation import Chat, Choice, Reply
from handlers.desk import Desk, at_desk
from handlers.plain import plain
from storage.officers import Officer

Act = Callable[[Desk, str], list[Reply] | None]
INTENT = "officer_desk"
_BEGUN = (officer_tickets.DeskAnswer.name, officer_coverage.DeskCoverage.name)
# A code as it is read off a paper: in one piece, or in pieces of one length. The figure in every
# code tells it from words: `ptg sembahyang` is none.
_IN_ONE = re.compile(r"(?<![^\W_])ptg[\s.:_-]*((?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{10})(?![^\W_])")
_SPELLED = re.compile(r"p[\W_]*t[\W_]*g[\W_]*((?:[a-z0-9][\W_]*){10})")
_PIECES = re.compile(r"[a-z0-9]+")


def spoken(chat: Chat, text: str) -> tuple[str, list[Reply]] | None:
    """What an officer's own words do, before anything else is looked for; None for all others."""
    if (code := _code(chat, text)) is not None:
        return "officer_join", [_join(chat, code)]
    if (replies := _wrongly_reported(chat, text)) is not None:
        return INTENT, replies
    ordered = officer_order(text)
    desk = at_desk(chat) if ordered else None
    if desk is None:
        return None
    chat.dialogue.frames.clear()
    return INTENT, _leave(desk) if ordered == "leave" else _menu(desk, "")


def chosen(chat: Chat, value: str) -> list[Reply] | None:
    """What a tapped `desk:<act>:<rest>` does; None where it does not fit, or for no officer.

    An answer that was begun is given up: the next words must not go to somebody else.
    """
    desk = at_desk(chat)
    if desk is None:
        return None
    name, _, rest = value.partition(":")
    frames = [each for each in chat.dialogue.frames if each.form not in _BEGUN]
    chat.dialogue.frames = frames
    act = _ACTS.get(name)
    return act(desk, rest) if act else None


def is_writing(chat: Chat) -> bool:
    """True while an officer's next words are an answer to somebody, whatever they speak of."""
    return chat.dialogue.top is not None and _is_answer(chat.dialogue.top.form)


def _is_answer(form: str) -> bool:
    return form == officer_tickets.DeskAnswer.name


def _code(chat: Chat, text: str) -> str | None:
    """A code in the message, or a message that is one; a real one in whatever spelling."""
    said = plain(text).lower()
    if "g" not in said:
        return None
    if found := _IN_ONE.search(said):
        return f"ptg{found[1]}"
    found = _SPELLED.fullmatch(said.strip())
    if found is None:
        return None
    pieces = _PIECES.findall(found[1])
    code = "ptg" + "".join(pieces)
    looks_so = len({len(each) for each in pieces}) == 1 and not (
        code[3:].isalpha() or code[3:].isdigit()
    )
    return code if looks_so or chat.storage.officers.awaits(code) else None


def _join(chat: Chat, code: str) -> Reply:
    """One and the same answer to every code that does not join, and none says the code."""
    officer = chat.storage.officers.join(chat.contact.id, code)
    if officer is None:
        return Reply(chat.text("desk.no_such_code"), chat.choices("menu"))
    desk = Desk(chat, officer)
    desk.record("officer.joined", officer=officer.id)
    text = chat.text("desk.welcome", villages=_villages(chat, officer))
    return Reply(text, _menu_ways(desk))


def _menu(desk: Desk, _rest: str) -> list[Reply]:
    text = desk.chat.text("desk", villages=_villages(desk.chat, desk.officer))
    return [Reply(text, (*_menu_ways(desk), *desk.chat.choices("menu")))]


def _menu_ways(desk: Desk) -> tuple[Choice, ...]:
    return desk.ways(*_MENU, *(("poster",) if officer_posters.offered(desk) else ()))


def _wrongly_reported(chat: Chat, text: str) -> list[Reply] | None:
    """`salah lapor` behind a family's page is about that family, not about one's own."""
    shown = [value for _, value in chat.dialogue.offered if value.startswith("desk:wrong:")]
    if not shown or picked(chat, text) != "case:wrong":
        return None
    return chosen(chat, shown[0].removeprefix("desk:"))


def _leave(desk: Desk) -> list[Reply]:
    desk.chat.storage.officers.leave(desk.officer)
    desk.record("officer.left", officer=desk.officer.id)
    return [Reply(desk.chat.text("desk.left"), desk.chat.choices("menu"))]


def _villages(chat: Chat, officer: Officer) -> str:
    known = [chat.programme.village(code) for code in officer.villages]
    return ", ".join(each.name for each in known if each) or chat.text("desk.all_villages")


_MENU = (
    "notices",
    "reminders",
    "claims",
    "tickets",
    "visits",
    "coverage",
)  # what `petugas` offers, in this order
_ACTS: dict[str, Act] = {
    "menu": _menu,
    "notices": officer_notices.listed,
    "notice": officer_notices.opened,
    "notice_new": officer_notices.write,
    "notice_test": officer_notices.test,
    "notice_approve": officer_notices.approve,
    "notice_start": officer_notices.ask_to_start,
    "notice_go": officer_notices.go,
    "notice_pause": officer_notices.pause,
    "notice_resume": officer_notices.resume,
    "notice_retry": officer_notices.retry,
    "notice_cancel": officer_notices.cancel,
    "notice_report": officer_report.opened,
    "poster": officer_posters.sent,
    "reminders": officer_reminders.listed,
    "reminder": officer_reminders.opened,
    "reminder_stop": officer_reminders.stop,
    "reminder_stop_yes": officer_reminders.stop_yes,
    "reminder_resume": officer_reminders.resume,
    "reminder_resume_yes": officer_reminders.resume_yes,
    "visits": officer_visits.listed,
    "visit": officer_visits.opened,
    "visit_found": officer_visits.found,
    "claims": officer_claims.listed,
    "claim": officer_claims.opened,
    "confirm": officer_claims.confirm,
    "confirm_yes": officer_claims.confirm_yes,
    "undo": officer_claims.undo,
    "wrong": officer_claims.wrong,
    "wrong_yes": officer_claims.wrong_yes,
    "coverage": officer_coverage.ask,
    "tickets": officer_tickets.listed,
    "ticket": officer_tickets.opened,
    "answer": officer_tickets.answer,
    "close": officer_tickets.close,
}
