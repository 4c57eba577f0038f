"""`officers` and `claims` as scripts see them: exit codes, one JSON object, nothing personal."""

import json
from datetime import timedelta

import pytest
import time_machine

from tests.bot.command_line import Run, Said
from tests.conversation import BotUnderTest
from tests.officer_talk import BUDI, ELSEWHERE, HERE, SITI, acts, link, report_death


@pytest.fixture
def run(bot: BotUnderTest, sapa: Run) -> Run:
    """A command at the bot's time."""

    def at_that_time(*words: str) -> Said:
        with time_machine.travel(bot.now, tick=False):
            return sapa(*words)

    return at_that_time


def add(run: Run, *more: str, name: str = "Wa Ode Uji") -> Said:
    return run("officers", "add", "--name", name, "--role", "officer", *more)


def test_added_officer_joins_with_the_printed_code(run: Run, bot: BotUnderTest) -> None:
    """Village codes are taken with and without dots, and shown with them."""
    result = add(run, "--village", HERE.replace(".", ""), "--village", ELSEWHERE, "--json")

    [line] = result.stdout.splitlines()
    shown = json.loads(line)
    code = shown.pop("code")
    assert shown == {
        "id": 1,
        "name": "Wa Ode Uji",
        "role": "officer",
        "villages": [HERE, ELSEWHERE],
        "code_until": "2026-11-25T09:00:00+08:00",
    }
    assert listed(run) == [(1, False)]
    assert bot.texts(code, "p") == ["desk.welcome(villages=Mola Utara, Pongo)"]
    assert listed(run) == [(1, True)]


def listed(run: Run) -> list[tuple[int, bool]]:
    [line] = run("officers", "list", "--json").stdout.splitlines()
    return [(each["id"], each["joined"]) for each in json.loads(line)["officers"]]


def test_people_read_the_code_and_its_end(run: Run) -> None:
    assert "PTG-" in add(run).stdout
    assert "2026-11-25 09:00" in add(run, name="another").stdout
    assert "Wa Ode Uji" in run("officers", "list").stdout


def test_list_of_nobody_is_empty(run: Run) -> None:
    assert json.loads(run("officers", "list", "--json").stdout) == {"officers": []}


WRONG = {
    "no village": (("add", "--name", "a", "--role", "officer", "--village", "74.07.99.9999"), 2,
                   "is no village of Wakatobi"),
    "short village": (("add", "--name", "a", "--role", "officer", "--village", "74"), 2,
                      "ten digits"),
    "no role": (("add", "--name", "a", "--role", "boss"), 2, "approver"),
    "no name": (("add", "--name", "  ", "--role", "officer"), 2, "empty"),
    "name taken": (("add", "--name", "wa ode  UJI", "--role", "admin"), 1, "is registered"),
    "nobody to remove": (("remove", "La Tidak Ada"), 1, "No officer of that name"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "code", "says"), WRONG.values(), ids=WRONG)
def test_wrong_use_says_what_is_wrong(
    run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    add(run)

    result = run("officers", *words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert says in " ".join(result.stderr.replace("│", " ").split())
    assert listed(run) == [(1, False)]


def test_removed_officer_loses_the_desk_at_once(run: Run, bot: BotUnderTest) -> None:
    code = json.loads(add(run, "--json").stdout)["code"]
    bot.say(code, "p")
    assert bot.say("petugas", "p").received.intent == "officer_desk"

    assert run("officers", "remove", "wa ode uji").exit_code == 0

    assert bot.say("petugas", "p").received.intent == "officer"
    assert listed(run) == []


def test_code_of_a_removed_officer_joins_nobody(run: Run, bot: BotUnderTest) -> None:
    code = json.loads(add(run, "--json").stdout)["code"]
    run("officers", "remove", "Wa Ode Uji")

    assert bot.texts(code, "p") == ["desk.no_such_code"]


def test_acts_of_the_operator_are_recorded_by_ids(run: Run, bot: BotUnderTest) -> None:
    add(run, "--village", HERE)
    run("officers", "remove", "Wa Ode Uji")
    run("claims")

    assert [(entry.actor, entry.act, entry.what) for entry in acts(bot)] == [
        ("operator", "officer.added", {"officer": 1, "role": "officer"}),
        ("operator", "officer.removed", {"officer": 1}),
        ("operator", "claims.listed", {"cases": []}),
    ]


@pytest.fixture
def reported(bot: BotUnderTest) -> None:
    """Budi's child long linked, and a stranger about Siti; Budi's claim is with the agency."""
    row = ("K-1", BUDI.nik, "JKM", "2026-11-23", "2026-11-24", "incomplete", "akta", "", "")
    bot.knows(BUDI, SITI, claims=[row])
    link(bot, "budis", BUDI, "child", hours=48)
    link(bot, "sitis", SITI, "child", hours=1)
    report_death(bot, "budis")
    report_death(bot, "sitis")
    bot.say("sudah 1 3 4", "sitis")
    bot.now += timedelta(days=14)


@pytest.mark.usefixtures("reported")
def test_families_are_masked_and_by_village(run: Run) -> None:
    result = run("claims", "--json")

    [line] = result.stdout.splitlines()
    sitis, budis = json.loads(line)["families"]
    assert len(budis.pop("missing")) == 9
    assert budis == {
        "case": 1,
        "village_code": HERE,
        "who": "L. B.",
        "kind": "death",
        "since": "2026-11-24",
        "state": "incomplete",
        "stuck": True,
        "confirmed": True,
    }
    assert (sitis["village_code"], sitis["state"], sitis["confirmed"]) == (ELSEWHERE, None, False)
    assert sitis["missing"][0] == "member_id"
    everything = result.stdout + result.stderr
    assert [secret for secret in BUDI.secrets() if secret in everything] == []


@pytest.mark.usefixtures("reported")
@pytest.mark.parametrize("code", [HERE, HERE.replace(".", "")], ids=["dots", "no dots"])
def test_families_of_one_village(run: Run, code: str) -> None:
    [line] = run("claims", "--village", code, "--json").stdout.splitlines()

    assert [each["case"] for each in json.loads(line)["families"]] == [1]
    assert "L. B." in run("claims", "--village", code).stdout


def test_families_of_no_village_are_wrong_usage(run: Run) -> None:
    assert run("claims", "--village", "1", "--json").exit_code == 2
