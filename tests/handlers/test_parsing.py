"""NIK, phone, yes and no; and what holds for every parser of the module."""

from collections.abc import Callable
from datetime import date
from itertools import permutations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import parsing
from handlers.parsing import Problem
from handlers.programme import load
from handlers.words import words

TODAY = date(2026, 11, 24)
VILLAGES = load("wakatobi").villages
NIK = "7407024506720001"  # a woman born on 5 June 1972
OTHER_NIK = "7407021708800003"
CARD = "7407021203150007"  # a family card has the shape of a NIK
PHONE = "+6281234567890"

NIKS = {
    "bare": NIK,
    "spaces": "7407 0245 0672 0001",
    "dashes": "7407-0245-0672-0001",
    "dots": "7407.02.450672.0001",
    "commas and slashes": "7407,0245/0672, 0001",
    "pairs": "74 07 02 45 06 72 00 01",
    "one by one": " ".join(NIK),
    "over three lines": "740702\n450672\n0001",
    "O for 0": "74O7O245O672OOO1",
    "small o for 0": "74o7o245o672ooo1",
    "l and I for 1": "740702450672000l",
    "I for 1": "740702450672000I",
    "Arabic-Indic": "٧٤٠٧٠٢٤٥٠٦٧٢٠٠٠١",
    "full width": "７４０７０２４５０６７２０００１",
    "right-to-left marks": f"\u202b\u200f{NIK}\u200e\u202c",
    "zero width within": "7407\u200b0245\ufeff06720001",
    "NUL behind": f"{NIK}\x00",
    "label": f"NIK : {NIK}.",
    "label without a space": f"NIK{NIK}",
    "in a sentence": f"ini nik suami sy {NIK} tolong dicek pak",
    "a name behind": f"{NIK} an. La Ode",
    "a word that looks like figures": f"hp lo {NIK} oi",
    "numbered list": f"1. {NIK}",
    "brackets": f"({NIK})",
    "before a phone": f"{NIK} 081234567890",
    "after a phone": f"081234567890 {NIK}",
    "phone with spaces before": "0812 3456 7890 7407 0245 0672 0001",
    "before a date": f"{NIK} 05-06-1972",
    "after a date": f"05-06-1972 {NIK}",
    "short date after spaces": "7407 0245 0672 0001 5-6-72",
    "date in spaces before": "05 06 1972 7407 0245 0672 0001",
    "phone and date": f"NIK {NIK} hp 0812-3456-7890 lahir 5 juni 1972",
    "card number before": f"kartu 22001234567 nik {NIK}",
    "first of two": f"{NIK}/{OTHER_NIK}",
    "NIK after the family card": f"KK: {CARD} NIK: {NIK}",
    "family card after": f"no ktp {NIK}, no kk {CARD}",
    "second number after a card": f"no kk {CARD} {NIK}",
    "as it stands in the family card": f"NIK di KK {NIK}",
    "as the card says": f"nik sesuai kartu keluarga: {NIK}",
    "kk as part of a word": f"pakkk {NIK}",
}


@pytest.mark.parametrize("said", NIKS.values(), ids=NIKS)
def test_nik(said: str) -> None:
    assert parsing.nik(said) == NIK


