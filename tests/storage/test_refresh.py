"""What a refresh changes, and what the answers see of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.database import Database
from storage.feeds.rules import Rules
from storage.participants import Participant, Participants
from storage.refresh import Counts, Outcome, history, refresh, rollback
from storage.tables import memberships, refresh_rejections
from tests.storage.feed_files import (
    RULES,
    Row,
    agreement,
    claim,
    participant,
    participants,
    table,
    write_csv,
    write_xlsx,
)

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


class Store:
    """A database and the folder of its feed."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def feed(
        self,
        people: list[Row],
        claims: list[Row] | None = None,
        agreements: list[Row] | None = None,
        **options: Any,
    ) -> Outcome:
        """Write the data sets that are given, and refresh from the folder."""
        for name, rows in (("claims", claims), ("agreements", agreements)):
            if rows is not None:
                write_csv(self.folder / f"{name}.csv", rows)
        write_csv(self.folder / "participants.csv", people)
        return self.refresh(**options)

    def refresh(self, source: Path | None = None, **options: Any) -> Outcome:
        wanted: dict[str, Any] = {"rules": RULES, "as_of": MARCH} | options
        return refresh(self.database, str(source or self.folder), **wanted)

    def person(self, number: int) -> Participant | None:
        with self.database.read() as connection:
            known = Participants(connection, self.database.sealer)
            return known.by_index(known.index_of(participant(number)["nik"]))

    def known(self, number: int) -> Participant:
        person = self.person(number)
        assert person is not None
        return person

    def versions(self) -> int:
        with self.database.read() as connection:
            rows = select(func.count()).select_from(memberships)
            return connection.execute(rows).scalar_one()


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Store:
    return Store(database, tmp_path / "feed")


def test_first_load(store: Store) -> None:
    outcome = store.feed(participants(3), [claim(1)], [agreement(1), agreement(2)])
    assert (outcome.run, outcome.status, outcome.as_of) == (1, "applied", MARCH)
    assert outcome.counts == {
        "participants": Counts(read=3, inserted=3),
        "claims": Counts(read=1, inserted=1),
        "agreements": Counts(read=2, inserted=2),
    }
    person = store.known(2)
    assert (person.kpj, person.name) == ("22000000002", "Wa Ode Sitti c")
    assert (person.birth_date, person.phone) == (date(1972, 6, 5), "+6281200000002")
    assert person.covered_on(MARCH)


def test_claims_and_agreements_are_found(store: Store) -> None:
    paid = claim(1, status="paid", amount="42000000", paid_on="2026-03-01")
    store.feed(participants(1), [paid], [agreement(1)])
    with store.database.read() as connection:
        known = Participants(connection, store.database.sealer)
        [found] = known.claims_of(known.index_of(participant(1)["nik"]))
        assert (found.number, found.status, found.amount_rupiah) == ("K-1", "paid", 42_000_000)
        newest = known.newest_agreement()
        assert newest is not None
        assert newest.funded_until == date(2026, 12, 31)


def _changed(rows: list[Row]) -> None:
    rows[0]["phone"] = "081399999999"


def _renamed(rows: list[Row]) -> None:
    rows[0]["name"] = "Wa Ode Baru"


def _removed(rows: list[Row]) -> None:
    del rows[0]


def _added(rows: list[Row]) -> None:
    rows.append(participant(41))


def _renewed(rows: list[Row]) -> None:
    rows.append(participant(1, coverage_start="2027-01-01", coverage_end="2027-12-31"))


def _bad(rows: list[Row]) -> None:
    rows[0]["status"] = "who knows"


def _bad_key(rows: list[Row]) -> None:
    rows[0]["nik"] = "7.40702E+15"


def _doubled(rows: list[Row]) -> None:
    rows.append(participant(1))


def _doubled_and_changed(rows: list[Row]) -> None:
    rows.insert(0, participant(1, phone="081399999999"))


def _respelled(rows: list[Row]) -> None:
    rows[0] |= {"birth_date": "5/6/1972", "phone": "+62 812-0000-0001", "programs": "JKM;JKK"}


