"""Feeds that are not believed: the old data stays, and the sentence says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import Database
from storage.refresh import Counts, history
from tests.storage.feed_files import Row, agreement, claim, participant, participants, write_csv
from tests.storage.test_refresh import APRIL, Store


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Store:
    return Store(database, tmp_path / "feed")


def _dropping(count: int) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: rows[count:]


def _with(count: int, **changes: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [*({**row, **changes} for row in rows[:count]), *rows[count:]]


GUARDS: dict[str, tuple[Callable[[list[Row]], list[Row]], str, str]] = {
    "5 % dropped": (_dropping(5), "applied", ""),
    "more dropped": (_dropping(6), "refused", "no longer lists 6 of 100 people"),
    "all dropped": (_dropping(100), "refused", "no longer lists 100 of 100 people"),
    "5 % inactive": (_with(5, status="inactive"), "applied", ""),
    "more inactive": (
        _with(6, status="inactive"),
        "refused",
        "ends the running coverage of 6 of 100 people",
    ),
    "more end early": (
        _with(6, coverage_end="2026-03-31"),
        "refused",
        "ends the running coverage of 6 of 100 people",
    ),
    "more inactive after their end": (
        _with(6, status="inactive", coverage_end="2026-04-01"),
        "refused",
        "ends the running coverage",
    ),
    "some dropped, some inactive": (
        lambda rows: _with(3, status="inactive")(rows)[:-3],
        "applied",
        "",
    ),
    "5 % rejected": (_with(5, status="?"), "unchanged", ""),
    "more rejected": (_with(6, status="?"), "refused", "has 6 bad rows of 100 in participants"),
}


@pytest.mark.parametrize(("change", "status", "reason"), GUARDS.values(), ids=GUARDS)
def test_guards(
    store: Store, change: Callable[[list[Row]], list[Row]], status: str, reason: str
) -> None:
    store.feed(participants(100))
    before = store.known(1)
    outcome = store.feed(change(participants(100)), as_of=APRIL)
    assert outcome.status == status
    assert reason in (outcome.reason or "")
    if status == "refused":
        assert store.known(1) == before
        assert store.versions() == 100
        option = (outcome.reason or "").partition("--allow-drop ")[2].rstrip(".")
        again = store.refresh(as_of=APRIL, allow_drop_percent=float(option))
        assert again.status in ("applied", "unchanged")


def test_people_whose_coverage_had_ended_may_all_become_inactive(store: Store) -> None:
    store.feed(participants(100, coverage_end="2026-03-31"))
    ended = participants(100, coverage_end="2026-03-31", status="inactive")
    assert store.feed(ended, as_of=APRIL).status == "applied"


def test_a_person_with_a_new_card_is_not_dropped(store: Store) -> None:
    store.feed(participants(100))
    rows = [participant(number, kpj=f"23{number:09d}") for number in range(1, 101)]
    outcome = store.feed(rows, as_of=APRIL)
    assert outcome.counts["participants"] == Counts(100, inserted=100, removed=100)
    assert outcome.status == "applied"


def test_what_was_dropped_before_does_not_count_again(store: Store) -> None:
    store.feed(participants(100))
    store.feed(participants(100)[5:], as_of=APRIL)
    assert store.feed(participants(100)[9:], as_of=APRIL).status == "applied"


def test_a_first_load_of_bad_rows_is_refused(store: Store) -> None:
    outcome = store.feed(_with(2, village_code="x")(participants(20)))
    assert outcome.status == "refused"
    assert store.person(20) is None


def test_claims_leave_one_by_one(store: Store) -> None:
    claims = [claim(number) for number in range(1, 31)]
    store.feed(participants(1), claims)
    assert store.feed(participants(1), claims[19:]).status == "applied"
    more = [claim(number) for number in range(100, 130)]
    store.feed(participants(1), more, allow_drop_percent=100)
    outcome = store.feed(participants(1), more[20:])
    assert outcome.status == "refused"
    assert "no longer lists 20 of 30 claims" in (outcome.reason or "")


def test_one_bad_data_set_holds_back_the_others(store: Store) -> None:
    store.feed(participants(1), agreements=[agreement(1)])
    outcome = store.feed(participants(2), agreements=[agreement(1, valid_from="?")])
    assert outcome.status == "refused"
    assert store.person(2) is None


def test_a_file_that_is_cut_off_changes_nothing(store: Store) -> None:
    store.feed(participants(2_100))
    path = write_csv(store.folder / "participants.csv", participants(2_100, category="other"))
    path.write_bytes(path.read_bytes()[: -len("active,,MOU-1\r\n")])
    outcome = store.refresh()
    assert outcome.status == "failed"
    assert "cut off" in (outcome.reason or "")
    assert store.known(1).periods[0].category == "nelayan"
    assert store.versions() == 2_100
    assert [run.status for run in history(store.database)] == ["failed", "applied"]
