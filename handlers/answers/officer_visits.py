"""At the desk: people whom a notice did not reach, to be visited; what the visit found.

Names stand here and nowhere else, and only for an officer who serves the person's village.
"""

from handlers.answers.families import initials
from handlers.choosing import number
from handlers.conversation import Choice, Reply
from handlers.desk import Desk
from handlers.notice_report import village_name, why
from storage.visits import RESULTS, Result, Standing, Visit

_PAGE = 5
_NOTICES = 6
_ABOUT = "visit:"
_TICKETS = ("moved", "new_number", "deceased")  # what somebody at the regency must look into


def listed(desk: Desk, rest: str) -> list[Reply] | None:
    """`rest` is `<notice>:<skip>`; without a notice, those with somebody to visit."""
    notice, _, skip = rest.partition(":")
    left_out = number(skip) or 0
    if not notice:
        return _notices(desk, left_out)
    return _people(desk, number(notice) or 0, left_out)


def opened(desk: Desk, rest: str) -> list[Reply] | None:
    visit = _found(desk, rest)
    if visit is None:
        return None
    desk.record("visit.read", notice=visit.broadcast_id, person=visit.id)
    choices = [
        Choice(desk.chat.text(f"desk.visit.do.{each}"), f"desk:visit_found:{visit.id}:{each}")
        for each in RESULTS
        if each != visit.result
    ]
    text = desk.chat.text("desk.visit", line=_line(desk, visit))
    return [Reply(text, (*choices, desk.way("visits", visit.broadcast_id)))]


def found(desk: Desk, rest: str) -> list[Reply] | None:
    """Note what a visit found; another result replaces it. The store of members is not touched."""
    which, _, said = rest.partition(":")
    visit = _found(desk, which)
    result: Result | None = next((each for each in RESULTS if each == said), None)
    if visit is None or result is None:
        return None
    if result != visit.result:
        desk.chat.storage.visits.note(visit, result)
        desk.record("visit.noted", notice=visit.broadcast_id, person=visit.id, result=result)
        _hand_on(desk, visit, result)
    ways = (desk.way("visits", visit.broadcast_id), *desk.ways("menu"))
    return [Reply(desk.chat.text(f"desk.visit.noted.{result}", who=_name(desk, visit)), ways)]


def ticket_words(desk: Desk, about: str) -> str | None:
    """Of a ticket that a visit made: who it is, masked. None: no such ticket, or not theirs."""
    kind, _, rest = about.partition(":")
    visit = desk.chat.storage.visits.known(number(rest) or 0) if f"{kind}:" == _ABOUT else None
    if visit is None or not desk.officer.serves(visit.village_code):
        return None
    person = desk.chat.storage.participants.by_index(visit.nik_index)
    return desk.chat.text(
        "desk.ticket.visit",
        who=initials(person) if person else desk.chat.text("desk.visit.gone"),
        village=village_name(desk.chat.programme, visit.village_code),
        result=desk.chat.text(f"desk.visit.do.{visit.result}"),
        notice=visit.broadcast_id,
        person=visit.id,
    )


def _notices(desk: Desk, skip: int) -> list[Reply]:
    chat = desk.chat
    known = chat.storage.visits.standings(desk.officer.villages)
    shown, left = known[skip : skip + _NOTICES], len(known) - skip - _NOTICES
    choices = [Choice(_label(desk, each), f"desk:visits:{each.broadcast_id}") for each in shown]
    if left > 0:
        choices.append(
            Choice(chat.text("desk.more", count=left), f"desk:visits::{skip + _NOTICES}")
        )
    key = "desk.visits" if shown else "desk.visits.none"
    return [Reply(chat.text(key), (*choices, *desk.ways("menu")))]


def _people(desk: Desk, notice: int, skip: int) -> list[Reply] | None:
    """None where nobody of the officer's villages waits there: the notice is not theirs to see."""
    chat, villages = desk.chat, desk.officer.villages
    known = {each.broadcast_id: each for each in chat.storage.visits.standings(villages)}
    visits = chat.storage.visits.page(notice, villages, skip, _PAGE)
    if notice not in known or not visits:
        return None
    desk.record("visits.listed", notice=notice, people=[each.id for each in visits])
    heading = chat.text("desk.visits.people", **_figures(known[notice]))
    choices = [Choice(_name(desk, each), f"desk:visit:{each.id}") for each in visits]
    left = known[notice].unreached - skip - _PAGE
    if left > 0:
        more = chat.text("desk.more", count=left)
        choices.append(Choice(more, f"desk:visits:{notice}:{skip + _PAGE}"))
    text = "\n".join([heading, *(f"- {_line(desk, each)}" for each in visits)])
    return [Reply(text, (*choices, *desk.ways("visits", "menu")))]


def _found(desk: Desk, rest: str) -> Visit | None:
    """Only of a village that the officer serves, and only whom the notice did not reach."""
    visit = desk.chat.storage.visits.known(number(rest) or 0)
    is_theirs = visit is not None and desk.officer.serves(visit.village_code) and visit.is_due
    return visit if is_theirs else None


def _hand_on(desk: Desk, visit: Visit, result: Result) -> None:
    """One ticket a person: a corrected result changes it, or there is nothing left to do."""
    tickets, about = desk.chat.storage.tickets, f"{_ABOUT}{visit.id}"
    if result in _TICKETS:
        tickets.renew(desk.chat.contact.id, f"visit_{result}", about)
    else:
        tickets.withdraw(about)


def _line(desk: Desk, visit: Visit) -> str:
    text = desk.chat.text(
        "desk.visits.line",
        who=_name(desk, visit),
        village=village_name(desk.chat.programme, visit.village_code),
        why=why(desk.chat.words, visit.state, visit.reason),
    )
    if visit.result is None:
        return text
    result = desk.chat.text(f"desk.visit.do.{visit.result}")
    return f"{text} {desk.chat.text('desk.visits.result', result=result)}"


def _name(desk: Desk, visit: Visit) -> str:
    person = desk.chat.storage.participants.by_index(visit.nik_index)
    return person.name if person else desk.chat.text("desk.visit.gone")


def _label(desk: Desk, standing: Standing) -> str:
    notice = desk.chat.storage.broadcasts.get(standing.broadcast_id)
    title = notice.contents.title[:30] if notice else ""
    return desk.chat.text("desk.visits.label", title=title, left=standing.left)


def _figures(standing: Standing) -> dict[str, object]:
    return {"people": standing.unreached, "left": standing.left}