CHANGES: dict[str, tuple[Callable[[list[Row]], None], str, Counts]] = {
    "a cell": (_changed, "applied", Counts(40, updated=1, unchanged=39)),
    "a name": (_renamed, "applied", Counts(40, updated=1, unchanged=39)),
    "a row less": (_removed, "applied", Counts(39, unchanged=39, removed=1)),
    "a row more": (_added, "applied", Counts(41, inserted=1, unchanged=40)),
    "a period more": (_renewed, "applied", Counts(41, inserted=1, unchanged=40)),
    "a bad cell": (_bad, "unchanged", Counts(40, unchanged=39, rejected=1)),
    "a bad key": (_bad_key, "applied", Counts(40, unchanged=39, removed=1, rejected=1)),
    "a row twice": (_doubled, "unchanged", Counts(41, unchanged=40, rejected=1)),
    "a row twice, changed": (
        _doubled_and_changed,
        "unchanged",
        Counts(41, unchanged=40, rejected=1),
    ),
    "another spelling": (_respelled, "unchanged", Counts(40, unchanged=40)),
    "another order": (lambda rows: rows.reverse(), "unchanged", Counts(40, unchanged=40)),
    "nothing": (lambda _: None, "unchanged", Counts(40, unchanged=40)),
}


@pytest.mark.parametrize(("change", "status", "counts"), CHANGES.values(), ids=CHANGES)
def test_changes_are_counted(
    store: Store, change: Callable[[list[Row]], None], status: str, counts: Counts
) -> None:
    store.feed(participants(40))
    rows = participants(40)
    change(rows)
    outcome = store.feed(rows, as_of=APRIL)
    assert (outcome.status, outcome.as_of) == (status, APRIL)
    assert outcome.counts["participants"] == counts
    again = store.refresh(as_of=MAY)
    assert again.status == "unchanged"
    assert again.counts["participants"].rejected == counts.rejected


def test_a_bad_row_keeps_what_was_known(store: Store) -> None:
    store.feed(participants(40))
    rows = participants(40)
    rows[0] |= {"name": "=cmd|x", "status": "inactive"}
    store.feed(rows, as_of=APRIL)
    [period] = store.known(1).periods
    assert (period.status, period.delisted_on) == ("active", None)


def test_a_period_that_is_not_listed_is_closed_not_forgotten(store: Store) -> None:
    store.feed(participants(40))
    store.feed(participants(40)[1:], as_of=APRIL)
    [period] = store.known(1).periods
    assert period.delisted_on == APRIL
    assert period.covers(date(2026, 3, 31))
    assert not period.covers(APRIL)
    assert store.known(1).name == "Wa Ode Sitti b"
    again = store.refresh(as_of=MAY)
    assert again.counts["participants"] == Counts(39, unchanged=39)
    assert store.known(1).periods[0].delisted_on == APRIL


def test_a_period_that_is_listed_again_runs_on(store: Store) -> None:
    store.feed(participants(40))
    store.feed(participants(40)[1:], as_of=APRIL)
    outcome = store.feed(participants(40), as_of=MAY)
    assert outcome.counts["participants"] == Counts(40, inserted=1, unchanged=39)
    [period] = store.known(1).periods
    assert period.delisted_on is None


def test_inactive_since_is_the_date_of_the_first_feed_that_says_so(store: Store) -> None:
    store.feed(participants(40))
    rows = participants(40)
    rows[0] |= {"status": "inactive", "inactive_reason": "not_funded"}
    store.feed(rows, as_of=APRIL)
    rows[0] |= {"inactive_reason": "moved"}
    store.feed(rows, as_of=MAY)
    [period] = store.known(1).periods
    assert (period.inactive_since, period.inactive_reason) == (APRIL, "moved")
    assert period.last_day == date(2026, 3, 31)
    store.feed(participants(40), as_of=MAY)
    assert store.known(1).periods[0].last_day == date(2026, 12, 31)


def test_periods_are_kept_apart(store: Store) -> None:
    earlier = participant(1, coverage_start="2025-01-01", coverage_end="2025-12-31")
    store.feed([earlier, participant(1, kpj="23000000001")])
    person = store.known(1)
    assert [period.start.year for period in person.periods] == [2026, 2025]
    assert person.kpj == "23000000001"


def test_the_format_makes_no_difference(store: Store, tmp_path: Path) -> None:
    store.feed(participants(5))
    book = write_xlsx(tmp_path / "peserta.xlsx", {"x": table(participants(5))})
    assert store.refresh(book).counts["participants"] == Counts(5, unchanged=5)


