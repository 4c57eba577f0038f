"""What each refresh knew of a day: real refreshes of small feeds, asked about afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from handlers.catalog import catalog
from handlers.coverage_known import DayKnown, in_words, known_about
from handlers.programme import load
from storage.database import Database
from storage.refresh import refresh, rollback
from storage.store import Store
from tests.conversation import KeysShown
from tests.storage.feed_files import RULES, Row, participant, write_csv

DAY = date(2026, 3, 14)
MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))
NIK = participant(1)["nik"]
OTHER = participant(2)


@dataclass
class History:
    """A store that is refreshed again and again."""

    database: Database
    folder: Path

    def __call__(self, as_of: date, *rows: Row) -> None:
        """A feed of these rows and of somebody else, who is always there."""
        write_csv(self.folder / "participants.csv", [*rows, OTHER])
        outcome = refresh(
            self.database, str(self.folder), rules=RULES, as_of=as_of, allow_drop_percent=100
        )
        assert outcome.status in ("applied", "unchanged"), outcome

    def known(self, day: date = DAY, nik: str = NIK) -> DayKnown:
        with self.database.read() as connection:
            store = Store(connection, self.database.sealer, now=0, real_now=0)
            return known_about(store, nik, day)

    def told(self, day: date = DAY) -> list[tuple[int, int, str]]:
        return [
            (each.first_run, each.last_run, each.said.status) for each in self.known(day).history
        ]


@pytest.fixture
def history(database: Database, tmp_path: Path) -> History:
    return History(database, tmp_path / "feed")


def me(**changes: str) -> Row:
    return participant(1, **changes)


def _late(feed: History) -> None:
    feed(MARCH)
    feed(APRIL, me(registered_on="2026-03-20"))
    feed(MAY, me(registered_on="2026-03-20"))


def _corrected(feed: History) -> None:
    """The period first ended before the day, then reached over it."""
    feed(MARCH, me(coverage_end="2026-02-28"))
    feed(APRIL, me(coverage_end="2026-02-28"))
    feed(MAY, me())


def _inactive(feed: History) -> None:
    feed(MARCH, me())
    feed(date(2026, 3, 10), me(status="inactive", inactive_reason="not_funded"))
    feed(APRIL, me(status="inactive", inactive_reason="not_funded"))


def _inactive_by_mistake(feed: History) -> None:
    _inactive(feed)
    feed(MAY, me())


def _inactive_after_the_day(feed: History) -> None:
    feed(MARCH, me())
    feed(APRIL, me(status="inactive", inactive_reason="moved"))
    feed(MAY, me(status="inactive", inactive_reason="moved"))


def _delisted(feed: History) -> None:
    feed(MARCH, me())
    feed(date(2026, 3, 14))
    feed(APRIL)


def _delisted_and_back(feed: History) -> None:
    _delisted(feed)
    feed(MAY, me())


def _renewed(feed: History) -> None:
    """Two periods with a gap that the day falls into."""
    early = me(coverage_start="2025-01-01", coverage_end="2025-12-31")
    feed(MARCH, early)
    feed(APRIL, early, me(coverage_start="2026-04-01"))


def _moved_house(feed: History) -> None:
    """What changes says nothing of the day."""
    feed(MARCH, me())
    feed(APRIL, me(phone="081399999999", category="other"))
    feed(MAY, me(name="Wa Ode Baru"))


def _rolled_back(feed: History) -> None:
    feed(MARCH, me())
    feed(APRIL)
    rollback(feed.database)
    feed(MAY, me())


HISTORIES: dict[str, tuple[Callable[[History], None], list[tuple[int, int, str]], str | None]] = {
    "registered late": (_late, [(1, 1, "unknown"), (2, 3, "covered")], "unknown"),
    "corrected afterwards": (_corrected, [(1, 2, "outside"), (3, 3, "covered")], "outside"),
    "inactive": (_inactive, [(1, 1, "covered"), (2, 3, "inactive")], "inactive"),
    "inactive by mistake": (
        _inactive_by_mistake,
        [(1, 1, "covered"), (2, 3, "inactive"), (4, 4, "covered")],
        "inactive",
    ),
    "inactive after the day: the end is new": (
        _inactive_after_the_day,
        [(1, 1, "covered"), (2, 3, "covered")],
        "covered",
    ),
    "delisted": (_delisted, [(1, 1, "covered"), (2, 3, "delisted")], "delisted"),
    "delisted and back": (
        _delisted_and_back,
        [(1, 1, "covered"), (2, 3, "delisted"), (4, 4, "covered")],
        "delisted",
    ),
    "in a gap: the nearest period is the same": (_renewed, [(1, 2, "outside")], "outside"),
    "nothing of the day changed": (_moved_house, [(1, 3, "covered")], "covered"),
    "a run that was rolled back knew nothing": (_rolled_back, [(1, 3, "covered")], "covered"),
    "before the first refresh": (lambda _feed: None, [], None),
}


@pytest.mark.parametrize(("feeds", "told", "then"), HISTORIES.values(), ids=HISTORIES)
def test_what_each_refresh_knew(
    history: History,
    feeds: Callable[[History], None],
    told: list[tuple[int, int, str]],
    then: str | None,
) -> None:
    feeds(history)

    known = history.known()
    assert history.told() == told
    assert (known.then.said.status if known.then else None) == then
    assert known.now == (known.history[-1] if told else None)


def test_a_cut_tells_its_day_and_the_agencys_reason(history: History) -> None:
    _inactive(history)

    (before, after) = history.known().history
    assert (before.said.covered, after.said.covered) == (True, False)
    assert (after.said.start, after.said.until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (after.said.since, after.said.reason) == (date(2026, 3, 10), "not_funded")
    assert (after.first_as_of, after.last_as_of) == (date(2026, 3, 10), APRIL)


def test_a_period_withdrawn_before_it_began_was_never_in_force(history: History) -> None:
    history(MARCH, me(coverage_start="2026-04-01", status="inactive"))

    assert history.told(date(2026, 2, 1)) == [(1, 1, "outside")]
    assert history.told(JUNE) == [(1, 1, "inactive")]
    known = history.known(date(2026, 2, 1))
    assert "coverage_known.said.never" in in_words(KeysShown(), load(), known)[0]


def test_the_earlier_of_two_cuts_decides(history: History) -> None:
    history(date(2026, 2, 1), me())
    history(MARCH, me(status="inactive"))
    history(APRIL)

    assert history.told() == [(1, 1, "covered"), (2, 3, "inactive")]


def test_nothing_was_known_before_the_first_data(history: History) -> None:
    history(APRIL, me())

    assert history.known().then is None
    assert "coverage_known.not_then" in in_words(KeysShown(), load(), history.known())


def test_somebody_whom_no_feed_listed_is_unknown(history: History) -> None:
    history(MARCH, me())
    known = history.known(nik=participant(77)["nik"])
    assert [each.said.status for each in known.history] == ["unknown"]


def test_in_words(history: History) -> None:
    _inactive(history)

    period = "masa 1 Januari 2026 sampai 31 Desember 2026"
    ended = "tidak aktif sejak 10 Maret 2026 (dana APBD untuk iuran tidak tersedia)"
    not_covered = f"tidak terlindungi karena {period} {ended}"
    assert in_words(catalog("id"), load(), history.known()) == [
        f"14 Maret 2026: {not_covered}. Menurut data tanggal 1 April 2026 (pembaruan 3).",
        f"Yang diketahui pada hari itu: {not_covered}.",
        "Menurut tiap pembaruan data:",
        f"- Pembaruan 1, data tanggal 1 Maret 2026: terlindungi, {period}",
        f"- Pembaruan 2 sampai 3, data tanggal 10 Maret 2026 sampai 1 April 2026: {not_covered}",
    ]


def test_without_data(history: History) -> None:
    assert in_words(KeysShown(), load(), history.known()) == ["coverage_known.no_data"]
