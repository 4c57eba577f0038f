"""`coverage` from outside: the NIK on standard input, lines or one JSON object, no NIK shown."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.settings import settings
from storage.database import Database
from tests.conftest import SECRET
from tests.conversation import BotUnderTest, Card, Someone

SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
LEFT = (Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "moved"),)


@pytest.fixture(autouse=True)
def _store(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = BotUnderTest(database, tmp_path / "feed")
    bot.knows(SITI, as_of="2026-02-01")
    bot.knows(Someone(SITI.nik, SITI.born, SITI.phone, SITI.name, LEFT), as_of="2026-03-01")
    monkeypatch.setenv("DATABASE_URL", str(database.url))
    monkeypatch.setenv("SECRET_KEY", SECRET)
    settings.cache_clear()


def run(*said: str, nik: str = SITI.nik) -> Result:
    return CliRunner().invoke(app, ("coverage", *said), input=f"{nik}\n")


def test_the_keys_of_the_contract() -> None:
    result = run("--on", "2026-03-14", "--json")

    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    left = {
        "first_run": 2, "last_run": 2, "first_as_of": "2026-03-01", "last_as_of": "2026-03-01",
        "covered": False, "status": "inactive", "start": "2026-01-01", "until": "2026-12-31",
        "since": "2026-03-01", "reason": "moved",
    }  # fmt: skip
    covered = {
        "first_run": 1, "last_run": 1, "first_as_of": "2026-02-01", "last_as_of": "2026-02-01",
        "covered": True, "status": "covered", "start": "2026-01-01", "until": "2026-12-31",
        "since": None, "reason": None,
    }  # fmt: skip
    assert found == {
        "nik": "************0001", "on": "2026-03-14", "covered": False, "status": "inactive",
        "as_of": "2026-03-01", "run": 2, "then": left, "known": [covered, left],
    }  # fmt: skip


def test_people_get_lines() -> None:
    result = run("--on", "2026-03-14", nik="7407 0545 0672 0001")

    assert result.exit_code == 0
    first, *rest = result.stdout.splitlines()
    assert first.startswith("14 Maret 2026: tidak terlindungi")
    assert len(rest) == 4


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["lines", "json"])
def test_no_personal_data_is_shown(as_json: tuple[str, ...]) -> None:
    result = run("--on", "2026-03-14", *as_json)
    assert [secret for secret in SITI.secrets() if secret in result.output] == []


WRONG = {
    "no day": ((), SITI.nik),
    "no such day": (("--on", "2026-02-30"), SITI.nik),
    "nothing on standard input": (("--on", "2026-03-14"), ""),
    "a figure too few": (("--on", "2026-03-14"), SITI.nik[:15]),
    "no day of birth in it": (("--on", "2026-03-14"), "7407057506720001"),
    "as an argument": (("--on", "2026-03-14", SITI.nik), ""),
}


@pytest.mark.parametrize(("said", "nik"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_2(said: tuple[str, ...], nik: str) -> None:
    result = run(*said, nik=nik)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert SITI.nik[:15] not in result.stderr
