"""`refresh` as scripts see it: exit codes, one JSON object, sentences, and no personal data."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.bot.command_line import Run
from tests.storage.agency_server import TOKEN, agency_server
from tests.storage.feed_files import agreement, claim, participant, participants, write_csv


@pytest.fixture
def run(sapa: Run) -> Run:
    """`refresh` with these arguments."""
    return partial(sapa, "refresh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "feed"
    write_csv(folder / "participants.csv", participants(100))
    write_csv(folder / "claims.csv", [claim(1)])
    write_csv(folder / "agreements.csv", [agreement(1)])
    return folder


def test_json_is_one_object_on_one_line(run: Run, folder: Path) -> None:
    result = run(folder, "--json", "--as-of", "2026-03-01")
    assert result.exit_code == 0
    [line] = result.stdout.splitlines()
    said = json.loads(line)
    none = {"read": 0, "inserted": 0, "updated": 0, "unchanged": 0, "removed": 0, "rejected": 0}
    assert said.pop("seconds") >= 0
    assert said == {
        "run": 1,
        "status": "applied",
        "as_of": "2026-03-01",
        "participants": none | {"read": 100, "inserted": 100},
        "claims": none | {"read": 1, "inserted": 1},
        "agreements": none | {"read": 1, "inserted": 1},
        "reason": None,
        "notices": [],
    }


def test_refused_is_3_and_the_sentence_names_rule_and_option(run: Run, folder: Path) -> None:
    run(folder)
    write_csv(folder / "participants.csv", participants(100)[50:])
    result = run(folder, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["status"] == "refused"
    assert "no longer lists 50 of 100 people" in result.stderr
    assert "--allow-drop 50" in result.stderr
    assert run(folder, "--allow-drop", "50").exit_code == 0


FAILURES = {
    "no such folder": (["/nowhere"], 1, "/nowhere does not exist."),
    "no server": (["http://127.0.0.1:9/?key=hidden", "--only", "claims"], 1, "cannot be reached"),
    "no source": ([], 2, "AGENCY_URL"),
    "unknown data set": (["x", "--only", "people"], 2, "--only"),
    "too much": (["x", "--allow-drop", "101"], 2, "--allow-drop"),
    "no date": (["x", "--as-of", "1/3/2026"], 2, "--as-of"),
    "two things": (["x", "--rollback"], 2, "do not go together"),
    "nothing to go back to": (["--rollback"], 1, "no earlier generation"),
}


@pytest.mark.parametrize(("words", "code", "said"), FAILURES.values(), ids=FAILURES)
def test_failures_are_sentences(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, said: str
) -> None:
    monkeypatch.setattr("storage.feeds.http.FIRST_WAIT_SECONDS", 0)
    result = run(*words)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""
    assert not any(word in result.stderr for word in ("Traceback", "hidden"))


def test_the_report_must_be_writable(run: Run, folder: Path) -> None:
    result = run(folder, "--report", folder / "none" / "report.csv")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_rejected_rows_are_reported_without_their_content(run: Run, folder: Path) -> None:
    rows = participants(100)
    rows[1]["phone"] = "0812-RAHASIA"
    write_csv(folder / "participants.csv", rows)
    result = run(folder, "--report", folder / "report.csv")
    assert result.exit_code == 0
    assert "1 rejected" in result.stdout
    report = (folder / "report.csv").read_text("utf-8")
    assert report.splitlines()[1] == "participants,3,phone,letters in a phone number"
    for said in (result.stdout, result.stderr, report):
        assert "RAHASIA" not in said
        assert participant(2)["nik"] not in said


def test_the_agency_of_the_settings_is_asked_with_its_token(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with agency_server() as agency:
        agency.rows["participants"] = list(participants(7))
        monkeypatch.setenv("AGENCY_URL", agency.address.replace("://", "://user:password@"))
        monkeypatch.setenv("AGENCY_TOKEN", TOKEN)
        first, second = run("--json"), run("--json")
    assert json.loads(first.stdout)["participants"]["inserted"] == 7
    assert json.loads(second.stdout)["status"] == "unchanged"
    shown = run("--history", "--json")
    runs = json.loads(shown.stdout)["runs"]
    assert [(each["run"], each["status"], each["is_current"]) for each in runs] == [
        (2, "unchanged", True),
        (1, "applied", False),
    ]
    assert "password" not in shown.stdout


def test_rollback_and_history(run: Run, folder: Path) -> None:
    run(folder)
    write_csv(folder / "participants.csv", participants(101))
    run(folder)
    gone_back = run("--rollback", "--json")
    assert gone_back.exit_code == 0
    assert json.loads(gone_back.stdout)["run"] == 1
    shown = run("--history")
    assert "rolled_back" in shown.stdout
    assert "current" in shown.stdout
