"""Whom a notice is for: people of the current generation, and the chats that reach them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    and_,
    func,
    literal,
    or_,
    select,
    true,
)

from storage.participants import live
from storage.person import SEALED_AS, Person
from storage.sealing import Sealer
from storage.tables import claim_cases, claims, contacts, links, memberships, opt_outs

OPEN_CLAIM = ("received", "incomplete", "verifying", "approved")
CHANNELS = ("telegram", "whatsapp", "phone")  # a terminal is nobody's chat
_TOGETHER = 500

FieldName = Literal[
    "village", "district", "category", "program", "status", "coverage_end", "language", "claim"
]


@dataclass(frozen=True, slots=True)
class Condition:
    """`operator` is `=` (any of `values`), `<=`, `>=`, `<`, `>` (dates only)."""

    field: FieldName
    operator: str
    values: tuple[str, ...]


Segment = tuple[tuple[Condition, ...], ...]  # all of them, of each at least one


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that may reach a person: their own first, the family's last, the newest used first."""

    contact_id: int
    channel: str
    language: str
    last_inbound_at: float
    is_unreachable: bool
    in_grief: bool
    stopped: frozenset[str]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A person of a segment. `is_dead` where the agency or the family says so."""

    nik_index: bytes
    name: str
    village_code: str
    coverage_end: date
    is_dead: bool
    chats: tuple[Chat, ...]


class Audience:
    """One transaction's view; `grief_since` is the time after which a death silences a family."""

    def __init__(self, connection: Connection, sealer: Sealer, grief_since: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._grief_since = grief_since

    def people(self, segment: Segment, today: date) -> Iterator[Target]:
        """Everybody once, by their newest period, in the order of the villages."""
        mourned = self._mourned()
        rows = self._connection.execute(_newest_periods(segment, today)).all()
        wanted = _languages(segment)
        for target in self._targets(rows, mourned):
            if wanted is None or any(chat.language in wanted for chat in target.chats):
                yield target

    def named(self, people: Sequence[bytes]) -> Iterator[Target]:
        """These, as far as the current generation knows them, by index of the NIK."""
        mourned = self._mourned()
        for start in range(0, len(people), _TOGETHER):
            theirs = memberships.c.nik_index.in_(people[start : start + _TOGETHER])
            rows = self._connection.execute(_first_of(_newest(theirs))).all()
            yield from self._targets(rows, mourned)

    def _targets(self, rows: Sequence[Row[Any]], mourned: frozenset[bytes]) -> Iterator[Target]:
        for start in range(0, len(rows), _TOGETHER):
            some = rows[start : start + _TOGETHER]
            chats = self._chats([row.nik_index for row in some])
            phones = self._on_phones({row.phone_index for row in some if row.phone_index})
            for row in some:
                found = [*chats.get(row.nik_index, ()), *phones.get(row.phone_index, ())]
                yield self._target(row, _once(found), mourned)

    def size(self) -> int:
        """All people whom the current generation knows."""
        counted = live(select(func.count(func.distinct(memberships.c.nik_index))), memberships)
        return int(self._connection.execute(counted).scalar_one())

    def _target(self, row: Row[Any], chats: tuple[Chat, ...], mourned: frozenset[bytes]) -> Target:
        person = self._sealer.open(SEALED_AS, row.row_key, row.sealed, Person)
        is_dead = row.inactive_reason == "deceased" or row.nik_index in mourned
        return Target(
            row.nik_index, person.name, row.village_code, row.coverage_end, is_dead, chats
        )

    def _mourned(self) -> frozenset[bytes]:
        """Whose death the family, or an officer, reported."""
        dead = select(claim_cases.c.nik_index).where(
            claim_cases.c.kind == "death",
            claim_cases.c.state != "withdrawn",
            claim_cases.c.for_family.is_(True),
        )
        return frozenset(filter(None, self._connection.execute(dead).scalars()))

    @cached_property
    def in_grief(self) -> frozenset[int]:
        """The chats of the families, for a time, and of whoever reported a death."""
        recent = (
            (claim_cases.c.kind == "death")
            & (claim_cases.c.state != "withdrawn")
            & (claim_cases.c.created_at >= self._grief_since)
        )
        reporters = select(claim_cases.c.contact_id).where(recent)
        kin = (
            select(links.c.contact_id)
            .join(claim_cases, claim_cases.c.nik_index == links.c.nik_index)
            .where(recent, claim_cases.c.for_family.is_(True))
        )
        found = self._connection.execute(reporters.union(kin)).scalars()
        return frozenset(found)

    def chat(self, contact_id: int) -> Chat:
        """One that is known to exist."""
        asked = select(*_CHAT, literal(True).label("own")).where(contacts.c.id == contact_id)
        [[chat]] = self._grouped(self._connection.execute(asked).all(), "id").values()
        return chat

    def _chats(self, people: Sequence[bytes]) -> dict[bytes, list[Chat]]:
        """By person: chats that proved to belong to them."""
        asked = (
            select(links.c.nik_index, *_CHAT, (links.c.relation == "self").label("own"))
            .join(contacts, contacts.c.id == links.c.contact_id)
            .where(links.c.nik_index.in_(people))
        )
        rows = sorted(self._connection.execute(asked), key=_own_first)
        return self._grouped(rows, "nik_index")

    def _on_phones(self, phones: set[bytes]) -> dict[bytes, list[Chat]]:
        """By number: chats for whose number the platform vouches."""
        asked = select(contacts.c.phone_index, *_CHAT, literal(False).label("own")).where(
            contacts.c.phone_index.in_(phones)
        )
        rows = sorted(self._connection.execute(asked), key=_own_first) if phones else []
        return self._grouped(rows, "phone_index")

    def _grouped(self, found: Sequence[Row[Any]], key: str) -> dict[Any, list[Chat]]:
        """The channel is looked at here: asked for it, SQLite goes through all chats by channel."""
        rows = [row for row in found if row.channel in CHANNELS]
        stopped = self._stopped([row.id for row in rows])
        grouped: dict[Any, list[Chat]] = {}
        for row in rows:
            chat = Chat(
                row.id,
                row.channel,
                row.language,
                row.last_inbound_at,
                row.unreachable_since is not None,
                row.id in self.in_grief,
                stopped.get(row.id, frozenset()),
                bool(row.own),
            )
            grouped.setdefault(getattr(row, key), []).append(chat)
        return grouped

    def _stopped(self, contact_ids: Sequence[int]) -> dict[int, frozenset[str]]:
        asked = select(opt_outs.c.contact_id, opt_outs.c.purpose).where(
            opt_outs.c.contact_id.in_(contact_ids)
        )
        stopped: dict[int, frozenset[str]] = {}
        for contact_id, purpose in self._connection.execute(asked):
            stopped[contact_id] = stopped.get(contact_id, frozenset()) | {purpose}
        return stopped


_CHAT = (
    contacts.c.id,
    contacts.c.channel,
    contacts.c.language,
    contacts.c.last_inbound_at,
    contacts.c.unreachable_since,
)


def _own_first(row: Row[Any]) -> tuple[bool, float]:
    return not row.own, -row.last_inbound_at


def _once(chats: Sequence[Chat]) -> tuple[Chat, ...]:
    first: dict[int, Chat] = {}
    for chat in chats:
        first.setdefault(chat.contact_id, chat)
    return tuple(first.values())


def _languages(segment: Segment) -> set[str] | None:
    """Only a chat has a language; who has none is not in such a segment."""
    named = [set(each.values) for some in segment for each in some if each.field == "language"]
    return set.intersection(*named) if named else None


def _newest(which: ColumnElement[bool]) -> Subquery:
    """Each person's periods by age; at place 1 the newest."""
    place = func.row_number().over(
        partition_by=memberships.c.nik_index,
        order_by=(memberships.c.coverage_start.desc(), memberships.c.id.desc()),
    )
    ranked = select(memberships, place.label("place")).where(which)
    return live(ranked, memberships).subquery()


def _newest_periods(segment: Segment, today: date) -> Any:
    newest = _newest(true())
    wanted = [_any_of(some, newest.c, today) for some in segment]
    return _first_of(newest).where(*wanted)


def _first_of(newest: Subquery) -> Select[Any]:
    """In the order of the villages."""
    ordered = select(newest).order_by(newest.c.village_code, newest.c.id)
    return ordered.where(newest.c.place == 1)


def _any_of(conditions: Sequence[Condition], row: Any, today: date) -> ColumnElement[bool]:
    return or_(*(_holds(each, row, today) for each in conditions))


def _holds(condition: Condition, row: Any, today: date) -> ColumnElement[bool]:
    values = condition.values
    match condition.field:
        case "village":
            return _column(row.village_code.in_(values))
        case "district":
            return or_(*(row.village_code.startswith(value, autoescape=True) for value in values))
        case "category":
            return _column(row.category.in_(values))
        case "program":
            return or_(*((literal(",") + row.programs + ",").contains(f",{v},") for v in values))
        case "status":
            return or_(*(_has_status(value, row, today) for value in values))
        case "coverage_end":
            return _compared(row.coverage_end, condition.operator, date.fromisoformat(values[0]))
        case "claim":
            return or_(*(_has_claim(value, row) for value in values))
        case "language":  # of a chat, not of a person: see `Audience.people`
            return true()


def _column(expression: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = expression
    return found


def _has_status(status: str, row: Any, today: date) -> ColumnElement[bool]:
    """Active: the agency's word, and the cover has not ended."""
    is_active = and_(
        row.status == "active",
        row.coverage_end >= today,
        row.inactive_since.is_(None),
        row.delisted_on.is_(None),
    )
    return is_active if status == "active" else ~is_active


def _has_claim(state: str, row: Any) -> ColumnElement[bool]:
    theirs = live(select(claims.c.id), claims).where(claims.c.nik_index == row.nik_index)
    if state == "none":
        return ~theirs.exists()
    states = OPEN_CLAIM if state == "open" else (state,)
    return theirs.where(claims.c.status.in_(states)).exists()


def _compared(column: Any, operator: str, day: date) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.op(operator)(literal(day))
    return found
