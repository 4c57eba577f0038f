"""A family's case: sealed, found again, shared with the family only by one who was linked."""

import pytest
from sqlalchemy import text

from storage.claim_cases import LINKED_BEFORE_SECONDS, Facts
from storage.database import Database
from storage.outbox import Body
from storage.store import Store

NOW = 1_764_000_000.0
NIK = b"n" * 16
FACTS = Facts({"how": "other", "died_on": "2026-11-23"}, ("member_id",))


def test_what_was_told_is_sealed(database: Database) -> None:
    with database.write() as connection:
        store = Store(connection, database.sealer, now=NOW, real_now=NOW)
        contact = store.conversations.contact("terminal", "a", "id")
        store.claim_cases.open(contact, "death", FACTS, NIK)
        row = connection.execute(text("SELECT * FROM claim_case")).one()

        found = store.claim_cases.own(contact, "death")

    assert found is not None
    assert found.facts == FACTS
    assert not any(b"2026-11-23" in value for value in row if isinstance(value, bytes))


LINKED = {"long before": (LINKED_BEFORE_SECONDS, True), "just before": (60.0, False)}


@pytest.mark.parametrize(("before", "shared"), LINKED.values(), ids=LINKED)
def test_family_hears_only_of_one_who_was_linked_before(
    database: Database, before: float, shared: bool
) -> None:
    with database.write() as connection:
        earlier = Store(connection, database.sealer, now=NOW - before, real_now=NOW)
        reporter, other = (
            earlier.conversations.contact("terminal", name, "id") for name in ("a", "b")
        )
        earlier.links.connect(reporter, NIK, "spouse")
        earlier.links.connect(other, NIK, "child")
        store = Store(connection, database.sealer, now=NOW, real_now=NOW)

        case = store.claim_cases.open(reporter, "death", FACTS, NIK)

        assert (store.claim_cases.of_family(NIK, "death") is not None) is shared
        heard = [each.address for each in store.claim_cases.family(case)]
        assert heard == (["a", "b"] if shared else ["a"])


def test_a_reporter_who_had_the_person_forgotten_hears_no_news(database: Database) -> None:
    with database.write() as connection:
        store = Store(connection, database.sealer, now=NOW, real_now=NOW)
        reporter = store.conversations.contact("terminal", "a", "id")
        store.links.connect(reporter, NIK, "spouse")
        case = store.claim_cases.open(reporter, "death", FACTS, NIK)
        heard = store.claim_cases.family(case)
        (link,) = store.links.of(reporter)
        store.links.drop(reporter, link.id)

        assert [each.id for each in heard] == [reporter.id]
        assert store.claim_cases.family(case) == []


def test_held_notices_wait_and_go_on_while_the_claims_own_leave(database: Database) -> None:
    with database.write() as connection:
        store = Store(connection, database.sealer, now=NOW, real_now=NOW)
        contact = store.conversations.contact("terminal", "a", "id")
        for purpose in ("claim:1", "accident:2", None):
            body = Body(purpose or "news")
            store.outbox.put(contact, [body], kind="notice", not_before=NOW, purpose=purpose)

        assert store.outbox.hold_notices([contact.id], but=["claim:1"]) == 2
        assert [each.body.text for each in store.outbox.lease("terminal", 9)] == ["claim:1"]
        assert store.outbox.take_back("accident:2") == 1
        assert store.outbox.release_notices([contact.id]) == 1
        assert [each.body.text for each in store.outbox.lease("terminal", 9)] == ["news"]


FATHER, MOTHER = b"f" * 16, b"m" * 16


@pytest.mark.parametrize("both", [False, True], ids=["one of two", "both"])
def test_notices_wait_for_whoever_mourns_another(database: Database, both: bool) -> None:
    """The child mourns both, the widow one."""
    with database.write() as connection:
        earlier = Store(connection, database.sealer, now=NOW - LINKED_BEFORE_SECONDS, real_now=NOW)
        child, widow = (earlier.conversations.contact("terminal", name, "id") for name in "cw")
        earlier.links.connect(child, FATHER, "child")
        earlier.links.connect(child, MOTHER, "child")
        earlier.links.connect(widow, FATHER, "spouse")
        cases = Store(connection, database.sealer, now=NOW, real_now=NOW).claim_cases
        father, mother = (cases.open(child, "death", FACTS, nik) for nik in (FATHER, MOTHER))
        family = {child.id, widow.id}

        cases.withdraw(father)
        if both:
            cases.withdraw(mother)

        assert cases.mourners(family, but=father) == (set() if both else {child.id})
        assert cases.deaths_of(family) == ([] if both else [mother.id])
