"""When no notice may leave: at night, and at the Friday prayer."""

from datetime import datetime, timedelta

from handlers.programme_facts import Notices

_FRIDAY = 4


def quiet_until(rules: Notices, now: datetime) -> datetime | None:
    """When the quiet that holds at `now` ends (both in the regency's clock); None: no quiet."""
    clock = now.time()
    if now.weekday() == _FRIDAY and rules.friday_from <= clock < rules.friday_until:
        return datetime.combine(now.date(), rules.friday_until, now.tzinfo)
    over_midnight = rules.quiet_from > rules.quiet_until
    late, early = clock >= rules.quiet_from, clock < rules.quiet_until
    if not (late or early if over_midnight else late and early):
        return None
    day = now.date() + timedelta(days=1) if over_midnight and late else now.date()
    return datetime.combine(day, rules.quiet_until, now.tzinfo)
