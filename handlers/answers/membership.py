"""Is somebody covered, why or why not, until when, and what about next year.

Membership lasts while the three conditions of Perbup Wakatobi 21/2023 Pasal 17 hold; which
conditions those are and which reason of the agency's feed breaks which, the programme file says.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.answers.coverage_day import (
    as_of,
    card,
    covered_on,
    day_asked,
    gaps_between_renewals,
    programs,
    with_choices,
)
from handlers.answers.law import basis
from handlers.answers.offices import department
from handlers.conversation import Chat, MemberChat, Replies, Reply
from handlers.coverage import was_ever
from handlers.registry import Needs, answers
from storage.participants import KnownAgreement, Period

MOST_PERIODS = 6


@answers("membership_status", needs=Needs.IDENTITY)
def membership_status(chat: MemberChat) -> Replies:
    """`Tidak aktif …` for whoever is not covered today; never those words for whoever is."""
    if (day := day_asked(chat)) is not None:
        return covered_on(chat, day)
    period = chat.participant.period_for(chat.today)
    if period.covers(chat.today):
        return _active(chat, period)
    return _inactive(chat, period)


@answers("coverage_period", needs=Needs.IDENTITY)
def coverage_period(chat: MemberChat) -> Replies:
    if (day := day_asked(chat)) is not None:
        return covered_on(chat, day)
    periods = sorted(chat.participant.periods, key=lambda each: each.start, reverse=True)
    shown = [_period_line(chat, each) for each in periods[:MOST_PERIODS] if was_ever(each)]
    key = "coverage.periods" if shown else "coverage.none"
    text = chat.text(key, card=card(chat), periods="\n".join(shown), as_of=as_of(chat))
    periods_and_gaps = [Reply(text), *gaps_between_renewals(chat)]
    return with_choices(periods_and_gaps, chat.choices("membership_status", "renewal", "menu"))


@answers("renewal")
def renewal(chat: Chat) -> Reply:
    """What the newest agreement in the feed says; nothing is promised beyond it."""
    newest = chat.storage.participants.newest_agreement()
    if newest is None:
        text = chat.text("renewal.unknown", department=department(chat))
    else:
        text = chat.text(
            f"renewal.{_stage(newest, chat.today)}",
            start=newest.valid_from,
            until=newest.valid_until,
            as_of=as_of(chat),
            department=department(chat),
        )
    ways = chat.choices("membership_status", "contribution_amount", "office", "menu")
    return Reply(text + basis(chat, "renewal"), ways)


def _stage(agreement: KnownAgreement, today: date) -> str:
    if agreement.valid_until < today:
        return "ended"
    return "renewed" if agreement.valid_from > today else "in_force"


def _active(chat: MemberChat, period: Period) -> Reply:
    agreement = chat.storage.participants.agreement(period.agreement_no)
    conditions = [
        chat.text(
            "status.condition.vulnerable",
            category=chat.programme.category(period.category).label,
            since=period.registered_on or period.start,
        ),
        _agreement_line(chat, agreement),
        _funds_line(chat, agreement),
    ]
    text = chat.text(
        "status.active",
        card=card(chat),
        start=period.start,
        until=period.last_day,
        programs=programs(chat, period),
        law=_law(chat),
        count=len(conditions),
        conditions="\n".join(f"{n}. {line}" for n, line in enumerate(conditions, start=1)),
        as_of=as_of(chat),
    )
    return Reply(text, chat.choices("card_number", "benefit_death", "menu"))


def _inactive(chat: MemberChat, period: Period) -> Reply:
    failed = _failed(chat, period)
    coming, begun = chat.participant.next_period(chat.today), period.start <= chat.today
    key = "not_yet" if period.start > chat.today else "inactive"
    text = "\n\n".join(
        [
            chat.text(
                f"status.{key}",
                card=card(chat),
                since=period.last_day + timedelta(days=1),
                start=period.start,
            ),
            chat.text(
                f"status.failed.{failed.reason}",
                on=failed.on,
                law=_law(chat, failed.reason),
                count=len(chat.programme.conditions),
            ),
            *([chat.text("status.coming", start=coming.start)] if coming and begun else []),
            chat.text(f"status.todo.{failed.reason}", department=department(chat)),
            chat.text("status.as_of", as_of=as_of(chat)),
        ]
    )
    ways = ("claim_death",) if failed.reason == "deceased" else ("registration",)
    return Reply(text, chat.choices(*ways, "office", "officer", "menu"))


@dataclass(frozen=True, slots=True)
class _Failed:
    """The condition that no longer holds, and the day from which that was so."""

    reason: str
    on: date


def _failed(chat: MemberChat, period: Period) -> _Failed:
    """The agency's reason where it gives one; else what the agreement's dates say."""
    ended = period.last_day + timedelta(days=1)
    if period.start > chat.today:
        return _Failed("not_begun", period.start)
    if period.status == "inactive" and period.inactive_reason:
        return _Failed(period.inactive_reason, ended)
    agreement = chat.storage.participants.agreement(period.agreement_no)
    if agreement and agreement.valid_until < chat.today:
        return _Failed("agreement_ended", agreement.valid_until + timedelta(days=1))
    if agreement and agreement.funded_until and agreement.funded_until < chat.today:
        return _Failed("not_funded", agreement.funded_until + timedelta(days=1))
    return _Failed("delisted" if period.delisted_on else "period_ended", ended)


def _agreement_line(chat: Chat, agreement: KnownAgreement | None) -> str:
    if agreement is None:
        return chat.text("status.condition.agreement_unknown")
    return chat.text("status.condition.agreement", until=agreement.valid_until)


def _funds_line(chat: Chat, agreement: KnownAgreement | None) -> str:
    if agreement is None or agreement.funded_until is None:
        return chat.text("status.condition.funds_unknown")
    return chat.text("status.condition.funds", until=agreement.funded_until)


def _period_line(chat: Chat, period: Period) -> str:
    return chat.text("coverage.period", start=period.start, until=period.last_day)


def _law(chat: Chat, reason: str = "") -> str:
    """The article with the conditions; with a reason, the condition that it breaks."""
    broken = chat.programme.condition_of(reason)
    return broken.citation if broken else chat.programme.conditions[0].citation.split(" huruf")[0]
