"""The agency's HTTP feed: JSON pages with a cursor, a bearer token and ETags."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec

from storage.feeds.cells import CellError
from storage.feeds.datasets import PARTICIPANTS
from storage.feeds.feed import FeedError, Listing, PageMark, RawRow, shown
from storage.feeds.shape import Dataset
from storage.feeds.typed import as_text

PAGE_ROWS = 1000
TRIES = 5
LONGEST_WAIT_SECONDS = 60.0
TIMEOUT_SECONDS = 60.0
FIRST_WAIT_SECONDS = 0.5
_NOT_MODIFIED, _NOT_FOUND, _TOO_MANY, _SERVER = 304, 404, 429, 500


class Page(msgspec.Struct, frozen=True):
    """One answer; rows are objects, or rejected."""

    total: int
    data: list[Any]
    next: str | int | None = None
    as_of: date | None = None
    synthetic: bool = False

    def told(self) -> tuple[object, ...]:
        """What all pages of a data set say alike."""
        return self.total, self.as_of, self.synthetic


class HttpFeed:
    """`pause` waits between tries, in seconds."""

    def __init__(
        self, source: str, token: str | None, *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        try:
            self._base = httpx.URL(source)
        except httpx.InvalidURL:
            raise FeedError(f"{shown(source)} is not an address.") from None
        if token:  # else the client would take user and password of the address instead
            self._base = self._base.copy_with(userinfo=b"")
        self._pause = pause
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT_SECONDS)

    def listing(self, dataset: Dataset, marks: Sequence[PageMark]) -> Listing | None:
        """Asks for all known pages whether they changed; if one did, all are read."""
        place = self._base.copy_with(path=f"{self._base.path.rstrip('/')}/{dataset.name}")
        if marks and all(mark.etag and self._is_same(place, mark) for mark in marks):
            return Listing(None)
        answer = self._answer(_page_url(place, None), {})
        if answer.status_code == _NOT_FOUND and dataset is not PARTICIPANTS:
            return None
        first, etag = _page(answer)
        read: list[PageMark] = [PageMark(None, etag)]
        return Listing(
            self._rows(place, first, dataset, read),
            as_of=first.as_of,
            synthetic=first.synthetic,
            total=first.total,
            marks=read,
        )

    def close(self) -> None:
        self._client.close()

    def _is_same(self, place: httpx.URL, mark: PageMark) -> bool:
        answer = self._answer(_page_url(place, mark.cursor), {"If-None-Match": mark.etag})
        return answer.status_code == _NOT_MODIFIED

    def _rows(
        self, place: httpx.URL, first: Page, dataset: Dataset, marks: list[PageMark]
    ) -> Iterator[RawRow]:
        page, read = first, 0
        while True:
            for row in page.data:
                read += 1
                yield read, _cells(row, dataset)
            if page.next is None:
                break
            if not page.data or read > first.total:
                raise FeedError(f"{shown(str(place))} goes on after its {first.total} rows.")
            cursor = page.next
            page, etag = _page(self._answer(_page_url(place, cursor), {}))
            marks.append(PageMark(cursor, etag))
            if page.told() != first.told():
                raise FeedError(f"{shown(str(place))} changed while it was read. Try again.")
        if read != first.total:
            raise FeedError(
                f"{shown(str(place))} ended early: {read} rows, but it says that it has "
                f"{first.total}."
            )

    def _answer(self, url: httpx.URL, headers: dict[str, str]) -> httpx.Response:
        """The answer, after waiting where the server is busy. Raises FeedError."""
        for tried in range(1, TRIES + 1):
            try:
                answer = self._client.get(url, headers=headers)
            except httpx.RequestError as error:
                problem, asked = f"cannot be reached ({type(error).__name__})", None
            else:
                if answer.status_code != _TOO_MANY and answer.status_code < _SERVER:
                    return answer
                problem = f"answers {answer.status_code}"
                asked = _retry_after(answer.headers.get("Retry-After"))
            if tried < TRIES:
                wait_seconds = FIRST_WAIT_SECONDS * 2 ** (tried - 1) if asked is None else asked
                self._pause(min(wait_seconds, LONGEST_WAIT_SECONDS))
        raise FeedError(f"{shown(str(url))} {problem}, also after {TRIES} tries.")


def _page_url(place: httpx.URL, cursor: str | int | None) -> httpx.URL:
    where = {} if cursor is None else {"cursor": cursor}
    return place.copy_merge_params({"limit": PAGE_ROWS, **where})


def _page(answer: httpx.Response) -> tuple[Page, str]:
    """The page and its ETag, empty where there is none. Raises FeedError."""
    place = shown(str(answer.url))
    if answer.status_code != httpx.codes.OK:
        hint = " Check AGENCY_TOKEN." if answer.status_code in {401, 403} else ""
        raise FeedError(f"{place} answers {answer.status_code}.{hint}")
    try:
        page = msgspec.json.decode(answer.content, type=Page)
    except msgspec.DecodeError as error:  # names a place (`$.total`), never a value
        raise FeedError(f"{place} is not a page of a feed: {error}.") from None
    return page, answer.headers.get("ETag", "")


def _cells(row: object, dataset: Dataset) -> tuple[str, ...] | CellError:
    if not isinstance(row, dict):
        return CellError("not an object", "row")
    return tuple(as_text(row.get(column.name), column.kind) for column in dataset.columns)


def _retry_after(header: str | None) -> float | None:
    """Seconds, from a number or a date."""
    if header is None:
        return None
    if header.isdigit():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
