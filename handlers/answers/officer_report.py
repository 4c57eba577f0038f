"""At the desk: what became of a notice, in numbers and as a picture for a meeting."""

from handlers import broadcasting
from handlers.answers.small_talk import TOPICS
from handlers.choosing import number
from handlers.conversation import Attachment, Chat, Reply
from handlers.desk import Desk
from handlers.notice_chart import drawn
from handlers.notice_report import Report, chart, report_of, why

_MOST_LINES = 5


def opened(desk: Desk, rest: str) -> list[Reply] | None:
    """Of a notice that has begun, for whoever may steer it. Numbers only."""
    chat, broadcasts = desk.chat, desk.chat.storage.broadcasts
    notice = broadcasts.get(known) if (known := number(rest)) else None
    if notice is None or notice.started_at is None:
        return None
    if not broadcasting.may_steer(desk.officer, notice):
        return None
    report = report_of(chat.storage, notice)
    desk.record("notice.report", notice=notice.id)
    name = chat.text("desk.report.file", number=notice.id)
    picture = drawn(chart(report, chat.words, chat.programme, chat.today))
    visits = [
        desk.way("visits", each.broadcast_id)
        for each in chat.storage.visits.standings(desk.officer.villages)
        if each.broadcast_id == notice.id
    ]
    ways = (desk.way("notice", notice.id), *visits, *desk.ways("notices"))
    return [Reply(_in_words(chat, report), ways, (Attachment("photo", f"{name}.png", picture),))]


def _in_words(chat: Chat, report: Report) -> str:
    states = report.states
    lines = [
        chat.text(
            "desk.report",
            number=report.notice.id,
            title=report.notice.contents.title,
            **{state: states[state] for state in states},
        )
    ]
    lines += _why_not(chat, report)
    lines += _answers(chat, report)
    return "\n".join(lines)


def _why_not(chat: Chat, report: Report) -> list[str]:
    """Codes that mean the same to a reader are one line."""
    found: dict[str, int] = {}
    for (state, reason), people in report.reasons.items():
        words = why(chat.words, state, reason)
        found[words] = found.get(words, 0) + people
    return [
        chat.text("desk.report.reason", why=words, people=people)
        for words, people in list(found.items())[:_MOST_LINES]
    ]


def _answers(chat: Chat, report: Report) -> list[str]:
    named = [(intent, many) for intent, many in report.answers.items() if intent in TOPICS]
    shown = named[:_MOST_LINES]
    rest = sum(report.answers.values()) - sum(many for _, many in shown)
    lines = [
        chat.text("desk.report.answer", topic=chat.text(f"menu.{intent}"), count=many)
        for intent, many in shown
    ]
    if rest:
        lines.append(chat.text("desk.report.answers_else", count=rest))
    return [chat.text("desk.report.answers"), *lines] if lines else []
