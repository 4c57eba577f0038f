"""Who is covered, as the current generation of the agency's rows says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, or_, select

from storage.person import SEALED_AS, Person
from storage.sealing import Sealer
from storage.tables import agreements, claims, memberships, refresh_runs, store_state

PEOPLE_ON_ONE_PHONE = 20


@dataclass(frozen=True, slots=True)
class Period:
    """One period of coverage; both ends are covered days."""

    start: date
    end: date
    status: str
    inactive_reason: str | None
    inactive_since: date | None
    delisted_on: date | None
    agreement_no: str
    programs: tuple[str, ...]
    category: str
    village_code: str
    registered_on: date | None

    @property
    def last_day(self) -> date:
        """The end, cut at the first feed that called the period inactive or no longer listed it."""
        cuts = [cut for cut in (self.inactive_since, self.delisted_on) if cut]
        return min([self.end, *(cut - timedelta(days=1) for cut in cuts)])

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Participant:
    """A person with all known periods, newest first; the card number is the newest one's."""

    nik_index: bytes
    nik: str
    kpj: str
    name: str
    birth_date: date
    phone: str | None
    periods: tuple[Period, ...]

    def period_for(self, day: date) -> Period:
        """The newest period that has begun by then; else the first that is to begin."""
        begun = [period for period in self.periods if period.start <= day]
        return begun[0] if begun else self.periods[-1]

    def next_period(self, after: date) -> Period | None:
        """The period that begins next, where the feed holds one already."""
        later = [period for period in self.periods if period.start > after]
        return later[-1] if later else None

    def covered_on(self, day: date) -> bool:
        return any(period.covers(day) for period in self.periods)


