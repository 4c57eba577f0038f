"""Questions about the membership card (KPJ): its number in words, and a picture to show."""

from handlers import card_picture
from handlers.answers.coverage_day import as_of, programs
from handlers.conversation import Attachment, Chat, MemberChat, Reply
from handlers.registry import Needs, answers
from storage.participants import Period

_SHOWN = ("dates", "programs")


@answers("card_number", needs=Needs.IDENTITY)
def card_number(chat: MemberChat) -> Reply:
    """The whole number only where the platform vouches for the phone in the store."""
    person = chat.participant
    number = (
        chat.text("card.full", kpj=person.kpj)
        if chat.may("card_full")
        else chat.text("card.last4", last4=person.kpj[-4:])
    )
    ways = chat.choices("membership_status", "card_lost", "menu")
    period = person.period_for(chat.today)
    if period.start > chat.today:
        text = chat.text("card.not_begun", number=number, start=period.start, until=period.last_day)
        return Reply(text, ways)
    if not person.covered_on(chat.today):
        return Reply(chat.text("card.not_valid", number=number, until=period.last_day), ways)
    text = chat.text(
        "card.valid",
        number=number,
        programs=programs(chat, period),
        until=period.last_day,
        as_of=as_of(chat),
    )
    return Reply(text, ways, _picture(chat, period))


@answers("card_lost")
def card_lost(chat: Chat) -> Reply:
    return Reply(chat.text("card.lost"), chat.choices("card_number", "office", "menu"))


def picture(chat: MemberChat, period: Period) -> card_picture.Card:
    """What this identity level may see of the card; a name only where the phone is vouched for."""
    person, known = chat.participant, chat.may("card_full")
    number = person.kpj if known else chat.text("card.picture.last4", last4=person.kpj[-4:])
    rows = [
        (chat.text("card.picture.number"), number),
        (chat.text("card.picture.programs"), ", ".join(period.programs)),
        (chat.text("card.picture.until"), chat.text("day", day=period.last_day)),
    ]
    if chat.may("name"):
        rows.insert(0, (chat.text("card.picture.name"), person.name))
    return card_picture.Card(
        title=chat.text("card.picture.title"),
        rows=tuple(rows),
        foot=chat.text("card.picture.foot", as_of=as_of(chat), bot=chat.programme.bot.name),
        qr=chat.text("card.picture.qr", number=number, until=period.last_day, as_of=as_of(chat)),
    )


def _picture(chat: MemberChat, period: Period) -> tuple[Attachment, ...]:
    if not all(chat.may(fact) for fact in _SHOWN):
        return ()
    name = f"{chat.text('card.picture.file')}.png"
    return (Attachment("photo", name, card_picture.drawn(picture(chat, period))),)
