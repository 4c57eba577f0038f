"""The poster read back from its page: words, square codes, sizes, margins; and what it promises."""

import re
from dataclasses import astuple
from datetime import date
from functools import cache
from itertools import product

import msgspec
import pytest
import segno

from handlers.catalog import catalog
from handlers.plain import plain
from handlers.poster import drawn
from handlers.poster_words import file_name, has_address, poster_of
from handlers.programme import Programme, load
from handlers.villages import Village
from tests import printed
from tests.conversation import BotUnderTest

TODAY = date(2026, 11, 24)
TELEGRAM, WHATSAPP = "sapa_jamsos_bot", "+6281234567890"
LARGEST_BYTES = 200_000
LEAST_TITLE, LEAST = 36, 14  # points
MARGIN, PAGE = 12, 210  # millimetres
SMALLEST_MODULE = 0.75  # millimetres: read from an arm's length by a cheap camera


def with_bot(regency: str, **said: str | None) -> Programme:
    programme = load(regency)
    return msgspec.structs.replace(programme, bot=msgspec.structs.replace(programme.bot, **said))


def with_long_names() -> Programme:
    programme = with_bot(
        "wakatobi", name="Sapa Jaminan Sosial Kepulauan", telegram_name="sapa_" * 6,
        whatsapp_number=WHATSAPP,
    )  # fmt: skip
    title = "Kabupaten Kepulauan Siau Tagulandang Biaro"
    regency = msgspec.structs.replace(programme.regency, title=title)
    return msgspec.structs.replace(programme, regency=regency)


PROGRAMMES = {
    "contoh, Telegram only": load("contoh"),
    "wakatobi, both": with_bot("wakatobi", telegram_name=TELEGRAM, whatsapp_number=WHATSAPP),
    "wakatobi, WhatsApp only": with_bot("wakatobi", telegram_name=None, whatsapp_number=WHATSAPP),
    "names that are too long": with_long_names(),
}
OPENS = {
    "contoh, Telegram only": ["https://t.me/sapa_contoh_bot?start=desa_{code}"],
    "wakatobi, both": [
        f"https://t.me/{TELEGRAM}?start=desa_{{code}}", "https://wa.me/6281234567890?text={hello}",
    ],
    "wakatobi, WhatsApp only": ["https://wa.me/6281234567890?text={hello}"],
    "names that are too long": [
        f"https://t.me/{'sapa_' * 6}?start=desa_{{code}}",
        "https://wa.me/6281234567890?text={hello}",
    ],
}  # fmt: skip
WHICH = ("first", "longest name", "last")
POSTERS = [
    (which, village, language)
    for which, village in product(PROGRAMMES, WHICH)
    for language in PROGRAMMES[which].languages
]


def village_of(programme: Programme, which: str) -> Village:
    longest = max(programme.villages, key=lambda each: len(each.name + each.district))
    return {
        "first": programme.villages[0], "longest name": longest, "last": programme.villages[-1],
    }[which]  # fmt: skip


@cache
def page(which: str, village: str, language: str) -> bytes:
    programme = PROGRAMMES[which]
    chosen = village_of(programme, village)
    return drawn(poster_of(catalog(language), programme, chosen, TODAY))


@pytest.mark.parametrize(("which", "village", "language"), POSTERS)
def test_every_word_stands_on_the_page(which: str, village: str, language: str) -> None:
    programme = PROGRAMMES[which]
    poster = poster_of(catalog(language), programme, village_of(programme, village), TODAY)

    said = _letters("".join(line.text for line in printed.lines(page(which, village, language))))

    wanted = [*poster.questions, *poster.marks]
    wanted += [part for way in poster.ways for part in (way.name, way.address, way.known_as)]
    wanted += [part for part in astuple(poster) if isinstance(part, str)]
    assert [part for part in wanted if _letters(part) not in said] == []
    place = village_of(programme, village)
    for fact in (programme.regency_title, programme.bot.name, place.name, place.district, "SJ-"):
        assert _letters(fact) in said
    assert [each.label for each in programme.never_asked if _letters(each.label) not in said] == []


