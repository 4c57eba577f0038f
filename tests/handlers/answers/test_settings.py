"""The languages that a regency offers: those of its programme file, the default first."""

from pathlib import Path

import pytest

from handlers.programme import FOLDER, Programme, load
from storage.database import Database
from tests.conversation import BotUnderTest


def programme_of(folder: Path, listed: str, default: str) -> Programme:
    text = (FOLDER / "contoh.toml").read_text(encoding="utf-8")
    text = text.replace('languages = ["id"]', f"languages = {listed}")
    text = text.replace('default_language = "id"', f'default_language = "{default}"')
    (folder / "contoh.toml").write_text(text, encoding="utf-8")
    (folder / "contoh_wilayah.csv").write_bytes((FOLDER / "contoh_wilayah.csv").read_bytes())
    return load(folder / "contoh.toml")


OFFERED = {
    "one": ('["id"]', "id", ["id"]),
    "two": ('["id", "en"]', "id", ["id", "en"]),
    "the other way round": ('["en", "id"]', "en", ["en", "id"]),
    "the default first": ('["en", "id"]', "id", ["id", "en"]),
}


@pytest.mark.parametrize(("listed", "default", "codes"), OFFERED.values(), ids=OFFERED)
def test_languages_are_offered_in_the_order_of_the_programme(
    database: Database, tmp_path: Path, listed: str, default: str, codes: list[str]
) -> None:
    programme = programme_of(tmp_path, listed, default)
    bot = BotUnderTest(database, tmp_path / "feed", programme=programme)

    (asked,) = bot.say("ganti bahasa").bodies
    assert [value for _, value in asked.choices] == [f"lang:{code}" for code in codes]


def test_a_language_that_is_not_offered_is_not_spoken(database: Database, tmp_path: Path) -> None:
    bot = BotUnderTest(database, tmp_path / "feed", programme=load("contoh"))
    assert bot.texts(choice="lang:en") == ["choice.old"]


def test_wakatobi_offers_both_catalogs(bot: BotUnderTest) -> None:
    assert bot.texts(choice="lang:en") == ["language.changed"]


def test_amounts_follow_the_language(speaking_bot: BotUnderTest) -> None:
    assert "Rp42.000.000" in speaking_bot.texts("santunannya berapa")[0]
    speaking_bot.say(choice="lang:en")

    english = " ".join(speaking_bot.texts("how much does my family get if I die"))
    assert "Rp42,000,000" in english
    assert "Rp42.000.000" not in english