NO_NIKS: dict[str, tuple[str, str, dict[str, object]]] = {
    "15 digits": (NIK[:15], "digits", {"count": 15}),
    "17 digits": (NIK + "1", "digits", {"count": 17}),
    "15 in groups": ("7407 0245 0672 000", "digits", {"count": 15}),
    "18 in groups": ("7407 0245 0672 000123", "digits", {"count": 18}),
    "a house number in front": ("12 7407 0245 0672 0001", "digits", {"count": 18}),
    "two run together": (NIK + OTHER_NIK, "digits", {"count": 32}),
    "a letter for a figure": ("740702450672000A", "digits", {"count": 15}),
    "a letter in the middle": ("74070245b6720001", "digits", {"count": 8}),
    "dotless i is no figure": ("740702ı506720001", "digits", {"count": 9}),
    "a phone": ("081234567890", "digits", {"count": 12}),
    "a few figures alone": ("123", "digits", {"count": 3}),
    "the longest try counts": ("7407 02, lalu: 740702450", "digits", {"count": 9}),
    "day 32": ("7407023206720001", "shape", {}),
    "day 40": ("7407024006720001", "shape", {}),
    "day 72": ("7407027206720001", "shape", {}),
    "day 00": ("7407020006720001", "shape", {}),
    "month 13": ("7407024513720001", "shape", {}),
    "month 00": ("7407024500720001", "shape", {}),
    "family card": (f"no kk {CARD}", "family_card", {}),
    "family card, no space": (f"KK{CARD}", "family_card", {}),
    "family card, in full": (f"nomor kartu keluarga saya {CARD}", "family_card", {}),
    "family card, said after": (f"{CARD} itu nomor KK", "family_card", {}),
    "family card wins over shape": (f"7407023206720001 kk {CARD}", "family_card", {}),
    "words": ("nik sy tdk tahu", "missing", {}),
    "a house number": ("rumah nomor 12", "missing", {}),
    "a date": ("17-08-1980", "missing", {}),
    "nothing": ("", "missing", {}),
    "only slips": ("ool lii", "missing", {}),
}


@pytest.mark.parametrize(("said", "key", "values"), NO_NIKS.values(), ids=NO_NIKS)
def test_what_is_no_nik(said: str, key: str, values: dict[str, object]) -> None:
    with pytest.raises(Problem) as caught:
        parsing.nik(said)

    assert (caught.value.key, caught.value.values) == (key, values)


PHONES = {
    "local": "081234567890",
    "country code": "+6281234567890",
    "country code without plus": "6281234567890",
    "neither 0 nor country code": "81234567890",
    "00 in front": "0062 812 3456 7890",
    "dashes": "0812-3456-7890",
    "spaces": "0812 3456 7890",
    "dots": "0812.3456.7890",
    "underscores": "0812_3456_7890",
    "brackets": "(0812) 3456 7890",
    "zero in brackets": "+62 (0) 812 3456 7890",
    "zero kept": "62 0812 3456 7890",
    "O for 0": "O812 3456 789O",
    "l for 1": "08l234567890",
    "in a sentence": "hp sy 081234567890, bisa wa",
    "link": "wa.me/6281234567890",
    "first of two": "081234567890 / 081298765432",
    "first of two in spaces": "0812 3456 7890 0813 9876 5432",
    "beside a NIK": f"NIK {NIK} hp 081234567890",
    "behind a NIK in groups": "7407 0245 0672 0001 0812 3456 7890",
    "behind a date": "05-06-1972 081234567890",
    "before a date": "0812 3456 7890 5-6-72",
    "Arabic-Indic": "٠٨١٢٣٤٥٦٧٨٩٠",
    "isolates around it": "\u2068+62 812-3456-7890\u2069",
}


@pytest.mark.parametrize("said", PHONES.values(), ids=PHONES)
def test_phone(said: str) -> None:
    assert parsing.phone(said) == PHONE


OTHER_PHONES = {
    "fixed line of Baubau": ("0402 2821234", "+624022821234"),
    "Malaysia": ("+60 12-345 6789", "+60123456789"),
    "Timor-Leste": ("00670 7723 4567", "+67077234567"),
}


@pytest.mark.parametrize(("said", "expected"), OTHER_PHONES.values(), ids=OTHER_PHONES)
def test_phones_of_other_places(said: str, expected: str) -> None:
    assert parsing.phone(said) == expected


NO_PHONES = {
    "too short": ("08123", "invalid"),
    "too long": ("0812345678901234", "invalid"),
    "no such network": ("0999 999 999 999", "invalid"),
    "a card number": ("22001234567", "invalid"),
    "plus with nothing behind": ("+62", "missing"),
    "a NIK": (NIK, "missing"),
    "a NIK in groups": ("7407 0245 0672 0001", "missing"),
    "a date": ("04-02-1972", "missing"),
    "an office number of three figures": ("nomor 175", "missing"),
    "words": ("tidak punya hp", "missing"),
    "nothing": ("", "missing"),
}


@pytest.mark.parametrize(("said", "key"), NO_PHONES.values(), ids=NO_PHONES)
def test_what_is_no_phone(said: str, key: str) -> None:
    with pytest.raises(Problem) as caught:
        parsing.phone(said)

    assert (caught.value.key, caught.value.values) == (key, {})


