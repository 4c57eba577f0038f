"""A sealed record opens with its own key, in its own row, unchanged; else not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.person import SEALED_AS, Person
from storage.sealing import SHORTEST_SECRET, Sealer, SealError

SEALER = Sealer("k" * SHORTEST_SECRET)
PERSON = Person("7407024506720001", "22001234567", "Wa Ode Uji", date(1972, 6, 5), None)
ROW = b"a row's key"
SEALED = SEALER.seal(SEALED_AS, ROW, PERSON)

people = st.builds(
    Person,
    nik=st.text(max_size=40),
    kpj=st.text(max_size=40),
    name=st.text(max_size=200),
    birth_date=st.dates(),
    phone=st.none() | st.text(max_size=40),
)


@given(people, st.binary(max_size=32))
def test_what_was_sealed_opens(person: Person, row: bytes) -> None:
    assert SEALER.open(SEALED_AS, row, SEALER.seal(SEALED_AS, row, person), Person) == person


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_no_bit_can_be_changed(bit: int) -> None:
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealError):
        SEALER.open(SEALED_AS, ROW, bytes(changed), Person)


@given(st.integers(0, len(SEALED) - 1))
def test_a_part_does_not_open(length: int) -> None:
    with pytest.raises(SealError):
        SEALER.open(SEALED_AS, ROW, SEALED[:length], Person)


STRANGERS = {
    "another row": (SEALER, SEALED_AS, b"another row"),
    "another table": (SEALER, "contact", ROW),
    "another key": (Sealer("l" * SHORTEST_SECRET), SEALED_AS, ROW),
}


@pytest.mark.parametrize(("sealer", "table", "row"), STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_does_not_open_it(sealer: Sealer, table: str, row: bytes) -> None:
    with pytest.raises(SealError) as error:
        sealer.open(table, row, SEALED, Person)
    assert PERSON.nik not in str(error.value)


@given(st.text(), st.text())
def test_equal_values_have_equal_indexes_and_others_do_not(one: str, other: str) -> None:
    assert (SEALER.index("nik", one) == SEALER.index("nik", other)) == (one == other)
    assert SEALER.index("nik", one) != SEALER.index("kpj", one)


def test_indexes_depend_on_the_key() -> None:
    other = Sealer("l" * SHORTEST_SECRET)
    assert SEALER.index("nik", PERSON.nik) != other.index("nik", PERSON.nik)
    assert SEALER.digest("cell") != other.digest("cell")
