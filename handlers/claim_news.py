"""What a family hears unasked: a new state of its claim, the scholarship each school year."""

from collections.abc import Callable
from datetime import date, datetime

from handlers.benefit_facts import UNKNOWN
from handlers.catalog import Words
from handlers.programme import Programme, in_force
from handlers.schoolchildren import NONE, schoolchildren
from storage.claim_cases import Case
from storage.outbox import Body
from storage.store import Store

_SCHOOL_YEAR = 7  # the month in which it begins
_OLDEST_CHILD = 99  # the age was checked when it was said


def tell(store: Store, programme: Programme, words: Callable[[str], Words], now: datetime) -> int:
    """Put what is new into the outbox, once each; returns how many messages."""
    told = 0
    for case in store.claim_cases.running():
        reported_on = datetime.fromtimestamp(case.created_at, now.tzinfo).date()
        if key := _news(store, case, reported_on):
            told += _send(store, case, key, words, now)
        if _school_year_began(case, programme, reported_on, now.date()):
            store.claim_cases.remind(case, now.year)
            told += _send(store, case, "case.school_year", words, now)
    return told


def _news(store: Store, case: Case, reported_on: date) -> str | None:
    """The words for a state that the family has not heard of; the claims of before are no news."""
    assert case.nik_index is not None
    known = [
        each
        for each in store.participants.claims_of(case.nik_index)
        if case.state == "open" and (each.paid_on is None or each.paid_on >= reported_on)
    ]
    if not known or known[0].status == case.told:
        return None
    store.claim_cases.tell(case, known[0].status)
    return "case.closing" if known[0].status == "paid" else f"claim.state.{known[0].status}"


def _send(store: Store, case: Case, key: str, words: Callable[[str], Words], now: datetime) -> int:
    """To the reporter, and to the family where the case is theirs; no amounts, no papers."""
    family = store.claim_cases.family(case)
    for contact in family:
        speak = words(contact.language)
        text = speak.text("case.news", state=speak.text(key)) if key.startswith("claim") else None
        body = Body(
            text or speak.text(key), ((speak.text("case.do.mine"), f"case:mine:{case.id}"),)
        )
        store.outbox.put(
            contact,
            [body],
            kind="notice",
            not_before=now.timestamp(),
            purpose=f"claim:{case.id}",
        )
    return len(family)


def _school_year_began(case: Case, programme: Programme, reported_on: date, today: date) -> bool:
    """Once a year from July on, after the payment, while the youngest can be at school."""
    children, year = case.facts.slots.get("children", NONE), date(today.year, _SCHOOL_YEAR, 1)
    if case.state != "paid" or children in (NONE, UNKNOWN) or not reported_on < year <= today:
        return False
    levels = in_force(programme.school_levels, today)
    named = [level for level, _ in schoolchildren(children, _OLDEST_CHILD).counts]
    first = next(place for place, each in enumerate(levels) if each.code in named)
    years = sum(each.years for each in levels[first:])
    return case.reminded_year != today.year and today.year <= reported_on.year + years
