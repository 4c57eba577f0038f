"""`broadcast` as scripts see it: one JSON object, exit codes, sentences, nothing sent twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.fakes.graph import FakeGraph, serving
from bot.fakes.graph_people import ACCOUNT_ID
from bot.fakes.in_thread import in_thread
from handlers.notice_templates import templates
from storage.tables import broadcasts, outbox
from tests.bot.command_line import Run
from tests.bot.notice_days import Days, days_of
from tests.bot.notices import VILLAGE, act, everybody, officer, somebody, with_chat
from tests.conversation import BotUnderTest, Card

ENDED = Card("22000000300", "2019-01-01", "2019-12-31")
WORDS = ("--title", "Uji", "--text", "Halo {name}.")


@pytest.fixture
def run(sapa: Run) -> Run:
    """`broadcast …`"""
    return partial(sapa, "broadcast")


@pytest.fixture
def days(bot: BotUnderTest) -> Iterator[Days]:
    with days_of(bot.database) as known:
        yield known


def test_from_the_draft_to_the_end(bot: BotUnderTest, run: Run, days: Days) -> None:
    """Created, looked at, approved by another person, started, paused, resumed, done."""
    chats = everybody(bot.database, bot, 201)
    bot.knows(*(somebody(number) for number in range(202)))
    officer(bot.database, "Ibu Kepala", "approver")

    made = run("create", *WORDS, "--where", f"village={VILLAGE}", "--json").json
    number = made["id"]
    assert made | {"id": 1, "code": "", "plan": {}} == {
        "id": 1,
        "recipients": 201,
        "unreachable": 1,
        "channels": {"telegram": 201},
        "needs_approval": True,
        "state": "waiting_approval",
        "code": "",
        "plan": {},
    }
    assert made["plan"]["unreachable"] == {"no_chat": 1}

    shown = run("preview", number, "--json").json
    assert len(shown["examples"]) == 3
    assert shown["examples"][0].startswith("Halo La Uji 0.")
    assert run("start", number).exit_code == 3
    assert run("approve", number, "--by", "ibu kepala").exit_code == 0
    assert run("status", number, "--json").json["state"] == "scheduled"
    assert run("start", number).exit_code == 0
    days.looks()
    assert days.delivers() == 20
    days.looks()
    assert run("pause", number).exit_code == 0
    assert days.runs() == 0
    paused = run("status", number, "--json").json
    assert (paused["state"], paused["queued"], paused["sent"]) == ("paused", 181, 20)
    assert run("resume", number).exit_code == 0
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)
    assert run("status", number, "--json").json == {
        "id": number,
        "state": "done",
        "total": 201,
        "queued": 0,
        "sent": 201,
        "delivered": 0,
        "read": 0,
        "failed": 0,
        "unknown": 0,
        "cancelled": 0,
        "unreachable": 1,
        "eta_seconds": 0,
        "reason": None,
        "waits_until": None,
        "late_seconds": 0,
    }
    assert run("list", "--json").json == {
        "notices": [{"id": number, "title": "Uji", "state": "done"}]
    }
    acts = act(bot.database, lambda desk: [each.act for each in desk.store.audit.entries()])
    assert acts == [
        "notice.create", "notice.preview", "notice.approve", "notice.start", "notice.pause",
        "notice.resume", "notice.done",
    ]  # fmt: skip


def test_the_plan_in_words(bot: BotUnderTest, run: Run) -> None:
    everybody(bot.database, bot, 3)
    said = run("create", *WORDS, "--where", "status=active")
    assert said.stdout.startswith("Notice 1 (draft).\nRecipients: 3 people.\n")
    assert "This notice is for everybody: 3 people." in said.stderr


UNUSABLE: dict[str, tuple[list[str], int, str]] = {
    "nobody": ([*WORDS, "--where", "category=non_asn"], 2,
        "Nobody matches this choice. No notice was made."),
    "unknown variable": (["--title", "Uji", "--text", "Halo {nama}."], 2,
        "Unknown: {nama}. Known are {name}, {village}, {coverage_end}, {office}."),
    "braces": (["--title", "Uji", "--text", "Halo {name"], 2,
        "Braces are only for these variables: {name}, {village}, {coverage_end}, {office}."),
    "unknown template": (["--title", "Uji", "--template", "kabar"], 2,
        "There is no template called kabar."),
    "unknown village": ([*WORDS, "--where", "village=7407999999"], 2,
        "The choice of recipients cannot be read: no village of the programme has the code "
        "'7407999999'."),
    "in the past": ([*WORDS, "--at", "2026-11-25T09:59"], 2,
        "The start lies in the past. Choose a later time."),
    "this very moment": ([*WORDS, "--at", "2026-11-25T10:00"], 2,
        "The start lies in the past. Choose a later time."),
    "in the past, elsewhere": ([*WORDS, "--at", "2026-11-25T08:59+07:00"], 2,
        "The start lies in the past. Choose a later time."),
    "words and a template": ([*WORDS, "--template", "renewal"], 2,
        "Give either --text or --template."),
    "neither": (["--title", "Uji"], 2, "Give either --text or --template."),
}  # fmt: skip


@pytest.mark.usefixtures("days")
def test_what_cannot_be_a_notice(bot: BotUnderTest, run: Run) -> None:
    """One store for all: each leaves nothing behind."""
    everybody(bot.database, bot, 2)
    for case, (words, code, sentence) in UNUSABLE.items():
        said = run("create", *words, "--json")
        assert (said.exit_code, said.stdout, said.stderr.strip()) == (code, "", sentence), case
    assert stored(bot, broadcasts) == 0


def test_everybody_and_strange_links_are_warned_of(bot: BotUnderTest, run: Run) -> None:
    """On stderr: stdout stays one object."""
    everybody(bot.database, bot, 2)
    linked = ("--title", "Uji", "--text", "Lihat bit.ly/abc")
    said = run("create", *linked, "--where", "status=active,inactive", "--json")
    assert said.json["recipients"] == 2
    assert "This notice is for everybody: 2 people." in said.stderr
    assert "Not the agency's links: bit.ly." in said.stderr
    assert "bit.ly" in run("preview", 1, "--json").stderr
    narrow = run("create", *WORDS, "--where", "coverage_end<2026-01-01|village=" + VILLAGE)
    assert "everybody" in narrow.stderr


def test_a_later_start(bot: BotUnderTest, run: Run, days: Days) -> None:
    everybody(bot.database, bot, 2)
    assert run("create", *WORDS, "--at", "2026-11-25 11:00").exit_code == 0
    assert run("start", 1).stderr == "Notice 1 is scheduled.\n"
    assert days.runs() == 0
    days.passes(hours=1)
    assert days.runs() == 2


REFUSED: dict[str, tuple[list[object], int, str]] = {
    "start unapproved": (["start", 1], 3,
        "It has many recipients. A second person must approve it first."),
    "approve by no officer": (["approve", 1, "--by", "Pak Lama"], 3,
        "No officer is called 'Pak Lama': see `sapa officers list`."),
    "approve by an officer": (["approve", 1, "--by", "Ani"], 3,
        "Ani may not approve notices."),
    "override by nobody": (["start", 1, "--now"], 3,
        "--now overrides the quiet hours: say with --by which approver does."),
    "override by an officer": (["start", 2, "--now", "--by", "Ani"], 3,
        "Ani may not approve notices."),
    "pause a draft": (["pause", 2], 1, "This notice has not been started."),
    "resume a draft": (["resume", 2], 1, "This notice has not been started."),
    "no such notice": (["status", 77], 1, "There is no notice 77: see `sapa broadcast list`."),
    "test to nobody": (["test", 2, "--to", "Pak Lama"], 3,
        "No officer is called 'Pak Lama': see `sapa officers list`."),
    "test to one without a chat": (["test", 2, "--to", "Ani"], 1,
        "Ani has not joined by chat yet. Send the officer's code to the bot first."),
}  # fmt: skip


def test_what_is_refused(bot: BotUnderTest, run: Run) -> None:
    """The first notice waits for approval, the second is a draft; Pak Lama was removed."""
    everybody(bot.database, bot, 201)
    officer(bot.database, "Ani", "officer")
    gone = officer(bot.database, "Pak Lama", "approver")
    act(bot.database, lambda desk: desk.store.officers.remove(gone))
    run("create", *WORDS)
    with_chat(bot.database, somebody(300), 77)
    bot.knows(*(somebody(n) for n in range(201)), replace(somebody(300), cards=(ENDED,)))
    run("create", *WORDS, "--where", "coverage_end<2021-01-01")
    for case, (words, code, sentence) in REFUSED.items():
        said = run(*words)
        assert (said.exit_code, said.stdout, said.stderr.strip()) == (code, "", sentence), case
    assert stored(bot, outbox) == 0


def test_acts_in_the_wrong_state(bot: BotUnderTest, run: Run, days: Days) -> None:
    everybody(bot.database, bot, 2)
    run("create", *WORDS)
    run("start", 1)
    assert run("start", 1).stderr == "This notice is running already.\n"
    assert run("resume", 1).stderr == "This notice is running already.\n"
    days.runs()
    assert run("start", 1).stderr == "This notice is done.\n"
    assert run("pause", 1).stderr == "This notice is done.\n"
    assert run("cancel", 1).stderr == "This notice is done.\n"
    assert days.runs() == 0
    assert run("resume", 1, "--only", "all").exit_code == 0
    assert days.runs() == 0
    assert max(days.heard.values()) == 1


def test_an_officer_removed_while_it_runs(bot: BotUnderTest, run: Run, days: Days) -> None:
    """It was approved and goes on; the officer steers nothing any more."""
    chats = everybody(bot.database, bot, 50)
    chief = officer(bot.database, "Ibu Kepala", "approver")
    run("create", *WORDS)
    run("approve", 1, "--by", "Ibu Kepala")
    run("start", 1, "--by", "Ibu Kepala")
    days.looks()
    days.delivers()
    act(bot.database, lambda desk: desk.store.officers.remove(chief))
    assert run("start", 1, "--now", "--by", "Ibu Kepala").exit_code == 3
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)


def test_grown_past_the_limit_it_needs_a_second_person(bot: BotUnderTest, run: Run) -> None:
    everybody(bot.database, bot, 200)
    assert run("create", *WORDS, "--json").json["needs_approval"] is False
    bot.knows(*(somebody(number) for number in range(201)))
    with_chat(bot.database, somebody(200), 5)
    assert run("start", 1).exit_code == 3
    assert stored(bot, outbox) == 0


def test_a_test_goes_to_the_officer_only(bot: BotUnderTest, run: Run, days: Days) -> None:
    """Marked in its first line, of a village that the officer serves, and in the audit."""
    bot.knows(somebody(1, village="74.07.01.1002"), somebody(2))
    for number in (1, 2):
        with_chat(bot.database, somebody(number), number)

    def join(desk: Any) -> int:
        _, code = desk.store.officers.add("Ani", "officer", (VILLAGE,))
        contact = desk.store.conversations.contact("telegram", "99", "en")
        desk.store.officers.join(contact.id, code)
        return int(contact.id)

    contact_id = act(bot.database, join)
    run("create", *WORDS)
    said = run("test", 1, "--to", "ani")
    assert (said.exit_code, said.stdout) == (0, "")
    [leased] = days.leases("telegram", 10)
    assert leased.contact_id == contact_id
    mark, _, words = leased.body.text.partition("\n\n")
    assert mark == "TEST of notice 1: only you get this."
    assert words.startswith("Halo La Uji 2.")
    assert run("status", 1, "--json").json["queued"] == 2
    entries = act(bot.database, lambda desk: desk.store.audit.entries())
    assert entries[-1].act == "notice.test"
    assert set(entries[-1].what) == {"notice", "officer"}


STATES = {
    "approved": ({"id": "APPROVED", "en": "APPROVED"}, 0, "Notice 1 is running."),
    "rejected": ({"id": "REJECTED", "en": "APPROVED"}, 3, "(id: rejected)"),
    "pending": ({"id": "PENDING", "en": "APPROVED"}, 3, "(id: pending)"),
    "not there": (
        {},
        3,
        "The template renewal is not approved at Meta (en: not there, id: not there), and notice 1",
    ),
}


@pytest.mark.parametrize(("states", "code", "sentence"), STATES.values(), ids=STATES)
def test_a_template_that_meta_has_not_approved(
    bot: BotUnderTest,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    states: dict[str, str],
    code: int,
    sentence: str,
) -> None:
    everybody(bot.database, bot, 2, "whatsapp")
    with in_thread(serving(FakeGraph())) as fake:
        whatsapp(monkeypatch, fake.address, fake.token)
        for each in templates():
            if each.name == "renewal" and each.language in states:
                known = each.wire() | {"status": states[each.language]}
                fake.templates[each.name, each.language] = known
        run("create", "--title", "Uji", "--template", "renewal")
        said = run("start", 1)
    assert said.exit_code == code
    assert sentence in said.stderr
    assert run("status", 1, "--json").json["state"] == ("running" if code == 0 else "draft")


def test_meta_out_of_reach_does_not_hold_up_a_notice(
    bot: BotUnderTest, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(bot.database, bot, 2, "whatsapp")
    whatsapp(monkeypatch, "http://127.0.0.1:9", "token")
    run("create", "--title", "Uji", "--template", "renewal")
    said = run("start", 1)
    assert said.exit_code == 0
    assert "Whether renewal is approved is not known." in said.stderr


def test_days_of_a_tier_in_the_plan_and_the_status(
    bot: BotUnderTest, run: Run, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(bot.database, bot, 60, "whatsapp")
    whatsapp(monkeypatch, "http://127.0.0.1:9", "token")
    monkeypatch.setenv("WHATSAPP_TIER", "25")
    made = run("create", "--title", "Uji", "--template", "renewal", "--json").json
    assert (made["plan"]["paid_templates"], made["plan"]["days"]) == (60, 2)
    run("start", 1)
    eta = run("status", 1, "--json").json["eta_seconds"]
    assert timedelta(days=2) <= timedelta(seconds=eta) < timedelta(days=2, minutes=1)


def whatsapp(monkeypatch: pytest.MonkeyPatch, address: str, token: str) -> None:
    monkeypatch.setenv("WHATSAPP_TOKEN", token)
    monkeypatch.setenv("WHATSAPP_API_URL", address)
    monkeypatch.setenv("WHATSAPP_BUSINESS_ACCOUNT_ID", ACCOUNT_ID)


def stored(bot: BotUnderTest, table: Any) -> int:
    with bot.database.read() as connection:
        counted = select(func.count()).select_from(table)
        return int(connection.execute(counted).scalar_one())
