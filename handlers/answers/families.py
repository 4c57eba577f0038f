"""Families on the way to a claim, as officers see them: masked, and on which paper they wait."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.answers import claim_result
from handlers.claim_papers import injury_papers, papers
from handlers.programme import Programme
from handlers.programme_money import Document
from storage.claim_cases import Case
from storage.participants import Participant
from storage.store import Store

STUCK_DAYS = 14
TICKET = "claim_stuck"


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """One family. `who` are initials; they and the village are None where nobody proved who it is.

    `state` is the agency's word on the claim, None where it lists none; `missing` the papers not
    at hand, the first one to get first; `confirmed` is False where only a stranger says so.
    """

    case: Case
    who: str | None
    village_code: str | None
    since: date
    state: str | None
    missing: tuple[Document, ...]
    stuck: bool

    @property
    def confirmed(self) -> bool:
        return self.case.for_family or self.case.nik_index is None or self.case.kind != "death"


def on_the_way(store: Store, programme: Programme, now: datetime) -> list[OnTheWay]:
    """By village, the oldest first; a person whom several report is one family."""
    newest: dict[object, Case] = {}
    for case in store.claim_cases.on_the_way():
        key = (case.kind, case.nik_index or case.id)
        known = newest.get(key)
        if known is None or (case.for_family and not known.for_family):
            newest[key] = case
    found = [_family(store, programme, now, case) for case in newest.values()]
    return sorted(found, key=lambda each: (each.village_code or "~", each.since, each.case.id))


def note_stuck(store: Store, programme: Programme, now: datetime) -> int:
    """A ticket for each family that is stuck, once; returns how many are new."""
    stuck = [each.case for each in on_the_way(store, programme, now) if each.stuck]
    tickets = store.tickets
    return sum(tickets.notice(case.contact_id, TICKET, claim_result.purpose(case))
               for case in stuck)  # fmt: skip


def _family(store: Store, programme: Programme, now: datetime, case: Case) -> OnTheWay:
    person = store.participants.by_index(case.nik_index) if case.nik_index else None
    since = datetime.fromtimestamp(case.created_at, now.tzinfo).date()
    claim = claim_result.claim_at_office(store, case, since)
    listed = injury_papers(programme) if case.kind == "accident" else papers(
        programme, claim_result.family(case)
    )  # fmt: skip
    idle = now - datetime.fromtimestamp(case.updated_at, now.tzinfo)
    return OnTheWay(
        case=case,
        who=initials(person) if person else None,
        village_code=person.period_for(now.date()).village_code if person else None,
        since=since,
        state=claim.status if claim else None,
        missing=tuple(
            each for each in listed if each.code not in (*case.facts.have, *case.facts.needless)
        ),
        stuck=idle >= timedelta(days=STUCK_DAYS),
    )


def initials(person: Participant) -> str:
    """What a list may show of a name."""
    return " ".join(f"{word[0].upper()}." for word in person.name.split())
