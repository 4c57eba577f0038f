"""Every file format gives the same rows; a broken file says what is wrong with it."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage.feeds.cells import CellError, Checks
from storage.feeds.datasets import AGREEMENTS, CLAIMS, DATASETS, PARTICIPANTS
from storage.feeds.feed import FeedError, RawRow
from storage.feeds.files import FileFeed
from tests.storage.feed_files import (
    RULES,
    Row,
    agreement,
    claim,
    participant,
    participants,
    table,
    write_csv,
    write_xlsx,
)

INDONESIAN = {
    "nik": "NIK",
    "kpj": "No. KPJ",
    "name": "Nama Lengkap",
    "birth_date": "Tgl Lahir",
    "phone": "No HP",
    "village_code": "Kode Desa/Kelurahan",
    "category": "Kategori",
    "programs": "Program",
    "registered_on": "Tanggal Daftar",
    "coverage_start": "TMT",
    "coverage_end": "Berlaku Sampai",
    "status": "Status Kepesertaan",
    "inactive_reason": "Alasan",
    "agreement_no": "No. MoU",
}
ROWS = [participant(1), participant(2, name="La Ode Rénald"), participant(3, phone="")]


def listed(source: Path, only: str | None = None, dataset: str = "participants") -> list[RawRow]:
    feed = FileFeed(str(source), only=DATASETS[only] if only else None, zone=UTC)
    listing = feed.listing(DATASETS[dataset], [])
    assert listing is not None
    assert listing.rows is not None
    return list(listing.rows)


def values(rows: list[Row]) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in rows]


def _sheet(folder: Path, name: str = "feed.xlsx") -> Path:
    dated = {"birth_date", "registered_on", "coverage_start", "coverage_end"}
    typed: list[list[object]] = [
        [date.fromisoformat(cell) if name in dated else cell for name, cell in row.items()]
        for row in ROWS
    ]
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Peserta 2026": [[], list(ROWS[0]), *typed],
        "Klaim": table([claim(1)]),
        "Catatan": [["Lihat lampiran"]],
    }
    return write_xlsx(folder / name, sheets)


def _bare(folder: Path) -> Path:
    """No byte order mark, `sep=` line or quotes, but Windows' line ends."""
    path = folder / "data.csv"
    lines = [";".join(ROWS[0]), *[";".join(row.values()) for row in ROWS]]
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


FORMATS: dict[str, Callable[[Path], Path]] = {
    "folder": lambda folder: write_csv(folder / "participants.csv", ROWS).parent,
    "csv": lambda folder: write_csv(folder / "participants.csv", ROWS),
    "csv with a mark": lambda folder: write_csv(
        folder / "participants.csv", ROWS, encoding="utf-8-sig"
    ),
    "utf-16": lambda folder: write_csv(folder / "participants.csv", ROWS, encoding="utf-16"),
    "utf-16 without a mark": lambda folder: write_csv(
        folder / "participants.csv", ROWS, encoding="utf-16-le"
    ),
    "cp1252 and semicolons": lambda folder: write_csv(
        folder / "participants.csv", ROWS, encoding="cp1252", delimiter=";"
    ),
    "tabs": lambda folder: write_csv(folder / "participants.csv", ROWS, delimiter="\t"),
    "Indonesian headers": lambda folder: write_csv(
        folder / "participants.csv", ROWS, headers=INDONESIAN
    ),
    "file named after nothing": _bare,
    "xlsx": _sheet,
    "xlsx in a folder": lambda folder: _sheet(folder).parent,
    "xlsx with one sheet": lambda folder: write_xlsx(
        folder / "peserta.xlsx", {"Sheet1": table(ROWS)}
    ),
}


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_every_format_gives_the_same_cells(write: Callable[[Path], Path], tmp_path: Path) -> None:
    rows = listed(write(tmp_path))
    assert [cells for _, cells in rows] == values(ROWS)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "participants.csv"
    write_csv(path, [participant(1, name="Wa\nOde"), participant(2)])
    with path.open("a", encoding="utf-8") as file:
        file.write("\n,,,,,,,,,,,,,\n" + ",".join(participant(3, programs="JKK").values()) + "\n")
    assert [line for line, _ in listed(path)] == [2, 4, 7]


def test_lines_of_a_sheet_count_blank_rows(tmp_path: Path) -> None:
    header, first, second = table([participant(1), participant(2)])
    path = write_xlsx(tmp_path / "peserta.xlsx", {"x": [[], header, first, [], second]})
    assert [line for line, _ in listed(path)] == [3, 5]


NUMBER_CELLS = {
    "a NIK": ("nik", 7407024506720001, "nik"),
    "a short card": ("kpj", 1234567890, "kpj"),
    "a card": ("kpj", 22001234567, None),
    "a phone": ("phone", 81234567890, None),
    "a day": ("coverage_end", 46387, None),
}


@pytest.mark.parametrize(("field", "number", "wrong"), NUMBER_CELLS.values(), ids=NUMBER_CELLS)
def test_number_cells_are_never_silently_wrong(
    field: str, number: int, wrong: str | None, tmp_path: Path
) -> None:
    row: dict[str, object] = dict(participant(1)) | {field: number}
    path = write_xlsx(tmp_path / "peserta.xlsx", {"x": [list(row), list(row.values())]})
    [(_, cells)] = listed(path)
    assert not isinstance(cells, CellError)
    if wrong is None:
        PARTICIPANTS.row_of(cells, Checks(RULES))
    else:
        with pytest.raises(CellError) as error:
            PARTICIPANTS.row_of(cells, Checks(RULES))
        assert error.value.field == wrong


