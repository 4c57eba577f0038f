"""Synthetic rows of the three data sets, and the files that hold them."""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from storage.feeds.datasets import DATASETS
from storage.feeds.rules import Rules

Row = dict[str, str]

VILLAGE = "74.07.01.1002"
RULES = Rules(frozenset({"nelayan", "tenaga_syara", "other"}), frozenset({VILLAGE}))


def participant(number: int, **changes: str) -> Row:
    """The same person for the same number; covered through 2026."""
    row = {
        "nik": f"740702450672{number:04d}",
        "kpj": f"22{number:09d}",
        "name": f"Wa Ode Sitti {_letters(number)}",
        "birth_date": "1972-06-05",
        "phone": f"0812{number:08d}",
        "village_code": VILLAGE,
        "category": "nelayan",
        "programs": "JKK,JKM",
        "registered_on": "2025-12-01",
        "coverage_start": "2026-01-01",
        "coverage_end": "2026-12-31",
        "status": "active",
        "inactive_reason": "",
        "agreement_no": "MOU-1",
    }
    return row | changes


def participants(count: int, **changes: str) -> list[Row]:
    return [participant(number, **changes) for number in range(1, count + 1)]


def claim(number: int, **changes: str) -> Row:
    row = {
        "claim_no": f"K-{number}",
        "nik": participant(number)["nik"],
        "program": "JKM",
        "event_date": "2026-02-01",
        "filed_on": "2026-02-10",
        "status": "received",
        "missing_documents": "",
        "amount": "",
        "paid_on": "",
    }
    return row | changes


def agreement(number: int, **changes: str) -> Row:
    row = {
        "agreement_no": f"MOU-{number}",
        "title": "Perlindungan pekerja rentan",
        "signed_on": "2025-12-15",
        "valid_from": "2026-01-01",
        "valid_until": "2027-12-31",
        "funded_until": "2026-12-31",
    }
    return row | changes


def write_csv(
    path: Path,
    rows: Iterable[Row],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    headers: dict[str, str] | None = None,
    as_of: date | None = None,
) -> Path:
    """The header is that of the data set that the file is named after."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [column.name for column in DATASETS[path.stem.split("-")[0]].columns]
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerow([(headers or {}).get(column, column) for column in columns])
        out.writerows([row[column] for column in columns] for row in rows)
    if as_of:
        moment = datetime(as_of.year, as_of.month, as_of.day, 3, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A value that is a date becomes a date cell, a number a number cell."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(at, column, value)
                    else:
                        sheet.write(at, column, value)
    return path


def table(rows: list[Row]) -> list[list[str]]:
    """Rows as a sheet: the header, then the values."""
    return [list(rows[0]), *[list(row.values()) for row in rows]]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
