"""How officers join, what the word `petugas` is to whom, and how their powers end."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from storage.officers import TRIES
from storage.store import Store
from tests.conversation import BotUnderTest
from tests.officer_talk import HERE, acts, code_for, hire

REFUSED = ["desk.no_such_code"]
WELCOME = ["desk.welcome(villages=desk.all_villages)"]


def letters(code: str) -> str:
    return code.removeprefix("PTG-")


def stored(bot: BotUnderTest) -> bytes:
    path = str(bot.database.url.database)
    return b"".join(Path(f"{path}{end}").read_bytes() for end in ("", "-wal"))


SPELLED: dict[str, Callable[[str], str]] = {
    "as printed": lambda code: code,
    "small letters": str.lower,
    "no dash": lambda code: code.replace("-", ""),
    "a space for the dash": lambda code: code.replace("-", " ").lower(),
    "two halves": lambda code: f"ptg {letters(code)[:5]} {letters(code)[5:]}",
    "as a phone number": lambda code: (
        f"PTG {letters(code)[:3]} {letters(code)[3:6]}-{letters(code)[6:]}"
    ),
    "letter by letter": " ".join,
    "a long dash": lambda code: code.replace("-", "–"),
    "in a sentence": lambda code: f"ini kode saya {code}, terima kasih",
    "behind a link": lambda code: f"/start {code}",
    "with line breaks": lambda code: f"{code[:8]}\n{code[8:]}\n",
}


@pytest.mark.parametrize("spell", SPELLED.values(), ids=SPELLED)
def test_code_joins_however_it_is_spelled(bot: BotUnderTest, spell: Callable[[str], str]) -> None:
    code = code_for(bot)

    assert bot.texts(spell(code), "p") == WELCOME
    assert [entry.act for entry in acts(bot)] == ["officer.joined"]


def test_every_code_holds_a_figure(bot: BotUnderTest) -> None:
    codes = [code_for(bot, name=f"petugas {number}") for number in range(60)]

    assert [code for code in codes if letters(code).isalpha()] == []


NOT_A_CODE = {
    "a word of ten letters": "ptg sembahyang",
    "two words of five": "ptg sudah dekat",
    "a figure among words": "ptg hr rabu jam 5",
    "a phone number": "ptg 0812345678",
    "longer": "PTG-ABCDE234567",
    "shorter": "PTG-ABCDE2345",
    "another word before": "KPTG-ABCDE23456",
}


@pytest.mark.parametrize("said", NOT_A_CODE.values(), ids=NOT_A_CODE)
def test_what_looks_similar_is_answered_as_before(bot: BotUnderTest, said: str) -> None:
    code_for(bot)

    answer = bot.say(said)

    assert answer.received.intent != "officer_join"
    assert [body.text for body in answer.bodies] != REFUSED


def test_code_is_used_up_by_the_first_who_sends_it(bot: BotUnderTest) -> None:
    code = code_for(bot)

    assert bot.texts(code, "first") == WELCOME
    assert bot.texts(code, "second") == REFUSED
    assert bot.texts(code, "first") == REFUSED
    assert bot.say("petugas", "first").received.intent == "officer_desk"


AGES = {"just before a day": (-1, WELCOME), "after a day": (1, REFUSED)}


@pytest.mark.parametrize(("seconds", "answer"), AGES.values(), ids=AGES)
def test_code_lasts_a_day(bot: BotUnderTest, seconds: int, answer: list[str]) -> None:
    code = code_for(bot)
    bot.now += timedelta(days=1, seconds=seconds)

    assert bot.texts(code, "p") == answer


def test_after_too_many_tries_a_right_code_is_answered_as_a_wrong_one(bot: BotUnderTest) -> None:
    code = code_for(bot)
    wrong = [bot.texts("PTG-ABCDE23456", "p") for _ in range(TRIES)]

    assert wrong == [REFUSED] * TRIES
    assert bot.texts(code, "p") == REFUSED
    bot.now += timedelta(hours=1, seconds=1)
    assert bot.texts(code, "p") == WELCOME


def test_tries_of_one_chat_lock_out_no_other(bot: BotUnderTest) -> None:
    code = code_for(bot)
    for _ in range(TRIES):
        bot.say("PTG-ABCDE23456", "stranger")

    assert bot.texts(code, "p") == WELCOME


@pytest.mark.parametrize("told", ["right", "wrong"])
def test_no_code_is_told_back_kept_or_logged(
    bot: BotUnderTest, capsys: pytest.CaptureFixture[str], told: str
) -> None:
    code = code_for(bot) if told == "right" else "PTG-ABCDE23456"

    texts = bot.texts(f"kode saya {code} ya", "p")

    assert code not in "".join(texts)
    assert letters(code).lower() not in capsys.readouterr().out.lower()
    assert letters(code).encode() not in stored(bot)


def test_code_inside_an_open_form_joins_and_the_question_is_asked_again(
    bot: BotUnderTest,
) -> None:
    code = code_for(bot)
    bot.say("apa kartu saya masih aktif", "p")

    texts = bot.texts(code, "p")

    assert texts == [*WELCOME, "form.back_to(question=identity.nik.missing)"]


def test_word_petugas_means_the_desk_only_to_an_officer(bot: BotUnderTest) -> None:
    hire(bot, "p", HERE)

    asked = bot.say("petugas", "somebody")

    assert asked.received.intent == "officer"
    for said in ("petugas", "Petugas.", "/petugas"):
        assert bot.texts(said, "p") == ["desk(villages=Mola Utara)"]
    assert bot.say("petugas desa saya siapa", "p").received.intent == "officer"


def test_who_leaves_is_no_officer_any_more(bot: BotUnderTest) -> None:
    hire(bot, "p")

    assert bot.texts("petugas keluar", "p") == ["desk.left"]
    assert bot.say("petugas", "p").received.intent == "officer"
    assert bot.texts(choice="desk:claims", sender="p") == ["choice.old"]
    assert [entry.act for entry in acts(bot)] == ["officer.joined", "officer.left"]


@pytest.mark.parametrize(
    "act", ["menu", "claims", "tickets", "claim:1", "confirm_yes:1", "close:1"]
)
def test_removed_officer_and_others_have_no_powers(bot: BotUnderTest, act: str) -> None:
    hire(bot, "p")
    bot.say("petugas", "p")
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        officer = store.officers.named("p")
        assert officer is not None
        store.officers.remove(officer)

    for sender in ("p", "stranger"):
        assert bot.texts(choice=f"desk:{act}", sender=sender) == ["choice.old"]


def test_second_code_in_a_chat_replaces_its_first_officer(bot: BotUnderTest) -> None:
    hire(bot, "p", HERE)

    assert bot.texts(code_for(bot, name="another"), "p") == WELCOME
    assert bot.texts("petugas", "p") == ["desk(villages=desk.all_villages)"]
