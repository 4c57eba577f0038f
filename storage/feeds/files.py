"""A folder of CSV and XLSX files, or one of them; names of files and sheets tell the data sets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial
from pathlib import Path

from storage.feeds.csv_file import csv_rows
from storage.feeds.datasets import DATASETS
from storage.feeds.feed import FeedError, Listing, PageMark
from storage.feeds.header import FileRow, cells_of, dataset_of, titles_of
from storage.feeds.shape import Dataset

SYNTHETIC = "SYNTHETIC"  # a file beside the CSVs or a sheet: nobody in here is real
_SPREADSHEETS = {".xlsx", ".xls"}


@dataclass(frozen=True)
class _Sheet:
    """`title` names the data set; `place` is where a person finds it."""

    title: str
    place: str
    rows: Callable[[], Iterator[FileRow]]
    is_text: bool


class FileFeed:
    """`only` names the data set of a single file whose own name does not."""

    def __init__(self, source: str, *, only: Dataset | None, zone: tzinfo) -> None:
        path = Path(source)
        files = _files(path)
        self._as_of = _newest_day(files, zone)
        sheets: list[_Sheet] = []
        marks: list[bool] = [(path / SYNTHETIC).is_file()]
        for file in files:
            found, marked = _sheets(file)
            sheets += found
            marks.append(marked)
        self._synthetic = marks[0] or all(marks[1:])
        self._by_dataset = _assigned(sheets, only, is_one_file=path.is_file())
        if not self._by_dataset:
            raise FeedError(f"{path} holds none of {', '.join(DATASETS)}.")

    def listing(self, dataset: Dataset, _marks: Sequence[PageMark]) -> Listing | None:
        sheet = self._by_dataset.get(dataset.name)
        if sheet is None:
            return None
        rows = cells_of(sheet.rows(), dataset, sheet.place, is_text=sheet.is_text)
        return Listing(rows, as_of=self._as_of, synthetic=self._synthetic)

    def close(self) -> None:
        """Files are closed as soon as they are read."""


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = [each for each in sorted(path.iterdir()) if _is_table(each)]
        if not files:
            raise FeedError(f"{path} holds no CSV or XLSX file.")
        return files
    if not path.is_file():
        raise FeedError(f"{path} does not exist.")
    if not _is_table(path):
        raise FeedError(f"{path} is neither a CSV nor an XLSX file.")
    return [path]


def _is_table(path: Path) -> bool:
    """Not a spreadsheet's lock file (`~$peserta.xlsx`)."""
    return path.suffix.lower() in {".csv", *_SPREADSHEETS} and path.name[0] not in "~."


def _newest_day(files: list[Path], zone: tzinfo) -> date:
    newest = max(file.stat().st_mtime for file in files)
    return datetime.fromtimestamp(newest, zone).date()


def _sheets(file: Path) -> tuple[list[_Sheet], bool]:
    """The tables of a file, and whether it is marked as synthetic."""
    if file.suffix.lower() not in _SPREADSHEETS:
        return [_Sheet(file.stem, file.name, partial(csv_rows, file), is_text=True)], False
    from storage.feeds.xlsx_file import sheet_rows, workbook

    book = workbook(file)
    names = [name for name in book.sheet_names if name != SYNTHETIC]
    sheets = [
        _Sheet(
            name if len(names) > 1 or _named(name) else file.stem,
            f"{file.name}, sheet {name},",
            partial(sheet_rows, book, name, file),
            is_text=False,
        )
        for name in names
    ]
    return sheets, SYNTHETIC in book.sheet_names


def _named(title: str) -> str | None:
    """The data set that a title names."""
    return next((each.name for each in DATASETS.values() if each.is_called(title)), None)


def _assigned(
    sheets: list[_Sheet], only: Dataset | None, *, is_one_file: bool
) -> dict[str, _Sheet]:
    """Which sheet holds which data set; other sheets are left alone. Raises FeedError."""
    assigned: dict[str, _Sheet] = {}
    for sheet in sheets:
        name = _named(sheet.title)
        if name is None and is_one_file and len(sheets) == 1:
            titles = [] if only else titles_of(sheet.rows(), sheet.place)
            name = (only or dataset_of(titles, sheet.place)).name
        if name in assigned:
            raise FeedError(f"Both {assigned[name].place} and {sheet.place} hold {name}.")
        if name is not None:
            assigned[name] = sheet
    return assigned
