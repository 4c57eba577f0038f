"""Codes are used once and acts are chained, also where several processes work at a time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from sqlalchemy import delete, text, update

from storage.database import Database
from storage.store import Store
from storage.tables import audit

NOW = 1_764_000_000.0
AT_A_TIME = 4


@contextmanager
def opened(database: Database, at: float = NOW) -> Iterator[Store]:
    with database.write() as connection:
        yield Store(connection, database.sealer, now=at, real_now=at)


def test_names_and_codes_are_not_readable(database: Database) -> None:
    with opened(database) as store:
        _, code = store.officers.add("Wa Ode Uji", "officer", ())
    with database.read() as connection:
        row = connection.execute(text("SELECT * FROM officer")).one()

    for secret in (b"Wa Ode Uji", code.encode(), code[4:].encode()):
        assert not any(secret in value for value in row if isinstance(value, bytes))
        assert not any(secret.decode() in value for value in row if isinstance(value, str))


def test_name_is_free_again_after_removal(database: Database) -> None:
    with opened(database) as store:
        first, _ = store.officers.add("La Uji", "officer", ())
        with pytest.raises(ValueError, match="registered"):
            store.officers.add("la  UJI", "approver", ())
        store.officers.remove(first)
        second, _ = store.officers.add("La Uji", "approver", ())

    assert second.id != first.id


TAMPERED = {
    "act": ({"act": "officer.removed"}, 2),
    "actor": ({"actor": "operator"}, 2),
    "what": ({"what": '{"case": 8}'}, 2),
    "time": ({"at": NOW + 1}, 2),
    "chain": ({"chain": b"0" * 16}, 2),
}


@pytest.fixture
def chained(database: Database) -> Database:
    with opened(database) as store:
        for number in range(1, 5):
            store.audit.record("officer:1", "claim.confirmed", case=number)
        assert store.audit.broken_at() is None
    return database


@pytest.mark.parametrize(("values", "named"), TAMPERED.values(), ids=TAMPERED)
def test_changed_entry_is_named(chained: Database, values: dict[str, object], named: int) -> None:
    with chained.write() as connection:
        connection.execute(update(audit).where(audit.c.id == 2).values(values))

    with opened(chained) as store:
        assert store.audit.broken_at() == named


def test_entry_after_a_removed_one_is_named(chained: Database) -> None:
    with chained.write() as connection:
        connection.execute(delete(audit).where(audit.c.id == 2))

    with opened(chained) as store:
        assert store.audit.broken_at() == 3


def together(database: Database, work: Callable[[Store, int], object]) -> list[object]:
    """Each in a transaction of its own that is open while the others' are."""
    begun = Barrier(AT_A_TIME)

    def one(number: int) -> object:
        with opened(database) as store:
            begun.wait(timeout=10)
            return work(store, number)

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(one, range(AT_A_TIME)))


def test_one_code_sent_from_several_chats_at_a_time_joins_one(on_postgres: Database) -> None:
    with opened(on_postgres) as store:
        chats = [store.conversations.contact("terminal", f"{n}", "id") for n in range(AT_A_TIME)]
        _, code = store.officers.add("La Uji", "officer", ())

    joined = together(
        on_postgres, lambda store, number: store.officers.join(chats[number].id, code)
    )

    assert len([each for each in joined if each]) == 1


def test_acts_recorded_at_a_time_stand_in_one_chain(on_postgres: Database) -> None:
    together(on_postgres, lambda store, number: store.audit.record("system", "act", of=number))

    with opened(on_postgres) as store:
        assert len(store.audit.entries()) == AT_A_TIME
        assert store.audit.broken_at() is None


def test_one_thing_noticed_at_a_time_is_one_ticket(on_postgres: Database) -> None:
    with opened(on_postgres) as store:
        contact = store.conversations.contact("terminal", "a", "id")

    made = together(
        on_postgres, lambda store, _: store.tickets.notice(contact.id, "claim_stuck", "claim:7")
    )

    assert sorted(map(bool, made)) == [False] * (AT_A_TIME - 1) + [True]
    with opened(on_postgres) as store:
        assert [each.about for each in store.tickets.open()] == ["claim:7"]
