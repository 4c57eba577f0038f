"""`benefit` from outside: one JSON object on one line, exit codes, and a table for people."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.commands.benefit import app
from bot.commands.failing import Failed

MARCH_2025 = ("--date", "2025-03-05")


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
    "no date": ("death",),
    "no such day": ("death", "--date", "2025-02-30"),
    "unknown level": ("death", *MARCH_2025, "--child", "paud"),
    "years in words": ("death", *MARCH_2025, "--child", "sd:dua"),
    "a wage of nothing": ("death", *MARCH_2025, "--wage", "0"),
    "more than the whole": ("accident", *MARCH_2025, "--disability-percent", "101"),
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG)
def test_wrong_usage_is_2(said: tuple[str, ...]) -> None:
    assert run(*said).exit_code == 2


def test_a_day_without_rules_fails_with_a_sentence() -> None:
    result = run("death", "--date", "2015-06-30", "--json")
    assert isinstance(result.exception, Failed)
    assert "first one holds from 2015-07-01" in str(result.exception)
    assert result.stdout == ""


def test_people_get_a_table() -> None:
    result = run("accident", *MARCH_2025, "--months-off", "1")
    assert result.exit_code == 0
    assert "1.000.000" in result.stdout
    assert "as needed" in result.stdout
