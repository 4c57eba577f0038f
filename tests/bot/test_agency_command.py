"""How the synthetic feed is served and written."""

import csv
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import httpx
import pytest
import typer
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from bot.commands.agency import agency
from bot.fakes.agency import serving
from bot.fakes.agency_feed import Feed
from bot.fakes.in_thread import in_thread
from handlers.dates import MAKASSAR

TODAY = date(2026, 11, 24)
CLI = "import typer; from bot.commands.agency import agency; typer.run(agency)"


@pytest.fixture(scope="module")
def served() -> Iterator[httpx.Client]:
    bearer = {"Authorization": "Bearer s3cret"}
    with (
        in_thread(serving(Feed(TODAY, 500), token="s3cret")) as address,
        httpx.Client(base_url=address, headers=bearer) as client,
    ):
        yield client


@pytest.mark.parametrize("dataset", ["participants", "claims", "agreements"])
def test_http_pages_hold_the_whole_feed(served: httpx.Client, dataset: str) -> None:
    data: list[dict[str, object]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = served.get(f"/{dataset}", params={"limit": 400, "cursor": cursor}).json()
        assert (page["as_of"], page["synthetic"]) == ("2026-11-24", True)
        data += page["data"]
        cursor = page["next"]

    chosen = Feed(TODAY, 500).datasets[dataset]
    assert page["total"] == len(data)
    assert data == [dict(zip(chosen.columns, row, strict=True)) for row in chosen.rows()]


REQUESTS = {
    "right": ("/claims", "Bearer s3cret", 200),
    "no token": ("/claims", "", 401),
    "another token": ("/claims", "Bearer s3cre", 401),
    "limit 0": ("/claims?limit=0", "Bearer s3cret", 400),
    "limit too high": ("/claims?limit=50000", "Bearer s3cret", 400),
    "limit endless": (f"/claims?limit={'9' * 5_000}", "Bearer s3cret", 400),
    "limit in words": ("/claims?limit=ten", "Bearer s3cret", 400),
    "strange cursor": ("/participants?cursor=7", "Bearer s3cret", 400),
    "unknown dataset": ("/people", "Bearer s3cret", 404),
}


@pytest.mark.parametrize(("path", "token", "status"), REQUESTS.values(), ids=REQUESTS)
def test_http_refusals(served: httpx.Client, path: str, token: str, status: int) -> None:
    assert served.get(path, headers={"Authorization": token}).status_code == status


def test_what_did_not_change_is_not_sent_again(served: httpx.Client) -> None:
    first = served.get("/participants")
    again = served.get("/participants", headers={"If-None-Match": first.headers["ETag"]})
    other = served.get("/claims", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_without_a_token_everybody_may_read() -> None:
    with in_thread(serving(Feed(TODAY, 5))) as address:
        assert httpx.get(f"{address}/participants").json()["total"] > 0


def _texts(feed: Feed, name: str) -> list[list[str]]:
    dataset = feed.datasets[name]
    rows = (["" if cell is None else str(cell) for cell in row] for row in dataset.rows())
    return [list(dataset.columns), *rows]


app = typer.Typer()
app.command()(agency)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_csv_files_hold_the_feed(tmp_path: Path) -> None:
    arguments = ("--rows", "300", "--as-of", "2026-11-24", "--seed", "7")
    code, _ = run("--write", str(tmp_path / "a"), *arguments)

    feed = Feed(TODAY, 300, 7)
    names = {"SYNTHETIC", "participants.csv", "claims.csv", "agreements.csv"}
    assert code == 0
    assert {path.name for path in (tmp_path / "a").iterdir()} == names
    for name in feed.datasets:
        with (tmp_path / "a" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            assert list(csv.reader(lines)) == _texts(feed, name)
    times = {path.stat().st_mtime for path in (tmp_path / "a").iterdir()}
    assert {datetime.fromtimestamp(each, MAKASSAR).date() for each in times} == {TODAY}


def test_a_workbook_holds_the_feed(tmp_path: Path) -> None:
    size_and_date = ("--rows", "1000", "--as-of", "2026-11-24")
    code, _ = run("--write", str(tmp_path), "--format", "xlsx", *size_and_date)

    feed = Feed(TODAY, 1_000)
    book = CalamineWorkbook.from_path(str(tmp_path / "feed.xlsx"))
    assert code == 0
    assert book.sheet_names == ["participants", "claims", "agreements", "SYNTHETIC"]
    for name, dataset in feed.datasets.items():
        found = book.get_sheet_by_name(name).to_python()
        rows = (["" if cell is None else cell for cell in row] for row in dataset.rows())
        assert found == [list(dataset.columns), *rows]
    assert book.get_sheet_by_name("SYNTHETIC").to_python() == []


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_same_seed_and_date_give_the_same_bytes(tmp_path: Path, file_format: str) -> None:
    written = []
    for folder, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        where = str(tmp_path / folder)
        run(
            "--write",
            where,
            "--format",
            file_format,
            "--rows",
            "200",
            "--seed",
            seed,
            "--as-of",
            "2026-11-24",
        )
        files = sorted((tmp_path / folder).iterdir())
        written.append([(path.name, path.read_bytes()) for path in files])

    assert written[0] == written[1]
    assert written[0] != written[2]


def test_real_files_are_never_marked_as_synthetic(tmp_path: Path) -> None:
    (tmp_path / "participants.csv").write_text("nik\n")

    code, output = run("--write", str(tmp_path), "--rows", "5")

    assert code == 3
    assert "empty folder" in output
    assert [path.name for path in tmp_path.iterdir()] == ["participants.csv"]
    assert (tmp_path / "participants.csv").read_text() == "nik\n"


def test_a_folder_never_holds_two_feeds(tmp_path: Path) -> None:
    """A reader of the folder could not tell which of them counts."""
    csv_files = {"participants.csv", "claims.csv", "agreements.csv"}

    for file_format, files in (("csv", csv_files), ("xlsx", {"feed.xlsx"}), ("csv", csv_files)):
        code, _ = run("--write", str(tmp_path), "--rows", "5", "--format", file_format)
        assert code == 0
        assert {path.name for path in tmp_path.iterdir()} == files | {"SYNTHETIC"}


MISTAKES = {
    "before the programme": (["--as-of", "2023-06-30"], 2),
    "no date": (["--as-of", "kemarin"], 2),
    "nobody": (["--rows", "0"], 2),
    "more than a sheet holds": (["--rows", "500000", "--format", "xlsx", "--write", "new"], 2),
    "a file for a folder": (["--rows", "5", "--write", "taken/below"], 1),
}


@pytest.mark.parametrize(("arguments", "code"), MISTAKES.values(), ids=MISTAKES)
def test_exit_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").touch()

    assert run(*arguments)[0] == code
    assert not (tmp_path / "new").exists()


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, output = run("--rows", "5", "--port", str(taken.getsockname()[1]))

    assert code == 1
    assert "could not be served" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_served_until_somebody_ends_it(tmp_path: Path, ending: signal.Signals) -> None:
    command = [sys.executable, "-c", CLI, "--port", "0", "--rows", "9", "--token", "t"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        address = process.stdout.readline().decode().strip()
        answer = httpx.get(f"{address}/agreements", headers={"Authorization": "Bearer t"})
        process.send_signal(ending)
        _, said = process.communicate(timeout=10)

    assert answer.json()["total"] >= 4
    assert process.returncode == 0
    assert b"Traceback" not in said


def test_a_server_is_imported_only_to_serve() -> None:
    check = "import sys, bot.commands.agency; sys.exit('aiohttp' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
