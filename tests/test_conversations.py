"""What the bot says when identity is asked, refused, paused, remembered and dropped."""

from datetime import timedelta

import pytest

from tests.conversation import Agreement, BotUnderTest, Card, Someone

SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
BUDI = Someone("7407050508700002", "1970-08-05", "+6281234500001", "La Budi",
               (Card("21009876543", "2025-01-01", "2025-12-31"),))  # fmt: skip
PROVED = f"> {SITI.nik}\n> 5 juni 1972\n"


def keys(bot: BotUnderTest, text: str, **more: str | None) -> list[str]:
    return [reply.partition("(")[0] for reply in bot.texts(text, "s", **more)]


def ask(bot: BotUnderTest, *said: str) -> list[str]:
    """The keys of the last answer."""
    for line in said[:-1]:
        bot.say(line)
    return keys(bot, said[-1])


@pytest.fixture
def bot(bot: BotUnderTest) -> BotUnderTest:
    bot.knows(SITI, BUDI)
    return bot


def test_question_is_answered_after_the_proof_without_asking_again(bot: BotUnderTest) -> None:
    talk = bot.replay(f"> nomor kartu sy brp\n{PROVED}")

    assert talk == (
        "> nomor kartu sy brp\n"
        "< identity.nik.ask\n"
        "> 7407054506720001\n"
        "< identity.birth_date.ask\n"
        "> 5 juni 1972\n"
        "< card.valid(number=card.last4(last4=4567), programs=program.JKK, program.JKM, "
        "until=2026-12-31, as_of=2026-11-20)\n"
        "  [menu.membership_status | menu.card_lost | menu.menu]\n"
    )


def test_what_the_first_message_says_is_not_asked_again(bot: BotUnderTest) -> None:
    said = f"apa kartu saya masih aktif, NIK {SITI.nik} lahir 5-6-1972"

    assert keys(bot, said) == ["status.active"]


def test_second_question_needs_no_second_proof(bot: BotUnderTest) -> None:
    assert ask(bot, "nomor kartu sy brp", SITI.nik, "5-6-1972", "masih aktif kah") == [
        "status.active"
    ]


def test_vouched_phone_needs_the_birth_date_only_and_shows_the_whole_number(
    bot: BotUnderTest,
) -> None:
    bot.say(contact_phone=SITI.phone)

    assert keys(bot, "nomor kartu sy brp") == ["identity.birth_date.ask_on_phone"]
    assert bot.texts("5-6-1972") == [
        "card.valid(number=card.full(kpj=22001234567), programs=program.JKK, program.JKM, "
        "until=2026-12-31, as_of=2026-11-20)"
    ]


def test_people_on_one_phone_are_told_apart_by_birth_date(bot: BotUnderTest) -> None:
    bot.say(contact_phone=SITI.phone)

    assert ask(bot, "status kepesertaan saya", "5-8-1970") == ["status.inactive"]


def test_phone_shared_inside_the_question_spares_the_nik(bot: BotUnderTest) -> None:
    bot.say("nomor kartu sy brp")

    assert keys(bot, "", contact_phone=SITI.phone) == ["identity.birth_date.ask_on_phone"]


WRONG = {
    "wrong birth date": (SITI.nik, "6-6-1972"),
    "nobody has this NIK": ("7407014101800009", "1-1-1980"),
}


@pytest.mark.parametrize(("nik", "born"), WRONG.values(), ids=WRONG)
def test_no_match_reads_alike(bot: BotUnderTest, nik: str, born: str) -> None:
    assert ask(bot, "nomor kartu sy brp", nik, born) == ["identity.no_match"]


@pytest.mark.parametrize(("nik", "born"), WRONG.values(), ids=WRONG)
def test_sixth_wrong_try_within_an_hour_is_paused_even_when_it_is_right(
    bot: BotUnderTest, nik: str, born: str
) -> None:
    bot.say("nomor kartu sy brp")
    for _ in range(4):
        assert ask(bot, nik, born) == ["identity.no_match"]
    assert ask(bot, nik, born) == ["identity.paused"]
    assert ask(bot, "nomor kartu sy brp", SITI.nik, "5-6-1972") == ["identity.paused"]

    bot.now += timedelta(hours=1, minutes=1)
    assert ask(bot, "nomor kartu sy brp", SITI.nik, "5-6-1972") == ["card.valid"]


def test_strangers_tries_do_not_lock_out_the_family(bot: BotUnderTest) -> None:
    bot.say(contact_phone=SITI.phone, sender="family")
    for stranger in ("s1", "s2", "s3"):
        bot.say("nomor kartu sy brp", stranger)
        for _ in range(4):
            bot.say(SITI.nik, stranger)
            bot.say("6-6-1972", stranger)

    bot.say("nomor kartu sy brp", "new")
    bot.say(SITI.nik, "new")
    assert bot.texts("5-6-1972", "new")[0].startswith("identity.paused")
    bot.say("nomor kartu sy brp", "family")
    assert bot.texts("5-6-1972", "family")[0].startswith("card.valid")


