"""Going back, and going on from there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from storage.participants import Participants
from storage.refresh import Counts, history, refresh, rollback
from tests.storage.agency_server import TOKEN, Agency, agency_server
from tests.storage.feed_files import RULES, agreement, claim, participant, participants
from tests.storage.test_refresh import APRIL, MARCH, MAY, Store


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Store:
    return Store(database, tmp_path / "feed")


def test_rollback_shows_what_was_known_before(store: Store) -> None:
    store.feed(participants(40))
    store.feed([*participants(40, category="other")[1:], participant(41)], as_of=APRIL)
    outcome = rollback(store.database)
    assert (outcome.run, outcome.status, outcome.as_of) == (1, "rolled_back", MARCH)
    assert store.known(1).periods[0].delisted_on is None
    assert store.known(2).periods[0].category == "nelayan"
    assert store.person(41) is None
    with store.database.read() as connection:
        assert Participants(connection, store.database.sealer).as_of() == MARCH
    assert [run.is_current for run in history(store.database)] == [False, True]


def test_the_next_refresh_starts_from_there(store: Store) -> None:
    store.feed(participants(40))
    store.feed([*participants(40, category="other")[1:], participant(41)], as_of=APRIL)
    rollback(store.database)
    outcome = store.refresh(as_of=MAY)
    assert outcome.counts["participants"] == Counts(40, inserted=1, updated=39, removed=1)
    assert store.known(1).periods[0].delisted_on == MAY
    assert store.versions() == 40 + 39 + 1 + 1


def test_what_a_run_that_was_left_had_ended_lives_on(store: Store) -> None:
    store.feed(participants(40))
    store.feed(participants(40, category="other")[1:], as_of=APRIL)
    rollback(store.database)
    assert store.feed(participants(40), as_of=MAY).status == "unchanged"
    assert store.known(1).periods[0].delisted_on is None
    assert store.known(2).periods[0].category == "nelayan"


def test_rollback_passes_over_runs_that_changed_nothing(store: Store) -> None:
    store.feed(participants(40))
    store.feed(participants(41), as_of=APRIL)
    store.refresh(as_of=MAY)
    assert rollback(store.database).run == 1
    assert store.person(41) is None
    assert [run.status for run in history(store.database)] == [
        "rolled_back",
        "rolled_back",
        "applied",
    ]


def test_there_must_be_something_to_go_back_to(store: Store) -> None:
    assert rollback(store.database).status == "failed"
    store.feed(participants(3))
    outcome = rollback(store.database)
    assert (outcome.status, outcome.reason) == (
        "failed",
        "There is no earlier generation to go back to.",
    )
    assert store.known(1).covered_on(MARCH)


def test_rollback_waits_for_nobody(store: Store) -> None:
    store.feed(participants(3))
    outcomes = []
    store.refresh(progress=lambda *_step: outcomes.append(rollback(store.database)))
    assert [outcome.status for outcome in outcomes] == ["failed"]


@pytest.fixture
def agency() -> Iterator[Agency]:
    with agency_server() as agency:
        agency.rows["participants"] = list(participants(7))
        agency.rows["claims"] = [claim(1)]
        agency.rows["agreements"] = [agreement(1)]
        yield agency


def ask(store: Store, agency: Agency, **options: Any) -> Counts:
    wanted: dict[str, Any] = {"rules": RULES, "token": TOKEN} | options
    outcome = refresh(store.database, agency.address, **wanted)
    assert outcome.status in ("applied", "unchanged"), outcome.reason
    return outcome.counts["participants"]


def test_etags_spare_the_reading_until_something_changes(store: Store, agency: Agency) -> None:
    assert ask(store, agency) == Counts(7, inserted=7)
    assert ask(store, agency) == Counts(0, unchanged=7)
    agency.rows["participants"][5]["phone"] = "081399999999"
    assert ask(store, agency) == Counts(7, updated=1, unchanged=6)
    assert ask(store, agency) == Counts(0, unchanged=7)


def test_etags_of_a_generation_that_was_left_are_not_used(store: Store, agency: Agency) -> None:
    ask(store, agency)
    agency.rows["participants"].append(participant(8))
    ask(store, agency)
    rollback(store.database)
    assert ask(store, agency) == Counts(8, inserted=1, unchanged=7)


def test_etags_count_for_the_same_rules_and_source_only(store: Store, agency: Agency) -> None:
    ask(store, agency)
    other_rules = type(RULES)(RULES.categories, frozenset())
    assert ask(store, agency, rules=other_rules).read == 7
    store.feed(participants(7))
    assert ask(store, agency).read == 7


def test_a_short_feed_is_not_applied(store: Store, agency: Agency) -> None:
    ask(store, agency)
    agency.rows["participants"] += [participant(number) for number in (8, 9)]
    agency.total_off_by = 1
    outcome = refresh(store.database, agency.address, rules=RULES, token=TOKEN)
    assert outcome.status == "failed"
    assert "ended early: 9 rows" in (outcome.reason or "")
    assert store.person(8) is None


def test_the_source_is_kept_without_its_secrets(store: Store, agency: Agency) -> None:
    source = agency.address.replace("://", "://user:password@") + "?key=hidden"
    refresh(store.database, source, rules=RULES)
    [run] = history(store.database)
    assert run.source == agency.address
    assert run.status == "failed"