YES = (
    "ya|Iya pak|iye|iyo|io|umbe|ho'o|he’eh|betul|benar, itu saya|ok|oke siap|iyaaaaa|YA!!!|yup"
    "|tidak salah|nda salah ji|bukan salah|tidak ada masalah|gak apa apa|tidak apa2|ndak pa2|true"
    "|tidak keberatan|sudah|ada|mau|boleh|bisa|y|ya sudah|👍|👍🏽|✅|✔️|☑|ya 👍|setuju pak"
    "|ｙａ|y\u200ba|iya, terus bagaimana?|siap, lanjut"
)
NO = (
    "tidak|tdk|nda|ndak ji|enggak|gak|bukan|bukan itu|belum|blm pernah|salah|jangan|jgn dulu"
    "|tidak betul|tidak mau|nda ada|tidak setuju|kurang tepat|ya tidak|iya salah|tidaaaak|t|n|moa"
    "|tidak usah|batal|false|👎|❌|tidak 👎|tidak mungkin|ya, bukan"
    "|ya bukan yang itu tapi yang satunya lagi pak"
)
UNCLEAR = (
    "mungkin|mungkin iya|entah|tidak tahu|nda tau|tdk tau pak|kurang tahu|belum pasti|tidak yakin"
    "|lupa|nanti dulu|ya benar tapi nama salah|ya sudah batal|kenapa tidak|apa betul?"
)
MISSING = (
    "|halo|❤|🙏|1|saya mau tanya dulu|mau tanya|bisa tanya?|boleh tanya pak|ada apa?|17-8-80"
    "|saya sudah kirim berkasnya kemarin pagi|jadi begini pak ceritanya|\x00|??"
)
ANSWERS = [
    *((said, True) for said in YES.split("|")),
    *((said, False) for said in NO.split("|")),
    *((said, "unclear") for said in UNCLEAR.split("|")),
    *((said, "missing") for said in MISSING.split("|")),
]


@pytest.mark.parametrize(("said", "expected"), ANSWERS, ids=[repr(said) for said, _ in ANSWERS])
def test_yes_no(said: str, expected: bool | str) -> None:
    try:
        heard: bool | str = parsing.yes_no(said)
    except Problem as problem:
        heard = problem.key

    assert heard is expected or heard == expected


def test_every_listed_word_means_what_its_list_says() -> None:
    listed = words()["yes_no"]
    for word in (*listed["yes"], *listed["weak_yes"]):
        assert parsing.yes_no(word) is True, word
    for word in (*listed["no"], *listed["weak_no"]):
        assert parsing.yes_no(word) is False, word


READERS: dict[str, Callable[[str], object]] = {
    "nik": parsing.nik,
    "phone": parsing.phone,
    "yes_no": parsing.yes_no,
    "birth_date": lambda said: parsing.birth_date(said, TODAY),
    "birth_date, not asked": lambda said: parsing.birth_date(said, TODAY, asked=False),
    "past_date": lambda said: parsing.past_date(said, TODAY),
    "any_date": lambda said: parsing.any_date(said, TODAY),
    "relation": parsing.relation,
    "stated_relation": parsing.stated_relation,
    "village": lambda said: parsing.village(said, VILLAGES),
    "stated_village": lambda said: parsing.stated_village(said, VILLAGES),
}
DATE_PROBLEMS = {
    "missing": set[str](),
    "unclear": set[str](),
    "no_such_day": {"day", "month", "year"},
    "in_the_future": {"day"},
    "too_old": {"day"},
}
PROBLEMS: dict[str, dict[str, set[str]]] = {
    "nik": {"missing": set(), "digits": {"count"}, "shape": set(), "family_card": set()},
    "phone": {"missing": set(), "invalid": set()},
    "yes_no": {"missing": set(), "unclear": set()},
    "birth_date": {**DATE_PROBLEMS, "too_young": {"day"}},
    "birth_date, not asked": {**DATE_PROBLEMS, "too_young": {"day"}},
    "past_date": DATE_PROBLEMS,
    "any_date": {key: DATE_PROBLEMS[key] for key in ("missing", "unclear", "no_such_day")},
    "relation": {"missing": set(), "unclear": set()},
    "stated_relation": {},
    "village": {"missing": set(), "district": {"district"}, "ambiguous": {"options"}},
    "stated_village": {},
}
ANSWERED_WITHOUT = ("stated_relation", "stated_village", "birth_date, not asked")


