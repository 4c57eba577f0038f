"""Rows of a file, the header first -> the cells of a data set, in its own order."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from storage.feeds.cells import CellError
from storage.feeds.datasets import DATASETS
from storage.feeds.feed import FeedError, RawRow
from storage.feeds.shape import Dataset
from storage.feeds.typed import Kind, as_text

FileRow = tuple[int, Sequence[object] | CellError]


def titles_of(rows: Iterator[FileRow], place: str) -> list[str]:
    """The first row that is not blank. Raises FeedError for an empty file."""
    for _line, row in rows:
        if not isinstance(row, CellError) and any(row):
            return [str(title) for title in row]
    raise FeedError(f"{place} is empty.")


def dataset_of(titles: Sequence[str], place: str) -> Dataset:
    """The data set whose columns all stand in this header row. Raises FeedError."""
    for dataset in DATASETS.values():
        found = {dataset.column_called(title) for title in titles}
        if found.issuperset(range(len(dataset.columns))):
            return dataset
    raise FeedError(
        f"{place} is named after none of {', '.join(DATASETS)}, and its header row has the columns "
        "of none. Name the data set with --only to learn which column is missing."
    )


def positions(titles: Sequence[str], dataset: Dataset, place: str) -> list[int]:
    """Where each column of the data set stands. Raises FeedError for a missing or double one."""
    places: dict[int, int] = {}
    for at, title in enumerate(titles):
        column = dataset.column_called(title)
        if column is None:
            continue
        if column in places:
            raise FeedError(f"{place} has two columns for {dataset.columns[column].name}.")
        places[column] = at
    missing = [each.name for at, each in enumerate(dataset.columns) if at not in places]
    if missing:
        raise FeedError(f"{place} has no column for {', '.join(missing)}.")
    return [places[at] for at in range(len(dataset.columns))]


def cells_of(
    rows: Iterator[FileRow], dataset: Dataset, place: str, *, is_text: bool
) -> Iterator[RawRow]:
    """Reads the header at once, the rows as they are asked for. Raises FeedError."""
    titles = titles_of(rows, place)
    pick = itemgetter(*positions(titles, dataset, place))
    picked = _picked(rows, pick, len(titles))
    return picked if is_text else _as_text(picked, [column.kind for column in dataset.columns])


def _picked(
    rows: Iterator[FileRow], pick: Callable[[Sequence[Any]], tuple[Any, ...]], width: int
) -> Iterator[RawRow]:
    for line, row in rows:
        if isinstance(row, CellError):
            yield line, row
            continue
        if len(row) > width and any(row[width:]):
            yield line, CellError("more cells than the header has", "row")
            continue
        if len(row) < width:  # spreadsheets leave out empty cells at the end
            row = [*row, *[""] * (width - len(row))]
        picked = pick(row)
        if any(picked):
            yield line, picked


def _as_text(rows: Iterator[RawRow], kinds: list[Kind]) -> Iterator[RawRow]:
    for line, cells in rows:
        if isinstance(cells, CellError):
            yield line, cells
        else:
            yield line, tuple(map(as_text, cells, kinds))
