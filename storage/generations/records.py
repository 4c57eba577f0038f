"""From a feed's typed row to the columns of its table, and back to the question: is it the same?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, RowMapping, Table, and_, or_

from storage.feeds.datasets import AGREEMENTS, CLAIMS, PARTICIPANTS, Agreement, Claim, Participant
from storage.feeds.shape import Dataset
from storage.person import SEALED_AS, Person
from storage.sealing import Sealer
from storage.tables import agreements, claims, memberships

Values = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """Where a data set is kept; `plain` gives all of a row's columns that need no sealing."""

    dataset: Dataset
    table: Table
    plain: Callable[[Any, Sealer], Values]
    person: Callable[[Any], Person] | None = None

    def says(self, old: RowMapping, row: object, plain: Values, sealer: Sealer) -> bool:
        """Whether the stored version already says this, perhaps in other spelling."""
        if old["delisted_on"] is not None:
            return False
        if any(old[column] != value for column, value in plain.items()):
            return False
        if self.person is None:
            return True
        return sealer.open(SEALED_AS, old["row_key"], old["sealed"], Person) == self.person(row)

    def version(self, row: object, plain: Values, row_key: bytes, sealer: Sealer) -> Values:
        """All columns but those that tell versions apart."""
        values = {**plain, "row_key": row_key}
        if self.person is not None:
            values["sealed"] = sealer.seal(SEALED_AS, row_key, self.person(row))
        return values


def live(versions: FromClause, run: int) -> ColumnElement[bool]:
    """The versions that this generation holds, also of what the feed no longer lists."""
    columns = versions.c
    return and_(columns.from_run <= run, or_(columns.to_run.is_(None), columns.to_run > run))


def listed(versions: FromClause, run: int) -> ColumnElement[bool]:
    return and_(live(versions, run), versions.c.delisted_on.is_(None))


def inactive_since(old: RowMapping | None, plain: Values, as_of: date) -> date | None:
    """The date of the first feed that reported the period inactive.

    A feed that calls it active again clears the date: the agency's newest word holds for the whole
    period. What was said before is still there, in the earlier version.
    """
    if plain["status"] != "inactive":
        return None
    return (old["inactive_since"] if old else None) or as_of


def _membership(row: Participant, sealer: Sealer) -> Values:
    return {
        "nik_index": sealer.index("nik", row.nik),
        "kpj_index": sealer.index("kpj", row.kpj),
        "phone_index": sealer.index("phone", row.phone) if row.phone else None,
        "village_code": row.village_code,
        "category": row.category,
        "programs": row.programs,
        "registered_on": row.registered_on,
        "coverage_start": row.coverage_start,
        "coverage_end": row.coverage_end,
        "status": row.status,
        "inactive_reason": row.inactive_reason if row.status == "inactive" else None,
        "agreement_no": row.agreement_no,
    }


def _person(row: Participant) -> Person:
    return Person(row.nik, row.kpj, row.name, row.birth_date, row.phone)


def _claim(row: Claim, sealer: Sealer) -> Values:
    return {
        "claim_no": row.claim_no,
        "nik_index": sealer.index("nik", row.nik),
        "program": row.program,
        "event_date": row.event_date,
        "filed_on": row.filed_on,
        "status": row.status,
        "missing_documents": row.missing_documents or "",
        "amount_rupiah": row.amount,
        "paid_on": row.paid_on,
    }


def _agreement(row: Agreement, _sealer: Sealer) -> Values:
    return {
        "agreement_no": row.agreement_no,
        "title": row.title,
        "signed_on": row.signed_on,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "funded_until": row.funded_until,
    }


MEMBERSHIPS = Stored(PARTICIPANTS, memberships, _membership, _person)
STORED = (
    MEMBERSHIPS,
    Stored(CLAIMS, claims, _claim),
    Stored(AGREEMENTS, agreements, _agreement),
)
