"""What the guide has found out: whose claim it is, what to expect, and the family's papers."""

from collections.abc import Iterator
from datetime import date

from handlers.amounts import in_full
from handlers.answers.benefit_result import member_since
from handlers.answers.offices import branch, call_centre
from handlers.benefit_facts import UNKNOWN, DayOfDeath
from handlers.benefits import death
from handlers.claim_facts import How
from handlers.claim_papers import Family, heir_label, injury_papers, is_rightful, living_papers
from handlers.claim_papers import papers as papers_of_family
from handlers.conversation import Chat, Choice, Reply
from handlers.due import NotDueError, months_after
from handlers.programme import in_force
from handlers.programme_money import DeadlineCode, Document
from handlers.schoolchildren import NONE
from storage.claim_cases import Case
from storage.participants import Participant

LONGEST = 600  # characters of one message
_AT_WORK: tuple[How, ...] = ("work", "lost", "unsure")
_ACTIONS = ("papers", "pdf", "remind", "more")


def opened(chat: Chat, case: Case) -> list[Reply]:
    """What was noted and whose the claim is; what to expect; the checklist."""
    said_back = chat.text("case.not_sent", summary=summary(chat, case))
    noted = packed([said_back, *notes(chat, case)])[0]
    return [Reply(noted), Reply(expected(chat, case)), checklist(chat, case, first=True)]


def already_known(chat: Chat, case: Case, died_on: DayOfDeath | None) -> list[Reply]:
    """A second report changes nothing: the family's case goes on as it is."""
    if case.contact_id == chat.contact.id:
        return [Reply(chat.text("case.known.own")), checklist(chat, case)]
    recorded = case.facts.slots.get("died_on")
    differs = isinstance(died_on, date) and recorded not in (None, UNKNOWN, str(died_on))
    key = "case.known.differs" if differs else "case.known"
    return [Reply(chat.text(key)), checklist(chat, case)]


def checklist(chat: Chat, case: Case, *, first: bool = False) -> Reply:
    """Every paper is a choice, ticked and unticked by its number; at first with the boat trip."""
    listed = papers(chat, case)
    have = [each for each in listed if each.code in case.facts.have]
    key = "complete" if len(have) == len(listed) else "some"
    text = chat.text(f"case.checklist.{key}", have=len(have), all=len(listed))
    if first:
        boat = chat.text(
            "case.before_boat", office=branch(chat).name, call_centre=call_centre(chat)
        )
        text = f"{boat}\n\n{text}"
    ticks = [
        Choice(_tick_label(chat, each, case), f"case:tick:{case.id}:{each.code}") for each in listed
    ]
    about = ("ready",) if case.kind == "living" else ()
    return Reply(text, (*ticks, *actions(chat, *about, *_ACTIONS, case=case)))


def actions(chat: Chat, *names: str, case: Case | None = None) -> tuple[Choice, ...]:
    """Ways on; with `case` about that one, whatever else this family is in the middle of."""
    about = f":{case.id}" if case else ""
    return tuple(Choice(chat.text(f"case.do.{name}"), f"case:{name}{about}") for name in names)


def papers(chat: Chat, case: Case) -> list[Document]:
    if case.kind == "living":
        return living_papers(chat.programme)
    if case.kind == "accident":
        return injury_papers(chat.programme)
    return papers_of_family(chat.programme, family(case))


def family(case: Case) -> Family:
    slots = case.facts.slots
    relation = slots.get("relation", "other")
    return Family(
        how=slots.get("how", "unsure"),  # type: ignore[arg-type]
        heir=slots.get("heir", relation),
        situations=slots.get("situation", "plain").split(","),
        schoolchildren=slots.get("children", NONE) not in (NONE, UNKNOWN),
    )


def summary(chat: Chat, case: Case) -> str:
    """Said back, so that a mistake is seen."""
    if case.kind != "death":
        return chat.text(f"case.noted.{case.kind}")
    died_on = case.facts.slots.get("died_on", UNKNOWN)
    key = "case.when.lost" if family(case).how == "lost" else "case.when"
    when = (
        chat.text("case.when.unknown")
        if died_on == UNKNOWN
        else chat.text(key, day=date.fromisoformat(died_on))
    )
    return chat.text("case.noted", when=when, how=chat.text(f"case.how.{family(case).how}"))


def notes(chat: Chat, case: Case) -> list[str]:
    """One line for each thing about this family that changes the way."""
    return [*_about_heirs(chat, case), *_about_event(chat, case), *_about_record(chat, case)]


