"""`understand` from outside: JSON lines as docs/contracts.md has them, `review` and `diff`."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.commands.failing import Failed
from bot.commands.understand import app
from bot.settings import settings
from bot.training.corpus import corpus
from handlers.understanding.understand import WEIGHTS
from storage.database import Database
from storage.unclear import UnclearMessages

NIK = "7407024506720001"


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


def test_a_megabyte_is_one_line_with_a_decision() -> None:
    (line,) = shown(b"kartu \xff hilang " * 70_000)

    assert line["decision"] in ("answer", "offer", "menu")
    assert len(line["text"]) <= 4_000


KEPT = ("bagaimana ini … saya", "urus yang itu di mana", "bagaimana ini … saya")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/kept.db"
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    opened = Database(url, None)
    opened.migrate()
    opened.check_key()
    with opened.write() as connection:
        for words in KEPT:
            UnclearMessages(connection, opened.sealer, time.time()).keep(words)
    yield opened
    opened.close()
    settings.cache_clear()


@pytest.fixture
def utterances(tmp_path: Path) -> Path:
    folder = tmp_path / "utterances"
    folder.mkdir()
    (folder / "office.txt").write_text("# batch a\nkantor di mana\n", encoding="utf-8")
    (folder / "menu.txt").write_text("# batch a\nbisa apa saja\n", encoding="utf-8")
    return folder


def reviewed(*options: str) -> list[str]:
    result = CliRunner().invoke(app, ["review", *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout.splitlines()


def test_review_lists_the_commonest_first(database: Database) -> None:
    assert reviewed() == ["1\t2\tbagaimana ini … saya", "2\t1\turus yang itu di mana"]


@pytest.mark.parametrize("line", ["1", "bagaimana ini … saya"])
def test_an_assigned_line_becomes_an_utterance(
    line: str, database: Database, utterances: Path
) -> None:
    (said,) = reviewed("--assign", line, "menu", "--utterances", str(utterances))

    assert said.startswith("menu: bagaimana ini saya (2 times)")
    assert [(each.said, each.batch) for each in corpus(utterances) if each.intent == "menu"] == [
        ("bisa apa saja", "a"),
        ("bagaimana ini saya", "kept"),
    ]
    assert len(reviewed()) == 1


REFUSED = {
    "no such line": ("9", "menu", "No such line"),
    "no such intent": ("1", "weather", "no intent weather"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_learnt_is_refused_and_stays(
    case: tuple[str, str, str], database: Database, utterances: Path
) -> None:
    line, intent, reason = case

    with pytest.raises(Failed, match=reason):
        reviewed("--assign", line, intent, "--utterances", str(utterances))
    assert len(reviewed()) == 2


def test_a_line_that_is_nearly_known_is_refused(database: Database, utterances: Path) -> None:
    (utterances / "menu.txt").write_text("bagaimana ini saya ya\n", encoding="utf-8")

    with pytest.raises(Failed, match="nearly the same"):
        reviewed("--assign", "1", "menu", "--utterances", str(utterances))


def test_the_same_weights_do_not_differ() -> None:
    result = CliRunner().invoke(app, ["diff", str(WEIGHTS)])

    old, new, changed = result.stdout.splitlines()
    assert old.removeprefix("old: ") == new.removeprefix("new: ")
    assert changed == "newly right 0, newly wrong 0"
