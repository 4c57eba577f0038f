"""A reminder of a case on a day that the family chose."""

from datetime import date, timedelta

from handlers.answers import claim_result
from handlers.answers.claim_result import actions, purpose
from handlers.answers.offices import call_centre
from handlers.choosing import number
from handlers.conversation import Chat, Choice, Reply
from handlers.due import months_after
from storage.claim_cases import Case
from storage.outbox import Body

REMIND_DAYS = (3, 14)
_BEFORE_EXPIRY_DAYS = 30


def remind(chat: Chat, case: Case, _value: str) -> list[Reply]:
    days = [Choice(chat.text("case.remind.days", days=each), f"case:remind_in:{case.id}:{each}")
            for each in REMIND_DAYS]  # fmt: skip
    if _expires_in(chat, case):
        days.append(Choice(chat.text("case.remind.expiry"), f"case:remind_in:{case.id}:expiry"))
    ways = actions(chat, "no_reminder", "mine", case=case)
    return [Reply(chat.text("case.remind.ask"), (*days, *ways))]


def remind_in(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """One reminder waits at a time: a new day takes the place of the old one."""
    if value == "expiry":
        return _before_expiry(chat, case)
    days = number(value)
    if days not in REMIND_DAYS:
        return None
    day = _put(chat, case, days, chat.text("case.reminder"))
    return [Reply(chat.text("case.remind.set", day=day), actions(chat, "mine", case=case))]


def no_reminder(chat: Chat, case: Case, _value: str) -> list[Reply]:
    chat.storage.outbox.take_back_planned(chat.contact.id, purpose(case))
    return [Reply(chat.text("case.remind.off"), actions(chat, "mine", case=case))]


def _before_expiry(chat: Chat, case: Case) -> list[Reply] | None:
    """It says itself until which day: whoever reads it has forgotten why it was asked for."""
    days, last = _expires_in(chat, case), _last_day(chat, case)
    if days is None or last is None:
        return None
    words = chat.text("case.reminder.expiry", day=last, call_centre=call_centre(chat))
    text = chat.text("case.remind.set.expiry", day=_put(chat, case, days, words), last=last)
    return [Reply(text, actions(chat, "mine", case=case))]


def _put(chat: Chat, case: Case, days: int, words: str) -> date:
    at = chat.now + timedelta(days=days)
    chat.storage.outbox.take_back_planned(chat.contact.id, purpose(case))
    choices = tuple((each.label, each.value) for each in actions(chat, "mine", case=case))
    chat.storage.outbox.put(
        chat.contact,
        [Body(words, choices)],
        kind="notice",
        not_before=at.timestamp(),
        purpose=purpose(case),
    )
    return at.date()


def _last_day(chat: Chat, case: Case) -> date | None:
    """On which a work accident can be claimed; None where no law names it, or it cannot be one."""
    day = claim_result.day_of(case)
    limit = chat.programme.deadline("jkk_lapse", day)
    if claim_result.family(case).how == "other" or day is None or not limit or not limit.count:
        return None
    return months_after(day, 12 * limit.count)


def _expires_in(chat: Chat, case: Case) -> int | None:
    """Days until a month before the right to claim lapses."""
    last = _last_day(chat, case)
    left = (last - chat.today).days - _BEFORE_EXPIRY_DAYS if last else 0
    return left if left > 0 else None