@pytest.mark.parametrize(("which", "village", "language"), POSTERS)
def test_page_is_one_small_and_has_margins(which: str, village: str, language: str) -> None:
    pdf = page(which, village, language)
    lines, boxes = printed.lines(pdf), printed.boxes(pdf)

    assert printed.pages(pdf) == 1
    assert b"/MediaBox [0 0 595.28 841.89]" in pdf
    assert b"/FontFile2" in pdf
    assert len(pdf) < LARGEST_BYTES
    assert min(*(line.x for line in lines), *(box.x for box in boxes)) >= MARGIN
    assert min(each.y for each in lines) >= MARGIN
    assert max(each.x + each.width for each in boxes) <= PAGE - MARGIN
    assert lines[0].size >= LEAST_TITLE
    small = [line for line in lines if line.size < LEAST]
    assert all("sapa_sapa_" in line.text for line in small)  # a long address stays on one line


@pytest.mark.parametrize(("which", "village", "language"), POSTERS)
def test_square_codes_lead_to_the_addresses(which: str, village: str, language: str) -> None:
    programme = PROGRAMMES[which]
    code = village_of(programme, village).code.replace(".", "")
    hello = catalog(language).text("poster.hello")
    boxes = printed.boxes(page(which, village, language))
    opens = [each.format(code=code, hello=hello) for each in OPENS[which]]

    middle = PAGE / 2 if len(opens) > 1 else PAGE
    halves = [[box for box in boxes if box.x < middle], [box for box in boxes if box.x >= middle]]

    for wanted, half in zip(opens, halves, strict=False):
        matrix = segno.make(wanted, error="q", micro=False).matrix
        assert printed.square_code(half) == [[bool(module) for module in row] for row in matrix]
        assert min(box.height for box in half) >= SMALLEST_MODULE


PROMISES = {
    "poster.question.card": "membership_status",
    "poster.question.death": "claim_death",
    "poster.question.scam": "scam",
    "poster.hello": "greeting",
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("key", "intent"), PROMISES.items(), ids=PROMISES)
def test_what_the_poster_says_to_write_is_understood(
    bot: BotUnderTest, key: str, intent: str, language: str
) -> None:
    assert bot.say(catalog(language).text(key)).received.intent == intent


@pytest.mark.parametrize("village", WHICH)
def test_what_telegram_sends_from_the_square_code_is_a_greeting(
    bot: BotUnderTest, village: str
) -> None:
    programme = PROGRAMMES["wakatobi, both"]
    poster = poster_of(catalog("id"), programme, village_of(programme, village), TODAY)
    payload = poster.ways[0].opens.partition("?start=")[2]

    answer = bot.say(f"/start {payload}")

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert answer.received.intent == "greeting"
    assert [body.text for body in answer.bodies] == bot.texts("/start", sender="another")


@pytest.mark.parametrize("name", ["contoh", "wakatobi"])
def test_each_village_has_a_file_of_its_own(name: str) -> None:
    villages = load(name).villages

    names = {file_name(each) for each in villages}

    assert len(names) == len(villages)
    assert all(re.fullmatch(r"poster_[\d.]{13}_[A-Za-z0-9-]+\.pdf", each) for each in names)


def test_kelurahan_and_desa_are_told_apart() -> None:
    programme = load("contoh")
    places = [
        poster_of(catalog("id"), programme, each, TODAY).village for each in programme.villages[:2]
    ]
    assert places == [
        "Kelurahan Pasar Contoh, Kecamatan Lembah Contoh",
        "Desa Sawah Lebar, Kecamatan Lembah Contoh",
    ]


def test_without_an_address_there_is_no_poster() -> None:
    assert not has_address(with_bot("contoh", telegram_name=None))
    assert all(has_address(each) for each in PROGRAMMES.values())


def _letters(text: str) -> str:
    return "".join(plain(text).split())
