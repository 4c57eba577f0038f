"""What a family is in the middle of after a death or an accident: facts, papers at hand, state."""

import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, get_args

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, union, update

from storage.conversations import Address, Contact
from storage.sealing import Sealer
from storage.tables import claim_cases, contacts, links

Kind = Literal["death", "accident", "living"]
KINDS: tuple[Kind, ...] = get_args(Kind)
State = Literal["open", "paid", "withdrawn"]
LINKED_BEFORE_SECONDS = 24 * 3600.0  # who linked only to report is still a stranger to the family


class Facts(msgspec.Struct, frozen=True):
    """What `claim_case.sealed` holds: the form's answers; papers at hand, and not needed."""

    slots: dict[str, str] = {}
    have: tuple[str, ...] = ()
    needless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """`told` is the newest state of the claim that the family heard of.

    `for_family` where the reporter had been linked to the person before: the case is then the
    family's, else it is the reporter's alone.
    """

    id: int
    token: bytes
    contact_id: int
    nik_index: bytes | None
    kind: Kind
    state: State
    for_family: bool
    told: str | None
    reminded_year: int | None
    created_at: float
    updated_at: float
    facts: Facts


_columns = select(claim_cases)
_not_oneself = links.c.relation.is_distinct_from("self")


class ClaimCases:
    """One transaction's view; `now` is in seconds since the epoch."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now

    def open(self, contact: Contact, kind: Kind, facts: Facts, nik_index: bytes | None) -> Case:
        token = os.urandom(16)
        row = {
            "token": token,
            "contact_id": contact.id,
            "nik_index": nik_index,
            "kind": kind,
            "state": "open",
            "for_family": self._linked_before(contact.id, nik_index, self._now),
            "sealed": self._sealer.seal("claim_case", token, facts),
            "created_at": self._now,
            "updated_at": self._now,
        }
        made = self._connection.execute(insert(claim_cases).values(row).returning(claim_cases))
        return self._case(made.one())

    def own(self, contact: Contact, kind: Kind) -> Case | None:
        """The newest of this contact that was not withdrawn."""
        found = self.all_own(contact, kind)
        return found[0] if found else None

    def all_own(self, contact: Contact, kind: Kind) -> list[Case]:
        """Newest first, without those withdrawn."""
        return self._found(claim_cases.c.contact_id == contact.id, kind)

    def of_family(self, nik_index: bytes, kind: Kind) -> Case | None:
        """The newest one about this person that somebody of the family reported."""
        found = self._found(claim_cases.c.nik_index == nik_index, kind)
        return next((case for case in found if case.for_family), None)

    def made_ready(self, nik_index: bytes) -> Case | None:
        """What this person prepared while alive, on whichever phone of theirs."""
        found = self._found(claim_cases.c.nik_index == nik_index, "living")
        return found[0] if found else None

    def running(self) -> list[Case]:
        """Deaths whose person is known: their news come with the feed."""
        wanted = claim_cases.c.nik_index.is_not(None)
        return self._found(wanted, "death")

    def on_the_way(self) -> list[Case]:
        """Deaths and accidents whose claim has not ended, oldest first."""
        on = _columns.where(claim_cases.c.state == "open", claim_cases.c.kind != "living")
        rows = self._connection.execute(on.order_by(claim_cases.c.id))
        return [self._case(row) for row in rows]

    def confirm(self, case: Case) -> Case | None:
        """An officer knows that it is true: the family's now. None where it is so already."""
        return self._give(case, for_family=True)

    def take_back(self, case: Case) -> Case | None:
        """The reporter's alone again. None where it is so already."""
        return self._give(case, for_family=False)

    def keep(self, case: Case, facts: Facts) -> Case:
        self._set(case, sealed=self._sealer.seal("claim_case", case.token, facts))
        return replace(case, facts=facts)

    def attach(self, case: Case, nik_index: bytes) -> Case:
        """The person is known now; the family hears of it only from one who was linked before."""
        for_family = self._linked_before(case.contact_id, nik_index, case.created_at)
        self._set(case, nik_index=nik_index, for_family=for_family)
        return replace(case, nik_index=nik_index, for_family=for_family)

    def withdraw(self, case: Case) -> None:
        self._set(case, state="withdrawn")

    def tell(self, case: Case, status: str) -> None:
        """Remember what the family heard; `paid` ends the case."""
        self._set(case, told=status, state="paid" if status == "paid" else case.state)

    def remind(self, case: Case, year: int) -> None:
        self._set(case, reminded_year=year)

    def erase(self, contact: Contact) -> int:
        """Forget all that this contact told."""
        mine = claim_cases.c.contact_id == contact.id
        return self._connection.execute(delete(claim_cases).where(mine)).rowcount

    def deaths_of(self, contact_ids: Collection[int]) -> list[int]:
        """Numbers of the deaths about which these contacts hear news."""
        linked = select(links.c.nik_index).where(links.c.contact_id.in_(contact_ids))
        theirs = claim_cases.c.contact_id.in_(contact_ids) | claim_cases.c.nik_index.in_(linked)
        return [case.id for case in self._found(theirs, "death")]

    def mourners(self, contact_ids: Collection[int], *, but: Case) -> set[int]:
        """Those of them whom another death of a family touches, that was not withdrawn."""
        other = (
            (claim_cases.c.id != but.id)
            & (claim_cases.c.kind == "death")
            & (claim_cases.c.state != "withdrawn")
            & claim_cases.c.for_family
        )
        reporters = select(claim_cases.c.contact_id).where(
            other, claim_cases.c.contact_id.in_(contact_ids)
        )
        kin = (
            select(links.c.contact_id)
            .join(claim_cases, claim_cases.c.nik_index == links.c.nik_index)
            .where(other, links.c.contact_id.in_(contact_ids), _not_oneself)
        )
        return set(self._connection.execute(union(reporters, kin)).scalars())

    def family(self, case: Case) -> list[Contact]:
        """Who hears the news: the reporter, and the family where the case is theirs.

        A reporter who had the person forgotten hears nothing more.
        """
        wanted = contacts.c.id == case.contact_id
        if case.nik_index is not None:
            about = select(links.c.contact_id).where(links.c.nik_index == case.nik_index)
            wanted &= contacts.c.id.in_(about)
        if case.for_family:
            kin = select(links.c.contact_id).where(
                links.c.nik_index == case.nik_index, _not_oneself
            )
            wanted |= contacts.c.id.in_(kin)
        rows = self._connection.execute(select(contacts).where(wanted).order_by(contacts.c.id))
        return [
            Contact(
                row.id,
                row.channel,
                self._sealer.open("contact", row.address_index, row.sealed, Address).address,
                None,
                row.language,
            )
            for row in rows
        ]

    def _linked_before(self, contact_id: int, nik_index: bytes | None, at: float) -> bool:
        linked = select(links.c.id).where(
            links.c.contact_id == contact_id,
            links.c.nik_index == nik_index,
            links.c.linked_at <= at - LINKED_BEFORE_SECONDS,
        )
        return nik_index is not None and self._connection.execute(linked).first() is not None

    def _found(self, wanted: object, kind: Kind) -> list[Case]:
        rows = self._connection.execute(
            _columns.where(
                wanted,  # type: ignore[arg-type]
                claim_cases.c.kind == kind,
                claim_cases.c.state != "withdrawn",
            ).order_by(claim_cases.c.id.desc())
        )
        return [self._case(row) for row in rows]

    def _give(self, case: Case, *, for_family: bool) -> Case | None:
        changed = update(claim_cases).where(
            claim_cases.c.id == case.id,
            claim_cases.c.nik_index.is_not(None),
            claim_cases.c.state == "open",
            claim_cases.c.for_family.is_not(for_family),
        )
        given = changed.values(for_family=for_family, updated_at=self._now)
        if self._connection.execute(given).rowcount == 0:
            return None
        return replace(case, for_family=for_family)

    def _set(self, case: Case, **values: object) -> None:
        mine = claim_cases.c.id == case.id
        changed = {**values, "updated_at": self._now}
        self._connection.execute(update(claim_cases).where(mine).values(changed))

    def _case(self, row: Row[*tuple[object, ...]]) -> Case:
        return Case(
            id=row.id,
            token=row.token,
            contact_id=row.contact_id,
            nik_index=row.nik_index,
            kind=row.kind,
            state=row.state,
            for_family=row.for_family,
            told=row.told,
            reminded_year=row.reminded_year,
            created_at=row.created_at,
            updated_at=row.updated_at,
            facts=self._sealer.open("claim_case", row.token, row.sealed, Facts),
        )
