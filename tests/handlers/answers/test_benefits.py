"""Benefits in chat: the usual figures at once, a form that asks only what matters, bad input."""

import re
from pathlib import Path

import pytest

from handlers.programme import load
from storage.database import Database
from tests.conversation import BotUnderTest, Card, Someone

OPEN = "open:benefit"
SITI = Someone(
    "7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti",
    (Card("22001234567", "2026-03-01", "2026-12-31"), Card("22001234567", "2024-01-01",
                                                           "2025-12-31")),
)  # fmt: skip
LONGEST_TEXT = 600


def keys(bot: BotUnderTest, text: str = "", *, choice: str | None = None) -> list[str]:
    return [reply.partition("(")[0] for reply in answer(bot, text, choice)]


def answer(bot: BotUnderTest, text: str, choice: str | None = None) -> list[str]:
    return [body.text for body in bot.say(text, choice=choice).bodies]


def open_form(bot: BotUnderTest, *said: str) -> list[str]:
    """The keys of the answer to the last line."""
    answer = keys(bot, choice=OPEN)
    for line in said:
        answer = keys(bot, line)
    return answer


def test_a_plain_question_is_answered_at_once_and_offers_the_form(bot: BotUnderTest) -> None:
    answer = bot.say("santunannya berapa").bodies[0]

    assert answer.text.startswith("benefit.death(")
    assert "amount=42000000" in answer.text
    assert "amount=70000000" in answer.text
    assert answer.choices[0] == ("benefit.open", OPEN)


def test_a_work_accident_comes_first_where_it_is_asked_for(bot: BotUnderTest) -> None:
    text = bot.texts("berapa santunan kalau meninggal karena kecelakaan kerja")[0]

    assert text.startswith("benefit.death_at_work(")
    assert text.index("70000000") < text.index("42000000")


TOLD = {
    "all but the membership": (
        "suami saya meninggal 3 maret 2025 karena sakit, anak 2 SD, dapat berapa",
        "benefit.registered_on.ask",
    ),
    "only the day": ("suami saya meninggal 3 maret 2025, santunannya berapa", "benefit.cause.ask"),
    "before there was a minimum": (
        "suami saya meninggal 3 maret 2024 karena sakit, dapat santunan berapa, anak tidak ada",
        "benefit.children.ask",
    ),
}


@pytest.mark.parametrize(("said", "asked"), TOLD.values(), ids=TOLD)
def test_what_the_message_tells_is_not_asked_again(
    bot: BotUnderTest, said: str, asked: str
) -> None:
    assert keys(bot, said) == [asked]


def test_the_form_opened_by_a_tap_knows_the_question_before_it(bot: BotUnderTest) -> None:
    bot.say("berapa santunan kalau suami saya meninggal karena kecelakaan kerja")

    assert open_form(bot, "3 maret 2025") == ["benefit.wage.ask"]


ASKED = {
    "by illness": (("5-3-2025", "sakit", "tidak ada"), "benefit.registered_on.ask"),
    "by illness, before the minimum of 2025, childless": (
        ("5-3-2024", "sakit", "tidak ada"), "benefit.counted"),
    "by illness, before the minimum of 2025, a child": (
        ("5-3-2024", "sakit", "1 sd"), "benefit.registered_on.ask"),
    "at work": (("5-3-2025", "kecelakaan kerja", "tidak tahu", "1 sd"), "benefit.counted"),
    "before scholarships": (("5-3-2018", "sakit"), "benefit.counted"),
    "before scholarships, at work": (("5-3-2018", "ya"), "benefit.wage.ask"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "answer"), ASKED.values(), ids=ASKED)
def test_only_what_changes_the_sum_is_asked(
    bot: BotUnderTest, said: tuple[str, ...], answer: str
) -> None:
    assert open_form(bot, *said)[0] == answer


def test_unsure_of_the_cause_tells_both_sums(bot: BotUnderTest) -> None:
    open_form(bot, "5-3-2025", "belum tahu", "tidak ada")
    figures, _ = bot.texts("juli 2023")

    assert figures.startswith("benefit.counted(heading=benefit.heading.unsure")
    assert "amount=42000000" in figures
    assert "benefit.if_work(total=amount.in_full(amount=70000000" in figures


TWO_SD = "children=benefit.scholarship.children(count=2, level=SD atau sederajat)"
ONE_SD = "children=benefit.scholarship.children(count=1, level=SD atau sederajat)"
STUDENT = "level=perguruan tinggi (paling tinggi S1) atau pelatihan)"
SCHOOL = {  # what is said of the sums, and who is named as left out
    "two of a level": (
        "2 sd", f"benefit.scholarship.sum_each({TWO_SD}, amount=84000000)", ""),
    "one of each": ("1 sd 1 kuliah", f"benefit.scholarship.sum({ONE_SD}, amount=84000000)", ""),
    "the student is left out": (
        "2 sd dan 1 kuliah", f"benefit.scholarship.sum_each({TWO_SD}, amount=84000000)",
        f"children=benefit.scholarship.children(count=1, {STUDENT}, most=2"),
    "of three at one level": (
        "3 sd", f"benefit.scholarship.sum_each({TWO_SD}, amount=84000000)",
        f"{ONE_SD}, most=2"),
    "several levels left out": (
        "1 tk 1 sd 1 smp 2 kuliah", f"benefit.scholarship.sum({ONE_SD}, amount=84000000)",
        "count=1, level=SMP atau sederajat), benefit.scholarship.children(count=2, " + STUDENT),
}  # fmt: skip


