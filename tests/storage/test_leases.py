"""Rows of the outbox that are leased several at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import LEASE_SECONDS, OUTCOME_UNKNOWN, Body, Leased, Outbox
from storage.tables import outbox

NOW = 1_800_000_000.0


@contextmanager
def box(database: Database, now: float = NOW) -> Iterator[Outbox]:
    with database.write() as connection:
        yield Outbox(connection, database.sealer, now)


def put(database: Database, *people: str, kind: str = "reply") -> None:
    with database.write() as connection:
        known = Conversations(connection, database.sealer, NOW)
        for number, who in enumerate(people):
            body = [Body(f"{who}{number}")]
            contact = known.contact("whatsapp", who, "id")
            Outbox(connection, database.sealer, NOW).put(contact, body, kind=kind, not_before=NOW)


def leased(database: Database, limit: int = 9, now: float = NOW) -> list[Leased]:
    with box(database, now) as opened:
        return opened.lease_apart("whatsapp", limit, busy=())


def texts(rows: list[Leased]) -> list[str]:
    return [row.body.text for row in rows]


@pytest.mark.parametrize("kind", ["reply", "notice"])
def test_of_each_person_the_oldest(database: Database, kind: str) -> None:
    put(database, "a", "b", "a", "c", "b", kind=kind)

    assert texts(leased(database)) == ["a0", "b1", "c3"]


def test_not_more_than_asked_for_and_replies_first(database: Database) -> None:
    put(database, "n", kind="notice")
    put(database, "a", "b", "c")

    assert texts(leased(database, 2)) == ["a0", "b1"]
    assert texts(leased(database)) == ["c2"]
    assert texts(leased(database)) == ["n0"]


def test_last_try_is_leased_alone(database: Database) -> None:
    """A crash before its call begins would end it."""
    put(database, "a", "b", "c")
    first = leased(database, 1)
    with box(database) as opened:
        opened.put_back(first[0], not_before=NOW, error=OUTCOME_UNKNOWN)

    assert texts(leased(database)) == ["a0"]
    assert texts(leased(database)) == ["b1", "c2"]


def test_what_is_given_back_was_never_tried(database: Database) -> None:
    put(database, "a", "b")
    with box(database) as opened:
        opened.give_back(opened.lease_apart("whatsapp", 9, busy=()))

    again = leased(database)
    assert texts(again) == ["a0", "b1"]
    assert [row.attempts for row in again] == [1, 1]


def test_another_holder_has_the_row_now(database: Database) -> None:
    put(database, "a")
    (held,) = leased(database)
    with box(database, NOW + LEASE_SECONDS + 1) as opened:
        opened.void_leases("whatsapp", only_expired=True)
    (again,) = leased(database, now=NOW + LEASE_SECONDS + 1)

    with box(database) as opened:
        opened.give_back([held])
        assert not opened.settle(held, "sent")
        assert opened.settle(again, "sent")
    with database.read() as connection:
        assert connection.execute(select(outbox.c.state)).scalar_one() == "sent"
