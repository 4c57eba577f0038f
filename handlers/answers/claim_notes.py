"""What about this family changes the way, and the end of the guide that says it."""

from collections.abc import Iterator
from datetime import date

from handlers.answers.claim_checklist import checklist
from handlers.answers.claim_result import (
    GAP,
    LONGEST,
    day_of,
    expected,
    family,
    packed,
    person_of,
    registered_on,
    running,
    summary,
)
from handlers.benefit_facts import UNKNOWN, DayOfDeath
from handlers.claim_papers import heir_label, is_rightful
from handlers.conversation import Chat, Reply
from handlers.due import months_after
from handlers.programme import in_force
from storage.claim_cases import Case


def opened(chat: Chat, case: Case) -> list[Reply]:
    """What was noted and whose the claim is; what to expect; the checklist."""
    said_back = chat.text("case.not_sent", summary=summary(chat, case))
    lines, more = [said_back, *notes(chat, case)], chat.text("case.notes.more")
    noted = packed(lines)
    if len(noted) > 1:
        noted = packed(lines, longest=LONGEST - len(more) - len(GAP))
        noted[0] = f"{noted[0]}{GAP}{more}"
    return [Reply(noted[0]), Reply(expected(chat, case)), checklist(chat, case, first=True)]


def already_known(chat: Chat, case: Case, died_on: DayOfDeath | None) -> list[Reply]:
    """A second report changes nothing: the family's case goes on as it is."""
    if case.contact_id == chat.contact.id:
        return [Reply(chat.text("case.known.own")), checklist(chat, case)]
    recorded = case.facts.slots.get("died_on")
    differs = isinstance(died_on, date) and recorded not in (None, UNKNOWN, str(died_on))
    key = "case.known.differs" if differs else "case.known"
    return [Reply(chat.text(key)), checklist(chat, case)]


def notes(chat: Chat, case: Case) -> list[str]:
    """One line for each thing about this family that changes the way."""
    return [
        *_about_office(chat, case),
        *_about_heirs(chat, case),
        *_about_event(chat, case),
        *_about_record(chat, case),
    ]


def names_differ(chat: Chat) -> str:
    """No rule says which letter helps: the office is asked."""
    letter = chat.programme.note("names_differ")
    return chat.text("case.about.names", paper=letter.label if letter else "-")


def _about_office(chat: Chat, case: Case) -> Iterator[str]:
    if state := running(chat, case):
        yield chat.text("case.record.running", state=chat.text(f"claim.state.{state}"))


def _about_heirs(chat: Chat, case: Case) -> Iterator[str]:
    slots, who = case.facts.slots, family(case)
    relation = slots.get("relation", "other")
    label = heir_label(chat.programme, who.heir)
    law = chat.programme.heirs[0].citation
    if label and not is_rightful(chat.programme, relation, who.heir):
        yield chat.text("case.heir.another", heir=label)
    elif who.heir not in ("spouse", "child") and label:
        yield chat.text("case.heir.next", heir=label, law=law)
    elif who.heir == "unsure":
        yield chat.text("case.heir.unsure")
    for code in ("several", "minor", "away", "wives"):
        if code in who.situations:
            yield chat.text(f"case.about.{code}")
    if "names" in who.situations:
        yield names_differ(chat)


def _about_event(chat: Chat, case: Case) -> Iterator[str]:
    how, programme = family(case).how, chat.programme
    limit, wait = programme.deadline("accident_report"), programme.deadline("lost_at_sea_wait")
    if how == "lost":
        yield chat.text("case.about.lost", months=wait.count if wait else "-")
    elif how in ("work", "unsure") and limit:
        yield chat.text(f"case.about.{how}", hours=limit.count)
    if family(case).schoolchildren:
        yield chat.text("case.about.school", minimum=_school_minimum(chat))


def _about_record(chat: Chat, case: Case) -> Iterator[str]:
    """What the store says of the person's cover on that day, and how old it is."""
    if "ready" in case.facts.slots:
        yield chat.text("case.ready.used")
    person, day, as_of = person_of(chat, case), day_of(case), chat.storage.participants.as_of()
    if person is None or day is None:
        return
    ended = [each.last_day for each in person.periods if each.last_day < day]
    if not person.covered_on(day) and ended:
        yield chat.text("case.record.lapsed", until=max(ended))
    elif not person.covered_on(day):
        yield chat.text("case.record.not_begun")
    elif as_of and as_of < day:
        yield chat.text("case.record.older", as_of=as_of)
    elif person.period_for(day).status == "active":
        yield chat.text("case.record.alive", as_of=as_of or "-")
    since = registered_on(chat, case)
    held = [each for each in in_force(chat.programme.minimums, day) if each.what == "death"]
    if since and held and day < months_after(since, held[0].months):
        yield chat.text("case.record.new", since=since, minimum=held[0].label)


def _school_minimum(chat: Chat) -> str:
    held = in_force(chat.programme.minimums, chat.today)
    return "; ".join(each.label for each in held if each.what == "scholarship") or "-"