BAD_NIKS = {
    "15 digits": ("740705450672000", "identity.nik.digits(count=15)"),
    "17 digits": ("74070545067200011", "identity.nik.digits(count=17)"),
    "impossible month": ("7407054513720001", "identity.nik.shape"),
    "letters": ("nik saya lupa", "identity.nik.forgotten"),
    "family card": ("no KK 7407054506720001", "identity.nik.family_card"),
    "empty": ("   ", "unclear.empty"),
}


@pytest.mark.parametrize(("said", "expected"), BAD_NIKS.values(), ids=BAD_NIKS)
def test_bad_nik_is_explained_and_the_question_stays_open(
    bot: BotUnderTest, said: str, expected: str
) -> None:
    bot.say("nomor kartu sy brp")

    assert bot.texts(said)[0] == expected
    assert ask(bot, "7407 0545 0672 0001") == ["identity.birth_date.ask"]


BAD_DATES = {
    "no such day": ("31-2-1972", "identity.birth_date.no_such_day"),
    "future": ("5-6-2072", "identity.birth_date.in_the_future"),
    "child": ("5-6-2020", "identity.birth_date.too_young"),
    "only a year": ("1972", "identity.birth_date.unclear"),
}


@pytest.mark.parametrize(("said", "expected"), BAD_DATES.values(), ids=BAD_DATES)
def test_bad_birth_date_is_no_wrong_try(bot: BotUnderTest, said: str, expected: str) -> None:
    bot.say("nomor kartu sy brp")
    bot.say(SITI.nik)

    for _ in range(6):
        assert keys(bot, said) == [expected]
    assert keys(bot, "5-6-1972") == ["card.valid"]


def test_clear_question_interrupts_and_the_form_goes_on(bot: BotUnderTest) -> None:
    bot.say("nomor kartu sy brp")

    assert keys(bot, "kantornya di mana ya") == ["office", "form.back_to"]
    assert ask(bot, SITI.nik, "5-6-1972") == ["card.valid"]


def test_another_personal_question_takes_the_place_of_the_first(bot: BotUnderTest) -> None:
    bot.say("nomor kartu sy brp")

    assert keys(bot, "eh maksud sy, kepesertaan sy masih aktif atau tidak") == ["form.back_to"]
    assert ask(bot, SITI.nik, "5-6-1972") == ["status.active"]


def test_back_cancel_and_menu(bot: BotUnderTest) -> None:
    assert ask(bot, "nomor kartu sy brp", SITI.nik, "kembali") == ["identity.nik.ask"]
    assert ask(bot, "batal") == ["form.cancelled"]
    assert ask(bot, "batal") == ["form.nothing_open"]
    assert ask(bot, "nomor kartu sy brp", "0") == ["menu"]


def test_relatives_are_kept_chosen_and_dropped(bot: BotUnderTest) -> None:
    bot.say("nomor kartu sy brp")
    bot.replay(PROVED)
    assert ask(bot, "kalau kartu suami saya masih aktif kah") == ["identity.whose.ask"]
    bot.say("2")
    assert ask(bot, BUDI.nik, "5-8-1970") == ["status.inactive"]

    assert ask(bot, "cek kepesertaan") == ["identity.whose.ask"]
    listed = bot.say("hapus data saya").bodies[0]
    assert [value.partition(":")[0] for _, value in listed.choices] == [
        "unlink", "unlink", "unlink", "go",
    ]  # fmt: skip
    assert keys(bot, "", choice=listed.choices[0][1]) == ["delete.done"]
    assert keys(bot, "", choice="unlink:all") == ["delete.done\n\nnotices.forgotten"]
    assert keys(bot, "", choice="unlink:all") == ["choice.old"]
    assert keys(bot, "nomor kartu sy brp") == ["identity.nik.ask"]


def test_question_about_oneself_is_not_answered_with_a_relatives_record(bot: BotUnderTest) -> None:
    bot.say("cek kartu suami saya masih aktif tidak")
    assert ask(bot, BUDI.nik, "5-8-1970") == ["status.inactive"]

    assert keys(bot, "nomor kartu saya berapa") == ["identity.whose.ask"]


def test_number_of_an_offered_choice_may_be_typed(bot: BotUnderTest) -> None:
    bot.say("halo")

    assert keys(bot, "nomor 2") == ["identity.nik.ask"]


