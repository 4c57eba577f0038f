"""Questions about the membership card (KPJ)."""

from handlers.conversation import Chat, MemberChat, Reply
from handlers.registry import Needs, answers


@answers("card_number", needs=Needs.IDENTITY)
def card_number(chat: MemberChat) -> Reply:
    """The whole number only where the platform vouches for the phone in the store."""
    person = chat.participant
    if chat.may("card_full"):
        number = chat.text("card.full", kpj=person.kpj)
    else:
        number = chat.text("card.last4", last4=person.kpj[-4:])
    period = person.period_for(chat.today)
    if period.start > chat.today:
        text = chat.text("card.not_begun", number=number, start=period.start, until=period.last_day)
    else:
        validity = "card.valid" if person.covered_on(chat.today) else "card.not_valid"
        text = chat.text(validity, number=number, until=period.last_day)
    return Reply(text, chat.choices("membership_status", "card_lost", "menu"))


@answers("card_lost")
def card_lost(chat: Chat) -> Reply:
    return Reply(chat.text("card.lost"), chat.choices("card_number", "office", "menu"))
