"""What the synthetic agency knows: people, coverage, claims, bad rows, pages."""

import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import phonenumbers
import pytest
from phonenumbers import carrier

from bot.fakes.agency_feed import CursorError, Feed, Row
from bot.fakes.agency_names import CYCLE
from bot.fakes.agency_people import Person
from handlers import parsing
from handlers.villages import load

TODAY = date(2026, 11, 24)
PLACES = Path(__file__).parents[2] / "handlers" / "programmes" / "wakatobi_wilayah.csv"
PUBLISHED = {
    "74.07.01": 1243, "74.07.05": 2337, "74.07.02": 513, "74.07.06": 467,
    "74.07.03": 438, "74.07.07": 475, "74.07.04": 504, "74.07.08": 92,
}  # fmt: skip


@pytest.fixture(scope="module")
def feed() -> Feed:
    return Feed(TODAY)


@pytest.fixture(scope="module")
def people(feed: Feed) -> list[Person]:
    return list(feed.people())


@cache
def cells(feed: Feed, dataset: str) -> list[dict[str, str]]:
    """Rows as a CSV reader would see them."""
    chosen = feed.datasets[dataset]
    texts = (["" if cell is None else str(cell) for cell in row] for row in chosen.rows())
    return [dict(zip(chosen.columns, row, strict=True)) for row in texts]


def share(some: int, people: list[Person]) -> float:
    return some / len(people)


def test_people_live_where_the_published_numbers_say(people: list[Person]) -> None:
    places = Counter(person.village_code[:8] for person in people)

    assert len(people) == 7_263
    for district, published in PUBLISHED.items():
        assert places[district] / 7_263 == pytest.approx(published / 6_069, abs=0.005)
    assert {person.village_code for person in people} == {each.code for each in load(PLACES)}


