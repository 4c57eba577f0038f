"""Posters at the desk: of the officer's own villages, a few at a time, none without an address."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from handlers.poster_words import file_name
from handlers.programme import Programme, load
from handlers.villages import Village
from storage.database import Database
from tests import printed
from tests.conversation import BotUnderTest
from tests.officer_talk import acts, hire

VILLAGES = load().villages
CODES = [each.code for each in VILLAGES]


def found_at(telegram_name: str | None) -> Programme:
    programme = load()
    bot = msgspec.structs.replace(programme.bot, telegram_name=telegram_name, whatsapp_number=None)
    return msgspec.structs.replace(programme, bot=bot)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> BotUnderTest:
    return BotUnderTest(database, tmp_path / "feed", programme=found_at("sapa_jamsos_bot"))


def values(bot: BotUnderTest, value: str) -> list[str]:
    [body] = bot.say(choice=value, sender="here").bodies
    return [each for _, each in body.choices]


# the officer's villages, what is tapped, the villages whose posters come, and what leads on
SENT = {
    "one village": (CODES[:1], "desk:poster", VILLAGES[:1], []),
    "three": (CODES[:3], "desk:poster", VILLAGES[:3], []),
    "four": (CODES[:4], "desk:poster", VILLAGES[:3], ["desk:poster:3"]),
    "the fourth": (CODES[:4], "desk:poster:3", VILLAGES[3:4], []),
    "all of them": ([], "desk:poster", VILLAGES[:3], ["desk:poster:3"]),
}


@pytest.mark.parametrize(("serves", "value", "villages", "more"), SENT.values(), ids=SENT)
def test_posters_of_the_officers_villages(
    desk: BotUnderTest, serves: list[str], value: str, villages: Sequence[Village], more: list[str]
) -> None:
    hire(desk, "here", *serves)

    [body] = desk.say(choice=value, sender="here").bodies

    assert [part.name for part in body.parts] == [file_name(each) for each in villages]
    assert {part.kind for part in body.parts} == {"document"}
    assert [printed.pages(part.data) for part in body.parts] == [1] * len(villages)
    assert [each for _, each in body.choices] == [*more, "desk:menu"]


def test_the_menu_offers_it_and_the_audit_keeps_it(desk: BotUnderTest) -> None:
    hire(desk, "here", CODES[0])

    assert "desk:poster" in values(desk, "desk:menu")
    values(desk, "desk:poster")

    [kept] = [each for each in acts(desk) if each.act == "poster.sent"]
    assert kept.what == {"villages": [CODES[0]]}


@pytest.mark.parametrize("value", ["desk:poster:1", "desk:poster:3"])
def test_beyond_the_last_village_there_is_nothing(desk: BotUnderTest, value: str) -> None:
    hire(desk, "here", CODES[0])
    assert desk.say(choice=value, sender="here").received.intent == "unknown_choice"


def test_nobody_else_gets_one(desk: BotUnderTest) -> None:
    answer = desk.say(choice="desk:poster", sender="stranger")

    assert answer.received.intent == "unknown_choice"
    assert [body.parts for body in answer.bodies] == [()]


def test_without_an_address_none_is_offered(database: Database, tmp_path: Path) -> None:
    bot = BotUnderTest(database, tmp_path / "feed", programme=found_at(None))
    hire(bot, "here", CODES[0])

    assert "desk:poster" not in values(bot, "desk:menu")
    assert bot.say(choice="desk:poster", sender="here").received.intent == "unknown_choice"
