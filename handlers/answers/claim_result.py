"""What the guide has found out: who died and how, and what to expect."""

from datetime import date, datetime

from handlers.amounts import in_full
from handlers.answers.benefit_result import member_since
from handlers.benefit_facts import UNKNOWN
from handlers.benefits import death
from handlers.choosing import number
from handlers.claim_facts import How
from handlers.claim_papers import Family
from handlers.conversation import Chat, Choice, Reply
from handlers.due import NotDueError
from handlers.programme import in_force
from handlers.programme_money import DeadlineCode
from handlers.schoolchildren import NONE
from storage.claim_cases import Case
from storage.participants import KnownClaim, Participant
from storage.store import Store

LONGEST = 600  # characters of one message
MOST_MESSAGES = 3  # in one turn
_AT_WORK: tuple[How, ...] = ("work", "lost", "unsure")
_PROGRAMS: dict[How, tuple[How, ...]] = {  # the likelier first
    "other": ("other",),
    "work": ("work", "other"),
    "lost": ("other", "work"),
    "unsure": ("other", "work"),
}
GAP = "\n\n"


def actions(chat: Chat, *names: str, case: Case | None = None) -> tuple[Choice, ...]:
    """Ways on; with `case` about that one, whatever else this family is in the middle of."""
    about = f":{case.id}" if case else ""
    return tuple(Choice(chat.text(f"case.do.{name}"), f"case:{name}{about}") for name in names)


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


def expected(chat: Chat, case: Case) -> str:
    """The sum with its condition, and how long it takes by law."""
    how, programme = family(case).how, chat.programme
    limits: list[DeadlineCode] = (
        ["jkm_payment"] if how == "other" else ["jkm_payment", "jkk_payment"]
    )
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
    """For a death outside work; else both sums, as only the office says whether it was at work."""
    how, on = family(case).how, day_of(case) or chat.today
    lines = []
    for program in _PROGRAMS[how]:
        try:
            due = death(
                chat.programme,
                on,
                work_accident=program == "work",
                registered_on=registered_on(chat, case) if program == "other" else None,
            )
        except NotDueError:
            return [chat.text("case.amount.unknown")]
        key = f"case.amount.{program}"
        if program == "other" and not _minimum(chat, on):
            key = "case.amount.of_then"
        lines.append(chat.text(key, total=in_full(chat, due.total), minimum=_minimum(chat, on)))
    return lines


def running(chat: Chat, case: Case) -> str | None:
    """The state of a claim for this very event that the office holds already."""
    day = day_of(case)
    if case.nik_index is None or day is None:
        return None
    known = chat.storage.participants.claims_of(case.nik_index)
    return next((each.status for each in known if each.event_date == day), None)


def claim_at_office(store: Store, case: Case, reported_on: date) -> KnownClaim | None:
    """The newest of this person; one that was paid before the report is another event's."""
    if case.nik_index is None:
        return None
    known = store.participants.claims_of(case.nik_index)
    return next(
        (each for each in known if each.paid_on is None or each.paid_on >= reported_on), None
    )


def office_claim(chat: Chat, case: Case) -> KnownClaim | None:
    """What the office does with this death; None for all that is no death."""
    reported_on = datetime.fromtimestamp(case.created_at, chat.now.tzinfo).date()
    is_death = case.kind == "death"
    return claim_at_office(chat.storage, case, reported_on) if is_death else None


def packed(lines: list[str], gap: str = GAP, longest: int = LONGEST) -> list[str]:
    """The lines in as few messages as hold them."""
    messages: list[str] = []
    for line in lines:
        if messages and len(messages[-1]) + len(gap) + len(line) <= longest:
            messages[-1] += gap + line
        else:
            messages.append(line)
    return messages


def pages(
    chat: Chat, case: Case, texts: list[str], act: str, ways: tuple[str, ...]
) -> list[Reply] | None:
    """As many messages as a turn holds; `act` is `<act>:<how many to leave out>`, for the next."""
    name, _, value = act.partition(":")
    begin = number(value) or 0
    shown, end = texts[begin : begin + MOST_MESSAGES], begin + MOST_MESSAGES
    if not shown:
        return None
    choices = actions(chat, *ways, case=case)
    if end < len(texts):
        choices = (Choice(chat.text("case.do.next"), f"case:{name}:{case.id}:{end}"), *choices)
    return [*map(Reply, shown[:-1]), Reply(shown[-1], choices)]


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


def day_of(case: Case) -> date | None:
    said = case.facts.slots.get("died_on", UNKNOWN)
    return None if said == UNKNOWN else date.fromisoformat(said)


def person_of(chat: Chat, case: Case) -> Participant | None:
    return chat.storage.participants.by_index(case.nik_index) if case.nik_index else None


def registered_on(chat: Chat, case: Case) -> date | None:
    person, day = person_of(chat, case), day_of(case)
    if person and day:
        return member_since(person.periods, day)
    said = case.facts.slots.get("registered_on", UNKNOWN)
    return None if said == UNKNOWN else date.fromisoformat(said)


def _minimum(chat: Chat, day: date) -> str:
    held = in_force(chat.programme.minimums, day)
    return "; ".join(each.label for each in held if each.what == "death")
