"""What every feed gives, a data set row by row, and which formats there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Protocol

import msgspec

from storage.feeds.cells import CellError
from storage.feeds.shape import Dataset

Cells = tuple[str, ...]
RawRow = tuple[int, Cells | CellError]


class FeedError(RuntimeError):
    """The source cannot be read whole; the message names file or path, never a cell's content."""


class PageMark(msgspec.Struct, frozen=True, array_like=True):
    """The ETag of one page; an ETag says nothing about other pages."""

    cursor: str | int | None
    etag: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One data set of a source: where it is named, the date of the data, and its rows.

    `rows` gives the line in the source and the cells in the order of `Dataset.columns`; where a
    row has no cells to speak of, what is wrong with it. `rows` is None where the source says that
    nothing changed since `marks`; else `marks` fills while the rows are read.
    """

    rows: Iterator[RawRow] | None
    as_of: date | None = None
    synthetic: bool = False
    total: int | None = None
    marks: list[PageMark] = field(default_factory=list)


class Feed(Protocol):
    """A source that is open; `only` is the one data set wanted, where a file does not say."""

    def listing(self, dataset: Dataset, marks: Sequence[PageMark]) -> Listing | None:
        """None where the source has no such data set; FeedError where it cannot be read."""

    def close(self) -> None: ...


def opened(source: str, *, token: str | None, only: Dataset | None, zone: tzinfo) -> Feed:
    """The feed behind a source: `http(s)://…`, else a folder or file. Raises FeedError."""
    if source.startswith(("http://", "https://")):
        from storage.feeds.http import HttpFeed

        return HttpFeed(source, token)
    from storage.feeds.files import FileFeed

    return FileFeed(source, only=only, zone=zone)


def shown(source: str) -> str:
    """A source as it may be printed and stored: a URL without user, password and query."""
    if "://" not in source:
        return source
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(source)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
