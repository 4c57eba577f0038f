"""At the desk: the plan of reminders on the end of covers; stopping one, letting it go on.

A reminder is for the whole regency, so only whoever may approve notices can stop one. Numbers only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers import reminder_rounds
from handlers.answers.notice_page import notice_desk, refused
from handlers.broadcasting import NoticeError
from handlers.conversation import Choice, Reply
from handlers.desk import Desk

_DAYS = 40  # how far ahead the plan looks
_PAGE = 5


@dataclass(frozen=True, slots=True)
class _Shown:
    """One reminder: people by day, empty where it was stopped and nobody waits for it."""

    key: str
    people: tuple[tuple[date, int], ...]
    is_stopped: bool


def listed(desk: Desk, rest: str) -> list[Reply]:
    """The nearest first; `rest` is how many to leave out."""
    chat, known = desk.chat, _known(desk)
    skip = int(rest) if rest.isdigit() else 0
    shown, left = known[skip : skip + _PAGE], len(known) - skip - _PAGE
    if not shown:
        return [Reply(chat.text("desk.reminders.none", days=_DAYS), desk.ways("menu"))]
    lines = [chat.text("desk.reminders", days=_DAYS)]
    lines += [line for each in shown for line in _lines(desk, each)]
    choices = [Choice(_title(desk, each.key), f"desk:reminder:{each.key}") for each in shown]
    if left > 0:
        choices.append(Choice(chat.text("desk.more", count=left), f"desk:reminders:{skip + _PAGE}"))
    return [Reply("\n".join(lines), (*choices, *desk.ways("menu")))]


def opened(desk: Desk, rest: str) -> list[Reply] | None:
    each = next((each for each in _known(desk) if each.key == rest), None)
    if each is None:
        return None
    acts = ["reminder_resume" if each.is_stopped else "reminder_stop"]
    choices = [_way(desk, act, each.key) for act in acts if desk.officer.may_approve]
    text = "\n".join(_lines(desk, each))
    return [Reply(text, (*choices, *desk.ways("reminders", "menu")))]


def stop(desk: Desk, rest: str) -> list[Reply] | None:
    return _sure(desk, "reminder_stop", rest)


def resume(desk: Desk, rest: str) -> list[Reply] | None:
    return _sure(desk, "reminder_resume", rest)


def stop_yes(desk: Desk, rest: str) -> list[Reply] | None:
    """What was sent stays sent; what waits goes to nobody until it is let go on."""
    if not _may(desk, rest):
        return None
    try:
        reminder_rounds.stop(notice_desk(desk.chat), rest, desk.officer)
    except NoticeError as error:
        return [refused(desk.chat, error)]
    return [_done(desk, "desk.reminder.stopped", rest)]


def resume_yes(desk: Desk, rest: str) -> list[Reply] | None:
    if not _may(desk, rest):
        return None
    try:
        reminder_rounds.resume(notice_desk(desk.chat), rest, desk.officer)
    except NoticeError as error:
        return [refused(desk.chat, error)]
    return [_done(desk, "desk.reminder.resumed", rest)]


def _known(desk: Desk) -> list[_Shown]:
    """Of the plan, then those that were stopped and have nobody to reach."""
    by_key: dict[str, list[tuple[date, int]]] = {}
    for day, message, people in reminder_rounds.timetable(notice_desk(desk.chat), _DAYS):
        by_key.setdefault(message.key, []).append((day, len(people)))
    stopped = desk.chat.storage.reminders.stops()
    others = [key for key in sorted(stopped) if _end(key) >= desk.chat.today]
    return [
        _Shown(key, tuple(by_key.get(key, ())), key in stopped)
        for key in dict.fromkeys([*by_key, *others])
    ]


def _end(key: str) -> date:
    known = reminder_rounds.parts(key)
    return known[1] if known else date.min


def _lines(desk: Desk, shown: _Shown) -> Iterator[str]:
    chat, title = desk.chat, _title(desk, shown.key)
    stopped = f" {chat.text('desk.reminders.stopped')}" if shown.is_stopped else ""
    for day, people in shown.people:
        yield chat.text("desk.reminders.line", day=day, title=title, people=people) + stopped
    if not shown.people:
        yield chat.text("desk.reminders.nobody", title=title) + stopped


def _sure(desk: Desk, act: str, key: str) -> list[Reply] | None:
    if not _may(desk, key):
        return None
    text = desk.chat.text(f"desk.{act}.ask", title=_title(desk, key))
    back = Choice(desk.chat.text("desk.notice.do.not_yet"), f"desk:reminder:{key}")
    return [Reply(text, (_way(desk, f"{act}_yes", key), back))]


def _may(desk: Desk, key: str) -> bool:
    return desk.officer.may_approve and reminder_rounds.parts(key) is not None


def _done(desk: Desk, said: str, key: str) -> Reply:
    return Reply(desk.chat.text(said, title=_title(desk, key)), desk.ways("reminders", "menu"))


def _way(desk: Desk, act: str, key: str) -> Choice:
    return Choice(desk.chat.text(f"desk.do.{act}"), f"desk:{act}:{key}")


def _title(desk: Desk, key: str) -> str:
    known = reminder_rounds.parts(key)
    return reminder_rounds.title(desk.chat.words, *known) if known else key
