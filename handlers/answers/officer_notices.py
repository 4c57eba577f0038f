"""At the desk: notices to many, from the draft to the last recipient."""

import textwrap
from collections.abc import Callable

from handlers import asking, broadcasting
from handlers.answers.notice_form import NoticeForm
from handlers.answers.notice_page import notice_desk, page, refused
from handlers.broadcasting import NoticeDesk, NoticeError
from handlers.choosing import number
from handlers.conversation import Choice, Reply
from handlers.desk import Desk
from handlers.dialogue import Frame
from handlers.forms import Done
from storage.broadcasts import Broadcast
from storage.officers import Officer

_PAGE = 6
_LABEL = 30  # letters of a title in a list
Button = Callable[[NoticeDesk, Broadcast, Officer], Broadcast]


def listed(desk: Desk, rest: str) -> list[Reply]:
    """The newest first; `rest` is how many to leave out. Only those that the officer may steer."""
    chat = desk.chat
    known = [each for each in chat.storage.broadcasts.all() if _may_see(desk, each)]
    skip = number(rest) or 0
    shown, left = known[skip : skip + _PAGE], len(known) - skip - _PAGE
    choices = [Choice(chat.text("desk.do.notice_new"), "desk:notice_new")]
    choices += [Choice(_label(desk, each), f"desk:notice:{each.id}") for each in shown]
    if left > 0:
        choices.append(Choice(chat.text("desk.more", count=left), f"desk:notices:{skip + _PAGE}"))
    key = "desk.notices" if known else "desk.notices.none"
    return [Reply(chat.text(key), (*choices, *desk.ways("menu")))]


def write(desk: Desk, _rest: str) -> list[Reply]:
    result = asking.open_form(desk.chat, Frame(NoticeForm.name, NoticeForm.version))
    return result.replies if isinstance(result, Done) else result


def opened(desk: Desk, rest: str) -> list[Reply] | None:
    notice = _found(desk, rest)
    return page(desk, notice) if notice else None


def ask_to_start(desk: Desk, rest: str) -> list[Reply] | None:
    """The last look before people are written to."""
    notice = _found(desk, rest)
    if notice is None:
        return None
    chat = desk.chat
    people = chat.storage.broadcasts.counts(notice).total
    yes = Choice(chat.text("desk.notice.do.go"), f"desk:notice_go:{notice.id}")
    no = Choice(chat.text("desk.notice.do.not_yet"), f"desk:notice:{notice.id}")
    return [Reply(chat.text("desk.notice.sure", people=people), (yes, no))]


def test(desk: Desk, rest: str) -> list[Reply] | None:
    """One's own copy, as a real recipient would read it."""
    notice = _found(desk, rest)
    if notice is None:
        return None
    shown, _ = broadcasting.examples(notice_desk(desk.chat), notice, most=1)
    if not shown:
        return [refused(desk.chat, NoticeError("state", "notice.error.no_recipients"))]
    desk.record("notice.test", notice=notice.id)
    return [Reply(desk.chat.text("desk.notice.test")), Reply(shown[0]), page(desk, notice)[-1]]


def approve(desk: Desk, rest: str) -> list[Reply] | None:
    return _press(
        desk, rest, lambda at, notice, officer: broadcasting.approve(at, notice, officer)[0]
    )


def go(desk: Desk, rest: str) -> list[Reply] | None:
    return _press(desk, rest, broadcasting.start)


def pause(desk: Desk, rest: str) -> list[Reply] | None:
    return _press(desk, rest, broadcasting.pause)


def resume(desk: Desk, rest: str) -> list[Reply] | None:
    return _press(desk, rest, broadcasting.resume)


def retry(desk: Desk, rest: str) -> list[Reply] | None:
    """Those who were not reached, once more."""
    return _press(
        desk, rest, lambda at, notice, officer: broadcasting.resume(at, notice, officer, "failed")
    )


def cancel(desk: Desk, rest: str) -> list[Reply] | None:
    return _press(desk, rest, broadcasting.cancel)


def _press(desk: Desk, rest: str, button: Button) -> list[Reply] | None:
    """None for a notice that this officer does not see; else its page, or why not."""
    notice = _found(desk, rest)
    if notice is None:
        return None
    try:
        return page(desk, button(notice_desk(desk.chat), notice, desk.officer))
    except NoticeError as error:
        return [refused(desk.chat, error)]


def _found(desk: Desk, rest: str) -> Broadcast | None:
    notice = desk.chat.storage.broadcasts.get(number(rest) or 0)
    return notice if notice and _may_see(desk, notice) else None


def _may_see(desk: Desk, notice: Broadcast) -> bool:
    return broadcasting.may_steer(desk.officer, notice)


def _label(desk: Desk, notice: Broadcast) -> str:
    state = desk.chat.text(f"desk.notice.state.{notice.state}")
    return desk.chat.text("desk.notice.label", title=_short(notice.contents.title), state=state)


def _short(title: str) -> str:
    return textwrap.shorten(title, _LABEL, placeholder=" …") if " " in title else title[:_LABEL]
