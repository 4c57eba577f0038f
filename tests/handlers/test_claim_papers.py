"""The checklist of each case, read back from the page that a family prints."""

import re
import zlib
from itertools import product

import pytest

from bot.channels.terminal import CHANNEL
from handlers.claim_facts import HOW
from handlers.claim_papers import Family, condition, papers
from handlers.programme import load
from storage.claim_cases import Facts
from storage.store import Store
from tests.conversation import BotUnderTest

COMMON = {"member_card", "member_id", "heir_id", "family_card", "heir_letter", "savings_book",
          "claim_form_jkm"}  # fmt: skip
AT_WORK = {"accident_form", "chronology", "police_report", "tax_number"}
OF_CASE = {
    "other": {"death_certificate"},
    "work": {"death_certificate", "doctor_letter", "post_mortem"} | AT_WORK,
    "lost": {"search_letter"} | AT_WORK,
    "unsure": {"death_certificate", "doctor_letter", "post_mortem"} | AT_WORK,
}
OF_SCHOOL = {"scholarship_form", "birth_certificate", "school_letter", "child_account",
             "guardian_id"}  # fmt: skip
HEIRS = {"spouse": {"marriage_book"}, "parent": set[str]()}
SITUATIONS = {"plain": set[str](), "several": {"power_of_attorney"}, "minor": {"guardian_id"},
              "several,minor": {"power_of_attorney", "guardian_id"}}  # fmt: skip
COMBINATIONS = list(product(HOW, HEIRS, SITUATIONS, (False, True)))
LARGEST_BYTES = 150_000
SMALLEST_OF_LIST, SMALLEST = 12, 9.5  # points
PROGRAMME = load()


@pytest.mark.parametrize(("how", "heir", "situation", "school"), COMBINATIONS)
def test_papers_of_each_case(how: str, heir: str, situation: str, school: bool) -> None:
    family = Family(how, heir, situation.split(","), school)  # type: ignore[arg-type]

    found = {each.code for each in papers(PROGRAMME, family)}

    expected = COMMON | OF_CASE[how] | HEIRS[heir] | SITUATIONS[situation]
    assert found == expected | (OF_SCHOOL if school else set())


DECIDED = {  # the paper, of whom, and whether its condition is still open
    "marriage book of a widow": ("marriage_book", Family("other", "spouse"), False),
    "marriage book of a child": ("marriage_book", Family("other", "child"), True),
    "power of attorney": ("power_of_attorney", Family("other", "spouse", ["several"]), False),
    "guardian of a small heir": ("guardian_id", Family("other", "child", ["minor"]), False),
    "guardian of a pupil": ("guardian_id", Family("other", "spouse", (), True), True),
    "police": ("police_report", Family("work", "spouse"), True),
    "tax number": ("tax_number", Family("work", "spouse"), True),
    "post mortem": ("post_mortem", Family("work", "spouse"), True),
    "receipts of somebody alive": ("receipts", None, True),
    "always needed": ("member_id", Family("work", "spouse"), False),
}


@pytest.mark.parametrize(("code", "family", "is_open"), DECIDED.values(), ids=DECIDED)
def test_condition_is_shown_until_the_family_decided_it(
    code: str, family: Family | None, is_open: bool
) -> None:
    (document,) = [each for each in PROGRAMME.documents if each.code == code]

    assert condition(document, family) == (document.when if is_open else None)


PRINTED = [each for each in COMBINATIONS if each[1] == "spouse"]  # 32 of them


@pytest.mark.parametrize(("how", "heir", "situation", "school"), PRINTED)
def test_page_holds_the_papers_and_stays_one_page(
    speaking_bot: BotUnderTest, how: str, heir: str, situation: str, school: bool
) -> None:
    family = Family(how, heir, situation.split(","), school)  # type: ignore[arg-type]
    listed = papers(PROGRAMME, family)

    page = _page(speaking_bot, how, heir, situation, school)

    text = _read(page)
    assert [each.code for each in listed if _letters(each.label) not in text] == []
    assert text.index(_letters(listed[0].label)) < text.index(_letters(listed[-1].label))
    for each in ("DaftarBerkasKlaimKabupatenWakatobi", "CabangBaubau", "175", "tracking"):
        assert each in text
    assert page.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 595.28 841.89]" in page
    assert len(page) < LARGEST_BYTES
    (of_the_list, *_), smallest = _sizes(page, listed[0].label), min(_sizes(page))
    assert of_the_list >= SMALLEST_OF_LIST
    assert smallest >= SMALLEST


def test_paper_at_hand_is_crossed(speaking_bot: BotUnderTest) -> None:
    bare = _page(speaking_bot, "other", "spouse", "plain", False)
    ticked = _page(speaking_bot, "other", "spouse", "plain", False, "member_id")

    assert _streams(ticked).count(" l S") == _streams(bare).count(" l S") + 2


def _page(
    bot: BotUnderTest, how: str, heir: str, situation: str, school: bool, *have: str
) -> bytes:
    """The page of a kept case, as it is asked for on a phone."""
    slots = {"died_on": "2026-11-20", "how": how, "relation": heir, "situation": situation}
    slots |= {"children": "2 sd"} if school else {}
    at = bot.clock()
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=at, real_now=at)
        contact = store.conversations.contact(CHANNEL, f"has {have}", "id")
        store.claim_cases.open(contact, "death", Facts(slots, have), None)
    (body,) = bot.say("kirim pdf", f"has {have}").bodies
    return body.parts[0].data


def _streams(page: bytes) -> str:
    parts = re.findall(rb"stream\n(.*?)\nendstream", page, re.DOTALL)
    return "".join(zlib.decompress(part).decode("latin-1") for part in parts)


def _read(page: bytes) -> str:
    """What stands on the page, without spaces: a long line is broken over two."""
    shown = re.findall(r"\(((?:\\.|[^\\)])*)\) ?Tj", _streams(page))
    return _letters("".join(shown).replace("\\", ""))


def _sizes(page: bytes, text: str = "") -> list[float]:
    """Points of the type in which lines with this text are set."""
    found, size = [], 0.0
    for set_to, shown in re.findall(r"/F\d+ ([\d.]+) Tf|\(((?:\\.|[^\\)])*)\) ?Tj", _streams(page)):
        size = float(set_to) if set_to else size
        if shown and _letters(text) in _letters(shown.replace("\\", "")):
            found.append(size)
    return found


def _letters(text: str) -> str:
    return "".join(text.split())
