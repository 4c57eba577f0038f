"""After 500 conversations no personal value can be read in the store's files or in the log."""

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.fakes import agency_files
from bot.fakes.agency_feed import Feed
from tests.acceptance.conftest import CommandLine
from tests.acceptance.feed import Member, long_date, read_feed
from tests.acceptance.many_conversations import CONVERSATIONS, address

AS_OF = date(2026, 6, 15)
SHORTEST = 5  # a shorter name turns up in random bytes now and then
_READABLE = re.compile(rb"[ -~]{%d,}" % SHORTEST)


def test_nothing_personal_can_be_read_after_many_conversations(sapa: CommandLine) -> None:
    feed, log = written_feed(sapa.folder / "feed"), sapa.folder / "log"
    with log.open("wb") as out:
        words = ("tests.acceptance.many_conversations", f"{feed}", f"{AS_OF}")
        talks = sapa.start(*words, stderr=out)
        talks.communicate()
    assert talks.returncode == 0, log.read_text()

    files = [sapa.store, sapa.store.with_name("sapa.db-wal"), log]
    secrets = {*secrets_of_feed(feed), *map(address, range(CONVERSATIONS))}
    assert len(secrets) > 2_500
    assert readable(files, secrets) == set()
    assert log.read_text().count("handler_failed") > CONVERSATIONS / 30
    assert all(number >= CONVERSATIONS / 30 for number in what_happened(sapa.store).values())


@pytest.mark.parametrize("place", ["store", "write-ahead log", "log"])
def test_search_finds_whatever_is_planted(tmp_path: Path, place: str) -> None:
    member = next(m for m in read_feed(written_feed(tmp_path / "feed"), AS_OF).members if m.phone)
    secrets = {*secrets_of(member), address(1), address(2)}
    store, log = tmp_path / "store", tmp_path / "log"
    log.write_text("".join(f"masked {secret}\n" for secret in secrets if place == "log"))
    with closing(sqlite3.connect(store, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = WAL; CREATE TABLE kept (words)")
        if place != "log":
            database.executemany("INSERT INTO kept VALUES (?)", [(each,) for each in secrets])
        if place == "store":
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        wal = tmp_path / "store-wal"
        files = {"store": [store], "write-ahead log": [wal], "log": [log]}
        found = {where: readable(paths, secrets) for where, paths in files.items()}

    assert found == {where: secrets if where == place else set() for where in files}


def written_feed(folder: Path) -> Path:
    feed = Feed(AS_OF, people=203)
    agency_files.claim_folder(feed, folder)
    agency_files.write_csv(feed, folder, lambda _name, dataset: dataset.rows())
    return folder


def secrets_of_feed(folder: Path) -> set[str]:
    """Of everybody who is understood, and the cells as they stand, those of bad rows too."""
    with (folder / "participants.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cells = {
        row[column] for row in rows for column in ("nik", "kpj", "birth_date", "phone", "name")
    }
    members = read_feed(folder, AS_OF).members
    names = {member.name for member in members}
    assert len({name for name in names if len(name) < SHORTEST}) < len(names) / 10
    written = {secret for member in members for secret in secrets_of(member)}
    return written | {cell for cell in cells if len(cell) >= SHORTEST}


def secrets_of(member: Member) -> Iterator[str]:
    """Everything personal of the feed, as it may be written."""
    born, phone = member.born, member.number
    yield from (member.nik, *(row.kpj for row in member.rows))
    if len(member.name) >= SHORTEST:
        yield member.name
    for spelling in ("{0:%d}{1}{0:%m}{1}{0:%Y}", "{0.day}{1}{0.month}{1}{0.year}"):
        yield from (spelling.format(born, mark) for mark in "-/")
    yield from (f"{born}", long_date(born), f"{born.day:02} {long_date(born).split(maxsplit=1)[1]}")
    if phone:
        yield from (f"+62{phone}", f"62{phone}", f"0{phone}", member.phone)


def readable(files: Iterable[Path], secrets: Iterable[str]) -> set[str]:
    """Those of the values that stand in one of the files."""
    runs = (run for file in files for run in _READABLE.findall(file.read_bytes()))
    seen = b"\n".join(runs).decode()
    return {secret for secret in secrets if secret in seen}


def what_happened(store: Path) -> dict[str, int]:
    """How much there was to be leaked."""
    questions = {
        "links": "SELECT count(*) FROM link",
        "wrong tries": "SELECT count(*) FROM identity_try",
        "pauses": "SELECT count(*) FROM identity_try WHERE NOT counted",
        "failures": "SELECT count(*) FROM seen_update WHERE failed",
        "tickets": "SELECT count(*) FROM ticket",
        "open dialogues": "SELECT count(*) FROM dialogue",
        "waiting replies": "SELECT count(*) FROM outbox WHERE sealed IS NOT NULL",
        "vouched phones": "SELECT count(*) FROM contact WHERE phone_index IS NOT NULL",
    }
    with closing(sqlite3.connect(store)) as database:
        return {name: database.execute(sql).fetchone()[0] for name, sql in questions.items()}
