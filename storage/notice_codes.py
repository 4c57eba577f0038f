"""What anybody may learn of a notice by its code: that it was sent, when, to which people."""

import json
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from storage.consents import Purpose
from storage.sealing import Sealer
from storage.tables import broadcasts


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """`started_at` in seconds since the epoch; its words are in `text` or in a template."""

    purpose: Purpose
    state: str
    started_at: float
    conditions: tuple[str, ...]
    text: str | None
    template: str | None


class _Words(msgspec.Struct, frozen=True):
    text: str | None = None
    template: str | None = None


class NoticeCodes:
    """One transaction's view."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def started(self, code: str) -> KnownNotice | None:
        """The notice of this code; None also for one that has not left yet."""
        asked = select(broadcasts).where(
            broadcasts.c.code == code, broadcasts.c.started_at.is_not(None)
        )
        row = self._connection.execute(asked).first()
        if row is None:
            return None
        words = self._sealer.open("broadcast", row.token, row.sealed, _Words)
        conditions = tuple(json.loads(row.conditions))
        return KnownNotice(
            row.purpose, row.state, row.started_at, conditions, words.text, words.template
        )
