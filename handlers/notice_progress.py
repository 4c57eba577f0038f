"""How far a notice has come, in words, and the message in its author's chat that shows it."""

from datetime import datetime, tzinfo

import msgspec

from handlers.broadcasting import NoticeDesk
from handlers.catalog import Words
from storage.broadcasts import OVER, Broadcast, Counts
from storage.conversations import Contact
from storage.outbox import FINAL, Body

EVERY_SECONDS = 3.0
_CAN_EDIT = "telegram"
STANDS = (*OVER, "paused")


class Shown(msgspec.Struct, frozen=True):
    """What `broadcast.told` holds: the newest row in the outbox, when, and its words."""

    row: int
    at: float
    text: str


def heading(words: Words, notice: Broadcast, clock: tzinfo | None) -> str:
    """Number, title and state; why it paused, or when it starts."""
    state = words.text(f"desk.notice.state.{notice.state}")
    title = notice.contents.title
    lines = [words.text("desk.notice", number=notice.id, title=title, state=state)]
    if notice.reason:
        lines.append(words.text(f"desk.notice.reason.{notice.reason.partition(':')[0]}"))
    if notice.state == "waiting_approval":
        lines.append(words.text("desk.notice.waits"))
    if notice.started_at is None and notice.start_at is not None:
        at = datetime.fromtimestamp(notice.start_at, clock)
        lines.append(words.text("desk.notice.at", day=at.date(), time=at))
    return "\n".join(lines)


def progress(words: Words, notice: Broadcast, counts: Counts) -> str:
    """Of one that has started."""
    text = words.text(
        "desk.notice.progress",
        total=counts.total,
        arrived=counts.sent + counts.delivered + counts.read,
        waiting=counts.queued,
        missed=counts.failed + counts.unknown + counts.cancelled,
        nobody=counts.unreachable,
    )
    return f"{heading(words, notice, None)}\n{text}"


def show(desk: NoticeDesk, notice: Broadcast) -> None:
    """One message that is edited; where a channel cannot, one at the beginning and one at the end.

    Only in the chat of an author who is still an officer. Once it shows the end nothing is told.
    """
    is_over = notice.state in STANDS
    if notice.started_at is None or (is_over and notice.told is None):
        return
    chat = _chat_of_author(desk, notice)
    if chat is None:
        desk.store.broadcasts.change(notice, told=None)
        return
    before = msgspec.json.decode(notice.told, type=Shown) if notice.told else None
    waited = before is None or desk.now.timestamp() - before.at >= EVERY_SECONDS
    if not is_over and before and (chat.channel != _CAN_EDIT or not waited):
        return
    text = progress(desk.speak(chat.language), notice, desk.store.broadcasts.counts(notice))
    if before and before.text == text:
        if is_over:
            desk.store.broadcasts.change(notice, told=None)
    else:
        _put(desk, notice, chat, text, before)


def _put(
    desk: NoticeDesk, notice: Broadcast, chat: Contact, text: str, before: Shown | None
) -> None:
    """In place of the one before, where that has arrived; while it is on its way nothing is put."""
    edits = None
    if before is not None and chat.channel == _CAN_EDIT:
        state, edits = desk.store.outbox.outcome(before.row) or ("failed", None)
        if state not in FINAL:
            return
    words = desk.speak(chat.language)
    ways = ((words.text("desk.notice.do.open"), f"desk:notice:{notice.id}"),)
    row = desk.store.outbox.put_for_officer(chat.id, chat.channel, Body(text, ways), edits)
    told = msgspec.json.encode(Shown(row, desk.now.timestamp(), text)).decode()
    desk.store.broadcasts.change(notice, told=None if notice.state in STANDS else told)


def _chat_of_author(desk: NoticeDesk, notice: Broadcast) -> Contact | None:
    officer = desk.store.officers.acting(notice.author)
    if officer is None or officer.contact_id is None:
        return None
    return desk.store.conversations.numbered(officer.contact_id)