def _cut(path: Path, keep: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    return path


def _in_a_cell(folder: Path) -> Path:
    path = write_csv(folder / "participants.csv", participants(3))
    path.write_bytes(path.read_bytes().rstrip()[:-40])
    return path


def _in_quotes(folder: Path) -> Path:
    path = write_csv(folder / "participants.csv", participants(3))
    path.write_text(path.read_text().rstrip() + '\n7407024506720009,22009,"Wa Ode', "utf-8")
    return path


def _without(column: str, folder: Path) -> Path:
    rows = participants(2)
    for row in rows:
        del row[column]
    path = folder / "participants.csv"
    path.write_text("\n".join(",".join(row) for row in [rows[0], *values(rows)]) + "\n", "utf-8")
    return path


def _twice(folder: Path) -> Path:
    write_csv(folder / "participants.csv", ROWS)
    return write_xlsx(folder / "peserta.xlsx", {"Sheet1": table(ROWS)}).parent


def _written(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(raw)
        return folder / name

    return write


BROKEN: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no such file": (lambda folder: folder / "none.csv", "does not exist"),
    "no such format": (_written("peserta.pdf", "x"), "neither a CSV nor an XLSX"),
    "empty folder": (lambda folder: folder, "no CSV or XLSX file"),
    "folder of other files": (
        lambda folder: write_csv(folder / "participants.csv", ROWS).rename(folder / "x.csv").parent,
        "holds none of participants, claims, agreements",
    ),
    "empty file": (_written("participants.csv", ""), "is empty"),
    "blank file": (_written("participants.csv", "\n\n"), "is empty"),
    "empty sheet": (lambda folder: write_xlsx(folder / "peserta.xlsx", {"x": []}), "is empty"),
    "missing column": (lambda folder: _without("kpj", folder), "no column for kpj"),
    "missing column that may be empty": (
        lambda folder: _without("phone", folder),
        "no column for phone",
    ),
    "double column": (
        _written("participants.csv", "nik,no_ktp\n"),
        "has two columns for nik",
    ),
    "cut off in a cell": (_in_a_cell, "ends inside its last row"),
    "cut off in quotes": (_in_quotes, "ends inside a quoted cell"),
    "cut off in a character": (
        _written("participants.csv", "nik,kpj\n".encode("utf-16")[:-1]),
        "is cut off",
    ),
    "cut off sheet": (lambda folder: _cut(_sheet(folder), 0.6), "is cut off"),
    "web page": (_written("data.csv", "<html><body>Masuk</body></html>\n"), "--only"),
    "not a spreadsheet": (_written("peserta.xlsx", "<html>"), "not a spreadsheet"),
    "two files": (_twice, "hold participants"),
}


@pytest.mark.parametrize(("write", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_says_so(write: Callable[[Path], Path], reason: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=reason) as error:
        listed(write(tmp_path))
    assert participant(1)["nik"] not in str(error.value)


ROW = ",".join(participant(1, programs="JKK").values())
ODD_LINES = {
    "more cells": (f"{ROW},extra", CellError),
    "empty cells at the end": (f"{ROW},,,", tuple),
    "cells left out at the end": (ROW.replace("active,,MOU-1", "active"), tuple),
    "text after a quote": (ROW.replace("Wa Ode", '"Wa" Ode'), CellError),
}


@pytest.mark.parametrize(("line", "kind"), ODD_LINES.values(), ids=ODD_LINES)
def test_an_odd_line_does_not_stop_the_others(line: str, kind: type, tmp_path: Path) -> None:
    header, path = ",".join(participant(1)), tmp_path / "participants.csv"
    path.write_text("\n".join([header, line, ROW]) + "\n", "utf-8")
    first, second = listed(path)
    assert isinstance(first[1], kind)
    assert second == (3, tuple(ROW.split(",")))


def test_only_names_the_data_set_of_a_file_that_does_not(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "claims.csv", [claim(1)]).rename(tmp_path / "x.csv")
    assert len(listed(path, only="claims", dataset="claims")) == 1


def test_the_date_is_that_of_the_newest_file(tmp_path: Path) -> None:
    write_csv(tmp_path / "participants.csv", ROWS, as_of=date(2026, 3, 1))
    write_csv(tmp_path / "claims.csv", [claim(1)], as_of=date(2026, 3, 14))
    late = datetime(2026, 3, 20, tzinfo=UTC).timestamp()
    os.utime(write_csv(tmp_path / "agreements.csv", [agreement(1)]), (late, late))
    feed = FileFeed(str(tmp_path), only=None, zone=UTC)
    for dataset in (PARTICIPANTS, CLAIMS, AGREEMENTS):
        listing = feed.listing(dataset, [])
        assert listing is not None
        assert listing.as_of == date(2026, 3, 20)


def _marked(folder: Path) -> Path:
    (folder / "SYNTHETIC").touch()
    return write_csv(folder / "participants.csv", ROWS).parent


MARKS: dict[str, tuple[Callable[[Path], Path], bool]] = {
    "folder with the mark": (_marked, True),
    "one file of it": (lambda folder: _marked(folder) / "participants.csv", False),
    "folder without": (lambda folder: write_csv(folder / "participants.csv", ROWS).parent, False),
    "workbook with the sheet": (
        lambda folder: write_xlsx(folder / "x.xlsx", {"peserta": table(ROWS), "SYNTHETIC": []}),
        True,
    ),
    "workbook without": (_sheet, False),
}


@pytest.mark.parametrize(("write", "synthetic"), MARKS.values(), ids=MARKS)
def test_synthetic_is_what_the_source_says(
    write: Callable[[Path], Path], synthetic: bool, tmp_path: Path
) -> None:
    listing = FileFeed(str(write(tmp_path)), only=None, zone=UTC).listing(PARTICIPANTS, [])
    assert listing is not None
    assert listing.synthetic == synthetic
