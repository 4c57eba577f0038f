"""When no notice may leave, in the regency's clock. 2026-11-27 is a Friday."""

from datetime import datetime, time

import msgspec
import pytest

from handlers.programme import load
from handlers.quiet_hours import quiet_until

MOMENTS = {
    "the last minute of the day": ("2026-11-25T19:59:59", None),
    "evening": ("2026-11-25T20:00:00", "2026-11-26T07:00:00"),
    "just before midnight": ("2026-11-25T23:59:59", "2026-11-26T07:00:00"),
    "midnight": ("2026-11-26T00:00:00", "2026-11-26T07:00:00"),
    "the last minute of the night": ("2026-11-26T06:59:59", "2026-11-26T07:00:00"),
    "morning": ("2026-11-26T07:00:00", None),
    "the last night of the year": ("2026-12-31T22:00:00", "2027-01-01T07:00:00"),
    "noon": ("2026-11-26T12:00:00", None),
    "before the prayer": ("2026-11-27T11:29:59", None),
    "the prayer": ("2026-11-27T11:30:00", "2026-11-27T13:30:00"),
    "the prayer's last minute": ("2026-11-27T13:29:59", "2026-11-27T13:30:00"),
    "after the prayer": ("2026-11-27T13:30:00", None),
    "Friday night": ("2026-11-27T20:30:00", "2026-11-28T07:00:00"),
    "Saturday noon": ("2026-11-28T12:00:00", None),
}


@pytest.mark.parametrize(("at", "until"), MOMENTS.values(), ids=MOMENTS)
def test_quiet_until(at: str, until: str | None) -> None:
    programme = load()
    ends = quiet_until(programme.notices, moment(at))
    assert ends == (moment(until) if until else None)
    assert ends is None or quiet_until(programme.notices, ends) is None


def test_quiet_hours_within_one_day() -> None:
    rules = msgspec.structs.replace(load().notices, quiet_from=time(1), quiet_until=time(5))
    assert quiet_until(rules, moment("2026-11-25T00:59:00")) is None
    assert quiet_until(rules, moment("2026-11-25T01:00:00")) == moment("2026-11-25T05:00:00")
    assert quiet_until(rules, moment("2026-11-25T05:00:00")) is None


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=load().timezone)
