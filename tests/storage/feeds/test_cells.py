"""Which cells are taken, as what; and that a reason never quotes the cell."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.feeds import cells
from storage.feeds.cells import CellError, Checks
from storage.feeds.typed import Kind, as_text
from tests.storage.feed_files import RULES, VILLAGE

Parse = Callable[[str, Checks], object]

TAKEN = {
    "nik": (cells.nik, "7407024506720001", "7407024506720001"),
    "nik of a man": (cells.nik, "7407020506720001", "7407020506720001"),
    "nik of another region": (cells.nik, "3204110101800003", "3204110101800003"),
    "nik marked as text": (cells.nik, "'7407024506720001", "7407024506720001"),
    "nik with spaces": (cells.nik, "7407 0245 0672 0001", "7407024506720001"),
    "card": (cells.kpj, "22001234567", "22001234567"),
    "old card with letters": (cells.kpj, "06e10001234", "06E10001234"),
    "name with an apostrophe": (cells.name, "'Aisyah  binti La Ode", "'Aisyah binti La Ode"),
    "iso": (cells.day, "2026-01-31", date(2026, 1, 31)),
    "iso with a time": (cells.day, "2026-01-31T00:00:00+08:00", date(2026, 1, 31)),
    "day first": (cells.day, "31/01/2026", date(2026, 1, 31)),
    "day first, short": (cells.day, "1-2-2026", date(2026, 2, 1)),
    "phone": (cells.phone, "081234567890", "+6281234567890"),
    "phone with country": (cells.phone, "+62 812-3456-7890", "+6281234567890"),
    "phone without plus": (cells.phone, "6281234567890", "+6281234567890"),
    "phone without zero": (cells.phone, "81234567890", "+6281234567890"),
    "phone with dots": (cells.phone, "0812.3456.7890", "+6281234567890"),
    "landline": (cells.phone, "(0401) 3127575", "+624013127575"),
    "foreign phone": (cells.phone, "+60 12-345 6789", "+60123456789"),
    "village with dots": (cells.village, VILLAGE, VILLAGE),
    "village without dots": (cells.village, VILLAGE.replace(".", ""), VILLAGE),
    "category": (cells.category, "Nelayan", "nelayan"),
    "category with an apostrophe": (cells.category, "Tenaga Syara'", "tenaga_syara"),
    "unknown category": (cells.category, "penyelam", "other"),
    "programs": (cells.programs, "JKM; jkk", "JKK,JKM"),
    "amount": (cells.rupiah, "42000000", 42_000_000),
    "amount with dots": (cells.rupiah, "Rp42.000.000,00", 42_000_000),
}


@pytest.mark.parametrize(("parse", "cell", "value"), TAKEN.values(), ids=TAKEN)
def test_taken(parse: Parse, cell: str, value: object) -> None:
    assert parse(cells.clean(cell), Checks(RULES)) == value


REFUSED = {
    "nik too short": (cells.nik, "740702450672001"),
    "nik with day 32": (cells.nik, "7407023206720001"),
    "nik with month 13": (cells.nik, "7407020513720001"),
    "nik as a number": (cells.nik, "7407024506720001.0"),
    "nik in powers": (cells.nik, "7.40702E+15"),
    "nik in powers with a comma": (cells.nik, "7,40702E+15"),
    "nik in other digits": (cells.nik, "٧٤٠٧٠٢٤٥٠٦٧٢٠٠٠١"),
    "card in powers": (cells.kpj, "2.2001E+10"),
    "card as a number": (cells.kpj, "22001234567.0"),
    "name of digits": (cells.name, "123"),
    "name with a control character": (cells.name, "Wa\x00Ode"),
    "endless name": (cells.name, "a" * 501),
    "month first": (cells.day, "01/31/2026"),
    "no such day": (cells.day, "2026-02-30"),
    "year of two digits": (cells.day, "31/01/26"),
    "year 0201": (cells.day, "0201-01-31"),
    "serial day as text": (cells.day, "46053"),
    "phone in powers": (cells.phone, "8.12346E+10"),
    "phone as a number": (cells.phone, "81234567890.0"),
    "phone with letters": (cells.phone, "0812ABC7890"),
    "phone too short": (cells.phone, "08123"),
    "village elsewhere": (cells.village, "74.01.01.1001"),
    "village of 9 digits": (cells.village, "740701100"),
    "unknown program": (cells.programs, "JKK,XYZ"),
    "amount in powers": (cells.rupiah, "4.2E+7"),
    "amount with sen": (cells.rupiah, "42.000.000,50"),
    "negative amount": (cells.rupiah, "-42"),
    "formula": (cells.name, "=cmd|' /C calc'!A0"),
    "formula with a plus": (cells.name, "+cmd|x"),
    "formula with an at": (cells.words, "@SUM(A1)"),
    "spreadsheet error": (cells.name, "#N/A"),
}


@pytest.mark.parametrize(("parse", "cell"), REFUSED.values(), ids=REFUSED)
def test_refused_without_quoting_it(parse: Parse, cell: str) -> None:
    with pytest.raises(CellError) as error:
        parse(cells.clean(cell), Checks(RULES))
    assert cell not in error.value.reason


@pytest.mark.parametrize("cell", ["", "  ", "-", "NULL", "\u00a0"])
def test_signs_of_nothing(cell: str) -> None:
    assert cells.clean(cell) == ""


def test_any_village_will_do_where_the_programme_names_none() -> None:
    checks = Checks(RULES.__class__(RULES.categories))
    assert cells.village("7401011001", checks) == "74.01.01.1001"


def test_unknown_categories_are_counted() -> None:
    checks = Checks(RULES)
    for said in ("penyelam", "nelayan", "pedagang"):
        cells.category(said, checks)
    assert dict(checks.warnings) == {("category", "unknown, kept as other"): 2}


TYPED = {
    "text": ("0812", Kind.TEXT, "0812"),
    "nothing": (None, Kind.TEXT, ""),
    "day": (date(2026, 1, 31), Kind.DATE, "2026-01-31"),
    "moment": (datetime(2026, 1, 31, 7, 30), Kind.DATE, "2026-01-31"),  # noqa: DTZ001
    "serial day": (46053.0, Kind.DATE, "2026-01-31"),
    "list": (["JKK", "JKM"], Kind.TEXT, "JKK,JKM"),
    "phone number cell": (81234567890.0, Kind.TEXT, "81234567890"),
    "whole number": (42000000, Kind.TEXT, "42000000"),
    "nik as a JSON integer": (7407024506720001, Kind.NIK, "7407024506720001"),
    "nik as a number cell": (7407024506720001.0, Kind.NIK, "7407024506720001.0"),
    "card of 11 digits": (22001234567.0, Kind.KPJ, "22001234567"),
    "card that lost its zero": (1234567890.0, Kind.KPJ, "1234567890.0"),
    "fraction": (1.5, Kind.TEXT, "1.5"),
}


@pytest.mark.parametrize(("value", "kind", "text"), TYPED.values(), ids=TYPED)
def test_typed_cells_as_text(value: object, kind: Kind, text: str) -> None:
    assert as_text(value, kind) == text


@given(st.text(max_size=60))
def test_no_cell_makes_a_parser_fall_over(cell: str) -> None:
    parsers = (cells.nik, cells.kpj, cells.name, cells.day, cells.phone, cells.village)
    for parse in (*parsers, cells.programs, cells.rupiah, cells.category):
        try:
            text = cells.clean(cell)
            value = parse(text, Checks(RULES)) if text else None
        except CellError:
            continue
        assert value != ""


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_is_read_back_in_both_spellings(day: date) -> None:
    assert cells.day(day.isoformat(), Checks(RULES)) == day
    assert cells.day(f"{day.day}/{day.month}/{day.year}", Checks(RULES)) == day
