"""Spreadsheets through calamine, a sheet at a time (a sheet stands in memory while it is read)."""

from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from storage.feeds.feed import FeedError
from storage.feeds.header import FileRow


def workbook(path: Path) -> CalamineWorkbook:
    """Raises FeedError for a file that is cut off or no spreadsheet."""
    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError):
        raise FeedError(f"{path.name} is cut off, or not a spreadsheet.") from None


def sheet_rows(book: CalamineWorkbook, name: str, path: Path) -> Iterator[FileRow]:
    """Row number in the sheet and its typed cells; a formula's cell has its last result."""
    yield from enumerate(_sheet(book, name, path).iter_rows(), 1)


def _sheet(book: CalamineWorkbook, name: str, path: Path) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except CalamineError:
        raise FeedError(f"{path.name}, sheet {name}, is damaged.") from None
