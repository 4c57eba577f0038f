"""What an officer sees of a notice, and what can be done with it now."""

from handlers import broadcasting
from handlers.broadcasting import NoticeDesk, NoticeError
from handlers.conversation import Chat, Choice, Reply
from handlers.desk import Desk
from handlers.notice_plan import in_words, quota_of
from handlers.notice_progress import heading, progress
from storage.broadcasts import Broadcast

_STATES = {
    "draft": ("test", "start", "cancel"),
    "waiting_approval": ("test", "approve", "cancel"),
    "scheduled": ("test", "start", "cancel"),
    "running": ("pause", "cancel", "report"),
    "paused": ("resume", "cancel", "report"),
    "done": ("retry", "report"),
    "cancelled": ("report",),
    "failed": ("report",),
}
_SHOWN = 350  # letters of an example


def notice_desk(chat: Chat) -> NoticeDesk:
    quota = quota_of(chat.storage, chat.whatsapp_tier, chat.now.timestamp())
    return NoticeDesk(chat.storage, chat.programme, chat.words.speaking, quota, chat.now)


def refused(chat: Chat, error: NoticeError) -> Reply:
    """Why nothing was done, in words; the way back."""
    text = chat.text(error.key, **error.values)
    return Reply(text, (_notices(chat),))


def page(desk: Desk, notice: Broadcast) -> list[Reply]:
    """Before it starts an example and the plan; afterwards how far it has come."""
    chat = desk.chat
    if notice.started_at is None and notice.state == "cancelled":
        return [Reply(heading(chat.words, notice, chat.now.tzinfo), ways(desk, notice))]
    if notice.started_at is None:
        shown, plan = broadcasting.examples(notice_desk(chat), notice, most=1)
        example = shown[0] if shown else chat.text("desk.notice.no_example")
        begin = chat.text("desk.notice.example", example=_cut(example))
        about = heading(chat.words, notice, chat.now.tzinfo)
        planned = f"{about}\n{in_words(plan, chat.words)}"
        return [Reply(begin), Reply(planned, ways(desk, notice))]
    text = progress(chat.words, notice, chat.storage.broadcasts.counts(notice))
    return [Reply(text, ways(desk, notice))]


def ways(desk: Desk, notice: Broadcast) -> tuple[Choice, ...]:
    """Only what this officer may do with it in its state."""
    chat, may_steer = desk.chat, broadcasting.may_steer(desk.officer, notice)
    acts = [each for each in _STATES[notice.state] if _may(desk, notice, each, may_steer)]
    choices = [
        Choice(chat.text(f"desk.notice.do.{each}"), f"desk:notice_{each}:{notice.id}")
        for each in acts
    ]
    return (*choices, _notices(chat))


def _may(desk: Desk, notice: Broadcast, act: str, may_steer: bool) -> bool:
    if act == "start" and notice.state == "scheduled" and notice.start_at is not None:
        return False  # it begins by itself
    if act == "report" and notice.started_at is None:
        return False
    if act == "retry" and not desk.chat.storage.broadcasts.counts(notice).failed:
        return False
    if act == "approve":
        return desk.officer.may_approve and notice.author != desk.officer.actor
    return may_steer


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()} …"


def _notices(chat: Chat) -> Choice:
    return Choice(chat.text("desk.do.notices"), "desk:notices")
