"""A kept claim: what the office asks for, its end, pages that lose nothing, notes erased."""

from collections.abc import Callable

import pytest

from bot.channels.terminal import CHANNEL
from handlers.claim_papers import Family, papers
from handlers.dialogue import decode, encode
from storage.claim_cases import Facts
from storage.outbox import Body
from storage.store import Store
from tests.conversation import BotUnderTest
from tests.officer_talk import BUDI, SITI, link, notices, report_death

MISSING = "akta kematian"
MOST_MESSAGES = 3
EVERYTHING = Family("unsure", "spouse", ("several", "minor", "away", "wives", "names"), True)


def in_store(bot: BotUnderTest, act: Callable[[Store], None]) -> None:
    at = bot.clock()
    with bot.database.write() as connection:
        act(Store(connection, bot.database.sealer, now=at, real_now=at))


@pytest.fixture
def reported(bot: BotUnderTest) -> BotUnderTest:
    """The son of Budi reported his death; his sister and he mourn."""
    bot.knows(BUDI)
    link(bot, "anak", BUDI, "child", hours=48)
    report_death(bot, "anak")
    return bot


def claim(bot: BotUnderTest, state: str) -> None:
    paid = ("42000000", "2026-11-24") if state == "paid" else ("", "")
    missing = MISSING if state == "incomplete" else ""
    row = ("K-1", BUDI.nik, "JKM", "2026-11-23", "2026-11-24", state, missing, *paid)
    bot.knows(BUDI, claims=[row], as_of="2026-11-24")


NAMED = {
    "vouched number": (BUDI.phone, f"claim.missing(documents={MISSING})"),
    "birth date only": (None, "claim.missing.ask("),
}


@pytest.mark.parametrize(("phone", "said"), NAMED.values(), ids=NAMED)
def test_what_the_office_wants_comes_first(
    reported: BotUnderTest, phone: str | None, said: str
) -> None:
    claim(reported, "incomplete")
    if phone:
        reported.say("", "anak", contact_phone=phone)

    first, checklist = reported.texts("klaim saya", "anak")

    state, wanted, noted = first.split("\n\n")
    assert state == "claim.state.incomplete"
    assert wanted.startswith(said)
    assert noted.startswith("case.noted(")
    assert checklist.startswith("case.checklist.office(have=0")


def test_claim_that_was_paid_before_the_death_is_another_one(reported: BotUnderTest) -> None:
    row = ("K-0", BUDI.nik, "JKK", "2025-03-01", "2025-03-02", "paid", "", "1000000", "2025-05-01")
    reported.knows(BUDI, claims=[row], as_of="2026-11-24")

    noted, checklist = reported.texts("klaim saya", "anak")

    assert noted.endswith("case.status.none")
    assert checklist.startswith("case.checklist.some(have=0")


def test_guide_of_another_version_is_not_gone_back_to(bot: BotUnderTest) -> None:
    bot.say("suami saya meninggal kemarin", "ibu")
    bot.say("menu", "ibu")

    def age(store: Store) -> None:
        contact = store.conversations.contact(CHANNEL, "ibu", "id")
        dialogue = decode(store.conversations.dialogue(contact))
        dialogue.kept[0].version = 0
        store.conversations.keep_dialogue(contact, encode(dialogue), even_the_same=True)

    in_store(bot, age)

    assert bot.texts("klaim saya", "ibu") == ["form.changed"]


TICKS = {
    "typed": ("sudah 1 2", None),
    "all of them": ("sudah semua", None),
    "tapped": ("", "case:tick:1:member_id"),
}


@pytest.mark.parametrize(("text", "choice"), TICKS.values(), ids=TICKS)
def test_nothing_is_ticked_once_it_is_paid(
    reported: BotUnderTest, text: str, choice: str | None
) -> None:
    reported.say("klaim saya", "anak")
    claim(reported, "paid")

    (answer,) = reported.say(text, "anak", choice=choice).bodies

    assert answer.text == "case.checklist.paid"
    assert not any(value.startswith("case:tick:") for _, value in answer.choices)


def test_tap_takes_back_that_a_paper_is_not_needed(bot: BotUnderTest) -> None:
    bot.say("suami saya meninggal kemarin kecelakaan kerja", "ibu")
    bot.say("1", "ibu")
    bot.say("tidak ada", "ibu")
    tax_number = "case:tick:1:tax_number"
    labels = []

    for said in ({"text": "9 tidak perlu"}, {"choice": tax_number}, {"choice": tax_number}):
        (answer,) = bot.say(**said, sender="ibu").bodies
        labels += [label for label, value in answer.choices if value == tax_number]

    assert [label.partition("(")[0] for label in labels] == [
        "case.tick.needless",
        "case.tick.lack",
        "case.tick.have",
    ]


@pytest.mark.parametrize("act", ["papers", "notes"])
def test_pages_show_everything(speaking_bot: BotUnderTest, act: str) -> None:
    slots = {"died_on": "2026-11-20", "how": EVERYTHING.how, "relation": "spouse"}
    slots |= {"situation": ",".join(EVERYTHING.situations), "children": "2 sd"}

    def keep(store: Store) -> None:
        contact = store.conversations.contact(CHANNEL, "ibu", "id")
        store.claim_cases.open(contact, "death", Facts(slots), None)

    in_store(speaking_bot, keep)
    said, value = "", f"case:{act}:1"
    while value:
        bodies = speaking_bot.say(choice=value, sender="ibu").bodies
        assert len(bodies) <= MOST_MESSAGES
        said += "".join(f"{body.text}\n" for body in bodies)
        offered = [each for _, each in bodies[-1].choices]
        value = next((each for each in offered if each.startswith(f"case:{act}:1:")), "")

    listed = papers(speaking_bot.programme, EVERYTHING)
    marks = [each.label for each in listed if each.help] if act == "papers" else NOTED
    assert [mark for mark in marks if mark not in said] == []


NOTED = ("lebih dari satu", "belum dewasa", "tempat jauh", "cerai", "Nama berbeda", "beasiswa")


@pytest.mark.parametrize("first", ["anak", "kemenakan"])
def test_erasing_wakes_only_who_mourns_nobody_else(bot: BotUnderTest, first: str) -> None:
    bot.knows(BUDI, SITI)
    for sender, person, relation in (
        ("anak", BUDI, "child"),
        ("kemenakan", SITI, "child"),
        ("keluarga", BUDI, "sibling"),
        ("keluarga", SITI, "sibling"),
    ):
        link(bot, sender, person, relation, hours=48)

    def put(store: Store) -> None:
        contact = store.conversations.contact(CHANNEL, "keluarga", "id")
        store.outbox.put(contact, [Body("renewal")], kind="notice", not_before=bot.clock())

    in_store(bot, put)
    for sender in ("anak", "kemenakan"):
        report_death(bot, sender)

    bot.say(choice="case:erase", sender=first)
    assert notices(bot) == []
    (second,) = {"anak", "kemenakan"} - {first}
    bot.say(choice="case:erase", sender=second)

    assert notices(bot) == [("keluarga", "renewal")]