@pytest.mark.parametrize(("said", "sum_said", "left_out"), SCHOOL.values(), ids=SCHOOL)
def test_no_child_is_passed_over_in_silence(
    bot: BotUnderTest, said: str, sum_said: str, left_out: str
) -> None:
    open_form(bot, "5-3-2025", "bukan", said)
    _, by_year, after = bot.texts("juli 2020")

    assert sum_said in by_year
    assert ("benefit.scholarship.left_out(" in after) is bool(left_out)
    assert left_out in after


YEARS = {
    "from the lowest of the children": ("1 smp 1 kuliah", ("SMP", "SMA", "perguruan")),
    "a student": ("1 kuliah", ("perguruan",)),
    "before school": ("1 tk", ("TK", "SD", "SMP", "SMA", "perguruan")),
    "not from a child that is left out": ("1 sma 2 smp", ("SMP", "SMA", "perguruan")),
}


@pytest.mark.parametrize(("said", "levels"), YEARS.values(), ids=YEARS)
def test_school_money_is_told_by_year(
    bot: BotUnderTest, said: str, levels: tuple[str, ...]
) -> None:
    open_form(bot, "5-3-2025", "bukan", said)
    _, by_year, _ = bot.texts("juli 2020")

    assert re.findall(r"scholarship\.level\(level=(\w+)", by_year) == list(levels)


def test_one_answer_says_its_rule_once(speaking_bot: BotUnderTest) -> None:
    speaking_bot.say(choice=OPEN)
    for said in ("5-3-2025", "ya", "tidak tahu"):
        speaking_bot.say(said)

    said = " ".join(speaking_bot.texts("tidak ada"))

    assert said.count("PP 44/2015") == 1


BAD = {
    "a death in the future": ((), "besok", "benefit.died_on.in_the_future(day=2026-11-25)"),
    "a death 40 years back": ((), "24-11-1986", "benefit.died_on.too_old(day=1986-11-24)"),
    "a death before all rules": (
        (), "30-6-2015", "benefit.died_on.before_rules(day=2015-06-30, first=2015-07-01)"),
    "no such day": (
        (), "31-2-2025", "benefit.died_on.no_such_day(day=31, month=2, year=2025)"),
    "a wage of nothing": (("5-3-2025", "ya"), "0", "benefit.wage.too_low(least=1000000)"),
    "a wage of 10^12": (
        ("5-3-2025", "ya"), "1000000000000", "benefit.wage.too_high(most=100000000)"),
    "a child of 30": (
        ("5-3-2025", "bukan"), "umur 30", "benefit.children.too_grown(age=30, until=23)"),
    "children without a level": (("5-3-2025", "bukan"), "2", "benefit.children.level"),
    "a membership after the death": (
        ("5-3-2025", "bukan", "0"), "6-3-2025",
        "benefit.registered_on.after_death(day=2025-03-06, died_on=2025-03-05)"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "said", "expected"), BAD.values(), ids=BAD)
def test_bad_input_is_explained_and_the_question_stays_open(
    bot: BotUnderTest, before: tuple[str, ...], said: str, expected: str
) -> None:
    asked = open_form(bot, *before)

    assert bot.texts(said) == [expected]
    assert keys(bot, "kantornya di mana") == ["office", "form.back_to"]
    assert asked[0].removesuffix(".ask") == expected.partition("(")[0].rpartition(".")[0]


def linked(bot: BotUnderTest) -> BotUnderTest:
    bot.knows(SITI)
    bot.replay(f"> kartu ibu saya masih aktif kah\n> {SITI.nik}\n> 5-6-1972\n")
    return bot


def test_a_linked_family_is_not_asked_what_the_store_knows(bot: BotUnderTest) -> None:
    """Three months from the renewal of 1 March: the burial only, and the day is named."""
    assert open_form(linked(bot), "10-3-2026", "sakit") == ["benefit.children.ask"]
    figures, after = bot.texts("tidak ada")

    assert "total=benefit.total(total=amount.in_full(amount=10000000" in figures
    assert "benefit.record(last4=4567, since=2026-03-01)" in after


def test_a_linked_family_at_work_is_counted_from_the_lowest_base(bot: BotUnderTest) -> None:
    assert open_form(linked(bot), "10-3-2026", "ya", "0")[0] == "benefit.counted"


def test_a_death_on_a_day_without_cover_is_told(bot: BotUnderTest) -> None:
    assert open_form(linked(bot), "1-2-2026", "sakit", "0") == ["benefit.not_covered"]


def test_a_death_before_the_birth_is_refused(bot: BotUnderTest) -> None:
    born = Someone("7407050101110001", "2016-01-01", cards=SITI.cards)
    bot.now = bot.now.replace(year=2031)
    bot.knows(born)
    bot.replay(f"> kartu anak saya masih aktif kah\n> {born.nik}\n> 1-1-2016\n")

    assert open_form(bot, "31-12-2015") == ["benefit.died_on.before_birth"]


