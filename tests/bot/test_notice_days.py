"""A notice over hours and days: trial, quiet hours, quota, schedule, clocks, what comes back."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers import broadcasting
from handlers.broadcasting import NoticeError
from storage.broadcasts import Broadcast, Contents
from storage.consents import Purpose
from storage.outbox import Outbox, Report
from storage.tables import broadcast_recipients, contacts, outbox
from tests.bot.notice_days import GONE, NO_TEMPLATE, Days, days_of, fails, moment
from tests.bot.notices import (
    act,
    counts,
    draft,
    everybody,
    keeps_quiet_hours,
    now_of,
    officer,
    press,
    somebody,
    start,
    with_chat,
)
from tests.conversation import BotUnderTest

RENEWAL = Contents("Perpanjangan", template="renewal")


@pytest.fixture
def days(bot: BotUnderTest) -> Iterator[Days]:
    with days_of(bot.database) as known:
        yield known


def stop_hearing(days: Days, contact_id: int, purpose: Purpose = "own_coverage") -> None:
    def stop(made: broadcasting.NoticeDesk) -> None:
        made.store.consents.stop(contact_id, [purpose])
        made.store.outbox.drop_notices(contact_id, [purpose])

    act(days.database, stop)


def test_the_trial_goes_first(bot: BotUnderTest, days: Days) -> None:
    chats = everybody(bot.database, bot, 100)
    notice = draft(bot.database)
    keeps_quiet_hours(bot.database, notice)
    days.looks()
    assert days.delivers() == 20
    days.looks()
    assert days.delivers() == 60
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)
    assert counts(bot.database, notice).sent == 100
    assert now_of(bot.database, notice).state == "done"


SHARES = {
    "four of twenty": (4, None, 100),
    "five of twenty": (5, "trial_failed", 20),
    "all of them": (20, "trial_failed", 20),
}


@pytest.mark.parametrize(("bad", "reason", "left"), SHARES.values(), ids=SHARES)
def test_failures_of_the_trial(
    bot: BotUnderTest, days: Days, bad: int, reason: str | None, left: int
) -> None:
    chats = everybody(bot.database, bot, 100)
    notice = draft(bot.database)
    keeps_quiet_hours(bot.database, notice)
    days.runs(fails(GONE, *chats[:bad]))
    assert now_of(bot.database, notice).reason == reason
    assert counts(bot.database, notice).queued == 100 - left
    assert days.heard == dict.fromkeys(chats[bad:left], 1)


def test_it_stops_later_too_and_counts_anew_after_resume(bot: BotUnderTest, days: Days) -> None:
    chats = everybody(bot.database, bot, 150)
    notice = draft(bot.database)
    keeps_quiet_hours(bot.database, notice)
    days.runs(fails(GONE, *chats[20:80]))
    assert now_of(bot.database, notice).reason == "too_many_failed"
    days.passes(seconds=5)
    press(bot.database, broadcasting.resume, notice)
    days.runs()
    assert now_of(bot.database, notice).state == "done"
    found = counts(bot.database, notice)
    assert (found.sent, found.failed) == (90, 60)
    assert max(days.heard.values()) == 1


def test_one_who_is_put_off_does_not_hold_up_the_trial(bot: BotUnderTest, days: Days) -> None:
    chats = everybody(bot.database, bot, 50)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    assert days.runs(fails("later", chats[3])) == 49
    assert counts(bot.database, notice).queued == 1
    days.passes(seconds=61)
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)
    assert now_of(bot.database, notice).state == "done"


def test_without_outcomes_the_trial_is_not_judged(bot: BotUnderTest, days: Days) -> None:
    """The platform is down: nobody else is tried before the first twenty."""
    everybody(bot.database, bot, 50)
    keeps_quiet_hours(bot.database, draft(bot.database))
    for _ in range(5):
        assert days.runs(fails("later")) == 0
        assert len(rows(days)) == 20
        days.passes(seconds=61)
    assert days.runs() == 50


QUIET = {
    "evening": ("2026-11-25T19:59:00", "2026-11-25T20:00:00", "2026-11-26T07:00:00"),
    "over midnight": ("2026-11-25T19:59:00", "2026-11-26T00:00:00", "2026-11-26T07:00:00"),
    "early": ("2026-11-25T19:59:00", "2026-11-26T06:59:59", "2026-11-26T07:00:00"),
    "the Friday prayer": ("2026-11-27T11:29:00", "2026-11-27T11:30:00", "2026-11-27T13:30:00"),
}


@pytest.mark.parametrize(("before", "quiet", "after"), QUIET.values(), ids=QUIET)
def test_nothing_leaves_in_quiet_hours(
    bot: BotUnderTest, days: Days, before: str, quiet: str, after: str
) -> None:
    """Neither what lay in the outbox when they began, nor what was in doubt."""
    chats = everybody(bot.database, bot, 60)
    days.at(before)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.looks()
    days.delivers(fails("unknown", chats[0]))
    days.looks()
    days.at(quiet)
    days.looks()
    assert days.delivers() == 0
    assert days.status(notice)["waits_until"] == moment(after).isoformat()
    assert days.status(notice)["eta_seconds"] >= (moment(after) - moment(quiet)).total_seconds()  # type: ignore[operator]
    days.at(after)
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)


def test_an_approver_overrides_them_also_while_it_waits(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 30)
    days.at("2026-11-25T23:00:00")
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    assert days.runs() == 0
    start(bot.database, notice)
    assert days.runs() == 30


def test_an_override_ends_with_the_pause(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 30)
    start(bot.database, notice := draft(bot.database))
    days.looks()
    press(bot.database, broadcasting.pause, notice)
    days.at("2026-11-25T23:00:00")
    press(bot.database, broadcasting.resume, notice)
    assert days.runs() == 0


def test_an_officer_overrides_nothing(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 1)
    notice, known = draft(bot.database), officer(bot.database, "Ani", "officer")
    with pytest.raises(NoticeError) as refused:
        act(
            bot.database,
            lambda made: broadcasting.start(made, notice, None, over_quiet_hours=known),
        )
    assert (refused.value.kind, refused.value.key) == ("safety", "notice.error.no_approver")


def test_the_tier_spreads_it_over_days(bot: BotUnderTest, days: Days) -> None:
    """Whoever wrote today costs none of it and goes first, also those who come back later."""
    days.tier = 25
    days.restarts()
    chats = everybody(bot.database, bot, 70, "whatsapp")
    wrote_now(days, *chats[-5:])
    keeps_quiet_hours(bot.database, notice := draft(bot.database, contents=RENEWAL))
    assert days.runs() == 30
    assert {*chats[-5:]} <= set(days.heard)
    assert days.status(notice)["queued"] == 40
    assert days.status(notice)["eta_seconds"] // (24 * 3600) == 2  # type: ignore[operator]
    wrote_now(days, chats[-6])
    assert days.runs() == 1
    days.passes(hours=23)
    assert days.runs() == 0
    days.passes(hours=1, seconds=1)
    assert days.runs() == 25
    days.passes(hours=24, seconds=1)
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)
    assert now_of(bot.database, notice).state == "done"


def test_free_words_do_not_go_to_closed_windows(bot: BotUnderTest, days: Days) -> None:
    """Also to one that closes between the start and its turn: another chat is tried, or none."""
    first, second = somebody(1), somebody(2)
    bot.knows(first, second)
    closing = [
        with_chat(bot.database, each, number, "whatsapp", wrote_at=time.time() - 23.9 * 3600)
        for number, each in enumerate((first, second))
    ]
    other = with_chat(bot.database, second, 3, relation="child")
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.passes(minutes=30)
    days.runs()
    assert days.heard == {other: 1}
    assert reasons(days, notice) == {closing[0]: "no_template"}


def test_a_schedule_is_kept_and_a_late_start_told(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 5)
    notice = draft(bot.database, start_at=time.time() + 3600)
    assert keeps_quiet_hours(bot.database, notice).state == "scheduled"
    assert days.runs() == 0
    days.passes(minutes=59)
    assert days.runs() == 0
    days.passes(hours=2)
    assert days.runs() == 5
    assert days.status(notice)["late_seconds"] == 7_140


def test_in_time_is_not_late(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 5)
    notice = draft(bot.database, start_at=time.time() + 3600)
    keeps_quiet_hours(bot.database, notice)
    days.passes(hours=1, seconds=2)
    assert days.runs() == 5
    assert days.status(notice)["late_seconds"] == 0


def test_approved_after_its_time_it_waits_to_be_started(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 5)
    notice = draft(bot.database, start_at=time.time() + 3600)
    chief = officer(bot.database, "Kepala", "approver")
    days.passes(hours=2)
    act(bot.database, lambda made: broadcasting.approve(made, notice, chief))
    assert days.runs() == 0
    keeps_quiet_hours(bot.database, notice)
    assert days.runs() == 5


def test_a_scheduled_one_is_paused_and_resumed(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 5)
    notice = draft(bot.database, start_at=time.time() + 3600)
    keeps_quiet_hours(bot.database, notice)
    press(bot.database, broadcasting.pause, notice)
    days.passes(hours=2)
    assert days.runs() == 0
    press(bot.database, broadcasting.resume, notice)
    assert days.runs() == 5


JUMPS = {"an hour back": -3600.0, "an hour on": 3600.0, "a day back": -86_400.0}


@pytest.mark.parametrize("seconds", JUMPS.values(), ids=JUMPS)
@pytest.mark.parametrize("killed", [False, True], ids=["running", "killed"])
def test_a_clock_that_jumps(bot: BotUnderTest, days: Days, seconds: float, killed: bool) -> None:
    """Nobody hears twice, nobody waits for the clock, and a bad trial still stops it."""
    chats = everybody(bot.database, bot, 60)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.looks()
    days.delivers()
    days.passes(seconds=seconds)
    if killed:
        days.restarts()
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)
    assert now_of(bot.database, notice).state == "done"


def test_a_clock_put_back_does_not_hide_a_bad_trial(bot: BotUnderTest, days: Days) -> None:
    everybody(bot.database, bot, 60)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.passes(hours=-1)
    days.runs(fails(GONE))
    assert now_of(bot.database, notice).reason == "trial_failed"
    assert counts(bot.database, notice).failed == 20


def test_a_template_that_meta_paused_pauses_the_notice(bot: BotUnderTest, days: Days) -> None:
    """Nobody is failed for it, and no other chat is used instead."""
    people = [somebody(number) for number in range(30)]
    bot.knows(*people)
    chats = [
        with_chat(bot.database, each, number, "whatsapp", wrote_at=1.0)
        for number, each in enumerate(people)
    ]
    for number, each in enumerate(people):
        with_chat(bot.database, each, 500 + number, relation="child")
    keeps_quiet_hours(bot.database, notice := draft(bot.database, contents=RENEWAL))
    days.runs(fails(NO_TEMPLATE))
    assert now_of(bot.database, notice).reason == f"our_fault:{NO_TEMPLATE}"
    assert counts(bot.database, notice).queued == 30
    days.passes(hours=1)
    press(bot.database, broadcasting.resume, notice)
    days.runs()
    assert days.heard == dict.fromkeys(chats, 1)


def test_who_stops_hears_nothing_on_another_chat_either(bot: BotUnderTest, days: Days) -> None:
    """Before their turn, and while the message lies in the outbox; it is no failure."""
    people = [somebody(number) for number in range(40)]
    bot.knows(*people)
    chats = [with_chat(bot.database, each, 10 + n) for n, each in enumerate(people)]
    for number, each in enumerate(people):
        with_chat(bot.database, each, 500 + number, relation="child")
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.looks()
    for contact_id in (*chats[:10], chats[30]):
        stop_hearing(days, contact_id)
    days.runs()
    assert days.heard == dict.fromkeys([*chats[10:30], *chats[31:]], 1)
    assert now_of(bot.database, notice).state == "done"
    assert set(reasons(days, notice).values()) == {"opted_out"}
    press(
        bot.database, lambda made, known, who: broadcasting.resume(made, known, who, "all"), notice
    )
    assert days.runs() == 0


STOPPED: dict[str, tuple[str, Purpose, int]] = {
    "their own chat": ("self", "own_coverage", 0),
    "a relative's chat": ("child", "own_coverage", 1),
    "another purpose": ("self", "news", 1),
}


@pytest.mark.parametrize(("relation", "purpose", "heard"), STOPPED.values(), ids=STOPPED)
def test_stopped_before(
    bot: BotUnderTest, days: Days, relation: str, purpose: Purpose, heard: int
) -> None:
    someone = somebody(1)
    bot.knows(someone)
    stop_hearing(days, with_chat(bot.database, someone, 1, relation=relation), purpose)
    with_chat(bot.database, someone, 2, relation="spouse")
    notice = draft(bot.database)
    assert counts(bot.database, notice).total == heard
    assert counts(bot.database, notice).unreachable == 1 - heard


def test_a_failure_that_is_told_after_the_end(bot: BotUnderTest, days: Days) -> None:
    """Meta accepts first: the other chat is tried although the notice was done."""
    someone = somebody(1)
    bot.knows(someone)
    first = with_chat(bot.database, someone, 1, "whatsapp", wrote_at=time.time())
    other = with_chat(bot.database, someone, 2, relation="spouse")
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.runs()
    assert now_of(bot.database, notice).state == "done"
    days.passes(minutes=10)
    told_failed(days, first)
    days.runs()
    assert days.heard == {first: 1, other: 1}
    assert counts(bot.database, notice).sent == 1
    assert now_of(bot.database, notice).state == "done"


@pytest.mark.parametrize("button", ["pause", "cancel"])
@pytest.mark.parametrize("outcome", ["later", "unknown"])
def test_what_comes_back_after_a_pause_stays(
    bot: BotUnderTest, days: Days, button: str, outcome: str
) -> None:
    """On its way at the pause, and put back by the sender: it leaves after `resume`, or never."""
    chats = everybody(bot.database, bot, 10)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.looks()
    under_way = days.leases("telegram", 3)
    press(bot.database, getattr(broadcasting, button), notice)
    for leased in under_way:
        days.settles(leased, outcome)
    days.looks()
    days.passes(hours=1)
    assert days.runs() == 0
    if button == "pause":
        press(bot.database, broadcasting.resume, notice)
        assert days.runs() == 10
        assert days.heard == dict.fromkeys(chats, 1)
    else:
        found = counts(bot.database, notice)
        assert (found.cancelled, found.unknown) == ((10, 0) if outcome == "later" else (7, 3))


RESUMED = {
    "pending": ("pending", 20, {"sent": 36, "failed": 4}),
    "failed": ("failed", 4, {"sent": 20, "cancelled": 20}),
    "all": ("all", 24, {"sent": 40}),
}


@pytest.mark.parametrize(("which", "heard", "expected"), RESUMED.values(), ids=RESUMED)
def test_resume(
    bot: BotUnderTest,
    days: Days,
    which: broadcasting.Which,
    heard: int,
    expected: dict[str, int],
) -> None:
    chats = everybody(bot.database, bot, 40)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.looks()
    days.delivers(fails("BadRequest", *chats[:4]))
    press(bot.database, broadcasting.pause, notice)
    days.passes(minutes=1)
    press(
        bot.database, lambda made, known, who: broadcasting.resume(made, known, who, which), notice
    )
    assert days.runs() == heard
    found = counts(bot.database, notice)
    assert {name: getattr(found, name) for name in expected} == expected
    assert max(days.heard.values()) == 1


def test_all_after_failed_brings_back_who_was_left_out(bot: BotUnderTest, days: Days) -> None:
    chats = everybody(bot.database, bot, 40)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))
    days.looks()
    days.delivers()
    press(bot.database, broadcasting.pause, notice)
    for which in ("failed", "all"):
        days.passes(minutes=1)
        press(
            bot.database,
            lambda made, known, who: broadcasting.resume(made, known, who, which),  # noqa: B023
            notice,
        )
        days.runs()
    assert days.heard == dict.fromkeys(chats, 1)


def test_a_family_falls_back_only_to_a_chat_of_all(bot: BotUnderTest, days: Days) -> None:
    """What is said of both is not sent to a chat that knows only one of them."""
    father, mother = somebody(1), somebody(2)
    bot.knows(father, mother)
    shared = with_chat(bot.database, father, 7, relation="child", wrote_at=3.0)
    with_chat(bot.database, mother, 7, relation="child", wrote_at=3.0)
    with_chat(bot.database, father, 8, relation="sibling", wrote_at=2.0)
    both = with_chat(bot.database, father, 9, relation="sibling", wrote_at=1.0)
    with_chat(bot.database, mother, 9, relation="in_law", wrote_at=1.0)
    keeps_quiet_hours(bot.database, draft(bot.database))
    days.runs(fails(GONE, shared))
    assert days.heard == {both: 1}


def test_approval_freezes_words_and_people(bot: BotUnderTest, days: Days) -> None:
    """A new feed changes neither; a small notice is frozen when it starts."""
    first = somebody(1)
    bot.knows(first)
    chat = with_chat(bot.database, first, 1)
    notice = draft(bot.database)
    chief = officer(bot.database, "Kepala", "approver")
    act(bot.database, lambda made: broadcasting.approve(made, notice, chief))
    bot.knows(replace(first, name="La Lain"), somebody(2), as_of="2026-11-21")
    with_chat(bot.database, somebody(2), 2)
    keeps_quiet_hours(bot.database, notice)
    days.looks()
    [leased] = days.leases("telegram", 10)
    assert leased.contact_id == chat
    assert "La Uji 1" in leased.body.text


def test_two_leases_of_one_notice(bot: BotUnderTest, days: Days) -> None:
    """Another process waits until the holder's lease has ended, and no longer."""
    everybody(bot.database, bot, 5)
    keeps_quiet_hours(bot.database, notice := draft(bot.database))

    def claims(epoch: int | None) -> int | None:
        return act(
            bot.database,
            lambda made: made.store.delivery(now_of(bot.database, notice)).claim(epoch),
        )

    first = claims(None)
    assert first is not None
    assert claims(None) is None
    days.passes(seconds=14)
    assert claims(first) == first
    days.passes(seconds=14)
    assert claims(None) is None
    days.passes(seconds=2)
    second = claims(None)
    assert second is not None
    assert second > first
    assert claims(first) is None


def rows(days: Days) -> list[str]:
    with days.database.read() as connection:
        return list(connection.execute(outbox.select()).scalars())


def reasons(days: Days, notice: Broadcast) -> dict[int, str]:
    """By contact, why it was not reached."""
    mine = broadcast_recipients.c.broadcast_id == notice.id
    failed = broadcast_recipients.select().where(mine, broadcast_recipients.c.state == "failed")
    with days.database.read() as connection:
        return {row.contact_id: row.error for row in connection.execute(failed)}


def wrote_now(days: Days, *ids: int) -> None:
    with days.database.write() as connection:
        theirs = contacts.update().where(contacts.c.id.in_(ids))
        connection.execute(theirs.values(last_inbound_at=time.time()))


def told_failed(days: Days, contact_id: int) -> None:
    with days.database.write() as connection:
        row = connection.execute(outbox.select().where(outbox.c.contact_id == contact_id)).one()
        box = Outbox(connection, days.database.sealer, time.time())
        assert box.take_report(Report(row.token, "failed", "wamid.1", GONE)) == contact_id
