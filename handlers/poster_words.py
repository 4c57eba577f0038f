"""The words of a village's poster, and where its square codes lead."""

import re
from datetime import date
from urllib.parse import quote

import phonenumbers

from handlers.catalog import Words
from handlers.poster import Poster, Way
from handlers.programme import Programme
from handlers.villages import Village

_QUESTIONS = ("poster.question.card", "poster.question.death", "poster.question.scam")


def has_address(programme: Programme) -> bool:
    """Whether people can be told where the bot is found."""
    return bool(programme.bot.telegram_name or programme.bot.whatsapp_number)


def file_name(village: Village) -> str:
    return f"poster_{village.code}_{re.sub(r'[^A-Za-z0-9]+', '-', village.name).strip('-')}.pdf"


def poster_of(words: Words, programme: Programme, village: Village, today: date) -> Poster:
    """For a programme that `has_address`."""
    bot = programme.bot.name
    place = "poster.ward" if village.is_ward else "poster.village"
    return Poster(
        village=words.text(place, village=village.name, district=village.district),
        regency=programme.regency_title,
        bot=words.text("poster.bot", bot=bot),
        about=words.text("poster.about", bot=bot),
        scan=words.text("poster.scan"),
        ways=tuple(_ways(words, programme, village)),
        ask=words.text("poster.ask"),
        questions=tuple(words.text(each) for each in _QUESTIONS),
        genuine=words.text("poster.genuine", bot=bot),
        marks=(
            words.text("poster.never", never=", ".join(n.label for n in programme.never_asked)),
            words.text("poster.code", bot=bot),
            _in_doubt(words, programme),
        ),
        foot=words.text("poster.foot", department=_department(programme), today=today),
    )


def _ways(words: Words, programme: Programme, village: Village) -> list[Way]:
    bot, found = programme.bot, []
    if name := bot.telegram_name:
        # No dots: Telegram takes letters, figures, _ and - only. Nobody reads it yet, but a poster
        # hangs for years, and where people come from can be counted from then on.
        start = f"desa_{village.code.replace('.', '')}"
        found.append(
            Way("Telegram", f"https://t.me/{name}?start={start}", f"t.me/{name}", f"@{name}")
        )
    if number := bot.whatsapp_number:
        digits, hello = number.removeprefix("+"), quote(words.text("poster.hello"))
        written = phonenumbers.format_number(
            phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        address = f"wa.me/{digits}"
        found.append(Way("WhatsApp", f"https://{address}?text={hello}", address, written))
    return found


def _in_doubt(words: Words, programme: Programme) -> str:
    """A number that no second source confirms is not given out."""
    centre = programme.contact("call_centre")
    if centre is None or centre.sure != "verified":
        return words.text("poster.doubt.ask", department=_department(programme))
    return words.text("poster.doubt.call", number=centre.value)


def _department(programme: Programme) -> str:
    return programme.offices_of("department")[0].name
