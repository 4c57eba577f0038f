"""People whom a notice did not reach, for officers who go to see them; what they found."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from storage.broadcast_report import MISSED, OUTDATED, PROGRESS, people_with_progress, progress
from storage.tables import broadcast_people, broadcast_recipients, broadcasts, outbox

Result = Literal["reached", "moved", "new_number", "deceased", "refused"]
RESULTS: tuple[Result, ...] = get_args(Result)
_state = func.coalesce(outbox.c.state, broadcast_recipients.c.state)
_is_unreached = or_(
    broadcast_people.c.recipient_id.is_(None),
    and_(
        _state.in_(("failed", "unknown")),
        broadcast_recipients.c.error.is_distinct_from(OUTDATED),
    ),
)
_people = people_with_progress.join(
    broadcasts,
    (broadcasts.c.id == broadcast_people.c.broadcast_id) & broadcasts.c.started_at.is_not(None),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A person of a notice that has started; `village_code` is where they lived at its approval."""

    id: int
    broadcast_id: int
    nik_index: bytes
    village_code: str
    state: str
    reason: str
    result: str | None

    @property
    def is_due(self) -> bool:
        """False where the message came after all, or is still on its way."""
        return self.state in MISSED and self.reason != OUTDATED


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of a notice's people were not reached, and how many of those not yet visited."""

    broadcast_id: int
    unreached: int
    left: int


class Visits:
    """One transaction's view; `villages` empty: all of them. `now` in seconds since the epoch."""

    def __init__(self, connection: Connection, now: float) -> None:
        self._connection = connection
        self._now = now

    def standings(self, villages: tuple[str, ...]) -> list[Standing]:
        """The newest notice first; only those with somebody to visit."""
        number = broadcast_people.c.broadcast_id
        left = func.count() - func.count(broadcast_people.c.visit)
        asked = (
            select(number, func.count(), left)
            .select_from(_people)
            .where(_is_unreached, _of(villages))
            .group_by(number)
            .order_by(number.desc())
        )
        return [Standing(*row) for row in self._connection.execute(asked)]

    def page(
        self, broadcast_id: int, villages: tuple[str, ...], skip: int, most: int
    ) -> list[Visit]:
        """Who was not visited comes first, then by village."""
        asked = (
            _visits.where(
                _is_unreached, _of(villages), broadcast_people.c.broadcast_id == broadcast_id
            )
            .order_by(
                broadcast_people.c.visit.is_not(None),
                broadcast_people.c.village_code,
                broadcast_people.c.id,
            )
            .offset(skip)
            .limit(most)
        )
        return [_visit(row) for row in self._connection.execute(asked)]

    def known(self, visit_id: int) -> Visit | None:
        """Whatever became of the message; whose village it is, is the caller's to ask."""
        asked = _visits.where(broadcast_people.c.id == visit_id)
        row = self._connection.execute(asked).first()
        return _visit(row) if row else None

    def note(self, visit: Visit, result: Result) -> None:
        mine = update(broadcast_people).where(broadcast_people.c.id == visit.id)
        self._connection.execute(mine.values(visit=result, visited_at=self._now))


_visits = select(
    broadcast_people.c.id,
    broadcast_people.c.broadcast_id,
    broadcast_people.c.nik_index,
    broadcast_people.c.village_code,
    broadcast_people.c.visit,
    *PROGRESS,
).select_from(_people)


def _of(villages: tuple[str, ...]) -> ColumnElement[bool]:
    is_theirs = broadcast_people.c.village_code.in_(villages)
    return is_theirs if villages else broadcast_people.c.village_code.is_not(None)


def _visit(row: Row[*tuple[Any, ...]]) -> Visit:
    where = (row.id, row.broadcast_id, row.nik_index, row.village_code)
    return Visit(*where, *progress(row), row.visit)
