"""Seconds of a first load, of a refresh where nothing changed, and of one where 1 % did.

    python -m benchmarks.refresh [ROWS] [DATABASE_URL]

Compared with a plain executemany of the same cells into a SQLite table with three indexes, in the
same batches, and with reading the file through the csv module. The ratios are of processor time.
"""

import csv
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from storage.database import Database
from storage.feeds.datasets import PARTICIPANTS
from storage.feeds.rules import Rules
from storage.generations.unlisted import BATCH_ROWS
from storage.refresh import refresh

ROWS = 100_000
COLUMNS = [column.name for column in PARTICIPANTS.columns]
RULES = Rules(frozenset({"nelayan", "pekerja_rentan", "other"}))
SECRET = "of a benchmark, and long enough to be one"


def rows(count: int, changed_every: int | None = None) -> Iterator[tuple[str, ...]]:
    for number in range(count):
        moved = changed_every is not None and number % changed_every == 0
        yield (
            f"7407{number % 100:02d}450672{number // 100 % 10_000:04d}",
            f"22{number:09d}",
            f"Wa Ode Sitti {number}",
            "1972-06-05",
            f"0812{number:08d}",
            "74.07.01.1002",
            "pekerja_rentan" if moved else "nelayan",
            "JKK,JKM",
            "2025-12-01",
            "2026-01-01",
            "2026-12-31",
            "active",
            "",
            "MOU-1",
        )


def write(path: Path, content: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows(content)


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall and of this process; the second is the steadier one on a busy machine."""

    wall: float
    cpu: float


def spent(work: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def read_file(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for _row in csv.reader(file):
            pass


def insert_plainly(path: Path, target: Path) -> None:
    marks = ",".join("?" * len(COLUMNS))
    with closing(sqlite3.connect(target)) as connection, path.open(encoding="utf-8") as file:
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
        connection.execute(f"CREATE TABLE plain ({','.join(COLUMNS)})")
        for column in ("nik", "kpj", "phone"):
            connection.execute(f"CREATE INDEX by_{column} ON plain ({column})")
        cells = csv.reader(file)
        while batch := list(islice(cells, BATCH_ROWS)):
            connection.executemany(f"INSERT INTO plain VALUES ({marks})", batch)
            connection.commit()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        path = here / "participants.csv"
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{here}/sapa.db"
        with closing(Database(url, SECRET)) as database:
            database.migrate()
            database.check_key()
            write(path, rows(count))
            plain = spent(lambda: insert_plainly(path, here / "plain.db"))
            reading = spent(lambda: read_file(path))
            first = spent(lambda: refreshed(database, path, "applied"))
            same = spent(lambda: refreshed(database, path, "unchanged"))
            write(path, rows(count, changed_every=100))
            some = spent(lambda: refreshed(database, path, "applied"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} rows, {url.partition(':')[0]}, peak memory {peak:.0f} MB")
    print(f"{'':<20} {'wall':>8} {'cpu':>8}")
    show("plain executemany", plain)
    show("first load", first, plain)
    show("reading the file", reading)
    show("nothing changed", same, reading)
    show("1 % changed", some, reading)


def refreshed(database: Database, path: Path, status: str) -> None:
    outcome = refresh(database, str(path), rules=RULES, as_of=date(2026, 1, 1))
    assert outcome.status == status, outcome.reason


def show(what: str, took: Spent, beside: Spent | None = None) -> None:
    times = f"{took.cpu / beside.cpu:6.1f} x" if beside else ""
    print(f"{what:<20} {took.wall:8.2f} {took.cpu:8.2f} {times}")


if __name__ == "__main__":
    main()
