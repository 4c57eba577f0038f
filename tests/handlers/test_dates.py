"""Dates as people write and say them; today is Tuesday, 24 November 2026."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import parsing
from handlers.parsing import Problem
from handlers.words import words

TODAY = date(2026, 11, 24)
INDEPENDENT = date(1980, 8, 17)

SEVENTEENTH_OF_AUGUST_1980 = {
    "short year": "17-8-80",
    "dots": "17.8.1980",
    "slashes": "17/8/80",
    "backslashes": r"17\8\1980",
    "commas": "17,8,1980",
    "spaces": "17 8 1980",
    "spaces, short year": "17 8 80",
    "wide marks": "17 - 8 - 1980",
    "zero in front": "17-08-1980",
    "apostrophe": "17-08-'80",
    "ISO": "1980-08-17",
    "year first with slashes": "1980/8/17",
    "figures only": "17081980",
    "figures only, short year": "170880",
    "figures only, year first": "19800817",
    "figures one by one": "1 7 0 8 1 9 8 0",
    "figures in pairs": "17 08 19 80",
    "month's name": "17 agustus 1980",
    "month's name, short year": "17 agustus 80",
    "agt": "17 agt 80",
    "agst": "17 Agst. 1980",
    "no spaces": "17AGT80",
    "month's name between dashes": "17-Agustus-1980",
    "misspelt month": "17 agsutus 1980",
    "English month": "17 August 1980",
    "month first": "agustus 17, 1980",
    "misspelt month first": "agsutus 17, 1980",
    "year, month, day": "1980 agustus 17",
    "words around the parts": "tgl 17 bln 8 thn 1980",
    "words in full": "tanggal 17 bulan agustus tahun 1980",
    "weekday before": "jumat, 17 agustus 1980",
    "a time behind": "17 agustus 1980 jam 10.30 wita",
    "spelled out": "tujuh belas agustus seribu sembilan ratus delapan puluh",
    "spelled out, old manner": "tujuh belas agustus sembilan belas delapan puluh",
    "spelled out, short": "tujuh belas delapan delapan puluh",
    "spelled digit by digit": "satu tujuh kosong delapan satu sembilan delapan nol",
    "spelled without spaces": "tujuhbelas agustus seribusembilanratusdelapanpuluh",
    "spelled carelessly": "tuju blas agustus seribu sembilan ratos dlapan pulu",
    "last digits spelled": "tujuh belas agustus delapan nol",
    "label": "lahir di waha 17-8-1980",
    "label of a form": "TTL: Wanci, 17-08-1980",
    "said twice": "17-8-80 atau 17 agustus 1980",
    "the other date is of a death": "meninggal 3-4-2026 lahir 17-8-1980",
    "of one who is dead": "alm suami 17-8-1980",
    "l for 1": "l7-o8-198O",
    "Arabic-Indic": "١٧-٨-١٩٨٠",
    "full width": "１７－８－１９８０",
    "right-to-left marks": "\u202e17\u200f-8\u200e-1980\u202c",
    "zero width": "17\u200b-8-\ufeff1980",
    "NUL": "17-8-1980\x00",
    "long dashes": "17–8–1980",
    "a NIK before": "7407024506720001 17-8-80",
    "a NIK in groups before": "7407 0245 0672 0001 17-8-80",
    "a NIK in groups before spaces": "7407 0245 0672 0001 17 8 1980",
    "a phone behind": "17-8-80 hp 0812-3456-7890",
}


@pytest.mark.parametrize(
    "said", SEVENTEENTH_OF_AUGUST_1980.values(), ids=SEVENTEENTH_OF_AUGUST_1980
)
def test_a_birth_date_that_was_asked(said: str) -> None:
    assert parsing.birth_date(said, TODAY) == INDEPENDENT


OTHER_BIRTHS = {
    "Peb": ("12 Peb 1979", date(1979, 2, 12)),
    "nopember": ("12 nopember 1979", date(1979, 11, 12)),
    "Juny": ("3 juny 75", date(1975, 6, 3)),
    "mei": ("1 Mei 1972", date(1972, 5, 1)),
    "leap day": ("29-2-1980", date(1980, 2, 29)),
    "oldest two figures": ("25-11-16", date(1916, 11, 25)),
    "youngest two figures": ("24-11-11", date(2011, 11, 24)),
    "fifteen today": ("24-11-2011", date(2011, 11, 24)),
    "hundred and ten": ("24-11-1916", date(1916, 11, 24)),
    "two thousand": ("satu januari dua ribu satu", date(2001, 1, 1)),
    "the age behind is no year": ("5 juni 1972 umur 54 tahun", date(1972, 6, 5)),
}


@pytest.mark.parametrize(("said", "expected"), OTHER_BIRTHS.values(), ids=OTHER_BIRTHS)
def test_other_birth_dates(said: str, expected: date) -> None:
    assert parsing.birth_date(said, TODAY) == expected


NOT_ASKED = {
    "bare figures": ("17081980", "missing"),
    "bare figures, short": ("170880", "missing"),
    "a few numbers": ("2 3 10 anak", "missing"),
    "an amount": ("uangnya 10.000.000", "missing"),
    "a NIK": ("7407024506720001", "missing"),
    "a NIK in groups": ("7407 0245 0672 0001", "missing"),
    "a NIK in pairs": ("74 07 02 45 06 72 00 01", "missing"),
    "a phone": ("0812-34-56-7890", "missing"),
    "a phone in pairs": ("08 12 34 56 78 90", "missing"),
    "a day of death": ("meninggal 3-4-1999", "missing"),
    "a time": ("jam 10.30", "missing"),
    "words": ("saya tidak ingat", "missing"),
}


@pytest.mark.parametrize(("said", "key"), NOT_ASKED.values(), ids=NOT_ASKED)
def test_what_is_no_birth_date_unasked(said: str, key: str) -> None:
    with pytest.raises(Problem) as caught:
        parsing.birth_date(said, TODAY, asked=False)

    assert caught.value.key == key


def test_what_is_written_with_marks_counts_unasked() -> None:
    for said in ("17-8-80", "17 agustus 1980", "1980-08-17", "lahir 17 8 80 di waha"):
        assert parsing.birth_date(said, TODAY, asked=False) == INDEPENDENT


REFUSED: dict[str, tuple[Callable[..., date], str, str, dict[str, object]]] = {
    "30 February": (
        parsing.birth_date,
        "30 februari 1980",
        "no_such_day",
        {"day": 30, "month": 2, "year": 1980},
    ),
    "30 February, spelled": (
        parsing.birth_date,
        "tiga puluh februari seribu sembilan ratus delapan puluh",
        "no_such_day",
        {"day": 30, "month": 2, "year": 1980},
    ),
    "31 April": (
        parsing.birth_date,
        "31-4-1980",
        "no_such_day",
        {"day": 31, "month": 4, "year": 1980},
    ),
    "31 April without a year": (
        parsing.past_date,
        "31-4",
        "no_such_day",
        {"day": 31, "month": 4, "year": 2026},
    ),
    "30 February without a year, of a birth": (
        parsing.birth_date,
        "30 Februari",
        "no_such_day",
        {"day": 30, "month": 2, "year": 2026},
    ),
    "29 February of no leap year": (
        parsing.past_date,
        "29-2-2025",
        "no_such_day",
        {"day": 29, "month": 2, "year": 2025},
    ),
    "month 13": (
        parsing.birth_date,
        "17-13-1980",
        "no_such_day",
        {"day": 17, "month": 13, "year": 1980},
    ),
    "month first": (
        parsing.birth_date,
        "8/17/1980",
        "no_such_day",
        {"day": 8, "month": 17, "year": 1980},
    ),
    "day 0": (
        parsing.birth_date,
        "0-1-1980",
        "no_such_day",
        {"day": 0, "month": 1, "year": 1980},
    ),
    "31st of a month with 30": (
        parsing.past_date,
        "tgl 31 bulan ini",
        "no_such_day",
        {"day": 31, "month": 11, "year": 2026},
    ),
    "born tomorrow": (
        parsing.birth_date,
        "25-11-2026",
        "in_the_future",
        {"day": date(2026, 11, 25)},
    ),
    "died tomorrow": (
        parsing.past_date,
        "besok",
        "in_the_future",
        {"day": date(2026, 11, 25)},
    ),
    "died next year": (
        parsing.past_date,
        "3-4-2027",
        "in_the_future",
        {"day": date(2027, 4, 3)},
    ),
    "died next year, short": (
        parsing.past_date,
        "3-4-27",
        "in_the_future",
        {"day": date(2027, 4, 3)},
    ),
    "died later this month": (
        parsing.past_date,
        "tgl 30 bulan ini",
        "in_the_future",
        {"day": date(2026, 11, 30)},
    ),
    "next Friday": (
        parsing.past_date,
        "jumat depan",
        "in_the_future",
        {"day": date(2026, 11, 27)},
    ),
    "a child": (parsing.birth_date, "17-8-2015", "too_young", {"day": date(2015, 8, 17)}),
    "no elder but a child": (
        parsing.birth_date,
        "31-12-15",
        "too_young",
        {"day": date(2015, 12, 31)},
    ),
    "a child, short": (parsing.birth_date, "31-12-13", "too_young", {"day": date(2013, 12, 31)}),
    "fifteen tomorrow": (
        parsing.birth_date,
        "25-11-2011",
        "too_young",
        {"day": date(2011, 11, 25)},
    ),
    "111 years": (parsing.birth_date, "23-11-1915", "too_old", {"day": date(1915, 11, 23)}),
    "died long ago": (parsing.past_date, "1-1-1890", "too_old", {"day": date(1890, 1, 1)}),
    "a year only": (parsing.birth_date, "1980", "unclear", {}),
    "a month and a year": (parsing.birth_date, "agustus 1980", "unclear", {}),
    "a birth without its year": (parsing.birth_date, "17 agustus", "unclear", {}),
    "a year of three figures": (parsing.birth_date, "17-8-198", "unclear", {}),
    "a year of five figures": (parsing.birth_date, "17-8-19800", "unclear", {}),
    "a day without its month, of another year": (
        parsing.past_date,
        "tahun 2019 tgl 2",
        "unclear",
        {},
    ),
    "two days": (parsing.birth_date, "17-8-1980 / 18-8-1980", "unclear", {}),
    "seven figures": (parsing.birth_date, "1781980", "unclear", {}),
    "last month": (parsing.past_date, "bulan lalu", "unclear", {}),
    "a month ago": (parsing.past_date, "sebulan yg lalu", "unclear", {}),
    "a year ago": (parsing.past_date, "setahun lalu", "unclear", {}),
    "three or four days ago": (parsing.past_date, "3-4 hari lalu", "unclear", {}),
    "too many days ago": (parsing.past_date, "400 hari lalu", "unclear", {}),
    "no days ago": (parsing.past_date, "0 hari lalu", "unclear", {}),
    "hours that may be yesterday": (parsing.past_date, "20 jam lalu", "unclear", {}),
    "only a birth date": (parsing.past_date, "lahir 17 agustus 1980", "missing", {}),
    "after a feast": (parsing.past_date, "setelah lebaran", "missing", {}),
    "words": (parsing.past_date, "tidak tahu", "missing", {}),
    "nothing": (parsing.birth_date, "", "missing", {}),
}


@pytest.mark.parametrize(("read", "said", "key", "values"), REFUSED.values(), ids=REFUSED)
def test_refused_with_a_reason(
    read: Callable[..., date], said: str, key: str, values: dict[str, object]
) -> None:
    with pytest.raises(Problem) as caught:
        read(said, TODAY)

    assert (caught.value.key, caught.value.values) == (key, values)


DAYS_AGO = {
    "hari ini": 0,
    "tadi pagi": 0,
    "tadi jam 3 subuh": 0,
    "barusan": 0,
    "malam ini": 0,
    "2 jam yang lalu": 0,
    "tadi malam jam 2": 0,
    "kemarin": 1,
    "kmrn sore": 1,
    "kemaren malam": 1,
    "tadi malam": 1,
    "td mlm": 1,
    "semalam": 1,
    "sehari lalu": 1,
    "kemarin dulu": 2,
    "kemarin lusa": 2,
    "lusa kemarin": 2,
    "sebelum kemarin": 2,
    "dua hari yang lalu": 2,
    "2hr lalu": 2,
    "sudah 2 hari": 2,
    "sdh 2 hr": 2,
    "3 hari lalu": 3,
    "tiga hari yg lalu": 3,
    "sepuluh hari lalu": 10,
    "minggu lalu": 7,
    "minggu kemarin": 7,
    "seminggu yang lalu": 7,
    "dua minggu lalu": 14,
    # weekdays; today is a Tuesday
    "hari selasa": 0,
    "selasa lalu": 7,
    "senin": 1,
    "snin kmrn": 1,
    "hari minggu": 2,
    "minggu": 2,
    "minggu pagi": 2,
    "hari minggu lalu": 2,
    "ahad kemarin": 2,
    "sabtu subuh": 3,
    "hari sabtu yang lalu": 3,
    "jumat": 4,
    "hari jumat lalu": 4,
    "hari jum’at": 4,
    "jumat malam": 4,
    "jumat minggu lalu": 4,
    "malam jumat": 5,
    "malam jum'at lalu": 5,
    "hari kamis": 5,
    "rabu": 6,
    "minggu lalu hari rabu": 6,
    "dua minggu yang lalu hari jumat": 11,
    "malam minggu": 3,
    "malam selasa": 1,
    # parts of a date
    "tgl 24": 0,
    "hari rabu tgl 18": 6,
    "tgl 20 kemarin": 4,
    "tanggal 30": 25,
    "tgl 3 bulan lalu": 52,
    "bulan lalu tgl 3": 52,
    "24 november": 0,
    "3 november": 21,
    "3 nov": 21,
    "3/11": 21,
    "3.11": 21,
    "tgl 3 bulan 11": 21,
    "tiga november": 21,
    "3 mei 10 malam": 205,
    "25 november": 364,
    "24 november tahun lalu": 365,
    "tahun lalu tgl 24 nov": 365,
    "lahir 17 agustus 1950, meninggal kemarin": 1,
    "lahir 3-4-1950 meninggal 3-11-2026": 21,
    "meninggal 3-11-26 jam 10 malam": 21,
}


@pytest.mark.parametrize(("said", "days"), DAYS_AGO.items(), ids=DAYS_AGO)
def test_days_of_the_past(said: str, days: int) -> None:
    assert parsing.past_date(said, TODAY) == TODAY - timedelta(days=days)


AHEAD = {
    "besok": 1,
    "lusa": 2,
    "3 hari lagi": 3,
    "jumat depan": 3,
    "selasa depan": 7,
    "minggu depan": 7,
    "seminggu lagi": 7,
    "31-12-26": 37,
}


@pytest.mark.parametrize(("said", "days"), AHEAD.items(), ids=AHEAD)
def test_days_to_come(said: str, days: int) -> None:
    assert parsing.any_date(said, TODAY) == TODAY + timedelta(days=days)


def test_the_last_29_february_may_be_eight_years_away() -> None:
    assert parsing.past_date("29 februari", TODAY) == date(2024, 2, 29)
    assert parsing.past_date("29 februari", date(1904, 1, 5)) == date(1896, 2, 29)


@pytest.mark.parametrize("back", range(14))
def test_a_weekday_is_one_of_the_last_seven_days(back: int) -> None:
    today = TODAY - timedelta(days=back)
    for name, number in words()["dates"]["weekdays"].items():
        day = parsing.past_date(f"hari {name}", today)
        before = parsing.past_date(f"hari {name} lalu", today)
        eve = parsing.past_date(f"malam {name}", today)
        assert day.weekday() == before.weekday() == number
        assert 0 <= (today - day).days <= 6
        assert 1 <= (today - before).days <= 7
        assert eve == day - timedelta(days=1)


def test_today_is_wakatobis() -> None:
    with time_machine.travel(datetime(2026, 11, 23, 15, 59, tzinfo=UTC), tick=False):
        assert parsing.local_today() == date(2026, 11, 23)
    with time_machine.travel(datetime(2026, 11, 23, 16, 0, tzinfo=UTC), tick=False):
        assert parsing.local_today() == TODAY


MONTH_NAMES = (
    "januari februari maret april mei juni juli agustus september oktober november desember"
)
MONTHS = MONTH_NAMES.split()
SHORT_NAMES = "jan feb mar apr mei jun jul agt sep okt nov des"
SHORT = SHORT_NAMES.split()
UNITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan"
SMALL = [
    *UNITS.split(),
    "sepuluh",
    "sebelas",
    *(f"{unit} belas" for unit in UNITS.split()[2:]),
]


def spelled(number: int) -> str:
    """1 to 2999 as it is said."""
    if number < 20:
        return SMALL[number]
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        many, rest = divmod(number, size)
        if many:
            head = f"se{name}" if many == 1 else f"{SMALL[many]} {name}"
            return f"{head} {spelled(rest)}" if rest else head
    raise AssertionError(number)


FORMS: dict[str, Callable[[date], str]] = {
    "ISO": date.isoformat,
    "dashes": lambda d: f"{d.day}-{d.month}-{d.year}",
    "dots, zeros": lambda d: f"{d:%d.%m.%Y}",
    "slashes": lambda d: f"{d.day}/{d.month}/{d.year}",
    "spaces": lambda d: f"{d.day} {d.month} {d.year}",
    "bare figures": lambda d: f"{d:%d%m%Y}",
    "bare figures, year first": lambda d: f"{d:%Y%m%d}",
    "figures one by one": lambda d: " ".join(f"{d:%d%m%Y}"),
    "month's name": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "short month": lambda d: f"{d.day} {SHORT[d.month - 1].title()} {d.year}",
    "month's name joined": lambda d: f"{d.day}{MONTHS[d.month - 1]}{d.year}",
    "month first": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "words": lambda d: f"tanggal {d.day} bulan {d.month} tahun {d.year}",
    "spelled": lambda d: f"{spelled(d.day)} {MONTHS[d.month - 1]} {spelled(d.year)}",
    "full width": lambda d: f"{d:%d-%m-%Y}".translate({n: n + 0xFEE0 for n in range(0x30, 0x3A)}),
    "Arabic-Indic": lambda d: f"{d:%d-%m-%Y}".translate({n: n + 0x630 for n in range(0x30, 0x3A)}),
    "in a sentence": lambda d: f"kejadiannya pd tgl {d.day}-{d.month}-{d.year} di laut pak",
}
SHORT_FORMS: dict[str, Callable[[date], str]] = {
    "dashes, short year": lambda d: f"{d.day}-{d.month}-{d:%y}",
    "dots, zeros, short year": lambda d: f"{d:%d.%m.%y}",
    "bare figures, short year": lambda d: f"{d:%d%m%y}",
    "spaces, short year": lambda d: f"{d:%d %m %y}",
    "short month, short year": lambda d: f"{d.day} {SHORT[d.month - 1]} {d:%y}",
    "apostrophe, short year": lambda d: f"{d.day} {MONTHS[d.month - 1]} '{d:%y}",
}
BIRTH_FORMS = FORMS | SHORT_FORMS
EVER = st.dates(date(1916, 11, 24), TODAY)
ALIVE = st.dates(date(1916, 11, 24), date(2011, 11, 24))
THIS_CENTURY = st.dates(date(2000, 1, 1), TODAY)


@pytest.mark.parametrize("written", FORMS.values(), ids=FORMS)
@settings(max_examples=80, deadline=None)
@given(day=EVER)
def test_any_day_is_read_in_every_form(written: Callable[[date], str], day: date) -> None:
    assert parsing.past_date(written(day), TODAY) == day
    assert parsing.any_date(written(day), TODAY) == day


@pytest.mark.parametrize("written", BIRTH_FORMS.values(), ids=BIRTH_FORMS)
@settings(max_examples=80, deadline=None)
@given(day=ALIVE)
def test_any_birth_date_is_read_in_every_form(written: Callable[[date], str], day: date) -> None:
    said = written(day).replace("kejadiannya", "lahir")
    assert parsing.birth_date(said, TODAY) == day


@pytest.mark.parametrize("written", SHORT_FORMS.values(), ids=SHORT_FORMS)
@settings(max_examples=80, deadline=None)
@given(day=THIS_CENTURY)
def test_two_figures_of_a_past_day_are_of_this_century(
    written: Callable[[date], str], day: date
) -> None:
    assert parsing.past_date(written(day), TODAY) == day


@settings(max_examples=200, deadline=None)
@given(day=EVER, days=st.integers(1, 365))
def test_days_ago_are_counted(day: date, days: int) -> None:
    for said in (f"{days} hari lalu", f"{spelled(days)} hari yang lalu", f"sudah {days} hari"):
        assert parsing.past_date(said, day) == day - timedelta(days=days)


MONTH_TYPING = sorted(set(words()["dates"]["months"]))


@pytest.mark.parametrize("name", MONTH_TYPING)
def test_every_listed_month_is_one(name: str) -> None:
    month = words()["dates"]["months"][name]

    assert parsing.birth_date(f"9 {name} 1971", TODAY) == date(1971, month, 9)
    assert parsing.birth_date(f"9{name.upper()}71", TODAY) == date(1971, month, 9)
