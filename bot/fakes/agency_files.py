"""The synthetic feed as files: three CSV files or one workbook, with a mark that nobody is real."""

import csv
import os
from collections.abc import Callable, Iterable
from datetime import datetime, time
from pathlib import Path

from bot.fakes.agency_feed import Dataset, Feed, Row
from handlers.dates import MAKASSAR

MARK = "SYNTHETIC"
MOST_SHEET_ROWS = 1_048_575  # of an XLSX sheet, below the header
_WORKBOOK = "feed.xlsx"
Watch = Callable[[str, Dataset], Iterable[Row]]


class FolderRefusedError(ValueError):
    """The mark in a folder of real files would make the bot take real people for invented ones."""


def claim_folder(feed: Feed, folder: Path) -> None:
    """Make the folder and mark it. Raises FolderRefusedError if it holds somebody else's files."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / MARK
    if not mark.exists() and any(folder.iterdir()):
        raise FolderRefusedError(
            f"{folder} holds files that this command did not write; name an empty folder. "
            "No option overrides this."
        )
    mark.touch()
    _date(mark, feed)


def write_csv(feed: Feed, folder: Path, watch: Watch) -> None:
    """A file appears when it is whole."""
    for name, dataset in feed.datasets.items():
        part = folder / f"{name}.csv.part"
        with part.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(dataset.columns)
            writer.writerows(watch(name, dataset))
        _finish(part, folder / f"{name}.csv", feed)
    (folder / _WORKBOOK).unlink(missing_ok=True)


def write_xlsx(feed: Feed, folder: Path, watch: Watch) -> None:
    """One workbook, row by row in constant memory; a cell is text unless it is an amount."""
    import xlsxwriter

    part = folder / f"{_WORKBOOK}.part"
    with xlsxwriter.Workbook(str(part), {"constant_memory": True}) as book:
        book.set_properties({"created": datetime.combine(feed.as_of, time())})
        for name, dataset in feed.datasets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, dataset.columns)
            for line, row in enumerate(watch(name, dataset), start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(line, column, cell)
                    elif cell is not None:
                        sheet.write_string(line, column, cell)
        book.add_worksheet(MARK)
    _finish(part, folder / _WORKBOOK, feed)
    for name in feed.datasets:
        (folder / f"{name}.csv").unlink(missing_ok=True)


def _finish(part: Path, path: Path, feed: Feed) -> None:
    _date(part, feed)
    part.replace(path)


def _date(path: Path, feed: Feed) -> None:
    """The newest file's time is what a reader takes for the feed's date."""
    morning = datetime.combine(feed.as_of, time(9), MAKASSAR).timestamp()
    os.utime(path, (morning, morning))
