"""Which of the kept cases is meant; where there are several, it is asked."""

from handlers import identity
from handlers.answers.claim_result import day_of
from handlers.conversation import Chat, Choice, Reply
from storage.claim_cases import KINDS, Case


def deaths(chat: Chat, *, own_too: bool = False) -> list[Case]:
    """One's own and the family's of linked people; `own_too`: also that of oneself.

    Those that run come first, then the newest; one whose death the family shares comes once.
    """
    cases = chat.storage.claim_cases
    linked = [each.nik_index for each in chat.storage.links.of(chat.contact)
              if own_too or each.relation != "self"]  # fmt: skip
    shared = [case for index in linked if (case := cases.of_family(index, "death"))]
    known = {case.nik_index for case in shared}
    own = [each for each in cases.all_own(chat.contact, "death") if each.nik_index not in known]
    return sorted([*shared, *own], key=lambda each: (each.state != "open", -each.id))


def cases_of(chat: Chat) -> list[Case]:
    """The deaths that run; else the newest of what there is."""
    found = deaths(chat)
    if running := [each for each in found if each.state == "open"]:
        return running
    cases = chat.storage.claim_cases
    living = [cases.own(chat.contact, kind) for kind in ("accident", "living")]
    return [each for each in (*found, *living) if each][:1]


def numbered(chat: Chat, number: str, *, own_too: bool = False) -> Case | None:
    """The case that a tapped choice names, if it is one of the asker's."""
    found = deaths(chat, own_too=own_too)
    for kind in KINDS:
        found += chat.storage.claim_cases.all_own(chat.contact, kind)
    return next((each for each in found if str(each.id) == number), None)


def shown(chat: Chat) -> Case | None:
    """The one case that the choices which stand there are about."""
    parts = [value.split(":") for _, value in chat.dialogue.offered]
    numbers = {part[2] for part in parts if part[0] == "case" and len(part) > 2}
    return numbered(chat, numbers.pop(), own_too=True) if len(numbers) == 1 else None


def which(chat: Chat, act: str, found: list[Case], *, asked: str = "case.which") -> list[Reply]:
    ways = tuple(Choice(_label(chat, each), f"case:{act}:{each.id}") for each in found)
    return [Reply(chat.text(asked), ways)]


def _label(chat: Chat, case: Case) -> str:
    """The day, with initials where the asker proved to know the person; never the name."""
    day = day_of(case)
    person = identity.member(chat, case.nik_index) if case.nik_index else None
    if person:
        who = " ".join(f"{part[0]}." for part in person.participant.name.split())
    else:
        who = chat.text(f"relation.{case.facts.slots.get('relation', 'not_said')}")
    if day is None:
        return chat.text("case.which.unknown_day", who=who)
    return chat.text("case.which.day", who=who, day=day)
