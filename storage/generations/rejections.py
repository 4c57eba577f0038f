"""Rows that were not taken: to the report as they come, and a first part into the database."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, insert

from storage.feeds.cells import CellError
from storage.tables import refresh_rejections

KEEP_ROWS = 1_000  # of one run, in the database; the report has all
_COLUMNS = ("dataset", "line", "field", "reason")


class Rejections:
    """Line, field and reason; a cell's content never comes this far."""

    def __init__(self, run: int, report: TextIO | None) -> None:
        self._run = run
        self._report = csv.writer(report) if report else None
        self._pending: list[dict[str, Any]] = []
        self._kept = 0
        if self._report:
            self._report.writerow(_COLUMNS)

    def add(self, dataset: str, line: int, bad: CellError) -> None:
        row = (dataset, line, bad.field, bad.reason)
        if self._report:
            self._report.writerow(row)
        if self._kept < KEEP_ROWS:
            self._kept += 1
            self._pending.append(dict(zip(_COLUMNS, row, strict=True)) | {"run_id": self._run})

    @property
    def waiting(self) -> bool:
        return bool(self._pending)

    def write(self, connection: Connection) -> None:
        if self._pending:
            connection.execute(insert(refresh_rejections), self._pending)
            self._pending = []


@contextmanager
def report_file(path: Path | None) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file
