"""What each refresh knew of a person's coverage: the versions of their rows, run by run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from storage.participants import PERIOD_COLUMNS, Period, period_of
from storage.tables import APPLIED, memberships, refresh_runs, store_state

_current = select(store_state.c.current_run).scalar_subquery()
_runs = (
    select(refresh_runs.c.id, refresh_runs.c.as_of)
    .where(refresh_runs.c.status.in_(APPLIED), refresh_runs.c.id <= _current)
    .order_by(refresh_runs.c.id)
)
_versions = (
    select(*PERIOD_COLUMNS, memberships.c.from_run, memberships.c.to_run)
    .where(memberships.c.nik_index == bindparam("nik"), memberships.c.from_run <= _current)
    .order_by(memberships.c.coverage_start.desc(), memberships.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Generation:
    """The periods of one person that a run left, newest first; none where no feed listed them."""

    run: int
    as_of: date | None
    periods: tuple[Period, ...]


class CoverageHistory:
    """Reads in one transaction. A run that was rolled back knew nothing: its rows are gone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, nik_index: bytes) -> list[Generation]:
        """One a run that the answers were read from, oldest first; the last one is today's."""
        versions = self._connection.execute(_versions, {"nik": nik_index}).all()
        runs = self._connection.execute(_runs).all()
        return [Generation(row.id, row.as_of, _held(versions, row.id)) for row in runs]


def _held(versions: Sequence[Row[*tuple[Any, ...]]], run: int) -> tuple[Period, ...]:
    return tuple(
        period_of(row)
        for row in versions
        if row.from_run <= run and (row.to_run is None or row.to_run > run)
    )