def expected(chat: Chat, case: Case) -> str:
    """The sum with its condition, and how long it takes by law."""
    how, programme = family(case).how, chat.programme
    limits: list[DeadlineCode] = [] if how == "work" else ["jkm_payment"]
    limits += [] if how == "other" else ["jkk_payment"]
    paid = [each.label for code in limits if (each := programme.deadline(code))]
    late = programme.note("late_payment")
    return chat.text(
        "case.expected",
        amounts="\n".join(amounts(chat, case)),
        paid=". ".join(paid) or "-",
        late=late.label if late else "-",
        also=chat.text("case.expected.office_decides") if how in _AT_WORK else "",
    ).strip()


def amounts(chat: Chat, case: Case) -> list[str]:
    """One line for a death outside work, one for an accident at work; both where it is open."""
    how, on = family(case).how, day_of(case) or chat.today
    lines = []
    for program in ("other", "work"):
        if how in ("other", "work") and how != program:
            continue
        try:
            due = death(
                chat.programme,
                on,
                work_accident=program == "work",
                registered_on=_registered_on(chat, case) if program == "other" else None,
            )
        except NotDueError:
            return [chat.text("case.amount.unknown")]
        key = f"case.amount.{program}"
        if program == "other" and not _minimum(chat, on):
            key = "case.amount.of_then"
        lines.append(chat.text(key, total=in_full(chat, due.total), minimum=_minimum(chat, on)))
    return lines


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
    for code in ("several", "minor", "away", "wives", "names"):
        if code in who.situations:
            yield chat.text(f"case.about.{code}")


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
    if state := running(chat, case):
        yield chat.text("case.record.running", state=chat.text(f"claim.state.{state}"))
    person, day, as_of = _person(chat, case), day_of(case), chat.storage.participants.as_of()
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
    since = _registered_on(chat, case)
    held = [each for each in in_force(chat.programme.minimums, day) if each.what == "death"]
    if since and held and day < months_after(since, held[0].months):
        yield chat.text("case.record.new", since=since, minimum=held[0].label)


def running(chat: Chat, case: Case) -> str | None:
    """The state of a claim for this very event that the office holds already."""
    day = day_of(case)
    if case.nik_index is None or day is None:
        return None
    known = chat.storage.participants.claims_of(case.nik_index)
    return next((each.status for each in known if each.event_date == day), None)


def packed(lines: list[str], gap: str = "\n\n") -> list[str]:
    """The lines in as few messages as hold them."""
    messages: list[str] = []
    for line in lines:
        if messages and len(messages[-1]) + len(gap) + len(line) <= LONGEST:
            messages[-1] += gap + line
        else:
            messages.append(line)
    return messages


def sure_person(chat: Chat, relation: str) -> bytes | None:
    """The one linked person to whom the asker said to be just that; never a guess."""
    linked = [each for each in chat.storage.links.of(chat.contact) if each.relation == relation]
    return linked[0].nik_index if len(linked) == 1 else None


def hush(chat: Chat, case: Case) -> None:
    """The family's other notices wait; a stranger's report reaches nobody."""
    if case.for_family:
        everybody = [each.id for each in chat.storage.claim_cases.family(case)]
        deaths = chat.storage.claim_cases.deaths_of(everybody)
        chat.storage.outbox.hold_notices(everybody, but=[f"claim:{each}" for each in deaths])


def purpose(case: Case) -> str:
    return f"claim:{case.id}"


def _tick_label(chat: Chat, each: Document, case: Case) -> str:
    key = "have" if each.code in case.facts.have else "lack"
    return chat.text(f"case.tick.{key}", paper=each.label)


def day_of(case: Case) -> date | None:
    said = case.facts.slots.get("died_on", UNKNOWN)
    return None if said == UNKNOWN else date.fromisoformat(said)


def _person(chat: Chat, case: Case) -> Participant | None:
    return chat.storage.participants.by_index(case.nik_index) if case.nik_index else None


def _registered_on(chat: Chat, case: Case) -> date | None:
    person, day = _person(chat, case), day_of(case)
    if person and day:
        return member_since(person.periods, day)
    said = case.facts.slots.get("registered_on", UNKNOWN)
    return None if said == UNKNOWN else date.fromisoformat(said)


def _minimum(chat: Chat, day: date) -> str:
    held = in_force(chat.programme.minimums, day)
    return "; ".join(each.label for each in held if each.what == "death")


def _school_minimum(chat: Chat) -> str:
    held = in_force(chat.programme.minimums, chat.today)
    return "; ".join(each.label for each in held if each.what == "scholarship") or "-"
