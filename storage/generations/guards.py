"""When a feed is not believed: the old data stays, and a person decides."""

import math
from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, func, select

from storage.generations.records import Stored, listed, live
from storage.generations.runs import Counts
from storage.tables import memberships

LIMIT_PERCENT = 5.0
_FEW_ROWS = 20  # fewer claims or agreements may leave the list at once, whatever their share

Claim = Callable[[FromClause], ColumnElement[bool]]
_ended, _left = memberships.alias("ended"), memberships.alias("left_over")


class Refused(Exception):  # noqa: N818 - not an error: a rule did its work
    """The sentence names the rule and the option that overrides it."""


def check_rejected(dataset: str, counts: Counts, limit: float) -> None:
    _limit(counts.rejected, counts.read, limit, f"The feed has {{}} bad rows of {{}} in {dataset}")


def check_people(connection: Connection, base: int, run: int, as_of: date, limit: float) -> None:
    """Who would be dropped, and who would lose a coverage that has not ended by then."""
    people = select(func.count(memberships.c.nik_index.distinct()))
    before = connection.execute(people.where(listed(memberships, base))).scalar_one()
    dropped = connection.execute(_losing(run, _is_listed)).scalar_one()
    _limit(dropped, before, limit, "The feed no longer lists {} of {} people")
    lapsed = _losing(run, lambda version: _is_covered(version, as_of))
    lapsed = lapsed.where(_has_left(run, _is_listed))
    lost = connection.execute(lapsed).scalar_one()
    _limit(lost, before, limit, "The feed ends the running coverage of {} of {} people")


def check_rows(
    connection: Connection, stored: Stored, base: int, removed: int, limit: float
) -> None:
    """Claims and agreements: they leave the list one by one, not in heaps."""
    if removed < _FEW_ROWS:
        return
    rows = select(func.count()).select_from(stored.table).where(listed(stored.table, base))
    before = connection.execute(rows).scalar_one()
    _limit(removed, before, limit, f"The feed no longer lists {{}} of {{}} {stored.dataset.name}")


def check_age(held: date | None, offered: date) -> None:
    """An older feed may bring back what was corrected since."""
    if held is not None and offered < held:
        raise Refused(
            f"The feed is of {offered}, older than the data in use, of {held}. The old data stays. "
            f"If this is right, repeat it with --as-of {offered}."
        )


def _limit(count: int, of: int, limit: float, sentence: str) -> None:
    if not count or count * 100 <= limit * of:
        return
    share = count * 100 / of
    raise Refused(
        f"{sentence.format(count, of)} ({share:.1f} %, the limit is {limit:g} %). The old data "
        f"stays. If this is right, repeat it with --allow-drop {math.ceil(share)}."
    )


def _losing(run: int, claim: Claim) -> Select[int]:
    """Counts people of whom the claim holds in what the run ends, and in nothing that it leaves."""
    lost = select(func.count(_ended.c.nik_index.distinct()))
    return lost.where(_ended.c.to_run == run, claim(_ended), ~_has_left(run, claim))


def _has_left(run: int, claim: Claim) -> ColumnElement[bool]:
    same_person = _left.c.nik_index == _ended.c.nik_index
    return exists().where(same_person, live(_left, run), claim(_left))


def _is_listed(versions: FromClause) -> ColumnElement[bool]:
    return versions.c.delisted_on.is_(None)


def _is_covered(versions: FromClause, day: date) -> ColumnElement[bool]:
    columns = versions.c
    return and_(_is_listed(versions), columns.status == "active", columns.coverage_end >= day)