def test_choices_that_do_not_exist(bot: BotUnderTest) -> None:
    bot.say("halo")

    assert keys(bot, "9") == ["choice.no_such_number"]
    assert keys(bot, "", choice="go:nothing") == ["choice.old"]
    assert keys(bot, "", choice="set:identity:nik:1") == ["choice.old"]
    assert keys(bot, "", choice="who:77:card_number") == ["choice.old"]
    assert keys(bot, "", choice="\x00") == ["choice.old"]


STATUSES = {
    "active": (Card("22001234567", "2026-01-01", "2026-12-31"), "status.active"),
    "end has passed though active": (
        Card("22001234567", "2025-01-01", "2025-12-31", agreement="OLD"),
        "status.failed.agreement_ended",
    ),
    "no longer vulnerable": (
        Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "no_longer_vulnerable"),
        "status.failed.no_longer_vulnerable",
    ),
    "not funded": (
        Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "not_funded"),
        "status.failed.not_funded",
    ),
    "agreement ended": (
        Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "agreement_ended"),
        "status.failed.agreement_ended",
    ),
    "deceased": (
        Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "deceased"),
        "status.failed.deceased",
    ),
    "moved": (
        Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "moved"),
        "status.failed.moved",
    ),
    "no reason": (
        Card("22001234567", "2026-01-01", "2026-12-31", "inactive"),
        "status.failed.period_ended",
    ),
    "other": (
        Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "other"),
        "status.failed.other",
    ),
    "not begun": (Card("22001234567", "2026-12-01", "2026-12-31"), "status.failed.not_begun"),
}


@pytest.mark.parametrize(("card", "expected"), STATUSES.values(), ids=STATUSES)
def test_status_says_which_condition_failed(bot: BotUnderTest, card: Card, expected: str) -> None:
    old = Agreement("OLD", "Nota 2025", "2025-01-05", "2025-01-01", "2025-12-31", "2025-12-31")
    someone = Someone("7407050508750003", "1975-08-05", cards=(card,))
    bot.knows(someone, agreements=(Agreement(), old))

    bot.say("apa kartu saya masih aktif")
    bot.say(someone.nik)

    assert expected in bot.texts("5-8-1975")[0]


@pytest.mark.parametrize("card", [card for card, _ in STATUSES.values()], ids=STATUSES)
def test_an_inactive_answer_begins_so_and_an_active_one_never_says_it(
    speaking_bot: BotUnderTest, card: Card
) -> None:
    someone = Someone("7407050508750003", "1975-08-05", cards=(card,))
    speaking_bot.knows(someone)
    speaking_bot.say("apa kartu saya masih aktif")
    speaking_bot.say(someone.nik)

    said = " ".join(speaking_bot.texts("5-8-1975")).lower()

    active = card is next(iter(STATUSES.values()))[0]
    assert ("tidak aktif" in said) is not active
    assert said.startswith("ya, aktif" if active else "tidak aktif")


DISTRESS = {
    "adrift": ("mesin mati kami terapung di laut tolong", "danger.sea"),
    "missing": ("suami sy melaut belum pulang sudah 2 hari", "danger.missing"),
}


@pytest.mark.parametrize(("said", "expected"), DISTRESS.values(), ids=DISTRESS)
def test_danger_now_goes_before_everything_and_the_form_stays(
    bot: BotUnderTest, said: str, expected: str
) -> None:
    bot.say("nomor kartu sy brp")

    assert keys(bot, said) == [expected]
    assert ask(bot, SITI.nik, "5-6-1972") == ["card.valid"]


def test_a_form_is_not_called_back_for_ever(bot: BotUnderTest) -> None:
    bot.say("nomor kartu sy brp")

    assert keys(bot, "kantornya di mana ya") == ["office", "form.back_to"]
    assert keys(bot, "siapa yang bayar iuran") == ["contribution.payer", "form.back_to"]
    assert keys(bot, "kantornya di mana ya") == ["office"]
    assert keys(bot, "makasih pak") == ["thanks"]
    assert ask(bot, SITI.nik, "5-6-1972") == ["card.valid"]


FOLLOW_UPS = {
    "how": ("cara klaim jkm", "gmn caranya", "claim_death"),
    "how much": ("cara klaim jkm", "berapa dapatnya", "benefit_death"),
    "what to bring": ("cara klaim jkm", "apa saja yg dibawa", "claim_documents"),
    "where": ("bagaimana cara mendaftar", "di mana itu pak", "office"),
    "joining costs": ("bagaimana cara mendaftar", "berapa?", "contribution_amount"),
}


@pytest.mark.parametrize(("first", "then", "intent"), FOLLOW_UPS.values(), ids=FOLLOW_UPS)
def test_few_words_go_on_about_the_topic_before(
    bot: BotUnderTest, first: str, then: str, intent: str
) -> None:
    bot.say(first)

    assert bot.say(then).received.intent == intent
