"""Families as officers see them: masked, by village; a death that an officer confirms."""

from datetime import timedelta

import pytest

from storage.claim_cases import Facts
from storage.outbox import Body
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

BUDIS = "desk.family(who=L. B., village=Mola Utara, number=1)"
SITIS = "desk.family(who=W. S., village=Pongo, number=2)"


@pytest.fixture
def village(bot: BotUnderTest) -> BotUnderTest:
    """`here` serves Budi's village, `there` Siti's, `all` every one; strangers report both dead."""
    bot.knows(BUDI, SITI)
    for sender, villages in (("here", [HERE]), ("there", [ELSEWHERE]), ("all", [])):
        hire(bot, sender, *villages)
    for sender, person in (("budis", BUDI), ("sitis", SITI)):
        link(bot, sender, person, "child", hours=1)
        report_death(bot, sender)
    return bot


def families(bot: BotUnderTest, sender: str) -> list[str]:
    """The choices of the list that open a family."""
    [body] = bot.say(choice="desk:claims", sender=sender).bodies
    return [label for label, value in body.choices if value.startswith("desk:claim:")]


def put_notice(bot: BotUnderTest, sender: str) -> None:
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        contact = store.conversations.contact("terminal", sender, "id")
        store.outbox.put(contact, [Body("renewal")], kind="notice", not_before=bot.clock())


SEEN = {"here": [BUDIS], "there": [SITIS], "all": [SITIS, BUDIS]}


@pytest.mark.parametrize(("sender", "seen"), SEEN.items(), ids=SEEN)
def test_officer_sees_the_families_of_their_villages(
    village: BotUnderTest, sender: str, seen: list[str]
) -> None:
    assert families(village, sender) == seen


@pytest.mark.parametrize("act", ["claim", "confirm", "confirm_yes", "undo", "wrong", "wrong_yes"])
def test_another_villages_family_cannot_be_reached_by_its_number(
    village: BotUnderTest, act: str
) -> None:
    assert village.texts(choice=f"desk:{act}:2", sender="here") == ["choice.old"]


def test_nothing_that_an_officer_reads_names_the_person(speaking_bot: BotUnderTest) -> None:
    bot = speaking_bot
    bot.knows(BUDI, SITI)
    hire(bot, "p")
    link(bot, "budis", BUDI, "child", hours=1)
    report_death(bot, "budis")

    heard = [text for said in ("petugas", "klaim keluarga", "1", "ya, benar meninggal", "yakin",
             "batalkan pernyataan ini") for text in bot.texts(said, "p")]  # fmt: skip

    assert "L. B., Mola Utara (kasus 1)" in heard[1]
    assert "kartu peserta (KPJ)" in heard[2]
    assert [text for text in heard for secret in BUDI.secrets() if secret in text] == []


def test_family_that_nobody_proved_is_seen_by_those_who_serve_all(bot: BotUnderTest) -> None:
    bot.knows(BUDI)
    hire(bot, "here", HERE)
    hire(bot, "all")
    report_death(bot, "unlinked")

    assert families(bot, "here") == []
    assert families(bot, "all") == ["desk.family(who=desk.family.unknown, village=-, number=1)"]
    assert "desk:confirm:1" not in str(bot.say(choice="desk:claim:1", sender="all").bodies)


def test_person_whom_two_report_is_one_family(village: BotUnderTest) -> None:
    link(village, "mother", BUDI, "parent", hours=48)
    for said in ("anak saya meninggal kemarin karena sakit", "1", "belum tahu", "1", "tidak ada"):
        village.say(said, "mother")

    assert families(village, "here") == [BUDIS.replace("number=1", "number=3")]


def test_list_goes_on_beyond_a_page(bot: BotUnderTest) -> None:
    bot.knows(BUDI)
    hire(bot, "all")
    for number in range(7):
        report_death(bot, f"unlinked {number}")

    [first] = bot.say(choice="desk:claims", sender="all").bodies
    [second] = bot.say("desk.more(count=2)", "all").bodies

    shown = [value for body in (first, second) for _, value in body.choices
             if value.startswith("desk:claim:")]  # fmt: skip
    assert shown == [f"desk:claim:{number}" for number in range(1, 8)]