JOINING = "lalu yang kemarin tgl bulan tahun malam hari minggu depan kk nik hp rt desa dari"
FIGURES = f"0 1 2 17 31 32 08 80 99 1980 2026 0812 7407 0245 0001 17-8-80 +62 00 74.07.01 {NIK}"
MARKS = "- . / , : ; ( ) ' ? 2 ii o l nya ku \u200f \x00 👍 ١٧"


def vocabulary() -> list[str]:
    """Whatever the parsers look for, so that random messages reach their far corners."""
    answers, relation, dates = (words()[name] for name in ("yes_no", "relation", "dates"))
    return [
        *(word for part in ("yes", "no", "unsure", "asking") for word in answers[part]),
        *(word for part in ("kin", "words") for some in relation[part].values() for word in some),
        *(word for part in ("months", "weekdays", "numbers", "units") for word in dates[part]),
        *(word for part in ("multipliers", "birth", "death") for word in dates[part]),
        *(part for village in VILLAGES for part in (village.name, village.district)),
        *f"{JOINING} {FIGURES} {MARKS}".split(),
    ]


MESSAGES = st.one_of(
    st.text(max_size=300),
    st.text("0123456789oOlI-./ ,+()ilm'", max_size=80),
    st.lists(st.sampled_from(vocabulary()), max_size=14).map(" ".join),
    st.lists(st.sampled_from(vocabulary()), max_size=10).map("".join),
)


def problem_of(read: Callable[[str], object], said: str) -> Problem | None:
    try:
        read(said)
    except Problem as problem:
        return problem
    return None


@settings(max_examples=400, deadline=None)
@given(MESSAGES)
def test_no_message_raises_anything_but_a_known_problem(said: str) -> None:
    for name, read in READERS.items():
        if problem := problem_of(read, said):
            assert set(problem.values) == PROBLEMS[name][problem.key], name


@settings(max_examples=400, deadline=None)
@given(MESSAGES)
def test_each_parser_reads_its_own_output_again(said: str) -> None:
    """A dialogue keeps `str(value)` of an answer and parses it when it goes on."""
    for name, read in READERS.items():
        if name in ANSWERED_WITHOUT:
            continue
        try:
            value = read(said)
        except Problem:
            continue
        assert read(str(value)) == value, name