def test_two_people_with_one_name_are_told_apart_and_neither_is_guessed(bot: BotUnderTest) -> None:
    other = Someone("7407054506650003", "1965-06-05", "", SITI.name,
                    (Card("21009876543", "2020-01-01", "2026-12-31"),))  # fmt: skip
    bot.knows(SITI, other)
    for someone, born in ((SITI, "5-6-1972"), (other, "5-6-1965")):
        bot.say(choice="who:new:membership_status")
        bot.say(someone.nik)
        bot.say(born)

    asked = bot.say("nomor kartunya berapa").bodies[0]
    assert asked.text == "identity.whose.ask"
    assert [label for label, _ in asked.choices] == [
        "identity.whose.card(relation=relation.not_said, last4=4567)",
        "identity.whose.card(relation=relation.not_said, last4=6543)",
        "identity.whose.other",
    ]
    assert open_form(bot, "10-3-2026", "sakit", "0") == ["benefit.registered_on.ask"]


def test_no_other_form_is_opened_by_a_choice(bot: BotUnderTest) -> None:
    assert keys(bot, choice="open:identity") == ["choice.old"]
    assert keys(bot, choice="open:nothing") == ["choice.old"]


def test_another_regency_is_counted_by_its_own_figures(database: Database, tmp_path: Path) -> None:
    contoh = BotUnderTest(database, tmp_path / "feed", programme=load("contoh"))

    for said in USUAL:
        assert contoh.say(said).received.state == "answered"
    open_form(contoh, "1-3-2025", "ya", "tidak tahu")
    assert "amount=81000000" in contoh.texts("tidak ada")[0]


def test_back_and_cancel(bot: BotUnderTest) -> None:
    open_form(bot, "5-3-2025", "sakit")

    assert keys(bot, "kembali") == ["benefit.cause.ask"]
    assert keys(bot, "batal") == ["form.cancelled"]


def test_the_picture_goes_along_and_is_small(speaking_bot: BotUnderTest) -> None:
    speaking_bot.say(choice=OPEN)
    for said in ("5-3-2025", "bukan", "1 SD, 1 kuliah"):
        speaking_bot.say(said)
    figures, *others = speaking_bot.say("juli 2020").bodies

    (picture,) = figures.parts
    assert (picture.kind, picture.name) == ("photo", "santunan-2025-03-05.png")
    assert picture.data.startswith(b"\x89PNG")
    assert len(picture.data) < 100_000
    assert "Rp42.000.000 (empat puluh dua juta rupiah)" in figures.text
    assert not any(each.parts for each in others)


LONG_CASES = {
    "unsure, two children": ("5-3-2025", "belum tahu", "1 sd, 1 kuliah", "juli 2020"),
    "a child at each level": (
        "5-3-2025", "belum tahu", "1 tk, 1 sd, 1 smp, 1 sma, 1 kuliah", "juli 2020"),
    "old rules, unverified": ("1-12-2019", "ya", "100 juta"),
    "at work": ("5-3-2026", "ya", "tidak tahu", "2 kuliah"),
    "today, unknown membership": ("tidak tahu", "bukan", "2 kuliah", "tidak tahu"),
    "a month a member": ("1-9-2026", "belum tahu", "1 sd", "1-8-2026"),
}  # fmt: skip


@pytest.mark.parametrize("said", LONG_CASES.values(), ids=LONG_CASES)
def test_each_message_is_short(speaking_bot: BotUnderTest, said: tuple[str, ...]) -> None:
    texts = speaking_bot.texts(choice=OPEN)
    for line in said:
        texts = speaking_bot.texts(line)

    assert len(texts) in (2, 3)
    assert max(map(len, texts)) <= LONGEST_TEXT, [len(text) for text in texts]
    assert not re.search(r"[{}]", " ".join(texts))


USUAL = ("santunannya berapa", "berapa santunan kalau meninggal karena kecelakaan kerja",
         "kalau kecelakaan kerja dapat apa saja", "anak saya dapat beasiswa tidak",
         "berapa iurannya sebulan", "siapa yang bayar iuran saya", "dasar hukumnya apa",
         "siapa yang boleh ikut", "apa itu jkk dan jkm")  # fmt: skip


@pytest.mark.parametrize("said", USUAL)
def test_usual_answers_are_short(speaking_bot: BotUnderTest, said: str) -> None:
    texts = speaking_bot.texts(said)

    assert len(texts) <= 3
    assert max(map(len, texts)) <= LONGEST_TEXT, [len(text) for text in texts]


def test_an_accident_tells_caps_and_months(bot: BotUnderTest) -> None:
    care, money = bot.texts("kalau kecelakaan kerja dapat apa saja")

    assert "benefit.line.cap(label=perawatan di rumah, amount=20000000)" in care
    assert "tanpa batas biaya" in care
    assert "benefit.line.monthly" in money
    assert "amount=56000000" in money
    assert "amount=None" not in care + money