def test_confirmed_death_reaches_the_family_and_holds_their_notices(village: BotUnderTest) -> None:
    link(village, "kin", BUDI, "sibling", hours=48)
    assert village.texts("klaim saya", "kin") == ["case.none"]
    put_notice(village, "kin")

    village.say(choice="desk:claim:1", sender="here")
    assert village.texts("desk.do.confirm", "here") == [
        f"desk.confirm.ask(family={BUDIS}, since=2026-11-24)"
    ]
    assert village.texts("desk.do.confirm_yes", "here") == [f"desk.confirmed(family={BUDIS})"]

    assert notices(village) == []
    assert village.texts("klaim saya", "kin")[0].startswith("case.noted")
    assert village.texts(choice="desk:confirm_yes:1", sender="all") == ["choice.old"]
    assert (acts(village)[-1].actor, acts(village)[-1].act, acts(village)[-1].what) == (
        "officer:1", "claim.confirmed", {"case": 1},
    )  # fmt: skip


def test_asking_to_confirm_changes_nothing_yet(village: BotUnderTest) -> None:
    link(village, "kin", BUDI, "sibling", hours=48)
    village.say(choice="desk:claim:1", sender="here")
    village.say("desk.do.confirm", "here")

    assert village.texts("klaim saya", "kin") == ["case.none"]


TAKEN_BACK = {
    "undone": (["desk:undo:1"], "claim.confirmation_undone", "case.noted"),
    "wrong": (["desk:wrong:1", "desk:wrong_yes:1"], "claim.withdrawn", "case.none"),
}


@pytest.mark.parametrize(("taps", "act", "reporters"), TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_officer_takes_a_confirmation_back(
    village: BotUnderTest, taps: list[str], act: str, reporters: str
) -> None:
    """The family is as before; the reporter keeps the list unless the report itself was wrong."""
    link(village, "kin", BUDI, "sibling", hours=48)
    put_notice(village, "kin")
    village.say(choice="desk:confirm_yes:1", sender="here")
    for tap in taps:
        village.say(choice=tap, sender="here")

    assert notices(village) == [("kin", "renewal")]
    assert village.texts("klaim saya", "kin") == ["case.none"]
    assert village.texts("klaim saya", "budis")[0].startswith(reporters)
    assert acts(village)[-1].act == act


def test_words_salah_lapor_are_about_the_family_on_the_page(village: BotUnderTest) -> None:
    village.say(choice="desk:claim:1", sender="here")

    assert village.texts("salah lapor", "here") == [
        f"desk.wrong.ask(family={BUDIS}, since=2026-11-24)"
    ]
    assert village.texts("desk.do.wrong_yes", "here") == ["desk.withdrawn"]
    assert families(village, "here") == []


def test_taking_one_report_back_leaves_the_familys_other_in_force(village: BotUnderTest) -> None:
    """Two of the family reported it before either knew of the other."""
    for sender in ("kin", "aunt"):
        link(village, sender, BUDI, "sibling", hours=48)
    now = village.clock()
    with village.database.write() as connection:
        store = Store(connection, village.database.sealer, now=now, real_now=now)
        for sender in ("kin", "aunt"):
            contact = store.conversations.contact("terminal", sender, "id")
            index = store.participants.index_of(BUDI.nik)
            store.claim_cases.open(contact, "death", Facts({"how": "other"}), index)
    put_notice(village, "kin")

    assert village.texts(choice="desk:undo:3", sender="here") == ["desk.undone"]
    assert notices(village) == []


def test_state_of_the_claim_is_the_agencys_word(village: BotUnderTest) -> None:
    row = ("K-1", BUDI.nik, "JKM", "2026-11-23", "2026-11-24", "verifying", "", "", "")
    village.knows(BUDI, SITI, claims=[row])

    [listed] = village.texts(choice="desk:claims", sender="here")

    assert "state=desk.state.verifying" in listed


def test_first_paper_that_is_missing_is_named(village: BotUnderTest) -> None:
    village.say("sudah 1 2", "budis")

    [listed] = village.texts(choice="desk:claims", sender="here")

    assert "state=desk.state.waits(paper=KTP ahli waris)" in listed


AFTER = {"13 days": (13, 0), "14 days": (14, 2)}


@pytest.mark.parametrize(("days", "made"), AFTER.values(), ids=AFTER)
def test_family_without_progress_becomes_a_ticket_once(
    village: BotUnderTest, days: int, made: int
) -> None:
    village.now += timedelta(days=days)

    assert note_stuck(village) == made
    assert note_stuck(village) == 0


def test_progress_begins_the_fortnight_anew(village: BotUnderTest) -> None:
    village.now += timedelta(days=13)
    village.say("sudah 1", "budis")
    village.now += timedelta(days=1)

    assert note_stuck(village) == 1
    assert "desk.claims.stuck" in village.texts(choice="desk:claims", sender="there")[0]
    assert "desk.claims.stuck" not in village.texts(choice="desk:claims", sender="here")[0]
