"""People of the regency and the villages who send notices: added, joined by a code, removed."""

import os
import secrets
from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from storage.sealing import Sealer
from storage.tables import officer_tries, officers

Role = Literal["officer", "approver", "admin"]
ROLES: tuple[Role, ...] = ("officer", "approver", "admin")
CODE_SECONDS = 24 * 3600.0
TRIES, TRIES_SECONDS = 5, 3600.0
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
CODE_PREFIX = "PTG-"
_CODE_LETTERS = 10


class Named(msgspec.Struct, frozen=True, array_like=True):
    """What `officer.sealed` holds."""

    name: str


@dataclass(frozen=True, slots=True)
class Officer:
    """`villages` empty: all of them. `contact_id` where they joined."""

    id: int
    name: str
    role: Role
    villages: tuple[str, ...]
    contact_id: int | None
    code_until: float | None

    @property
    def actor(self) -> str:
        """As the audit names them."""
        return f"officer:{self.id}"

    @property
    def may_approve(self) -> bool:
        return self.role in ("approver", "admin")

    def serves(self, village: str) -> bool:
        return not self.villages or village in self.villages


class Officers:
    """One transaction's view of those who were not removed; `now` in seconds since the epoch."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now

    def add(self, name: str, role: Role, villages: tuple[str, ...]) -> tuple[Officer, str]:
        """With the code that joins them, once, within a day. ValueError: the name is taken."""
        if self.named(name) is not None:
            raise ValueError("an officer of that name is registered")
        token = os.urandom(16)
        code = _new_code()
        row = {
            "token": token,
            "sealed": self._sealer.seal("officer", token, Named(name)),
            "name_index": self._name_index(name),
            "role": role,
            "villages": ",".join(villages),
            "code_index": self._code_index(code),
            "code_until": self._now + CODE_SECONDS,
            "added_at": self._now,
        }
        made = self._connection.execute(insert(officers).values(row).returning(officers))
        return self._officer(made.one()), code

    def join(self, contact_id: int, said: str) -> Officer | None:
        """The officer whose code this is; it is used up. None: wrong, old, or too many tries."""
        if self._tries(contact_id) >= TRIES:
            return None
        used = {"code_index": None, "code_until": None, "joined_at": self._now}
        mine = update(officers).where(self._waits_for(said)).returning(officers.c.id)
        joined = self._connection.execute(mine.values(used)).scalar_one_or_none()
        if joined is None:
            row = {"contact_id": contact_id, "at": self._now}
            self._connection.execute(insert(officer_tries).values(row))
            return None
        self._leave(officers.c.contact_id == contact_id)
        here = update(officers).where(officers.c.id == joined).values(contact_id=contact_id)
        self._connection.execute(here)
        return self._one(officers.c.id == joined)

    def awaits(self, said: str) -> bool:
        """True while this is somebody's unused code; no try is counted."""
        return self._one(self._waits_for(said)) is not None

    def leave(self, officer: Officer) -> None:
        """They stay registered, without a chat; only a new registration joins them again."""
        self._leave(officers.c.id == officer.id)

    def of(self, contact_id: int) -> Officer | None:
        return self._one(officers.c.contact_id == contact_id)

    def named(self, name: str) -> Officer | None:
        return self._one(officers.c.name_index == self._name_index(name))

    def known(self, officer_id: int) -> Officer | None:
        """Removed ones too: they still have done what they did."""
        row = self._connection.execute(select(officers).where(officers.c.id == officer_id)).first()
        return self._officer(row) if row else None

    def acting(self, actor: str) -> Officer | None:
        """Whom the audit calls so, unless removed; None for the operator and the system."""
        number = actor.removeprefix("officer:")
        return self._one(officers.c.id == int(number)) if number.isdigit() else None

    def all(self) -> list[Officer]:
        rows = self._connection.execute(
            select(officers).where(officers.c.removed_at.is_(None)).order_by(officers.c.id)
        )
        return [self._officer(row) for row in rows]

    def remove(self, officer: Officer) -> None:
        self._leave(officers.c.id == officer.id)
        gone = {"removed_at": self._now, "code_index": None, "code_until": None}
        self._connection.execute(update(officers).where(officers.c.id == officer.id).values(gone))

    def _leave(self, which: ColumnElement[bool]) -> None:
        """A chat belongs to one officer, and a removed one's to none."""
        self._connection.execute(update(officers).where(which).values(contact_id=None))

    def _waits_for(self, said: str) -> ColumnElement[bool]:
        """Asked and used up in one statement: of two chats with one code only one joins."""
        is_theirs = officers.c.code_index == self._code_index(said)
        return is_theirs & (officers.c.code_until >= self._now) & officers.c.removed_at.is_(None)

    def _tries(self, contact_id: int) -> int:
        counted = select(func.count()).where(
            officer_tries.c.contact_id == contact_id,
            officer_tries.c.at > self._now - TRIES_SECONDS,
        )
        return int(self._connection.execute(counted).scalar_one())

    def _one(self, which: ColumnElement[bool]) -> Officer | None:
        asked = select(officers).where(which, officers.c.removed_at.is_(None))
        row = self._connection.execute(asked.limit(1)).first()
        return self._officer(row) if row else None

    def _name_index(self, name: str) -> bytes:
        return self._sealer.index("officer_name", " ".join(name.lower().split()))

    def _code_index(self, code: str) -> bytes:
        written = "".join(code.upper().split()).replace("-", "")
        return self._sealer.index("officer_code", written)

    def _officer(self, row: Row[*tuple[object, ...]]) -> Officer:
        return Officer(
            id=row.id,
            name=self._sealer.open("officer", row.token, row.sealed, Named).name,
            role=row.role,
            villages=tuple(filter(None, row.villages.split(","))),
            contact_id=row.contact_id,
            code_until=row.code_until,
        )


def _new_code() -> str:
    """With a figure in it, so that no word of a sentence looks like one."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
        if not letters.isalpha():
            return CODE_PREFIX + letters
