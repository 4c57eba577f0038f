"""Which period holds a day, what lies around it, and the gaps between renewals."""

from datetime import date

import pytest

from handlers.coverage import Gap, gaps, on_day
from storage.participants import Period


def period(start: str, end: str, *, cut: str | None = None) -> Period:
    return Period(
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        status="inactive" if cut else "active",
        inactive_reason=None,
        inactive_since=date.fromisoformat(cut) if cut else None,
        delisted_on=None,
        agreement_no="A",
        programs=("JKK", "JKM"),
        category="nelayan",
        village_code="7407052018",
        registered_on=None,
    )


FIRST = period("2024-01-01", "2024-12-31")
SECOND = period("2025-03-01", "2025-12-31", cut="2025-10-01")
THIRD = period("2026-01-01", "2026-12-31")
WITHDRAWN = period("2023-01-01", "2023-12-31", cut="2022-12-15")
PERIODS = (THIRD, SECOND, FIRST, WITHDRAWN)

DAYS = {
    "before all": ("2023-06-01", None, None, FIRST),
    "first day": ("2024-01-01", FIRST, None, SECOND),
    "last day": ("2024-12-31", FIRST, None, SECOND),
    "between": ("2025-02-28", None, FIRST, SECOND),
    "the day before it was cut": ("2025-09-30", SECOND, FIRST, THIRD),
    "cut by the feed": ("2025-10-01", None, SECOND, THIRD),
    "today": ("2026-11-24", THIRD, SECOND, None),
    "after all": ("2027-01-01", None, THIRD, None),
}


@pytest.mark.parametrize(("day", "holds", "before", "after"), DAYS.values(), ids=DAYS)
def test_on_day(
    day: str, holds: Period | None, before: Period | None, after: Period | None
) -> None:
    found = on_day(PERIODS, date.fromisoformat(day))

    assert (found.period, found.before, found.after) == (holds, before, after)


def test_gaps_between_renewals() -> None:
    assert gaps(PERIODS) == [
        Gap(date(2025, 1, 1), date(2025, 2, 28)),
        Gap(date(2025, 10, 1), date(2025, 12, 31)),
    ]
    assert gaps((FIRST, period("2024-06-01", "2025-02-28"), SECOND)) == []
    assert gaps(()) == []
