"""Was he covered on that day: that day first, its gap second, also across the identity dialogue."""

import pytest

from tests.conversation import BotUnderTest, Card, Someone

SITI = Someone(
    "7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti",
    (
        Card("22001234567", "2026-01-01", "2026-12-31"),
        Card("22001234567", "2025-03-05", "2025-12-31"),
        Card("22001234567", "2024-01-01", "2024-12-31"),
    ),
)  # fmt: skip
BUDI = Someone("7407050508700002", "1970-08-05", cards=(
    Card("21009876543", "2025-01-01", "2025-12-31"),
))  # fmt: skip
PROVED = (SITI.nik, "5-6-1972")


@pytest.fixture
def bot(bot: BotUnderTest) -> BotUnderTest:
    bot.knows(SITI, BUDI)
    return bot


def ask(bot: BotUnderTest, *said: str) -> list[str]:
    answer: list[str] = []
    for line in said:
        answer = bot.texts(line)
    return answer


DAYS = {
    "the last such day": ("apakah ibu saya terlindungi 14 Maret", "yes(day=2026-03-14"),
    "with its year": (
        "apakah ibu saya masih terlindungi tanggal 14 maret 2025", "yes(day=2025-03-14"),
    "in figures": ("ibu saya aktif tidak pada 14-3-2024", "yes(day=2024-03-14"),
    "without its month's name": ("apakah ibu terlindungi tgl 14/3", "yes(day=2026-03-14"),
    "yesterday": ("kartu ibu saya masih aktif tidak kemarin", "yes(day=2026-11-23"),
    "the day of a death": (
        "waktu meninggal 14 maret, apa ibu saya masih aktif", "yes(day=2026-03-14"),
    "in a gap": ("apakah ibu saya terlindungi 1 februari 2025", "no(day=2025-02-01"),
    "before all": ("apakah ibu saya terlindungi 31 desember 2023", "no(day=2023-12-31"),
    "ahead, known": (
        "apakah ibu saya terlindungi 25 desember 2026", "yes_ahead(day=2026-12-25"),
    "beyond the data": (
        "apakah ibu saya masih terlindungi 1 januari 2027", "not_known(day=2027-01-01"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), DAYS.values(), ids=DAYS)
def test_the_day_is_answered_after_the_proof(bot: BotUnderTest, said: str, expected: str) -> None:
    first = ask(bot, said, *PROVED)[0]

    assert first.startswith(f"coverage_day.{expected}")


@pytest.mark.parametrize(("said", "expected"), DAYS.values(), ids=DAYS)
def test_a_linked_family_is_answered_at_once(bot: BotUnderTest, said: str, expected: str) -> None:
    ask(bot, "cek kepesertaan ibu saya", *PROVED)

    assert ask(bot, said)[0].startswith(f"coverage_day.{expected}")


TODAY = {
    "no day": "apakah kartu ibu saya masih aktif",
    "today by name": "apakah hari ini kartu ibu saya masih aktif",
    "the birth date beside the NIK": f"ibu saya masih aktif kah, NIK {SITI.nik} lahir 5-6-1972",
}


@pytest.mark.parametrize("said", TODAY.values(), ids=TODAY)
def test_without_a_day_today_is_answered(bot: BotUnderTest, said: str) -> None:
    answer = ask(bot, said) if SITI.nik in said else ask(bot, said, *PROVED)

    assert answer[0].startswith("status.active(")


def test_a_day_in_a_gap_brings_the_gap_second(bot: BotUnderTest) -> None:
    answer = ask(bot, "apakah ibu saya terlindungi 1 februari 2025", *PROVED)

    assert [text.partition("(")[0] for text in answer] == ["coverage_day.no", "coverage_day.gap"]
    assert answer[1] == "coverage_day.gap(start=2025-01-01, end=2025-03-04)"


def test_a_day_outside_a_gap_brings_none(bot: BotUnderTest) -> None:
    assert len(ask(bot, "apakah ibu saya terlindungi 31 desember 2023", *PROVED)) == 1
    assert len(ask(bot, "apakah ibu saya terlindungi 14 maret 2025")) == 1


def test_the_period_brings_all_gaps(bot: BotUnderTest) -> None:
    periods, gaps = ask(bot, "masa perlindungan ibu saya", *PROVED)

    assert periods.startswith("coverage.periods(")
    assert gaps == "coverage.gaps(gaps=coverage.gap(start=2025-01-01, end=2025-03-04))"


def test_a_period_without_gaps_brings_none(bot: BotUnderTest) -> None:
    assert len(ask(bot, "masa perlindungan bapak saya", BUDI.nik, "5-8-1970")) == 1


def test_the_day_is_kept_while_it_is_asked_for_whom(bot: BotUnderTest) -> None:
    ask(bot, "cek kepesertaan ibu saya", *PROVED)
    ask(bot, "cek kepesertaan suami saya", BUDI.nik, "5-8-1970")

    assert ask(bot, "apakah terlindungi 14 maret 2026") == ["identity.whose.ask"]
    assert ask(bot, "2")[0].startswith("coverage_day.no(day=2026-03-14")


def test_a_later_choice_is_not_about_that_day(bot: BotUnderTest) -> None:
    ask(bot, "apakah ibu saya terlindungi 14 maret 2025", *PROVED)

    assert bot.texts(choice="go:membership_status")[0].startswith("status.active(")


def test_the_day_is_kept_while_the_topic_is_offered(bot: BotUnderTest) -> None:
    said = "apakah suami saya masih peserta tanggal 14 maret 2025"
    if ask(bot, said)[0] == "unclear.offer":
        bot.say(choice="go:membership_status")
    answer = ask(bot, *PROVED)

    assert answer[0].startswith("coverage_day.yes(day=2025-03-14")


def test_a_new_question_inside_the_proof_takes_its_own_day_along(bot: BotUnderTest) -> None:
    ask(bot, "nomor kartu ibu saya berapa", "apakah ibu saya terlindungi 14 maret 2025")

    assert ask(bot, *PROVED)[0].startswith("coverage_day.yes(day=2025-03-14")


FIRST_SENTENCE = {
    "covered": ("apakah ibu saya terlindungi 14 Maret", "Ya, terlindungi pada 14 Maret 2026."),
    "not covered": (
        "apakah ibu saya terlindungi 1 februari 2025", "Tidak terlindungi pada 1 Februari 2025."),
}  # fmt: skip


@pytest.mark.parametrize(("said", "first"), FIRST_SENTENCE.values(), ids=FIRST_SENTENCE)
def test_the_first_sentence_is_about_that_day(
    speaking_bot: BotUnderTest, said: str, first: str
) -> None:
    speaking_bot.knows(SITI)

    assert ask(speaking_bot, said, *PROVED)[0].startswith(first)
