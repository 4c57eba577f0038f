"""Inside the guide after a death a question is answered, and an answer stays one."""

import pytest

from tests.conversation import BotUnderTest

DAY = "set:claim_guide:died_on:unknown"  # the choice beneath a question tells which one it is
HOW = "set:claim_guide:how:other"
HEIR = "set:claim_guide:heir:spouse"
SITUATION = "set:claim_guide:situation:plain"
AT_DAY = ["pandu saya"]
AT_HOW = ["suami saya meninggal kemarin"]
AT_HEIR = ["mertua saya meninggal kemarin karena sakit"]
AT_SITUATION = ["suami saya meninggal kemarin karena sakit"]

QUESTIONS = {
    "how": (AT_HOW, "gmn caranya", "how", HOW),
    "how, without a word that asks": (AT_HOW, "caranya", "how", HOW),
    "how much": (AT_HOW, "brp dapatnya", "amount", HOW),
    "how much, at the day": (AT_DAY, "brp dapatnya", "amount", DAY),
    "where": (AT_HOW, "di mana", "where", HOW),
    "where to, at the day": (AT_DAY, "berkas dibawa ke mana", "where", DAY),
    "documents": (AT_SITUATION, "apa saja syaratnya", "documents", SITUATION),
    "how long": (AT_SITUATION, "berapa lama", "duration", SITUATION),
    "when is it paid": (AT_SITUATION, "uangnya kapan cair pak", "duration", SITUATION),
    "how many days, at the day": (AT_DAY, "brp hari?", "duration", DAY),
    "a whole question": (AT_HOW, "berapa santunan yang kami terima", "amount", HOW),
    "a supposition tells nothing": (
        AT_HOW, "kalau karena kecelakaan kerja dapat berapa?", "amount", HOW,
    ),
    "told and asked": (AT_HOW, "dia sakit, kapan uangnya cair ya pak?", "duration", SITUATION),
    "scholarship": (AT_HOW, "apakah anak dapat beasiswa?", "scholarship", HOW),
    "about heirs, at the heir": (AT_HEIR, "apakah saudara dapat juga", "heirs", HEIR),
}  # fmt: skip


@pytest.mark.parametrize(("before", "said", "about", "asked"), QUESTIONS.values(), ids=QUESTIONS)
def test_question_is_answered_and_the_guide_goes_on(
    bot: BotUnderTest, before: list[str], said: str, about: str, asked: str
) -> None:
    for line in before:
        bot.say(line)

    answer, question = bot.say(said).bodies

    key = "heirs" if about == "heirs" else f"claim_guide.short.{about}"
    assert answer.text.partition("(")[0] == key
    assert question.choices[0][1] == asked


ANSWERS = {
    "at sea is a cause": (AT_HOW, "di laut", SITUATION),
    "a number picks a cause": (AT_HOW, "2", SITUATION),
    "illness for long": (AT_HOW, "sakit sudah lama sekali", SITUATION),
    "today": (AT_DAY, "hari ini", HOW),
    "two at once": (AT_SITUATION, "2 dan 4", "set:claim_guide:children:none"),
    "a number picks an heir": (AT_HEIR, "3", SITUATION),
}


@pytest.mark.parametrize(("before", "said", "asked"), ANSWERS.values(), ids=ANSWERS)
def test_answer_stays_an_answer(
    bot: BotUnderTest, before: list[str], said: str, asked: str
) -> None:
    for line in before:
        bot.say(line)

    (question,) = bot.say(said).bodies

    assert question.choices[0][1] == asked


def test_two_children_are_a_number_and_no_choice(bot: BotUnderTest) -> None:
    for line in [*AT_SITUATION, "1"]:
        bot.say(line)

    assert bot.texts("2")[0].startswith("claim_guide.children.level")


IN_CHRONOLOGY = {"where": ("di mana", "office"), "how": ("caranya?", "accident.first")}


@pytest.mark.parametrize(("said", "key"), IN_CHRONOLOGY.values(), ids=IN_CHRONOLOGY)
def test_question_is_no_place_of_an_accident(bot: BotUnderTest, said: str, key: str) -> None:
    bot.say("suami saya kecelakaan kerja")
    bot.say("", choice="case:chronology")
    bot.say("kemarin")

    first, *_, last = bot.texts(said)

    assert first.startswith(key)
    assert last == "form.back_to(question=chronology.place.missing)"
