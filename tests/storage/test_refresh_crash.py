"""A refresh that dies, one that meets another, and what lies on the disk afterwards."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.database import Database
from storage.refresh import history, refresh
from tests.storage.feed_files import RULES, claim, participant, participants, write_csv
from tests.storage.test_refresh import APRIL, MARCH, Store

STOPS_AFTER_A_BATCH = """
import sys
from datetime import date
from storage.database import Database
from storage.refresh import refresh
from tests.storage.feed_files import RULES

def stop(*_step):
    print("written", flush=True)
    sys.stdin.read()

database = Database(sys.argv[1], sys.argv[3])
refresh(database, sys.argv[2], rules=RULES, as_of=date(2026, 4, 1), progress=stop)
"""
SECRET = "a secret of tests that is long enough for everybody"


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Store:
    return Store(database, tmp_path / "feed")


@contextmanager
def refreshing_elsewhere(url: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A refresh in another process that stands still after its first batch."""
    words = [sys.executable, "-c", STOPS_AFTER_A_BATCH, url, str(folder), SECRET]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "written\n"
            yield process
        finally:
            process.kill()


def killed_midway(url: str, store: Store) -> None:
    """Old rows are read, no second refresh starts, and the next one after a kill -9 is whole."""
    store.feed(participants(100))
    write_csv(store.folder / "participants.csv", participants(100, category="other")[1:])
    with refreshing_elsewhere(url, store.folder) as process:
        assert store.refresh(as_of=APRIL).reason == "Another refresh of this database is running."
        assert store.versions() == 199
        assert store.known(2).periods[0].category == "nelayan"
        process.kill()
        process.wait()
    assert store.known(2).periods[0].category == "nelayan"
    outcome = store.refresh(as_of=APRIL)
    while outcome.run is None:  # PostgreSQL takes a moment to see that the other one is gone
        outcome = store.refresh(as_of=APRIL)
    assert outcome.status == "applied"
    assert outcome.counts["participants"].updated == 99
    assert store.known(2).periods[0].category == "other"
    assert store.versions() == 200
    runs = [(run.status, run.reason) for run in history(store.database)]
    assert runs == [("applied", None), ("failed", "interrupted"), ("applied", None)]


def test_killed_midway(store: Store) -> None:
    killed_midway(str(store.database.url), store)


def test_nobody_reads_a_mix(store: Store) -> None:
    store.feed(participants(100))
    seen: set[str] = set()

    def look(*_step: object) -> None:
        seen.update(store.known(number).periods[0].category for number in (1, 50, 100))

    write_csv(store.folder / "participants.csv", participants(100, category="other"))
    store.refresh(as_of=APRIL, progress=look)
    assert seen == {"nelayan"}
    assert store.known(1).periods[0].category == "other"


def test_two_refreshes_in_one_process(store: Store) -> None:
    store.feed(participants(3))
    inner = []
    store.refresh(progress=lambda *_step: inner.append(store.refresh()))
    assert [(outcome.run, outcome.status) for outcome in inner] == [(None, "failed")]
    assert store.refresh().status == "unchanged"


def test_an_error_of_ours_leaves_what_was(store: Store) -> None:
    store.feed(participants(3))

    def fall_over(*_step: object) -> None:
        raise ZeroDivisionError

    write_csv(store.folder / "participants.csv", participants(4))
    with pytest.raises(ZeroDivisionError):
        store.refresh(as_of=APRIL, progress=fall_over)
    assert store.person(4) is None
    assert store.refresh(as_of=APRIL).status == "applied"


def test_nobody_is_found_in_the_bytes_on_the_disk(store: Store, tmp_path: Path) -> None:
    people = participants(40, name="Wa Ode Rahasia", birth_date="1961-02-03")
    store.feed(people, [claim(1)])
    people[0] |= {"nik": "7407024506729999", "phone": "08139999x9999"}
    people[1] |= {"kpj": "22999999999", "phone": "081399999999"}
    store.feed(people, as_of=APRIL)
    refresh(store.database, str(store.folder), rules=RULES, as_of=MARCH)
    on_disk = b"".join(
        file.read_bytes() for file in tmp_path.iterdir() if file.name.startswith("sapa.db")
    )
    assert b"74.07.01.1002" in on_disk
    secrets = ["Rahasia", "RAHASIA", "1961-02-03", "03/02/1961", "22999999999", "1399999999"]
    secrets += ["7407024506729999", participant(1)["nik"], participant(2)["phone"][1:]]
    secrets += [participant(40)["kpj"]]
    for secret in secrets:
        assert secret.encode() not in on_disk
        assert secret.encode("utf-16-le") not in on_disk
