"""Which people a segment holds, and what is said of one that cannot be read."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.broadcasting import desk
from handlers.programme import load
from handlers.segments import SegmentError, segment
from storage.database import Database
from tests.bot.notices import OTHER_VILLAGE, VILLAGE, act, somebody, with_chat
from tests.conftest import SECRET
from tests.conversation import BotUnderTest, Card

DISTRICT = VILLAGE.replace(".", "")[:6]
FISHER = somebody(1)
CLERIC = replace(
    somebody(2),
    cards=(Card("22000000002", "2026-01-01", "2027-06-30", category="tenaga_syara"),),
)
AFAR = somebody(3, village=OTHER_VILLAGE)
ENDED = replace(somebody(4), cards=(Card("22000000004", "2025-01-01", "2025-12-31"),))
DROPPED = replace(
    somebody(5),
    cards=(
        Card("22000000005", "2026-01-01", "2026-12-31", status="inactive", reason="not_funded"),
    ),
)
RENEWED = replace(
    somebody(6),
    cards=(
        Card("22000000006", "2025-01-01", "2025-12-31"),
        Card("22000000006", "2026-01-01", "2028-12-31"),
    ),
)
PEOPLE = {
    "fisher": FISHER, "cleric": CLERIC, "afar": AFAR, "ended": ENDED, "dropped": DROPPED,
    "renewed": RENEWED,
}  # fmt: skip
ALL = set(PEOPLE)
CLAIMS = (
    ("K-1", FISHER.nik, "JKK", "2026-02-01", "2026-02-03", "verifying", "", "", ""),
    ("K-2", AFAR.nik, "JKM", "2026-02-01", "2026-02-03", "paid", "", "42000000", "2026-05-01"),
)

SEGMENTS: dict[str, tuple[list[str], set[str]]] = {
    "everybody": ([], ALL),
    "village": ([f"village={VILLAGE}"], ALL - {"afar"}),
    "village without dots": ([f"village={OTHER_VILLAGE.replace('.', '')}"], {"afar"}),
    "villages": ([f"village={VILLAGE},{OTHER_VILLAGE}"], ALL),
    "district": ([f"district={DISTRICT}"], ALL - {"afar"}),
    "category": (["category=tenaga_syara"], {"cleric"}),
    "categories": (["category=tenaga_syara,nelayan"], ALL),
    "program": (["program=JKM"], ALL),
    "active": (["status=active"], {"fisher", "cleric", "afar", "renewed"}),
    "inactive": (["status=inactive"], {"ended", "dropped"}),
    "either status": (["status=active,inactive"], ALL),
    "ends by": (["coverage_end<=2026-12-31"], {"fisher", "afar", "ended", "dropped"}),
    "ends before": (["coverage_end<2026-12-31"], {"ended"}),
    "ends on": (["coverage_end=2027-06-30"], {"cleric"}),
    "ends after": (["coverage_end>2027-06-30"], {"renewed"}),
    "ends from": (["coverage_end>=2027-06-30"], {"cleric", "renewed"}),
    "between": (["coverage_end>=2026-01-01", "coverage_end<=2027-12-31"],
        {"fisher", "cleric", "afar", "dropped"}),
    "claim under way": (["claim=open"], {"fisher"}),
    "claim verified": (["claim=verifying"], {"fisher"}),
    "claim paid": (["claim=paid"], {"afar"}),
    "no claim": (["claim=none"], ALL - {"fisher", "afar"}),
    "language": (["language=en"], {"cleric"}),
    "languages": (["language=id,en"], {"fisher", "cleric"}),
    "two languages at once": (["language=id", "language=en"], set()),
    "combination": ([f"village={VILLAGE}", "category=nelayan", "status=active"],
        {"fisher", "renewed"}),
    "alternatives": ([f"village={OTHER_VILLAGE}|category=tenaga_syara"], {"afar", "cleric"}),
    "alternatives within a combination": (
        [f"village={OTHER_VILLAGE}|category=tenaga_syara", "coverage_end<=2026-12-31"], {"afar"}),
    "nobody": (["status=active", "status=inactive"], set()),
    "sloppy": ([f"  Village = {VILLAGE} ,,", "STATUS=Active", "Category= NELAYAN", "program=jkk"],
        {"fisher", "renewed"}),
    "sloppy alternatives": ([f"village={OTHER_VILLAGE} | Category=Tenaga_Syara "],
        {"afar", "cleric"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def known(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotUnderTest]:
    """The people, read only."""
    folder = tmp_path_factory.mktemp("segments")
    shutil.copy(empty_store, folder / "sapa.db")
    with closing(Database(f"sqlite:///{folder}/sapa.db", SECRET)) as database:
        bot = BotUnderTest(database, folder / "feed")
        bot.knows(*PEOPLE.values(), claims=CLAIMS)
        with_chat(database, FISHER, 1)
        with_chat(database, CLERIC, 2, language="en")
        yield bot


@pytest.mark.parametrize(("conditions", "expected"), SEGMENTS.values(), ids=SEGMENTS)
def test_people(known: BotUnderTest, conditions: Sequence[str], expected: set[str]) -> None:
    wanted = segment(conditions, load())
    with known.database.read() as connection:
        made = desk(connection, known.database, load())
        found = [each.name for each in made.audience.people(wanted, known.now.date())]
    names = {person.name: who for who, person in PEOPLE.items()}
    assert sorted(names[each] for each in found) == sorted(expected)


def test_size_counts_people_not_periods(known: BotUnderTest) -> None:
    assert act(known.database, lambda made: made.audience.size()) == len(PEOPLE)


UNREADABLE = {
    "empty": ("", "not a condition: ''"),
    "words": ("all of them", "not a condition: 'all of them'"),
    "field": ("kampung=x", "unknown field 'kampung'; known are category, claim,"),
    "no value": ("village=", "village has no value"),
    "commas only": ("village=, ,", "village has no value"),
    "village": ("village=74.07.99.9999", "no village of the programme has the code"),
    "district": ("district=7407", "no district of the programme has the code '7407'"),
    "category": ("category=petani", "unknown category 'petani'; known are"),
    "status": ("status=aktif", "unknown status 'aktif'; known are active, inactive"),
    "day": ("coverage_end<=31-12-2026", "coverage_end takes one day, as 2026-12-31"),
    "two days": ("coverage_end=2026-12-31,2027-01-01", "coverage_end takes one day"),
    "comparison": ("village<=74.07.05.2018", "village takes = only"),
    "language as an alternative": ("language=id|status=active", "without |"),
    "open alternative": ("status=active|", "not a condition: ''"),
    "statement": ("status=active' OR 1=1", "unknown status"),
}


@pytest.mark.parametrize(("condition", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable(condition: str, sentence: str) -> None:
    with pytest.raises(SegmentError) as refused:
        segment([condition], load())
    assert sentence in str(refused.value)