EVERYTHING = {
    "categories": (
        "participants", "category",
        "nelayan tenaga_syara pekerja_rentan non_asn perangkat_desa other pemanjat_kelapa",
    ),
    "statuses": ("participants", "status", "active inactive"),
    "reasons": (
        "participants", "inactive_reason",
        " no_longer_vulnerable not_funded agreement_ended deceased moved other",
    ),
    "claim programs": ("claims", "program", "JKK JKM"),
    "claim statuses": (
        "claims", "status", "received incomplete verifying approved paid rejected",
    ),
    "amounts": ("claims", "amount", " 42000000 70000000"),
    "agreements": (
        "participants", "agreement_no",
        "PKS-SINTETIS/2023 PKS-SINTETIS/2024 PKS-SINTETIS/2025 PKS-SINTETIS/2026",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("dataset", "column", "all_of"), EVERYTHING.values(), ids=EVERYTHING)
def test_everything_that_a_feed_may_hold_is_there(
    feed: Feed, dataset: str, column: str, all_of: str
) -> None:
    assert {row[column] for row in cells(feed, dataset)} == set(all_of.split(" "))


def test_nobody_shares_a_nik_or_a_card(people: list[Person]) -> None:
    cards = [kpj for person in people for kpj in {period.kpj for period in person.periods}]

    assert len({person.nik for person in people}) == len(people)
    assert len(set(cards)) == len(cards)
    assert all(len(kpj) == 11 for kpj in cards)
    assert 0.02 < share(len(cards) - len(people), people) < 0.06  # some got a new one
    assert any(re.search("[A-Z]", kpj) for kpj in cards)


def test_people_a_whole_cycle_apart_have_their_own_nik_and_card() -> None:
    feed = Feed(TODAY, 1_000_000)
    numbers = [start + cycle * CYCLE for start in range(30) for cycle in range(57)]
    alike = [feed.person(number) for number in numbers]

    assert len({person.birth_date for person in alike}) == 30
    assert len({person.nik for person in alike}) == len(alike)
    assert len({person.periods[0].kpj for person in alike}) == len(alike)


def test_a_nik_says_the_birth_date_and_the_sex(people: list[Person]) -> None:
    for person in people:
        day, born = int(person.nik[6:8]), person.birth_date
        woman = day > 40
        assert parsing.nik(person.nik) == person.nik
        assert (day - 40 * woman, person.nik[8:12]) == (born.day, f"{born:%m%y}")
        if mark := re.match("(?i)(la|wa) ", person.name):
            assert woman is (mark[1].lower() == "wa")
    elsewhere = sum(not person.nik.startswith("7407") for person in people)
    assert 0.08 < share(elsewhere, people) < 0.2


def test_ages_and_categories_fit(people: list[Person]) -> None:
    working = [p for p in people if 17 <= TODAY.year - p.birth_date.year <= 65]
    fishers = [person for person in people if person.category == "nelayan"]
    officials = [p for p in people if p.category in ("tenaga_syara", "perangkat_desa")]

    assert 0.95 < share(len(working), people) < 1
    assert 0.85 < sum(int(p.nik[6:8]) < 40 for p in fishers) / len(fishers) < 1
    assert min(TODAY.year - person.birth_date.year for person in officials) > 21
    first_days = [(person.birth_date, person.periods[0].start) for person in people]
    assert all(start.year - born.year >= 17 for born, start in first_days)


def test_phones_are_missing_shared_and_written_in_many_ways(people: list[Person]) -> None:
    known = [(p.phone, p.phone_written) for p in people if p.phone and p.phone_written]
    owners = Counter(phone for phone, _ in known)
    families = sum(count for count in owners.values() if count > 1)

    assert 0.12 < share(len(people) - len(known), people) < 0.18
    assert 0.08 < share(families, people) < 0.12
    assert max(owners.values()) <= 4
    assert {written[:4] for _, written in known} >= {"+628", "+62 ", "0824"}
    for phone, written in known[:500]:
        number = phonenumbers.parse(phone)
        assert parsing.phone(written) == phone
        assert carrier.name_for_number(number, "en") == ""  # nobody real has this number


def test_a_family_on_one_phone_lives_in_one_village(people: list[Person]) -> None:
    homes = {(person.phone, person.village_code) for person in people if person.phone}

    assert len(homes) == len({phone for phone, _ in homes})


def test_coverage_runs_over_years_with_gaps(people: list[Person]) -> None:
    for person in people:
        spans = [(period.start, period.end) for period in person.periods]
        assert all(a[1] < b[0] for a, b in pairwise(spans))
        assert all(start <= end for start, end in spans)
    years = [[period.start.year for period in person.periods] for person in people]
    assert 0.75 < share(sum(len(each) > 1 for each in years), people) < 0.97
    assert any(2023 in each and 2024 not in each and 2025 in each for each in years)
    assert any(len(each) > len(set(each)) for each in years)


def test_status_is_the_agencys_word_and_may_disagree_with_the_period(
    people: list[Person],
) -> None:
    covered = [p for p in people if p.periods[-1].start <= TODAY <= p.periods[-1].end]
    active = [person for person in covered if person.periods[-1].status == "active"]
    numbers = {person.number for person in active}
    stale = [p for p in people if p.periods[-1].status == "active" and p.number not in numbers]

    assert 0.85 < share(len(active), people) < 0.95
    assert 0.01 < share(len(covered) - len(active), people) < 0.05
    assert any(person.periods[-1].end < TODAY for person in stale)
    assert any(person.periods[-1].start > TODAY for person in stale)


@pytest.mark.parametrize(
    "as_of", [date(2024, 5, 2), date(2025, 3, 1), date(2026, 1, 4), TODAY, date(2026, 12, 8)]
)
def test_claims_are_for_people_who_died_while_covered(as_of: date) -> None:
    dead = [person for person in Feed(as_of).people() if person.died_on or person.claim]

    assert any(person.claim is None for person in dead)  # nobody told the family
    for person in dead:
        newest, claim = person.periods[-1], person.claim
        assert (newest.status, newest.inactive_reason) == ("inactive", "deceased")
        assert person.died_on
        assert newest.start <= person.died_on <= newest.end
        assert person.died_on <= as_of
        if claim:
            assert person.died_on < claim.filed_on <= (claim.paid_on or as_of) <= as_of
            assert (claim.paid_on is not None) is (claim.status == "paid")
            assert (claim.missing_documents is not None) is (claim.status == "incomplete")
            assert (claim.amount_rupiah is not None) is (claim.status in ("approved", "paid"))


def test_bad_rows_are_few_and_of_every_kind(feed: Feed, people: list[Person]) -> None:
    rows = cells(feed, "participants")
    today_text = TODAY.isoformat()

    bad = {
        "nik_digits": [r for r in rows if len(r["nik"]) == 15],
        "nik_month": [r for r in rows if r["nik"][8:10] == "13"],
        "name_missing": [r for r in rows if not r["name"]],
        "village_unknown": [r for r in rows if r["village_code"].startswith("74.07.99")],
        "end_before_start": [r for r in rows if r["coverage_end"] < r["coverage_start"]],
        "formula_cell": [r for r in rows if r["name"].startswith("=")],
        "date_unreadable": [r for r in rows if not r["birth_date"] < today_text],
        "category_unknown": [r for r in rows if r["category"] == "pemanjat_kelapa"],
    }
    planned = Counter(person.fault.kind for person in people if person.fault)
    assert {kind: len(found) for kind, found in bad.items()} == planned
    assert min(planned.values()) > 0
    assert 0.001 < planned.total() / len(rows) < 0.005


@pytest.mark.parametrize("size", [1, 45, CYCLE + 45], ids=["one", "a few", "a cycle and more"])
def test_totals_are_known_without_counting(size: int) -> None:
    feed = Feed(TODAY, size)

    for dataset in feed.datasets.values():
        assert dataset.total == sum(1 for _ in dataset.rows())


@pytest.mark.parametrize("dataset", ["participants", "claims", "agreements"])
@pytest.mark.parametrize("limit", [2, 11, 1_000])
def test_pages_add_up_to_the_rows(dataset: str, limit: int) -> None:
    rows: list[Row] = []
    cursor: str | None = ""
    while cursor is not None:
        page = Feed(TODAY, 120).datasets[dataset].page(cursor, limit)  # nothing remembered
        assert len(page.rows) <= limit
        rows += page.rows
        assert len(set(rows)) == len(rows)
        cursor = page.next

    assert rows == list(Feed(TODAY, 120).datasets[dataset].rows())


@pytest.mark.parametrize("cursor", ["x", "-1.0", "1", "1.", ".1", "600.0", "²·0", "9" * 5_000])
def test_a_strange_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        Feed(TODAY, 600).datasets["participants"].page(cursor, 10)


def test_a_new_year_brings_new_periods_and_keeps_people_and_keys() -> None:
    before, after = Feed(date(2026, 12, 30), 900), Feed(date(2027, 1, 2), 900)

    renewed = 0
    for old, new in zip(before.people(), after.people(), strict=True):
        assert (old.nik, old.name, old.phone_written) == (new.nik, new.name, new.phone_written)
        known = [(period.kpj, period.start) for period in old.periods]
        assert [(period.kpj, period.start) for period in new.periods][: len(known)] == known
        renewed += new.periods[-1].start == date(2027, 1, 1)
    assert 0.88 < renewed / 900 < 0.98


def test_a_day_changes_hardly_a_row() -> None:
    first, second = Feed(date(2026, 3, 10), 2_000), Feed(date(2026, 3, 11), 2_000)

    for dataset in ("participants", "claims"):
        one, other = set(first.datasets[dataset].rows()), set(second.datasets[dataset].rows())
        assert len(one ^ other) < 10


@pytest.mark.parametrize("as_of", [date(2023, 7, 1), TODAY, date(2026, 12, 31), date(2028, 1, 1)])
def test_the_agreement_of_the_day_is_in_force(as_of: date) -> None:
    feed = Feed(as_of, 300)
    day = as_of.isoformat()
    in_force = {
        row["agreement_no"]
        for row in cells(feed, "agreements")
        if row["signed_on"] <= day and row["valid_from"] <= day <= row["valid_until"]
    }
    covered = sum(
        period.status == "active"
        and period.agreement_no in in_force
        and period.start <= as_of <= period.end
        for person in feed.people()
        for period in person.periods
    )

    assert len(in_force) == 1
    assert covered > 0.85 * 300


def test_three_people_to_try_the_bot_with(feed: Feed, people: list[Person]) -> None:
    active, inactive, family = feed.three_to_try()
    owners = Counter(person.phone for person in people)

    for person in (active, inactive, family):
        assert people[person.number] == person
        assert person.died_on is None
        assert person.fault is None
    assert active.periods[-1].status == family.periods[-1].status == "active"
    assert inactive.periods[-1].inactive_reason in ("no_longer_vulnerable", "not_funded")
    assert [owners[person.phone] > 1 for person in (active, inactive, family)] == [0, 0, 1]
    with pytest.raises(LookupError):
        Feed(TODAY, 2).three_to_try()
