"""`understand` and `train` from outside: JSON lines as docs/contracts.md has them."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands.understand import understand

NIK = "7407024506720001"

app = typer.Typer()
app.command()(understand)


def shown(said: str | bytes, *options: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["--today", "2026-11-24", *options], input=said)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_in_gives_an_object_out() -> None:
    first, second = shown("kartu sy hilang\nhalo\n")

    assert list(first) == [
        *("text", "intent", "confidence", "alternatives", "decision", "distress", "entities")
    ]
    assert (first["text"], first["intent"], first["decision"]) == (
        "kartu sy hilang",
        "card_lost",
        "answer",
    )
    assert [set(each) for each in first["alternatives"]] == [{"intent", "confidence"}] * 5
    assert second["intent"] == "greeting"


@pytest.mark.parametrize(
    "said",
    [f"nik {NIK}", "nik 7407 0245 0672 0001", "nik 74O7 O245 O672 OOO1", "NIK 7407-0245-0672-0001"],
)
def test_personal_numbers_are_masked_in_the_echo(said: str) -> None:
    (line,) = shown(f"{said} hp 0812-3456-7890 lahir 05-06-1972\n")

    assert not any(map(str.isdigit, line["text"]))
    assert line["entities"]["nik"] == NIK
    assert line["entities"]["phone"] == "+6281234567890"
    assert line["entities"]["birth_date"] == "1972-06-05"


EXPECTED = {
    "nik": ("7407 0245 0672 0001", NIK),
    "birth_date": ("170880", "1980-08-17"),
    "phone": ("081234567890", "+6281234567890"),
    "death_date": ("kemarin", "2026-11-23"),
    "relation": ("mamanya", "parent"),
    "village": ("mandati 2", "74.07.05.1016"),
}


@pytest.mark.parametrize(("slot", "case"), EXPECTED.items(), ids=EXPECTED)
def test_expect_reads_an_answer(slot: str, case: tuple[str, str]) -> None:
    said, value = case

    (line,) = shown(f"{said}\n", "--expect", slot)

    assert line["entities"][slot] == value
    assert slot not in line["entities"]["problems"]


PROBLEMS = {
    "nik": ("740702450672000", "digits"),
    "birth_date": ("31-2-1980", "no_such_day"),
    "phone": ("12", "missing"),
    "death_date": ("1 januari 2030", "in_the_future"),
    "relation": ("apa ya", "missing"),
    "village": ("waha", "ambiguous"),
}


@pytest.mark.parametrize(("slot", "case"), PROBLEMS.items(), ids=PROBLEMS)
def test_expect_says_why_nothing_was_read(slot: str, case: tuple[str, str]) -> None:
    said, problem = case

    (line,) = shown(f"{said}\n", "--expect", slot)

    assert slot not in line["entities"]
    assert line["entities"]["problems"][slot] == problem


def test_broken_bytes_and_empty_lines_are_lines_too() -> None:
    lines = shown(b"\xff\xfe\n\n\x00\nhalo")

    assert [line["decision"] for line in lines[1:3]] == ["menu", "menu"]
    assert lines[3]["intent"] == "greeting"


def test_an_unknown_slot_is_wrong_usage() -> None:
    assert CliRunner().invoke(app, ["--expect", "name"]).exit_code == 2
