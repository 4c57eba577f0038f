"""Was somebody covered on a day that the question names: that day first, and only that day."""

import re
from dataclasses import replace
from datetime import date

from handlers.answers.offices import branch
from handlers.conversation import Chat, Choice, MemberChat, Reply
from handlers.coverage import DayOfCoverage, gaps, on_day
from handlers.dates import YOUNGEST_YEARS, past_date
from handlers.due import months_after
from handlers.problems import Problem
from storage.participants import Period

_LABELLED = re.compile(
    r"\b(?:tanggal|tgl|tggl|tg)\.? ?\d{1,2}[/.-]\d{1,2}(?!\d)", re.I
)  # `tgl 14/3`


def day_asked(chat: MemberChat) -> date | None:
    """The day of the question; None for today, and where a date is the member's birth date."""
    text, today = chat.understood.text, chat.today
    labelled = _LABELLED.search(text) is not None
    try:
        day = past_date(text, today, asked=labelled)
    except Problem as problem:
        if problem.key != "in_the_future":
            return None
        day = date.fromisoformat(str(problem.values["day"]))
    grown = months_after(chat.participant.birth_date, 12 * YOUNGEST_YEARS)
    return day if day != today and day >= grown else None


def covered_on(chat: MemberChat, day: date) -> list[Reply]:
    """`Ya, terlindungi …` or `Tidak terlindungi …`; a gap between renewals is a second message."""
    found = on_day(chat.participant.periods, day)
    if found.period is not None:
        return [_covered(chat, found, found.period)]
    ways = chat.choices("coverage_period", "office", "officer", "menu")
    if found.after is None and day > chat.today:
        return [Reply(_not_known(chat, found), ways)]
    text = chat.text(
        "coverage_day.no",
        day=day,
        card=card(chat),
        nearest=_nearest(chat, found),
        as_of=as_of(chat),
    )
    between = [gap for gap in gaps(chat.participant.periods) if gap.start <= day <= gap.end]
    lines = [Reply(chat.text("coverage_day.gap", start=gap.start, end=gap.end)) for gap in between]
    return with_choices([Reply(text), *lines], ways)


def gaps_between_renewals(chat: MemberChat) -> list[Reply]:
    """Nothing where the periods follow each other without one."""
    found = gaps(chat.participant.periods)
    lines = "\n".join(chat.text("coverage.gap", start=each.start, end=each.end) for each in found)
    return [Reply(chat.text("coverage.gaps", gaps=lines))] if found else []


def with_choices(replies: list[Reply], ways: tuple[Choice, ...]) -> list[Reply]:
    """The ways on stand below the last message."""
    return [*replies[:-1], replace(replies[-1], choices=ways)]


def card(chat: MemberChat) -> str:
    return chat.text("status.card", last4=chat.participant.kpj[-4:])


def programs(chat: Chat, period: Period) -> str:
    return ", ".join(chat.text(f"program.{code}") for code in period.programs)


def as_of(chat: Chat) -> date | str:
    return chat.storage.participants.as_of() or "-"


def _covered(chat: MemberChat, found: DayOfCoverage, period: Period) -> Reply:
    """What lies ahead is covered only as far as the feed knows today."""
    key = "coverage_day.yes_ahead" if found.day > chat.today else "coverage_day.yes"
    text = chat.text(
        key,
        day=found.day,
        card=card(chat),
        start=period.start,
        until=period.last_day,
        programs=programs(chat, period),
        as_of=as_of(chat),
    )
    return Reply(text, chat.choices("coverage_period", "benefit_death", "menu"))


def _not_known(chat: MemberChat, found: DayOfCoverage) -> str:
    until = found.before.last_day if found.before else "-"
    return chat.text(
        "coverage_day.not_known", day=found.day, card=card(chat), until=until, as_of=as_of(chat)
    )


def _nearest(chat: Chat, found: DayOfCoverage) -> str:
    """What is known around the day."""
    if found.before and found.after:
        return chat.text("coverage_day.ask", office=branch(chat).name)
    if found.before:
        return chat.text("coverage_day.ended", until=found.before.last_day)
    if found.after:
        return chat.text("coverage_day.begins", start=found.after.start)
    return chat.text("coverage_day.never")