HOSTILE = {
    "one letter": "a" * 10_000,
    "one figure": "0" * 10_000,
    "slips without a figure": "o" * 10_000,
    "figures apart": "1 " * 5_000,
    "slips and figures": "o1l " * 2_500,
    "dates": "17-8-80 " * 1_250,
    "half dates": "17-8-" * 2_000,
    "marks": "-./ " * 2_500,
    "apostrophes": "'" * 10_000,
    "lines": "\n" * 10_000,
    "NIKs": f"kk {NIK} " * 500,
    "NIKs joined": NIK * 625,
    "phones": "+62 812 3456 " * 770,
    "pluses": "(+62)" * 2_000,
    "number words": "tujuh " * 1_700,
    "number words joined": "tuju" * 2_500,
    "number words dashed": "satu-" * 2_000 + "x",
    "months": "agustus 17 " * 900,
    "weeks": "hari minggu lalu " * 600,
    "kin": "istri anak " * 900,
    "kin of kin": "kakak istri saya " * 600,
    "denials": "bukan anak saya " * 620,
    "yes and no": "ya tidak ada " * 770,
    "villages": "desa waha tomia " * 620,
    "misspelt villages": "mandatti 2 " * 900,
    "a sign that becomes eighteen": "\ufdfa" * 10_000,
    "invisible": "\u202e\u200b" * 5_000,
    "NUL": "\x00" * 10_000,
    "emoji": "👍🏽" * 5_000,
    "surrogates": "\ud800" * 10_000,
    "Turkish letters and fractions": "İıſK½" * 2_000,
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_no_message_takes_long(said: str) -> None:
    """Nothing but a Problem is raised; a pattern that runs away would not come to its end."""
    for read in READERS.values():
        problem_of(read, said)


def test_a_problem_keeps_personal_values_to_itself() -> None:
    problem = Problem("too_young", day=date(2015, 8, 17))

    assert "2015" not in repr(problem) + str(problem)
    assert repr(problem) == "Problem('too_young', ['day'])"


def numbers(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


@st.composite
def niks(draw: st.DrawFn) -> str:
    day = draw(st.integers(1, 31)) + draw(st.sampled_from((0, 40)))
    month, region = draw(st.integers(1, 12)), draw(st.integers(11, 97))
    return f"{region}{draw(numbers(4))}{day:02}{month:02}{draw(numbers(6))}"


@st.composite
def apart(draw: st.DrawFn, number: str) -> str:
    """With any one to three spaces, dots or dashes at any places."""
    marks = draw(st.lists(st.text(" .-", max_size=3), min_size=len(number), max_size=len(number)))
    return "".join(map("".join, zip(number, marks, strict=True))).strip(" .-")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_nik_is_read_however_it_is_spaced(data: st.DataObject) -> None:
    number = data.draw(niks())

    assert parsing.nik(data.draw(apart(number))) == number


@settings(max_examples=150, deadline=None)
@given(niks(), st.integers(0, 14), st.data())
def test_a_nik_is_read_with_slips(number: str, place: int, data: st.DataObject) -> None:
    slips = {"0": "oO", "1": "lI"}
    figure = number[place]
    slip = data.draw(st.sampled_from(slips.get(figure, figure)))

    assert parsing.nik(number[:place] + slip + number[place + 1 :]) == number


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789", min_size=5, max_size=40).filter(lambda said: len(said) != 16))
def test_the_count_of_digits_is_told(said: str) -> None:
    with pytest.raises(Problem) as caught:
        parsing.nik(said)

    assert (caught.value.key, caught.value.values) == ("digits", {"count": len(said)})


def mobiles() -> st.SearchStrategy[str]:
    return (
        st.tuples(st.sampled_from(("811", "812", "813", "821", "852", "877")), numbers(7))
        .map(lambda parts: "+62" + "".join(parts))
        .filter(lambda written: phonenumbers.is_valid_number(phonenumbers.parse(written)))
    )


PHONE_FORMS: dict[str, Callable[[str], str]] = {
    "E.164": lambda n: n,
    "without plus": lambda n: n[1:],
    "local": lambda n: "0" + n[3:],
    "bare": lambda n: n[3:],
    "local in fours": lambda n: f"0{n[3:6]} {n[6:10]} {n[10:]}",
    "local with dashes": lambda n: f"0{n[3:6]}-{n[6:10]}-{n[10:]}",
    "international in groups": lambda n: f"+62 {n[3:6]}-{n[6:10]}-{n[10:]}",
    "library's international": lambda n: phonenumbers.format_number(
        phonenumbers.parse(n), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    ),
    "library's national": lambda n: phonenumbers.format_number(
        phonenumbers.parse(n), phonenumbers.PhoneNumberFormat.NATIONAL
    ),
}


@pytest.mark.parametrize("written", PHONE_FORMS.values(), ids=PHONE_FORMS)
@settings(max_examples=60, deadline=None)
@given(number=mobiles())
def test_a_phone_is_read_in_every_form(written: Callable[[str], str], number: str) -> None:
    assert parsing.phone(written(number)) == number


BIRTHS = st.dates(date(1920, 1, 1), date(2008, 1, 1))


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
@settings(max_examples=60, deadline=None)
@given(number=niks(), phone=mobiles(), born=BIRTHS, mark=st.sampled_from((" ", ", ", "\n")))
def test_three_numbers_in_one_message_stay_apart(
    order: tuple[int, ...], number: str, phone: str, born: date, mark: str
) -> None:
    parts = [
        f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}",
        f"0{phone[3:6]}-{phone[6:10]}-{phone[10:]}",
        f"{born:%d-%m-%Y}",
    ]
    said = mark.join(parts[n] for n in order)

    assert parsing.nik(said) == number
    assert parsing.phone(said) == phone
    assert parsing.birth_date(said, TODAY, asked=False) == born