@dataclass(frozen=True, slots=True)
class KnownAgreement:
    """An agreement between regency and agency, as the feed lists it."""

    number: str
    title: str
    valid_from: date
    valid_until: date
    funded_until: date | None


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim, as the feed lists it."""

    number: str
    program: str
    event_date: date
    status: str
    missing_documents: str
    amount_rupiah: int | None
    paid_on: date | None


_current = select(store_state.c.current_run).scalar_subquery()


def live(statement: Select[Any], table: Any) -> Select[Any]:
    """Only the versions that the current generation holds."""
    return statement.where(
        table.c.from_run <= _current,
        or_(table.c.to_run.is_(None), table.c.to_run > _current),
    )


PERIOD_COLUMNS = (
    memberships.c.nik_index,
    memberships.c.row_key,
    memberships.c.sealed,
    memberships.c.coverage_start,
    memberships.c.coverage_end,
    memberships.c.status,
    memberships.c.inactive_reason,
    memberships.c.inactive_since,
    memberships.c.delisted_on,
    memberships.c.agreement_no,
    memberships.c.programs,
    memberships.c.category,
    memberships.c.village_code,
    memberships.c.registered_on,
)
# Built once: building one at each message costs more than running it.
_periods_of = (
    live(select(*PERIOD_COLUMNS), memberships)
    .where(memberships.c.nik_index == bindparam("nik"))
    .order_by(memberships.c.coverage_start.desc(), memberships.c.id.desc())
)
_people_on_phone = (
    live(select(memberships.c.nik_index).distinct(), memberships)
    .where(memberships.c.phone_index == bindparam("phone"))
    .limit(PEOPLE_ON_ONE_PHONE)
)
_as_of = select(refresh_runs.c.as_of).where(refresh_runs.c.id == _current)


class Participants:
    """Lookups in one transaction. By NIK or phone only `handlers.identity` and `coverage_known`."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def index_of(self, nik: str) -> bytes:
        return self._sealer.index("nik", nik)

    def phone_index_of(self, phone: str) -> bytes:
        return self._sealer.index("phone", phone)

    def by_index(self, nik_index: bytes) -> Participant | None:
        """One statement and one seal opening, found or not."""
        rows = self._connection.execute(_periods_of, {"nik": nik_index}).all()
        if not rows:
            self._sealer.open(SEALED_AS, b"nobody", self._nobody(), Person)
            return None
        return self._participant(rows)

    def on_phone(self, phone_index: bytes) -> list[Participant]:
        """People whose newest row carries this number; a family may share one phone."""
        found = self._connection.execute(_people_on_phone, {"phone": phone_index}).scalars()
        people = [self.by_index(nik_index) for nik_index in found.all()]
        return [
            person
            for person in people
            if person and person.phone and self.phone_index_of(person.phone) == phone_index
        ]

    def as_of(self) -> date | None:
        """The date of the data that the answers come from; None before the first refresh."""
        return self._connection.execute(_as_of).scalar_one_or_none()

    def synthetic_only(self) -> bool:
        """True while every feed ever applied here said that nobody in it is real."""
        applied = select(refresh_runs.c.synthetic).where(
            refresh_runs.c.status.in_(("applied", "unchanged", "rolled_back"))
        )
        return all(self._connection.execute(applied).scalars())

    def agreement(self, number: str) -> KnownAgreement | None:
        row = self._connection.execute(_agreement_called, {"number": number}).first()
        return _agreement(row) if row else None

    def newest_agreement(self) -> KnownAgreement | None:
        row = self._connection.execute(_newest_agreement).first()
        return _agreement(row) if row else None

    def claims_of(self, nik_index: bytes) -> list[KnownClaim]:
        """Newest event first."""
        rows = self._connection.execute(_claims_of, {"nik": nik_index}).all()
        return [KnownClaim(*row) for row in rows]

    def _participant(self, rows: Sequence[Row[Any]]) -> Participant:
        newest = rows[0]
        person = self._sealer.open(SEALED_AS, newest.row_key, newest.sealed, Person)
        return Participant(
            nik_index=newest.nik_index,
            nik=person.nik,
            kpj=person.kpj,
            name=person.name,
            birth_date=person.birth_date,
            phone=person.phone,
            periods=tuple(period_of(row) for row in rows),
        )

    def _nobody(self) -> bytes:
        """A record to open where nobody was found, so that both cases cost the same."""
        global _nobody_sealed  # noqa: PLW0603 - one value a process and key
        if _nobody_sealed is None or _nobody_sealed[0] is not self._sealer:
            blank = Person("0" * 16, "0" * 11, "-" * 16, date(1900, 1, 1), None)
            _nobody_sealed = (self._sealer, self._sealer.seal(SEALED_AS, b"nobody", blank))
        return _nobody_sealed[1]


_nobody_sealed: tuple[Sealer, bytes] | None = None

_agreements = live(
    select(
        agreements.c.agreement_no,
        agreements.c.title,
        agreements.c.valid_from,
        agreements.c.valid_until,
        agreements.c.funded_until,
    ),
    agreements,
)
_agreement_called = _agreements.where(agreements.c.agreement_no == bindparam("number"))
_newest_agreement = _agreements.order_by(agreements.c.valid_until.desc()).limit(1)
_claims_of = (
    live(
        select(
            claims.c.claim_no,
            claims.c.program,
            claims.c.event_date,
            claims.c.status,
            claims.c.missing_documents,
            claims.c.amount_rupiah,
            claims.c.paid_on,
        ),
        claims,
    )
    .where(claims.c.nik_index == bindparam("nik"))
    .order_by(claims.c.event_date.desc())
)


def _agreement(row: Row[*tuple[Any, ...]]) -> KnownAgreement:
    return KnownAgreement(*row)


def period_of(row: Row[Any]) -> Period:
    return Period(
        start=row.coverage_start,
        end=row.coverage_end,
        status=row.status,
        inactive_reason=row.inactive_reason,
        inactive_since=row.inactive_since,
        delisted_on=row.delisted_on,
        agreement_no=row.agreement_no,
        programs=tuple(row.programs.split(",")),
        category=row.category,
        village_code=row.village_code,
        registered_on=row.registered_on,
    )
