"""Pages, tries and doubts of the HTTP feed, against a server on loopback."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest

from storage.feeds.cells import CellError
from storage.feeds.datasets import CLAIMS, PARTICIPANTS
from storage.feeds.feed import FeedError, Listing, PageMark, RawRow
from storage.feeds.http import TRIES, HttpFeed
from tests.storage.agency_server import TOKEN, Agency, agency_server
from tests.storage.feed_files import participant, participants


@pytest.fixture
def agency() -> Iterator[Agency]:
    with agency_server() as agency:
        agency.rows["participants"] = list(participants(7))
        yield agency


def listing(agency: Agency, marks: list[PageMark] | None = None, token: str = TOKEN) -> Listing:
    """Read to its end."""
    with closing(HttpFeed(agency.address, token, pause=agency.waits.append)) as feed:
        listing = feed.listing(PARTICIPANTS, marks or [])
        assert listing is not None
        rows = None if listing.rows is None else iter(list(listing.rows))
    return Listing(rows, listing.as_of, listing.synthetic, listing.total, listing.marks)


def rows_of(read: Listing) -> list[RawRow]:
    assert read.rows is not None
    return list(read.rows)


def test_all_pages_are_read(agency: Agency) -> None:
    read = listing(agency)
    expected = [tuple(row.values()) for row in participants(7)]
    assert rows_of(read) == list(enumerate(expected, 1))
    assert (read.as_of, read.total, read.synthetic) == (date(2026, 3, 1), 7, False)
    assert [re.sub("limit=1000&?", "", path) for path in agency.asked] == [
        "/participants?",
        "/participants?cursor=3",
        "/participants?cursor=6",
    ]


def test_typed_cells_are_taken_as_text(agency: Agency) -> None:
    row = {**participant(1), "nik": 7407024506720001, "programs": ["JKK", "JKM"], "phone": None}
    agency.rows["participants"] = [row, "no row", {"nik": 7.4e15}]
    good, odd, short = rows_of(listing(agency))
    assert good == (1, tuple(participant(1, phone="").values()))
    assert isinstance(odd[1], CellError)
    assert short == (3, ("7400000000000000.0", *[""] * 13))


def test_unchanged_pages_are_not_read_again(agency: Agency) -> None:
    marks = listing(agency).marks
    assert [mark.cursor for mark in marks] == [None, "3", "6"]
    assert listing(agency, marks).rows is None


@pytest.mark.parametrize("changed", [0, 4, 6])
def test_a_change_on_any_page_is_seen(agency: Agency, changed: int) -> None:
    marks = listing(agency).marks
    agency.rows["participants"][changed] = participant(99)
    assert len(rows_of(listing(agency, marks))) == 7


def test_without_etags_all_is_read_each_time(agency: Agency) -> None:
    agency.with_etags = False
    marks = listing(agency).marks
    assert len(rows_of(listing(agency, marks))) == 7


BUSY = {
    "too many": ((429, {"Retry-After": "7"}), 7.0),
    "endless wait": ((503, {"Retry-After": "86400"}), 60.0),
    "no hint": ((500, {}), 0.5),
    "odd hint": ((502, {"Retry-After": "soon"}), 0.5),
    "a date that has passed": ((503, {"Retry-After": "Sun, 01 Mar 2026 00:00:00 GMT"}), 0.0),
}


@pytest.mark.parametrize(("trouble", "wait_seconds"), BUSY.values(), ids=BUSY)
def test_a_busy_server_is_waited_for(
    agency: Agency, trouble: tuple[int, dict[str, str]], wait_seconds: float
) -> None:
    agency.troubles.append(trouble)
    assert len(rows_of(listing(agency))) == 7
    assert agency.waits == [wait_seconds]


def test_retry_after_may_be_a_date(agency: Agency) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    agency.troubles.append((503, {"Retry-After": until}))
    listing(agency)
    assert 25 < agency.waits[0] <= 30


def _always_busy(agency: Agency) -> None:
    agency.troubles.extend([(503, {})] * TRIES)


def _refuses_the_token(agency: Agency) -> None:
    agency.troubles.append((401, {}))


def _redirects(agency: Agency) -> None:
    agency.troubles.append((302, {"Location": "http://example.org/"}))


def _has_no_participants(agency: Agency) -> None:
    del agency.rows["participants"]


def _ends_early(agency: Agency) -> None:
    agency.total_off_by = 1


def _goes_on(agency: Agency) -> None:
    agency.total_off_by = -5


def _stands_still(agency: Agency) -> None:
    agency.changes_at["3"] = {"data": [], "next": "3"}


def _changes_meanwhile(agency: Agency) -> None:
    agency.changes_at["3"] = {"as_of": "2026-03-02"}


def _is_synthetic_in_part(agency: Agency) -> None:
    agency.changes_at["6"] = {"synthetic": True}


def _is_no_page(agency: Agency) -> None:
    agency.changes_at["0"] = {"total": participant(1)["nik"]}


def _is_down(agency: Agency) -> None:
    agency.address = "http://127.0.0.1:9"


BROKEN = {
    "always busy": (_always_busy, "answers 503, also after"),
    "wrong token": (_refuses_the_token, "answers 401. Check AGENCY_TOKEN"),
    "redirect": (_redirects, "answers 302"),
    "wrong path": (_has_no_participants, "participants answers 404"),
    "short": (_ends_early, "ended early: 7 rows, but it says that it has 8"),
    "long": (_goes_on, "goes on after its 2 rows"),
    "endless": (_stands_still, "goes on"),
    "changed": (_changes_meanwhile, "changed while it was read"),
    "partly synthetic": (_is_synthetic_in_part, "changed while it was read"),
    "not a page": (_is_no_page, "is not a page of a feed"),
    "down": (_is_down, r"cannot be reached \(ConnectError\)"),
}


@pytest.mark.parametrize(("trouble", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_feed_says_so(agency: Agency, trouble: object, reason: str) -> None:
    assert callable(trouble)
    trouble(agency)
    with pytest.raises(FeedError, match=reason) as error:
        listing(agency)
    assert participant(1)["nik"] not in str(error.value)


def test_other_data_sets_may_be_missing(agency: Agency) -> None:
    with closing(HttpFeed(agency.address, TOKEN)) as feed:
        assert feed.listing(CLAIMS, []) is None


def test_secrets_of_the_address_are_not_in_an_error(agency: Agency) -> None:
    source = agency.address.replace("://", "://user:password@") + "/base?key=hidden"
    with closing(HttpFeed(source, None)) as feed, pytest.raises(FeedError) as error:
        feed.listing(PARTICIPANTS, [])
    assert agency.asked[0].startswith("/base/participants?key=hidden&limit=")
    assert not any(word in str(error.value) for word in ("user", "password", "hidden"))
