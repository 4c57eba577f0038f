"""`benefit` from outside: one JSON object on one line, exit codes, and a table for people."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from typer.testing import CliRunner, Result

from bot.commands.benefit import app
from bot.commands.failing import Failed

MARCH_2025 = ("--date", "2025-03-05")
TODAY = "2026-11-24T09:00:00+08:00"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def run(*said: str) -> Result:
    return CliRunner().invoke(app, said)


def counted(*said: str) -> dict[str, Any]:
    result = run(*said, *MARCH_2025, "--json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_keys_of_the_contract() -> None:
    found = counted("death")

    assert {"date", "rule_in_force", "items", "conditional", "total"} <= set(found)
    assert found["date"] == "2025-03-05"
    for item in (*found["items"], *found["conditional"]):
        assert {"code", "label", "amount", "source", "as_of"} <= set(item)
    assert all("condition" in item for item in found["conditional"])
    assert found["total"] == sum(item["amount"] for item in found["items"]) == 42_000_000


COUNTED = {
    "work accident": (("death", "--work-accident", "--wage", "1000000"), 70_000_000),
    "first three months": (("death", "--registered-on", "2025-02-01"), 10_000_000),
    "hurt, nothing found yet": (("accident",), 0),
    "hurt, fourteen months off": (("accident", "--months-off", "14"), 13_000_000),
    "disabled wholly": (("accident", "--total-disability"), 68_000_000),
    "disabled in part": (
        ("accident", "--disability-percent", "40", "--function-lost", "50"), 16_000_000,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "total"), COUNTED.values(), ids=COUNTED)
def test_total(said: tuple[str, ...], total: int) -> None:
    assert counted(*said)["total"] == total


def test_each_child_has_a_line() -> None:
    found = counted("death", "--child", "sd:2", "--child", "SMA")
    assert [item["amount"] for item in found["conditional"]] == [78_000_000, 69_000_000]


WRONG = {
    "no date": (("death",), "Missing option '--date'"),
    "no such day": (("death", "--date", "2025-02-30"), "'2025-02-30' does not match"),
    "unknown level": (("death", *MARCH_2025, "--child", "paud"), "'paud': one of tk, sd,"),
    "years in words": (("death", *MARCH_2025, "--child", "sd:dua"), "'sd:dua': one of tk, sd,"),
    "more than the whole": (
        ("accident", *MARCH_2025, "--disability-percent", "101"),
        "should be less than or equal to 100",
    ),
    "a wage of nothing": (
        ("death", *MARCH_2025, "--wage", "0"),
        "--wage: no wage below 1,000,000 rupiah a month is counted.",
    ),
    "a wage below nothing": (
        ("death", *MARCH_2025, "--wage=-5"), "no wage below 1,000,000 rupiah a month",
    ),
    "a wage of 10^12": (
        ("death", *MARCH_2025, "--wage", "1000000000000"),
        "--wage: no wage above 100,000,000 rupiah a month is counted.",
    ),
    "a wage of 10^12 after an accident": (
        ("accident", *MARCH_2025, "--wage", "1000000000000"), "no wage above 100,000,000 rupiah",
    ),
    "a death tomorrow": (
        ("death", "--date", "2026-11-25"), "--date: 2026-11-25 has not come yet.",
    ),
    "an accident tomorrow": (
        ("accident", "--date", "2026-11-25"), "--date: 2026-11-25 has not come yet.",
    ),
    "a death 40 years back": (
        ("death", "--date", "1986-11-24"), "--date: 1986-11-24 is too long ago.",
    ),
    "a day before all rules": (
        ("death", "--date", "2015-06-30"),
        "no rule is held for 2015-06-30; the first one holds from 2015-07-01.",
    ),
    "joined after the death": (
        ("death", *MARCH_2025, "--registered-on", "2025-03-06"),
        "--registered-on: 2025-03-06 is after the day it happened, 2025-03-05.",
    ),
    "joined after the accident": (
        ("accident", *MARCH_2025, "--registered-on", "2025-03-06"), "is after the day it happened",
    ),
    "joined tomorrow": (
        ("death", *MARCH_2025, "--registered-on", "2026-11-25"),
        "--registered-on: 2026-11-25 has not come yet.",
    ),
    "joined 110 years back": (
        ("death", *MARCH_2025, "--registered-on", "1916-11-24"),
        "--registered-on: 1916-11-24 is too long ago.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_2_and_told_on_stderr(said: tuple[str, ...], sentence: str) -> None:
    result = run(*said, "--json")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in " ".join(result.stderr.replace("│", " ").split())


TAKEN = {
    "today": ("death", "--date", "2026-11-24"),
    "the first day of all rules": ("death", "--date", "2015-07-01"),
    "joined on the day": ("death", *MARCH_2025, "--registered-on", "2025-03-05"),
    "the lowest wage": ("death", *MARCH_2025, "--wage", "1000000"),
    "the highest wage": ("death", *MARCH_2025, "--wage", "100000000"),
}


@pytest.mark.parametrize("said", TAKEN.values(), ids=TAKEN)
def test_up_to_the_bounds_it_is_counted(said: tuple[str, ...]) -> None:
    assert run(*said, "--json").exit_code == 0


def test_an_accident_of_a_time_without_figures_fails_with_a_sentence() -> None:
    result = run("accident", "--date", "2019-12-01", "--json")

    assert isinstance(result.exception, Failed)
    assert "holds no JKK figures of this kind for 2019-12-01" in str(result.exception)
    assert result.stdout == ""


def test_people_get_a_table() -> None:
    result = run("accident", *MARCH_2025, "--months-off", "1")
    assert result.exit_code == 0
    assert "1.000.000" in result.stdout
    assert "as needed" in result.stdout
