"""An officer writes a notice: what, for whom, when; in the end a draft, and nothing is sent."""

import re
import textwrap
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers import broadcasting
from handlers.answers.notice_page import notice_desk, page, refused
from handlers.broadcasting import NoticeError
from handlers.conversation import Chat
from handlers.dates import any_date
from handlers.desk import Desk, at_desk
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.notice_text import LONGEST_TEXT, fault_of
from handlers.problems import Problem
from handlers.segments import SegmentError, segment
from handlers.villages import village
from storage.broadcasts import Contents
from storage.consents import Purpose

TEMPLATES = ("renewal", "coverage_ending")
EVERYBODY, ENDING, NOW = "everybody", "ending", "now"
_ENDING_DAYS = 60
_HOUR = r"\b(?:jam|pukul|pkl|at)"
_CLOCK = re.compile(rf"{_HOUR}?\s*(\d{{1,2}})[.:](\d{{2}})\b|{_HOUR}\s*(\d{{1,2}})\b")
_MORNING = time(9)
_TITLE = 60  # letters of the words that are the title
_GREETING = re.compile(r"^[^{}.!?]{0,20}\{name\}[\s,.:!-]*")
_VARIABLE = re.compile(r"\{\w*\}")
_AT_ONCE = re.compile(r"(?:kirim )?sekarang(?: juga)?|langsung|now")
_EVERYBODY = re.compile(r"\b(?:semua|seluruh|everybody|everyone|all)\b")


def _words(said: str, chat: Chat) -> str:
    """A template's name, or the officer's own words. Problems: missing, unusable."""
    text = said.strip()
    if not text:
        raise Problem("missing")
    fault = fault_of(_contents(text), chat.words.language)
    if fault is not None:
        raise Problem("unusable", why=chat.text(fault.key, **fault.values))
    return text


def _contents(said: str) -> Contents:
    if said in TEMPLATES:
        return Contents(said, template=said)
    return Contents(_title(said.splitlines()[0]), text=said[: LONGEST_TEXT + 1])


def _title(first: str) -> str:
    """The beginning of the words, without their greeting: all begin with `Halo {name}`."""
    rest = _VARIABLE.sub("…", _GREETING.sub("", first)).strip() or first
    title = textwrap.shorten(rest, _TITLE, placeholder=" …") if " " in rest else rest[:_TITLE]
    return title[:1].upper() + title[1:]


def _whom(said: str, chat: Chat) -> str:
    """A choice, a village, or conditions as the command line takes them.

    Problems: unknown, unusable, other_village (said at once: at the end all answers would be
    lost); none is `missing`, which would let a question interrupt.
    """
    text = said.strip()
    if text in (EVERYBODY, ENDING):
        return text
    if _EVERYBODY.search(text.lower()):
        return EVERYBODY
    try:
        if any(sign in text for sign in "=<>"):
            segment([each for each in text.split("&") if each.strip()], chat.programme)
            return text
        code = village(text, chat.programme.villages)
    except SegmentError as error:
        raise Problem("unusable", why=str(error)) from None
    except Problem:
        raise Problem("unknown") from None
    desk = at_desk(chat)
    if desk is not None and not desk.officer.serves(code):
        raise Problem("other_village")
    return f"village={code}"


def _when(said: str, chat: Chat) -> str:
    """`now`, or a moment of the regency's clock. Problems: unclear, no_such_day, past."""
    text = said.strip().lower()
    if text == NOW or _AT_ONCE.fullmatch(text):
        return NOW
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        clock, rest = _CLOCK.search(text), _CLOCK.sub(" ", text).strip()
        day = _day(rest, chat) if rest else chat.today
        moment = datetime.combine(day, _time(clock) if clock else _MORNING)
    moment = moment.replace(tzinfo=moment.tzinfo or chat.now.tzinfo)
    if moment <= chat.now:
        raise Problem("past")
    return moment.isoformat()


def _day(said: str, chat: Chat) -> date:
    try:
        return any_date(said, chat.today)
    except Problem as problem:
        raise Problem("no_such_day" if problem.key == "no_such_day" else "unclear") from None


def _time(found: re.Match[str]) -> time:
    try:
        return time(int(found[1] or found[3]), int(found[2] or 0))
    except ValueError:
        raise Problem("unclear") from None


@form("notice_form", version=1)
@dataclass(frozen=True)
class NoticeForm(Form):
    """The answers make a draft; a fault of the rules is said, and nothing is lost but the draft."""

    words: str = slot(_words, choices=TEMPLATES)
    purpose: Purpose = slot(lambda said, _chat: _purpose(said), choices=("own_coverage", "news"))
    whom: str = slot(_whom, choices=(EVERYBODY, ENDING))
    when: str = slot(_when, choices=(NOW,))

    def done(self, chat: Chat, frame: Frame) -> Done:
        desk = at_desk(chat)
        if desk is None:
            return Done([refused(chat, NoticeError("safety", "notice.error.no_officer"))])
        try:
            made, _ = broadcasting.create(
                notice_desk(chat),
                desk.officer,
                _contents(self.words),
                purpose=self.purpose,
                conditions=_conditions(desk, self.whom),
                start_at=None
                if self.when == NOW
                else datetime.fromisoformat(self.when).timestamp(),
            )
        except NoticeError as error:
            return Done([refused(chat, error)])
        return Done(page(desk, made))


def _purpose(said: str) -> str:
    if said not in ("own_coverage", "news"):
        raise Problem("unknown")
    return said


def _conditions(desk: Desk, whom: str) -> list[str]:
    if whom == EVERYBODY:
        return []
    if whom == ENDING:
        last = desk.chat.today + timedelta(days=_ENDING_DAYS)
        return ["status=active", f"coverage_end<={last.isoformat()}"]
    return [each.strip() for each in whom.split("&") if each.strip()]
