"""A reminder of a case on a day that the family chose."""

from datetime import timedelta

from handlers.answers import claim_result
from handlers.answers.claim_result import actions, purpose
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
    return [
        Reply(
            chat.text("case.remind.ask"), (*days, *actions(chat, "no_reminder", "mine", case=case))
        )
    ]


def remind_in(chat: Chat, case: Case, value: str) -> list[Reply] | None:
    """One reminder waits at a time: a new day takes the place of the old one."""
    days = _expires_in(chat, case) if value == "expiry" else int(value) if value.isdigit() else None
    if days is None or (value != "expiry" and days not in REMIND_DAYS):
        return None
    at = chat.now + timedelta(days=days)
    chat.storage.outbox.take_back_planned(chat.contact.id, purpose(case))
    choices = tuple((each.label, each.value) for each in actions(chat, "mine", case=case))
    body = Body(chat.text("case.reminder"), choices)
    chat.storage.outbox.put(
        chat.contact, [body], kind="notice", not_before=at.timestamp(), purpose=purpose(case)
    )
    return [Reply(chat.text("case.remind.set", day=at.date()), actions(chat, "mine", case=case))]


def no_reminder(chat: Chat, case: Case, _value: str) -> list[Reply]:
    chat.storage.outbox.take_back_planned(chat.contact.id, purpose(case))
    return [Reply(chat.text("case.remind.off"), actions(chat, "mine", case=case))]


def _expires_in(chat: Chat, case: Case) -> int | None:
    """Days until a month before the right to claim lapses, where the law names a day."""
    day = claim_result.day_of(case)
    limit = chat.programme.deadline("jkk_lapse", day)
    if claim_result.family(case).how == "other" or day is None or not limit or not limit.count:
        return None
    last = months_after(day, 12 * limit.count)
    left = (last - chat.today).days - _BEFORE_EXPIRY_DAYS
    return left if left > 0 else None
