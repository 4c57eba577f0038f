"""Values as people write them."""

from datetime import date, datetime, timedelta, timezone

import pytest

from handlers.catalog import DayToAct, Rupiah, catalog

WITA = timezone(timedelta(hours=8), "WITA")
WRITTEN = {
    "an amount": (Rupiah(42_000_000), "Rp42.000.000"),
    "a day": (date(2025, 3, 6), "6 Maret 2025"),
    "a day to act on": (DayToAct(date(2025, 3, 6)), "Kamis, 6 Maret 2025"),
    "a time": (datetime(2025, 3, 6, 8, 30, tzinfo=WITA), "08.30 WITA"),
}


@pytest.mark.parametrize(("value", "written"), WRITTEN.values(), ids=WRITTEN)
def test_written_in_indonesian(value: object, written: str) -> None:
    assert catalog("id").written(value) == written


IN_ENGLISH = {
    "an amount": (Rupiah(42_000_000), "Rp42,000,000"),
    "a day": (date(2025, 3, 6), "6 March 2025"),
    "a day to act on": (DayToAct(date(2025, 3, 6)), "Thursday, 6 March 2025"),
}


@pytest.mark.parametrize(("value", "written"), IN_ENGLISH.values(), ids=IN_ENGLISH)
def test_written_in_english(value: object, written: str) -> None:
    assert catalog("en").written(value) == written
