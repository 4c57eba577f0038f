"""Typed cells, of spreadsheets and JSON, as the text that a CSV file would hold."""

from datetime import date, timedelta
from enum import Enum

_KPJ_DIGITS = 11
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL_DAYS = range(1, 73_051)  # until the year 2100
_LARGEST_EXACT = 10**15  # a spreadsheet keeps 15 digits


class Kind(Enum):
    """What may be done with a number where the source gives one in place of text."""

    TEXT = "text"
    DATE = "date"
    NIK = "nik"  # 16 digits: a spreadsheet has rounded the last one
    KPJ = "kpj"  # leading zeros may be lost


def as_text(value: object, kind: Kind) -> str:
    """A number whose digits may be lost keeps its `.0`, which no parser takes."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, date):  # also a moment: its day counts
        return value.strftime("%Y-%m-%d")
    if isinstance(value, list):
        return ",".join(as_text(each, kind) for each in value)
    if isinstance(value, float) and value.is_integer():
        return _number_as_text(value, kind)
    if kind is Kind.KPJ and isinstance(value, int) and len(str(value)) != _KPJ_DIGITS:
        return f"{value}.0"
    return str(value)


def _number_as_text(value: float, kind: Kind) -> str:
    if kind is Kind.DATE and int(value) in _EXCEL_DAYS:
        return (_EXCEL_DAY_0 + timedelta(days=value)).isoformat()
    if kind is Kind.NIK or abs(value) >= _LARGEST_EXACT:
        return repr(value)
    return as_text(int(value), kind)
