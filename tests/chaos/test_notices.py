"""A notice through three kills and a pause: at the platform's real pace, and to 20,000 people.

20,000 at 30 a second would take eleven minutes and prove no more than 20,000 at ten times the pace:
there the fake lets out 300 a second, and the service goes as fast as it can with one message on its
way, as at the real pace: a kill then leaves one in doubt.
"""

from pathlib import Path

import pytest

from benchmarks.load.notices import Outcome, under_fire

pytestmark = pytest.mark.chaos


def test_two_thousand_at_the_real_pace(tmp_path: Path) -> None:
    found = under_fire(tmp_path, 2_000)
    nobody_lost(found, 2_000)
    assert found.a_second >= 27
    assert found.p95 < 1


def test_twenty_thousand(tmp_path: Path) -> None:
    found = under_fire(tmp_path, 20_000, a_second=300)
    nobody_lost(found, 20_000)
    assert found.p95 < 1


def nobody_lost(found: Outcome, people: int) -> None:
    """Everybody who can be reached, once; again only for a kill or a cut, and at most once."""
    assert found.lost == 0
    assert found.most_to_one <= 2
    assert found.twice <= found.disturbances
    assert found.after_pause == 0
    missed = found.counts.failed + found.counts.unreachable
    assert (found.counts.total + found.counts.unreachable, missed) == (
        people,
        people - found.reachable,
    )
    assert found.counts.sent + found.counts.unknown == found.reachable
