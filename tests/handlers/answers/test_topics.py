"""Tickets only where an officer reads them, the picture of a card, pasted frauds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers import card_picture
from handlers.programme import load
from storage.outbox import Body
from storage.tables import tickets
from tests.conversation import BotUnderTest, Card, Someone
from tests.test_transcripts import hire_officer

SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
ENDED = Someone("7407050508700002", "1970-08-05", "+6281234500002", "La Hasan",
                (Card("21009876543", "2025-01-01", "2025-12-31"),))  # fmt: skip


@pytest.fixture
def officers_bot(bot: BotUnderTest) -> BotUnderTest:
    bot.knows(SITI)
    bot.say("halo", "officer")
    hire_officer(bot)
    return bot


def opened_tickets(bot: BotUnderTest) -> list[tuple[str, str]]:
    """Subject and words."""
    with bot.database.read() as connection:
        rows = connection.execute(select(tickets).order_by(tickets.c.id)).all()
    sealer = bot.database.sealer
    return [(row.subject, sealer.open("ticket", row.token, row.sealed, str)) for row in rows]


TICKETS = {
    "a name": (
        ["nama saya salah di kartu", "Wa Siti Rahma"], "change_data",
        "change_data.ticket(field=change_data.what.name, value=Wa Siti Rahma, people=-)",
    ),
    "a field that is chosen": (
        ["data saya ada yang salah", "2", "0812 3450 0009"], "change_data",
        "change_data.ticket(field=change_data.what.phone, value=+6281234500009, people=-)",
    ),
    "a NIK": (
        ["data saya ada yang salah", "nik", "7407 0545 0672 0001"], "change_data",
        "change_data.ticket(field=change_data.what.nik, value=7407054506720001, people=-)",
    ),
    "not on the list": (
        ["bagaimana cara mendaftar", "1", "La Ode, Mola Bahari, nelayan"], "registration",
        "La Ode, Mola Bahari, nelayan",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "subject", "words"), TICKETS.values(), ids=TICKETS)
def test_an_officer_gets_the_corrected_datum(
    officers_bot: BotUnderTest, said: list[str], subject: str, words: str
) -> None:
    for line in said:
        officers_bot.say(line)

    assert opened_tickets(officers_bot) == [(subject, words)]


def test_a_ticket_names_the_card_of_whoever_is_known(officers_bot: BotUnderTest) -> None:
    for line in ("nomor kartu saya berapa", SITI.nik, "5-6-1972", "nama saya salah", "Wa Sitti"):
        officers_bot.say(line)

    ((_, words),) = opened_tickets(officers_bot)
    assert "last4=4567" in words
    assert SITI.nik not in words


@pytest.mark.parametrize("said", [lines[0] for lines, *_ in TICKETS.values()], ids=TICKETS)
def test_without_an_officer_nothing_is_promised(bot: BotUnderTest, said: str) -> None:
    bot.knows(SITI)

    (*_, last) = bot.say(said).bodies
    assert last.text.startswith(("change_data(", "registration.not_listed("))
    assert "open:not_listed" not in [value for _, value in last.choices]


def card_answer(bot: BotUnderTest, someone: Someone, *, vouched: bool) -> Body:
    if vouched:
        bot.say(contact_phone=someone.phone)
    bot.say("nomor kartu saya berapa")
    if not vouched:
        bot.say(someone.nik)
    return bot.say(someone.born).bodies[-1]


PICTURES = {
    "vouched phone": (True, "22001234567", (("Nama", "Wa Siti"),)),
    "NIK only": (False, "berakhiran 4567", ()),
}


@pytest.mark.parametrize(("vouched", "number", "more"), PICTURES.values(), ids=PICTURES)
def test_picture_shows_what_the_level_may_see(
    speaking_bot: BotUnderTest, vouched: bool, number: str, more: tuple[tuple[str, str], ...]
) -> None:
    speaking_bot.knows(SITI)
    body = card_answer(speaking_bot, SITI, vouched=vouched)

    wanted = card_picture.Card(
        "Peserta BPJS Ketenagakerjaan",
        (
            *more,
            ("Nomor kartu (KPJ)", number),
            ("Perlindungan", "JKK, JKM"),
            ("Berlaku sampai", "31 Desember 2026"),
        ),
        "Data tanggal 20 November 2026. Catatan dari Sapa Jamsos, bukan kartu asli.",
        f"KPJ {number}, berlaku sampai 31 Desember 2026, data tanggal 20 November 2026",
    )
    (part,) = body.parts
    assert (part.kind, part.name) == ("photo", "kartu.png")
    assert part.data == card_picture.drawn(wanted)


def test_no_picture_of_a_card_that_has_ended(bot: BotUnderTest) -> None:
    bot.knows(ENDED)
    body = card_answer(bot, ENDED, vouched=True)

    assert body.text.startswith("card.not_valid(")
    assert body.parts == ()


def test_a_pasted_fraud_is_warned_of_whatever_it_was_taken_for(bot: BotUnderTest) -> None:
    bot.knows(SITI)
    bot.say("nomor kartu saya berapa")

    said = "santunan kematian cair, isi NIK dan nomor rekening di http://jamsos-klaim.xyz"
    keys = [text.partition("(")[0] for text in bot.texts(said)]
    assert keys == ["scam.found", "scam", "form.back_to"]


@pytest.mark.parametrize("programme", ["wakatobi", "contoh"])
def test_every_topic_is_answered_in_every_regency(
    speaking_bot: BotUnderTest, programme: str
) -> None:
    speaking_bot.programme = load(programme)
    speaking_bot.__post_init__()
    speaking_bot.say("halo")
    for topic in ("programs", "eligibility", "registration", "renewal", "card_lost", "office",
                  "scam", "privacy", "delete_data", "change_data", "language"):  # fmt: skip
        texts = speaking_bot.texts(choice=f"go:{topic}")
        assert texts, topic
        assert max(map(len, texts)) <= 600
        assert not any("{" in text or "None" in text for text in texts)
        speaking_bot.now += timedelta(minutes=1)


NOT_OURS = {
    "apakah ada jht": "programs.not.old_age",
    "ada jaminan hari tua?": "programs.not.old_age",
    "apa ada tabungan hari tua": "programs.not.old_age",
    "dapat jht juga tidak": "programs.not.old_age",
    "dapat pensiun tidak": "programs.not.pension",
    "ada jaminan pensiun": "programs.not.pension",
    "bisa dapat pensiun": "programs.not.pension",
    "bpjs kesehatan juga?": "programs.not.health",
    "apakah termasuk bpjs kesehatan": "programs.not.health",
    "apa bedanya dengan bpjs kesehatan": "programs.not.health",
    "termasuk jaminan hari tua juga kah atau cuma jkk jkm saja": "programs",
    "jht sama pensiun ada tidak di program ini": "programs",
    "mau ambil jht": "out_of_scope",
    "saldo jht saya berapa": "out_of_scope",
    "kartu bpjs kesehatan hilang": "out_of_scope",
    "bpjs kesehatan saya tidak aktif": "out_of_scope",
}


@pytest.mark.parametrize(("said", "key"), NOT_OURS.items(), ids=NOT_OURS)
def test_what_people_take_for_our_programmes_is_answered_in_one_message(
    bot: BotUnderTest, said: str, key: str
) -> None:
    assert [text.partition("(")[0] for text in bot.texts(said)] == [key]


def test_the_programmes_themselves_are_one_tap_away(bot: BotUnderTest) -> None:
    bot.say("apakah ada jht")

    assert [each.partition("(")[0] for each in bot.texts("1")] == ["programs"]
