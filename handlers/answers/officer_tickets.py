"""At the desk: what people asked, and families that are stuck; read, answered, closed."""

from dataclasses import dataclass
from datetime import datetime

from handlers import asking
from handlers.answers import officer_claims, officer_visits
from handlers.answers.claim_result import purpose
from handlers.answers.offices import own_words
from handlers.choosing import number
from handlers.conversation import Chat, Choice, Reply
from handlers.desk import Desk, at_desk
from handlers.dialogue import Frame
from handlers.forms import Done, Form, form, slot
from handlers.problems import Problem
from storage.outbox import Body
from storage.tickets import Ticket

_PAGE = 7
_LONGEST = 900  # one message on every channel, with the words around it
_SHOWN = 40  # letters of a question in a list


def seen(desk: Desk) -> list[Ticket]:
    """Open ones of the officer's villages; a question from nobody knows where is everybody's."""
    stuck = {purpose(each.case) for each in officer_claims.seen(desk)}
    return [
        each
        for each in desk.chat.storage.tickets.open()
        if (
            each.about in stuck or officer_visits.ticket_words(desk, each.about)
            if each.about
            else _is_theirs(desk, each)
        )
    ]


def listed(desk: Desk, rest: str) -> list[Reply]:
    """Some at a time; `rest` is how many to leave out."""
    chat, tickets = desk.chat, seen(desk)
    skip = number(rest) or 0
    shown, left = tickets[skip : skip + _PAGE], len(tickets) - skip - _PAGE
    if not shown:
        return [Reply(chat.text("desk.tickets.none"), desk.ways("claims", "menu"))]
    desk.record("tickets.listed", tickets=[each.id for each in shown])
    choices = [Choice(_label(desk, each), f"desk:ticket:{each.id}") for each in shown]
    if left > 0:
        choices.append(Choice(chat.text("desk.more", count=left), f"desk:tickets:{skip + _PAGE}"))
    return [Reply(chat.text("desk.tickets", count=len(tickets)), (*choices, *desk.ways("menu")))]


def opened(desk: Desk, rest: str) -> list[Reply] | None:
    """The person's own words; of a stuck family its page; what a visit found."""
    ticket = _found(desk, rest)
    if ticket is None:
        return None
    desk.record("ticket.read", ticket=ticket.id)
    ways = (desk.way("answer", ticket.id), desk.way("close", ticket.id), *desk.ways("tickets"))
    if visited := officer_visits.ticket_words(desk, ticket.about or ""):
        return [Reply(visited, (*ways[1:], *desk.ways("menu")))]
    if ticket.about:
        return [Reply(_about(desk, ticket), (*ways, *desk.ways("menu")))]
    asked_on = datetime.fromtimestamp(ticket.created_at, desk.chat.now.tzinfo).date()
    text = desk.chat.text("desk.ticket", number=ticket.id, on=asked_on, words=ticket.words)
    return [Reply(text, (*ways, *desk.ways("menu")))]


def close(desk: Desk, rest: str) -> list[Reply] | None:
    ticket = _found(desk, rest)
    if ticket is None or not desk.chat.storage.tickets.end(ticket, "closed"):
        return None
    desk.record("ticket.closed", ticket=ticket.id)
    text = desk.chat.text("desk.ticket.closed", number=ticket.id)
    return [Reply(text, desk.ways("tickets", "menu"))]


def answer(desk: Desk, rest: str) -> list[Reply] | None:
    """Asks for the words; the next message is sent as it is. Nobody waits for a visit's."""
    ticket = _found(desk, rest)
    if ticket is None or officer_visits.ticket_words(desk, ticket.about or ""):
        return None
    frame = Frame(DeskAnswer.name, DeskAnswer.version, {"ticket": str(ticket.id)})
    result = asking.open_form(desk.chat, frame)
    return result.replies if isinstance(result, Done) else result


def _sendable(said: str) -> str:
    """Problems: missing, too_long."""
    words = own_words(said)
    if len(words) > _LONGEST:
        raise Problem("too_long", most=_LONGEST)
    return words


@form("desk_answer", version=1)
@dataclass(frozen=True)
class DeskAnswer(Form):
    """An officer's words for whoever asked; `ticket` is given by the choice that opens the form."""

    ticket: str = slot(lambda said, _chat: said, needless=lambda _chat: True)
    words: str = slot(lambda said, _chat: _sendable(said))

    def done(self, chat: Chat, frame: Frame) -> Done:
        """Nothing is sent by one who is no officer any more, or where another answered first."""
        desk = at_desk(chat)
        ticket = _found(desk, self.ticket) if desk else None
        if desk is None or ticket is None or not chat.storage.tickets.end(ticket, "answered"):
            return Done([Reply(chat.text("desk.ticket.gone"), chat.choices("menu"))])
        _send(desk, ticket, self.words)
        desk.record("ticket.answered", ticket=ticket.id)
        text = chat.text("desk.ticket.answered", number=ticket.id)
        return Done([Reply(text, desk.ways("tickets", "menu"))])


def _send(desk: Desk, ticket: Ticket, words: str) -> None:
    """As a notice to the person who asked, in their language around the officer's words."""
    speak = desk.chat.words.speaking(ticket.contact.language)
    if ticket.about:
        text = speak.text("ticket.about_claim", answer=words)
    else:
        text = speak.text("ticket.answer", number=ticket.id, answer=words)
    body = Body(text, ((speak.text("menu.officer"), "go:officer"),))
    subject = ticket.about or f"ticket:{ticket.id}"
    desk.chat.storage.outbox.put(
        ticket.contact,
        [body],
        kind="notice",
        not_before=desk.chat.now.timestamp(),
        purpose=subject,
    )


def _is_theirs(desk: Desk, ticket: Ticket) -> bool:
    storage, today = desk.chat.storage, desk.chat.today
    people = [storage.participants.by_index(link.nik_index)
              for link in storage.links.of(ticket.contact)]  # fmt: skip
    villages = [each.period_for(today).village_code for each in people if each]
    return not villages or any(desk.officer.serves(village) for village in villages)


def _found(desk: Desk, rest: str) -> Ticket | None:
    return next((each for each in seen(desk) if str(each.id) == rest), None)


def _about(desk: Desk, ticket: Ticket) -> str:
    stuck = next(e for e in officer_claims.seen(desk) if purpose(e.case) == ticket.about)
    return f"{desk.chat.text('desk.ticket.stuck')}\n{officer_claims.page(desk, stuck).text}"


def _label(desk: Desk, ticket: Ticket) -> str:
    """A stuck family and a visit have no words of their own."""
    if officer_visits.ticket_words(desk, ticket.about or ""):
        return desk.chat.text("desk.tickets.visit", number=ticket.id)
    if ticket.about:
        return desk.chat.text("desk.tickets.stuck", number=ticket.id)
    words = " ".join(ticket.words.split())
    short = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return desk.chat.text("desk.tickets.line", number=ticket.id, words=short)
