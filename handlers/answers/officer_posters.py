"""At the desk: posters of the officer's villages, to print."""

from handlers.choosing import number
from handlers.conversation import Attachment, Choice, Reply
from handlers.desk import Desk
from handlers.poster import drawn
from handlers.poster_words import file_name, has_address, poster_of

_MOST_AT_ONCE = 3


def offered(desk: Desk) -> bool:
    """Where nobody knows the bot's address yet there is nothing to print."""
    return has_address(desk.chat.programme)


def sent(desk: Desk, rest: str) -> list[Reply] | None:
    """A few in one message; `rest` is how many went before. In the language of the place."""
    chat, programme = desk.chat, desk.chat.programme
    known = [programme.village(code) for code in desk.officer.villages]
    own = [each for each in known if each] or list(programme.villages)
    skip = number(rest) or 0
    now = own[skip : skip + _MOST_AT_ONCE]
    if not now or not offered(desk):
        return None
    words = chat.words.speaking(programme.default_language)
    files = tuple(
        Attachment(
            "document", file_name(each), drawn(poster_of(words, programme, each, chat.today))
        )
        for each in now
    )
    desk.record("poster.sent", villages=[each.code for each in now])
    choices = list(desk.ways("menu"))
    if left := len(own) - skip - len(now):
        more = chat.text("desk.more", count=left)
        choices.insert(0, Choice(more, f"desk:poster:{skip + _MOST_AT_ONCE}"))
    text = chat.text("desk.poster", villages=", ".join(each.name for each in now))
    return [Reply(text, tuple(choices), files)]
