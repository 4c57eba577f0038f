"""What people write about a death, a wage and their children, and what is read from it."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.benefit_facts import (
    cause,
    day_of_death,
    member_since,
    stated_cause,
    stated_day_of_death,
    stated_member_since,
)
from handlers.problems import Problem
from handlers.programme import load
from handlers.schoolchildren import Schoolchildren, schoolchildren, stated_schoolchildren
from handlers.wages import stated_wage, wage

WAKATOBI = load("wakatobi")
TODAY = date(2026, 11, 24)
DIED = date(2026, 5, 1)
LEAST = 1_000_000
UNTIL = 23


def read(parse: Callable[[], object]) -> str:
    """The value as it is kept, or the key of the problem in brackets."""
    try:
        return str(parse())
    except Problem as problem:
        return f"({problem.key})"


DEATHS = {
    "5 maret 2025": "2025-03-05",
    "kemarin": "2026-11-23",
    "14 maret": "2026-03-14",
    "25 desember": "2025-12-25",
    "tidak tahu": "unknown",
    "lupa tanggalnya": "unknown",
    "belum ada yang meninggal, cuma tanya": "unknown",
    "unknown": "unknown",
    "besok": "(in_the_future)",
    "1-1-1980": "(too_old)",
    "24-11-1986": "(too_old)",
    "25-11-1986": "(before_rules)",
    "30-6-2015": "(before_rules)",
    "1-7-2015": "2015-07-01",
    "31-2-2025": "(no_such_day)",
    "2025": "(unclear)",
    "2 tahun lalu": "(unclear)",
    "kantornya di mana": "(missing)",
    "peserta sejak 20-7-2023 meninggal 3 maret 2025": "2025-03-03",
    "terdaftar 20-7-2023 meninggal kemarin": "2026-11-23",
}


@pytest.mark.parametrize(("said", "kept"), DEATHS.items(), ids=DEATHS)
def test_day_of_death(said: str, kept: str) -> None:
    assert read(lambda: day_of_death(said, TODAY, WAKATOBI)) == kept


STATED_DEATHS = {
    "suami meninggal 3 maret 2025": "2025-03-03",
    "peserta sejak juli 2023, meninggal 3 maret 2025": "2025-03-03",
    "berapa kalau meninggal": "(missing)",
    "peserta sejak 20 juli 2023": "(missing)",
    "santunan 3 maret 2025": "(missing)",
}


@pytest.mark.parametrize(("said", "kept"), STATED_DEATHS.items(), ids=STATED_DEATHS)
def test_stated_day_of_death(said: str, kept: str) -> None:
    assert read(lambda: stated_day_of_death(said, TODAY, WAKATOBI)) == kept


CAUSES = {
    "ya": "work",
    "iye": "work",
    "iya kecelakaan kerja": "work",
    "jatuh dari perahu": "work",
    "kecelakaan saat melaut": "work",
    "bukan": "other",
    "bukan karena kerja": "other",
    "sakit": "other",
    "stroke di laut": "other",
    "tidak tahu": "unsure",
    "belum tahu": "unsure",
    "tenggelam": "unsure",
    "meninggal saat melaut": "unsure",
    "kecelakaan motor": "unsure",
    "work": "work",
    "kantornya di mana": "(missing)",
}


@pytest.mark.parametrize(("said", "kept"), CAUSES.items(), ids=CAUSES)
def test_cause(said: str, kept: str) -> None:
    """Dying at sea is no work accident by itself."""
    assert read(lambda: cause(said)) == kept


def test_a_cause_is_not_read_out_of_a_yes() -> None:
    assert read(lambda: stated_cause("iya pak, meninggal 3 maret")) == "(missing)"


WAGES = {
    "1 juta": "1000000",
    "1.500.000": "1500000",
    "Rp 1,5 jt": "1500000",
    "1.000.000,00": "1000000",
    "2 juta 500 ribu": "2500000",
    "1.250 ribu": "1250000",
    "3,75 juta": "3750000",
    "sejuta": "1000000",
    "dua juta lima ratus ribu": "2500000",
    "100 juta": "100000000",
    "tidak tahu": "lowest",
    "ikut pemda": "lowest",
    "lowest": "lowest",
    "0": "(too_low)",
    "999.999": "(too_low)",
    "500rb": "(too_low)",
    "10^12": "(too_low)",
    "1000000000000": "(too_high)",
    "1 triliun": "(too_high)",
    "100.000.001": "(too_high)",
    "kantornya di mana": "(missing)",
}


@pytest.mark.parametrize(("said", "kept"), WAGES.items(), ids=WAGES)
def test_wage(said: str, kept: str) -> None:
    assert read(lambda: wage(said, LEAST)) == kept


def test_a_wage_is_stated_behind_its_word() -> None:
    assert read(lambda: stated_wage("upahnya 2 juta, anak 2 SD", LEAST)) == "2000000"
    assert read(lambda: stated_wage("dapat 42 juta kah", LEAST)) == "(missing)"


CHILDREN = {
    "2 sd 1 smp": "2 sd, 1 smp",
    "SD 2, SMP 1": "2 sd, 1 smp",
    "satu SD dan satu kuliah": "1 sd, 1 kuliah",
    "dua orang di SD, satu di SMA": "2 sd, 1 sma",
    "2 anak, sd dan smp": "1 sd, 1 smp",
    "3 anak: 2 sd 1 smp": "2 sd, 1 smp",
    "kelas 3 sd": "1 sd",
    "anak saya sma kelas 2": "1 sma",
    "SMK": "1 sma",
    "belum sekolah": "1 tk",
    "tidak ada": "none",
    "tidak": "none",
    "0": "none",
    "anak saya sudah besar semua": "none",
    "none": "none",
    "2": "(level)",
    "ya": "(level)",
    "anak 8 tahun": "(level)",
    "anak umur 30": "(too_grown)",
    "umur 23 tahun": "(too_grown)",
    "1 sd yang satu umur 30 tahun": "(too_grown)",
    "1 kuliah umur 22 tahun": "1 kuliah",
    "99 sd": "(too_many)",
    "kantornya di mana": "(missing)",
}


@pytest.mark.parametrize(("said", "kept"), CHILDREN.items(), ids=CHILDREN)
def test_schoolchildren(said: str, kept: str) -> None:
    assert read(lambda: schoolchildren(said, UNTIL)) == kept


def test_children_are_stated_with_their_level() -> None:
    assert read(lambda: stated_schoolchildren("meninggal 3 maret, anak 2 SD", UNTIL)) == "2 sd"
    assert read(lambda: stated_schoolchildren("anak saya dapat berapa", UNTIL)) == "(missing)"
    assert read(lambda: stated_schoolchildren("saya cuma tamat sd", UNTIL)) == "(missing)"


SINCE = {
    "20 juli 2023": "2023-07-20",
    "2023-07-20": "2023-07-20",
    "juli 2023": "2023-07-01",
    "7/2023": "2023-07-01",
    "sejak tahun 2023 bulan 7": "2023-07-01",
    "sudah 2 tahun": "2024-05-01",
    "baru 2 bulan": "2026-03-01",
    "2 tahun lalu": "2024-11-24",
    "tidak tahu": "unknown",
    "unknown": "unknown",
    "2023": "(unclear)",
    "besok": "(in_the_future)",
    "2 mei 2026": "(after_death)",
    "999 tahun": "(too_old)",
    "kantornya di mana": "(missing)",
}


@pytest.mark.parametrize(("said", "kept"), SINCE.items(), ids=SINCE)
def test_member_since(said: str, kept: str) -> None:
    assert read(lambda: member_since(said, TODAY, DIED)) == kept


def test_a_membership_is_stated_behind_its_word() -> None:
    said = "peserta sejak juli 2023 meninggal 3 maret 2025"
    assert read(lambda: stated_member_since(said, TODAY, None)) == "2023-07-01"
    assert read(lambda: stated_member_since("meninggal 3 maret 2025", TODAY, None)) == "(missing)"


@given(st.dates(date(2015, 7, 1), TODAY))
def test_a_day_reads_its_own_output(day: date) -> None:
    assert day_of_death(str(day), TODAY, WAKATOBI) == day
    assert member_since(str(day), TODAY, None) == day


@given(st.integers(LEAST, 100_000_000))
def test_a_wage_reads_its_own_output(amount: int) -> None:
    assert wage(str(amount), LEAST) == amount


@given(
    st.dictionaries(st.sampled_from(("tk", "sd", "smp", "sma", "kuliah")), st.integers(1, 4))
)  # fmt: skip
def test_children_read_their_own_output(counts: dict[str, int]) -> None:
    children = Schoolchildren(tuple(counts.items()))  # type: ignore[arg-type]

    assert schoolchildren(str(children), UNTIL) == children
    assert len(children.each) == sum(counts.values())


@given(st.text(max_size=200))
def test_whatever_is_said_is_a_value_or_a_problem(said: str) -> None:
    for parse in (
        lambda: day_of_death(said, TODAY, WAKATOBI),
        lambda: cause(said),
        lambda: wage(said, LEAST),
        lambda: schoolchildren(said, UNTIL),
        lambda: member_since(said, TODAY, DIED),
        lambda: stated_member_since(said, TODAY, None),
        lambda: stated_wage(said, LEAST),
    ):
        assert read(parse)
