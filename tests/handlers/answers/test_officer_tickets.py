"""Tickets at the desk: listed by village, read, answered once, closed once."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.conversation import BotUnderTest
from tests.officer_talk import (
    BUDI,
    ELSEWHERE,
    HERE,
    SITI,
    acts,
    hire,
    link,
    note_stuck,
    notices,
    report_death,
)

QUESTION = "kenapa nama istri saya tidak ada di daftar"


@pytest.fixture
def village(bot: BotUnderTest) -> BotUnderTest:
    """Budi of `here` asked 1, Siti of `there` asked 2, and somebody unknown asked 3."""
    bot.knows(BUDI, SITI)
    for sender, villages in (("here", [HERE]), ("there", [ELSEWHERE]), ("all", [])):
        hire(bot, sender, *villages)
    link(bot, "budi", BUDI, "self", hours=1)
    link(bot, "siti", SITI, "self", hours=1)
    for sender in ("budi", "siti", "nobody"):
        ask(bot, sender)
    return bot


def ask(bot: BotUnderTest, sender: str, words: str = QUESTION) -> None:
    bot.say("mau bicara dengan petugas", sender)
    bot.say(words, sender)


def listed(bot: BotUnderTest, sender: str) -> list[str]:
    [body] = bot.say(choice="desk:tickets", sender=sender).bodies
    return [value for _, value in body.choices if value.startswith("desk:ticket:")]


SEEN = {"here": [1, 3], "there": [2, 3], "all": [1, 2, 3]}


@pytest.mark.parametrize(("sender", "seen"), SEEN.items(), ids=SEEN)
def test_officer_sees_questions_of_their_villages_and_of_nobody_knows_where(
    village: BotUnderTest, sender: str, seen: list[int]
) -> None:
    assert listed(village, sender) == [f"desk:ticket:{number}" for number in seen]


@pytest.mark.parametrize("act", ["ticket", "answer", "close"])
def test_another_villages_question_cannot_be_reached_by_its_number(
    village: BotUnderTest, act: str
) -> None:
    assert village.texts(choice=f"desk:{act}:2", sender="here") == ["choice.old"]


def test_words_are_shown_whole_and_reading_is_recorded(village: BotUnderTest) -> None:
    village.say("petugas", "here")
    village.say("desk.do.tickets", "here")

    assert village.texts("1", "here") == [f"desk.ticket(number=1, on=2026-11-24, words={QUESTION})"]
    assert (acts(village)[-1].act, acts(village)[-1].what) == ("ticket.read", {"ticket": 1})


def test_answer_goes_to_whoever_asked_and_the_ticket_is_done(village: BotUnderTest) -> None:
    village.say(choice="desk:ticket:1", sender="here")
    assert village.texts("desk.do.answer", "here") == ["desk_answer.words.ask"]
    assert village.texts("Sudah kami daftarkan, Pak.", "here") == ["desk.ticket.answered(number=1)"]

    assert notices(village) == [
        ("budi", "ticket.answer(number=1, answer=Sudah kami daftarkan, Pak.)")
    ]
    assert listed(village, "all") == ["desk:ticket:2", "desk:ticket:3"]
    assert (acts(village)[-2].actor, acts(village)[-2].act, acts(village)[-2].what) == (
        "officer:1", "ticket.answered", {"ticket": 1},
    )  # fmt: skip


ANSWERS = {
    "about danger": "kalau tenggelam hubungi 115",
    "about a death": "bapak saya meninggal juga kemarin",
    "like a tick": "sudah 1 3 4",
    "like a number": "123",
}


@pytest.mark.parametrize("words", ANSWERS.values(), ids=ANSWERS)
def test_officers_words_are_the_answer_whatever_they_speak_of(
    village: BotUnderTest, words: str
) -> None:
    village.say(choice="desk:answer:1", sender="here")

    assert village.texts(words, "here") == ["desk.ticket.answered(number=1)"]


NOT_SENT = {
    "given up": ("batal", "form.cancelled"),
    "too short": ("ok", "desk_answer.words.missing"),
    "too long": ("panjang " * 200, "desk_answer.words.too_long(most=900)"),
}


@pytest.mark.parametrize(("words", "said"), NOT_SENT.values(), ids=NOT_SENT)
def test_what_is_no_answer_is_not_sent(village: BotUnderTest, words: str, said: str) -> None:
    village.say(choice="desk:answer:1", sender="here")

    assert village.texts(words, "here") == [said]
    assert notices(village) == []


def test_words_go_to_nobody_after_the_officer_turned_to_something_else(
    village: BotUnderTest,
) -> None:
    village.say(choice="desk:answer:1", sender="here")
    village.say(choice="desk:ticket:3", sender="here")
    village.say("Sudah kami daftarkan, Pak.", "here")

    assert notices(village) == []


def test_removed_officer_sends_nothing(village: BotUnderTest) -> None:
    village.say(choice="desk:answer:1", sender="here")
    with village.database.write() as connection:
        now = village.clock()
        store = Store(connection, village.database.sealer, now=now, real_now=now)
        officer = store.officers.named("here")
        assert officer is not None
        store.officers.remove(officer)

    assert village.texts("Sudah kami daftarkan.", "here") == ["desk.ticket.gone"]
    assert notices(village) == []


def test_second_officer_is_told_that_another_was_first(village: BotUnderTest) -> None:
    village.say(choice="desk:answer:3", sender="here")
    village.say(choice="desk:close:3", sender="there")

    assert village.texts("Sudah kami daftarkan.", "here") == ["desk.ticket.gone"]
    assert village.texts(choice="desk:close:3", sender="all") == ["choice.old"]
    assert notices(village) == []


def test_closed_ticket_leaves_the_list(village: BotUnderTest) -> None:
    village.say(choice="desk:ticket:1", sender="here")

    assert village.texts("desk.do.close", "here") == ["desk.ticket.closed(number=1)"]
    assert listed(village, "here") == ["desk:ticket:3"]
    assert "ticket.closed" in [entry.act for entry in acts(village)]


def test_stuck_family_is_a_ticket_of_its_village(bot: BotUnderTest) -> None:
    """Its page is masked as in the list; an answer reaches the reporter; once closed it is gone."""
    bot.knows(BUDI, SITI)
    hire(bot, "here", HERE)
    hire(bot, "there", ELSEWHERE)
    link(bot, "anak", BUDI, "child", hours=1)
    report_death(bot, "anak")
    bot.now += timedelta(days=15)
    note_stuck(bot)

    assert listed(bot, "there") == []
    assert listed(bot, "here") == ["desk:ticket:1"]
    [page] = bot.texts("1", "here")
    assert page.startswith("desk.ticket.stuck\ndesk.claims.line(family=desk.family(who=L. B.")
    bot.say("desk.do.answer", "here")
    bot.say("Akta kematian sudah jadi?", "here")
    assert notices(bot) == [("anak", "ticket.about_claim(answer=Akta kematian sudah jadi?)")]
    assert note_stuck(bot) == 0
    assert listed(bot, "here") == []


def test_ticket_of_a_family_that_took_its_report_back_is_gone(bot: BotUnderTest) -> None:
    bot.knows(BUDI)
    hire(bot, "here", HERE)
    link(bot, "anak", BUDI, "child", hours=1)
    report_death(bot, "anak")
    bot.now += timedelta(days=15)
    note_stuck(bot)
    bot.say("salah lapor", "anak")
    bot.say("case.do.wrong_yes", "anak")

    assert listed(bot, "here") == []


def test_list_goes_on_beyond_a_page(bot: BotUnderTest) -> None:
    hire(bot, "all")
    for number in range(9):
        ask(bot, f"person {number}")

    first = listed(bot, "all")
    [second] = bot.say("desk.more(count=2)", "all").bodies

    assert first == [f"desk:ticket:{number}" for number in range(1, 8)]
    assert [value for _, value in second.choices][:2] == ["desk:ticket:8", "desk:ticket:9"]
