"""Reminders that wait, are withdrawn, stopped and resumed; the plan for officers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.settings import settings
from handlers import broadcasting, reminder_rounds
from handlers.broadcasting import NoticeError
from storage.database import Database
from tests.bot.notices import act, officer, somebody, with_chat
from tests.bot.reminded_year import (
    END,
    NEXT,
    THIRTY,
    Year,
    begun,
    extended,
    renew,
    simulated,
)
from tests.conftest import SECRET

KEY = f"30:{END}"


def states(database: Database) -> list[str]:
    """Oldest first."""
    known = act(database, lambda made: made.store.broadcasts.all())
    return [each.state for each in reversed(known)]


def test_what_waits_for_the_morning_is_withdrawn_by_a_rollback(
    database: Database, tmp_path: Path
) -> None:
    async def scenario(year: Year) -> None:
        chats = begun(year)
        await year.days("2026-11-29", "2026-12-01")
        year.at("2026-12-05T21:00")
        renew(year)
        assert await year.round() == 3
        year.deliver()
        year.roll_back()
        year.at("2026-12-06T08:00")
        year.deliver()
        await year.morning()
        assert [year.heard[chat] for chat in chats] == [[THIRTY]] * 3

    simulated(database, tmp_path, scenario)
    assert states(database) == ["done", "done"]


def test_nothing_leaves_before_a_round_has_seen_the_data(
    database: Database, tmp_path: Path
) -> None:
    async def scenario(year: Year) -> None:
        chats = begun(year)
        year.at("2026-12-01T05:00")
        assert await year.round() == 3
        assert await year.round() is None
        renew(year)
        year.at("2026-12-01T09:00")
        year.deliver()
        assert not year.heard
        await year.morning()
        assert [year.heard[chat] for chat in chats] == [[("2026-12-01", "renewed", NEXT)]] * 3

    simulated(database, tmp_path, scenario)


def test_a_newer_stage_replaces_one_that_waited_too_long(
    database: Database, tmp_path: Path
) -> None:
    async def scenario(year: Year) -> None:
        [chat] = begun(year, 1)
        year.at("2026-12-01T05:00")
        await year.round()
        year.at("2026-12-26")
        year.deliver()
        await year.morning()
        assert year.heard[chat] == [("2026-12-26", "ends", END)]

    simulated(database, tmp_path, scenario)


def test_a_family_that_shares_a_chat_hears_once(database: Database, tmp_path: Path) -> None:
    async def scenario(year: Year) -> None:
        year.people = {number: somebody(number) for number in (1, 2)}
        year.feed()
        chats = {with_chat(database, each, 7, relation="child") for each in year.people.values()}
        year.at("2026-12-01")
        await year.morning()
        assert [year.heard[chat] for chat in chats] == [[THIRTY]]
        assert "La Uji 1 dan La Uji 2" in year.texts[0]

    simulated(database, tmp_path, scenario)


def test_one_of_a_shared_chat_is_renewed_while_the_message_waits(
    database: Database, tmp_path: Path
) -> None:
    async def scenario(year: Year) -> None:
        year.people = {number: somebody(number) for number in (1, 2)}
        year.feed()
        [chat] = {with_chat(database, each, 7, relation="child") for each in year.people.values()}
        year.at("2026-12-01T05:00")
        await year.round()
        year.people[2] = extended(year.people[2], "2027-01-01", NEXT)
        year.feed()
        year.at("2026-12-01T09:00")
        await year.morning()
        assert sorted(year.heard[chat]) == [THIRTY, ("2026-12-01", "renewed", NEXT)]

    simulated(database, tmp_path, scenario)


def test_a_gap_that_lies_ahead_is_said(database: Database, tmp_path: Path) -> None:
    async def scenario(year: Year) -> None:
        [chat] = begun(year, 1)
        await year.days("2026-11-30", "2026-12-01")
        year.at("2026-12-10")
        year.people[0] = extended(year.people[0], "2027-01-15", NEXT)
        year.feed()
        await year.morning()
        assert year.heard[chat] == [THIRTY, ("2026-12-10", "renewed from", NEXT)]
        assert "mulai 15 Januari 2027" in year.texts[1]

    simulated(database, tmp_path, scenario)


def test_a_stopped_reminder_waits_for_the_officer(database: Database, tmp_path: Path) -> None:
    async def scenario(year: Year) -> None:
        approver = officer(database, "Wa Sitti", "approver")
        chats = begun(year)
        act(database, lambda made: reminder_rounds.stop(made, KEY, approver))
        await year.days("2026-12-01", "2026-12-03")
        assert not year.heard
        act(database, lambda made: reminder_rounds.resume(made, KEY, approver))
        await year.days("2026-12-03", "2026-12-04")
        assert [year.heard[chat] for chat in chats] == [[("2026-12-03", "ends", END)]] * 3

    simulated(database, tmp_path, scenario)
    acts = act(database, lambda made: [each.act for each in made.store.audit.entries()])
    assert acts == ["reminder.stop", "reminder.resume", "reminder.create", "notice.done"]


def test_a_stop_reaches_what_is_under_way(database: Database, tmp_path: Path) -> None:
    async def scenario(year: Year) -> None:
        approver = officer(database, "Wa Sitti", "approver")
        begun(year)
        year.at("2026-12-01T05:00")
        await year.round()
        act(database, lambda made: reminder_rounds.stop(made, KEY, approver))
        await year.days("2026-12-01", "2026-12-02")
        assert not year.heard
        act(database, lambda made: reminder_rounds.resume(made, KEY, approver))
        await year.days("2026-12-03", "2026-12-05")
        assert len(year.texts) == 3

    simulated(database, tmp_path, scenario)


def test_a_stopped_renewal_is_not_forgotten(database: Database, tmp_path: Path) -> None:
    """Of people who were never told of the end: only the feeds of before know them."""

    async def scenario(year: Year) -> None:
        approver = officer(database, "Wa Sitti", "approver")
        begun(year)
        year.at("2026-11-19")
        await year.morning()
        act(database, lambda made: reminder_rounds.stop(made, f"renewed:{NEXT}", approver))
        year.at("2026-11-20")
        renew(year)
        await year.days("2026-11-20", "2026-11-22")
        assert not year.heard
        act(database, lambda made: reminder_rounds.resume(made, f"renewed:{NEXT}", approver))
        await year.days("2026-11-23", "2026-11-24")
        assert len(year.texts) == 3

    simulated(database, tmp_path, scenario)


def test_resuming_failed_ones_says_nothing_old(database: Database, tmp_path: Path) -> None:
    async def scenario(year: Year) -> None:
        [chat] = begun(year, 1)
        year.at("2026-12-01")
        await year.round()
        year.deliver(state="failed")
        year.at("2026-12-10")
        renew(year)
        await year.morning()
        [_, old] = act(database, lambda made: made.store.broadcasts.all())
        act(database, lambda made: broadcasting.resume(made, old, None, "all"))
        year.deliver()
        await year.morning()
        assert year.heard[chat] == [("2026-12-10", "renewed", NEXT)]

    simulated(database, tmp_path, scenario)


WRONG = {
    "no reminder": ("14:2026-12-31", (), "notice.error.reminder"),
    "no day": ("30:soon", (), "notice.error.reminder"),
    "an officer of one village": (KEY, ("74.07.05.2018",), "notice.error.other_village"),
}


@pytest.mark.parametrize(("key", "villages", "reason"), WRONG.values(), ids=WRONG)
def test_who_may_stop_what(
    database: Database, key: str, villages: tuple[str, ...], reason: str
) -> None:
    by = officer(database, "La Ode", "officer", *villages)

    with pytest.raises(NoticeError) as refused:
        act(database, lambda made: reminder_rounds.stop(made, key, by))
    assert refused.value.key == reason


@pytest.fixture
def command_line(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("DATABASE_URL", str(database.url))
    monkeypatch.setenv("SECRET_KEY", SECRET)
    settings.cache_clear()
    yield CliRunner()
    settings.cache_clear()


def test_officers_see_the_plan_and_stop_it(
    database: Database, tmp_path: Path, command_line: CliRunner
) -> None:
    def reminders(*more: str) -> dict[str, dict[str, object]]:
        said = command_line.invoke(app, ["broadcast", "reminders", "--json", *more])
        assert said.exit_code == 0, said.output
        return {each["key"]: each for each in json.loads(said.stdout)["reminders"]}

    async def scenario(year: Year) -> None:
        officer(database, "Wa Sitti", "approver")
        begun(year)
        year.people[9] = replace(somebody(9), phone="")
        year.feed()
        year.at("2026-11-30")
        planned = reminders()
        assert {key: each["date"] for key, each in planned.items()} == {
            KEY: "2026-12-01", f"7:{END}": "2026-12-24", f"1:{END}": "2026-12-30",
        }  # fmt: skip
        first = planned[KEY]
        assert (first["people"], first["recipients"], first["unreachable"]) == (4, 3, 1)
        assert list(reminders("--days", "5")) == [KEY]
        assert reminders("--stop", KEY, "--by", "Wa Sitti")[KEY]["stopped_by"] == "Wa Sitti"
        assert reminders("--resume", KEY, "--by", "Wa Sitti")[KEY]["stopped"] is False

    simulated(database, tmp_path, scenario)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--stop", KEY], 2),
        (["--stop", "x", "--by", "Wa Sitti"], 2),
        (["--stop", KEY, "--by", "?"], 3),
    ],
    ids=["nobody decides", "no such reminder", "unknown officer"],
)
def test_wrong_use(
    database: Database, command_line: CliRunner, options: list[str], code: int
) -> None:
    officer(database, "Wa Sitti", "approver")
    said = command_line.invoke(app, ["broadcast", "reminders", *options])

    assert getattr(said.exception, "exit_code", None) == code