def test_only_leaves_the_rest_as_it_is(store: Store) -> None:
    store.feed(participants(3), [claim(1)])
    outcome = store.feed(participants(2), [claim(1), claim(2)], only="claims", as_of=APRIL)
    assert outcome.counts["claims"] == Counts(2, inserted=1, unchanged=1)
    assert outcome.counts["participants"] == Counts()
    with store.database.read() as connection:
        assert Participants(connection, store.database.sealer).as_of() == MARCH
    assert outcome.as_of == APRIL


def test_a_data_set_that_is_not_there_is_left_as_it_is(store: Store) -> None:
    store.feed(participants(3), [claim(1)])
    (store.folder / "claims.csv").unlink()
    outcome = store.refresh()
    assert outcome.status == "unchanged"
    assert "claims: not in the source, left as they are." in outcome.notices
    assert store.refresh(only="claims").reason == f"{store.folder} holds no claims."


def test_other_rules_are_applied_to_rows_that_did_not_change(store: Store) -> None:
    outcome = store.feed([participant(1, category="pekerja_rentan")])
    assert outcome.notices[-1] == "category: 1 times unknown, kept as other."
    wider = Rules(RULES.categories | {"pekerja_rentan"}, RULES.villages)
    assert store.refresh(rules=wider).counts["participants"] == Counts(1, updated=1)
    assert store.known(1).periods[0].category == "pekerja_rentan"


def test_the_date_of_the_data_moves_though_nothing_changed(store: Store) -> None:
    store.feed(participants(3))
    store.refresh(as_of=APRIL)
    with store.database.read() as connection:
        assert Participants(connection, store.database.sealer).as_of() == APRIL


def test_an_older_feed_is_refused_unless_its_date_is_said(store: Store) -> None:
    store.feed(participants(40), as_of=MAY)
    write_csv(store.folder / "participants.csv", participants(41), as_of=APRIL)
    outcome = store.refresh(as_of=None)
    assert outcome.status == "refused"
    assert "--as-of 2026-04-01" in (outcome.reason or "")
    assert store.refresh(as_of=APRIL).status == "applied"


def test_an_older_feed_that_says_the_same_is_no_matter(store: Store) -> None:
    store.feed(participants(3), as_of=MAY)
    write_csv(store.folder / "participants.csv", participants(3), as_of=APRIL)
    assert store.refresh(as_of=None).status == "unchanged"
    with store.database.read() as connection:
        assert Participants(connection, store.database.sealer).as_of() == MAY


def test_synthetic_is_kept_with_the_run(store: Store) -> None:
    store.folder.mkdir()
    (store.folder / "SYNTHETIC").touch()
    store.feed(participants(3))
    with store.database.read() as connection:
        assert Participants(connection, store.database.sealer).synthetic_only()
    (store.folder / "SYNTHETIC").unlink()
    store.feed(participants(4))
    rollback(store.database)
    with store.database.read() as connection:
        assert not Participants(connection, store.database.sealer).synthetic_only()
    assert [run.synthetic for run in history(store.database)] == [False, True]


def test_the_report_names_line_field_and_reason_and_nobody(store: Store, tmp_path: Path) -> None:
    rows = participants(40)
    rows[3] |= {"birth_date": "1972-13-05"}
    rows[7] |= {"phone": "0812ABC"}
    report = tmp_path / "report.csv"
    store.feed(rows, report=report)
    written = report.read_text("utf-8")
    assert written.splitlines() == [
        "dataset,line,field,reason",
        "participants,5,birth_date,no such day",
        "participants,9,phone,letters in a phone number",
    ]
    with store.database.read() as connection:
        columns = refresh_rejections.c
        kept = select(columns.line, columns.field).order_by(columns.line)
        assert connection.execute(kept).all() == [(5, "birth_date"), (9, "phone")]


def test_progress_is_told(store: Store) -> None:
    told: list[tuple[str, int, int | None]] = []
    store.feed(participants(3), [claim(1)], progress=lambda *step: told.append(step))
    assert told == [("participants", 3, None), ("claims", 1, None)]


def test_more_rows_than_a_batch(store: Store) -> None:
    store.feed(participants(2_500))
    rows = participants(2_500)[:-100]
    for row in rows[::50]:
        row["category"] = "tenaga_syara"
    outcome = store.feed(rows, as_of=APRIL)
    assert outcome.counts["participants"] == Counts(2_400, updated=48, unchanged=2_352, removed=100)
    assert store.versions() == 2_500 + 48 + 100
