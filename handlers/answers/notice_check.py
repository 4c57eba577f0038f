"""Is this notice really ours: whoever sends its code, or forwards it whole, is told."""

from datetime import datetime

from handlers.answers import scams
from handlers.answers.offices import call_centre
from handlers.conversation import Chat, Reply
from handlers.notice_codes import code_in
from handlers.notice_templates import template_of
from handlers.scam_marks import Marks, marks
from handlers.segment_words import described
from storage.broadcasts import Broadcast


def checked(chat: Chat) -> list[Reply] | None:
    """None where the message holds no code."""
    code = code_in(chat.understood.text)
    if code is None:
        return None
    known = chat.storage.broadcasts.by_code(code)
    found = marks(chat.understood.text, chat.programme)
    if known is None or known.started_at is None:
        return _unknown(chat, code, found)
    if (added := found.without(_own_marks(chat, known))).any:
        listed = scams.listed(scams.marks_in_words(chat, added))
        text = chat.text("notice_code.changed", code=code, marks=listed)
        return [Reply(text), scams.genuine(chat)]
    return [_genuine(chat, known, known.started_at)]


def _genuine(chat: Chat, known: Broadcast, started_at: float) -> Reply:
    """By the regency, never an officer's name."""
    sent_on = datetime.fromtimestamp(started_at, chat.programme.timezone).date()
    text = chat.text(
        "notice_code.genuine",
        code=known.code,
        regency=chat.programme.regency_title,
        day=sent_on,
        whom=_whom(chat, known),
    )
    lines = [text, chat.text("notice_code.never")]
    if known.state == "cancelled":
        lines.insert(1, chat.text("notice_code.stopped"))
    return Reply("\n\n".join(lines), chat.choices("officer", "menu"))


def _whom(chat: Chat, known: Broadcast) -> str:
    """Without the state of claims: in a small village that would tell of one family."""
    open_to_all = [each for each in known.conditions if "claim" not in each]
    if known.conditions and not open_to_all:
        return chat.text("notice_code.some_here", regency=chat.programme.regency_title)
    whom = described(open_to_all, chat.programme, chat.words)
    if len(open_to_all) == len(known.conditions):
        return whom
    return chat.text("notice_code.some", whom=whom)


def _unknown(chat: Chat, code: str, found: Marks) -> list[Reply]:
    text = chat.text("notice_code.unknown", code=code, call_centre=call_centre(chat))
    if not found.any:
        return [Reply(text, chat.choices("officer", "office", "menu"))]
    return [Reply(text), *scams.scam(chat)]


def _own_marks(chat: Chat, known: Broadcast) -> Marks:
    """What the genuine words themselves show, as a warning of frauds does."""
    contents = known.contents
    template = template_of(contents.template, chat.words.language) if contents.template else None
    said = contents.text or (template.contents.body if template else "")
    return marks(said, chat.programme)
