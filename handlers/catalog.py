"""The words of the bot: gettext catalogs whose msgids are keys, filled with written-out values."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Protocol

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from handlers.words import LOCALES

DOMAIN = "bot"


class Words(Protocol):
    """What a chat speaks with: a language's catalog, or the test language that shows keys."""

    language: str

    def text(self, key: str, **values: object) -> str: ...

    def speaking(self, language: str) -> "Words": ...


@dataclass(frozen=True, slots=True)
class Rupiah:
    """Money, in whole rupiah."""

    amount: int


@dataclass(frozen=True, slots=True)
class DayToAct:
    """A day on which somebody must do something: written with its weekday."""

    day: date

    def __str__(self) -> str:
        return str(self.day)


class CatalogError(RuntimeError):
    """A language has no catalog."""


class Catalog:
    """One language. A key without a sentence is a mistake that `tests/test_whole.py` finds."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._sentences = _sentences(LOCALES / language / "LC_MESSAGES")

    def text(self, key: str, **values: object) -> str:
        sentence = self._sentences.gettext(key)
        if not values:
            return sentence
        return sentence.format_map({name: self.written(value) for name, value in values.items()})

    def speaking(self, language: str) -> "Catalog":
        return catalog(language)

    def written(self, value: object) -> str:
        """As people of this language write it: `31 Desember 2026`, `Rp42.000.000`, `08.30 WITA`."""
        if isinstance(value, Rupiah):
            return f"Rp{format_decimal(value.amount, locale=self.language)}"
        if isinstance(value, DayToAct):
            return format_date(value.day, "EEEE, d MMMM y", locale=self.language)
        if isinstance(value, datetime):
            return value.strftime("%H.%M %Z").strip()
        if isinstance(value, date):
            return _date(value, self.language)
        return str(value)


@lru_cache(maxsize=1024)
def _date(day: date, language: str) -> str:
    """Kept, as the same few dates of coverage are written again and again."""
    return format_date(day, "d MMMM y", locale=language)


def _sentences(folder: Path) -> GNUTranslations:
    """Compiled by `make setup`; where that is missing or older than its source, compiled here."""
    source, compiled = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    if not source.exists():
        raise CatalogError(f"there is no catalog for {folder.parent.name}: {DOMAIN}.po is missing")
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    made = BytesIO()
    with source.open("rb") as written:
        write_mo(made, read_po(written))
    made.seek(0)
    return GNUTranslations(made)


@lru_cache(maxsize=8)
def catalog(language: str) -> Catalog:
    return Catalog(language)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalog."""
    return tuple(sorted(path.parent.parent.name for path in LOCALES.glob(f"*/*/{DOMAIN}.po")))
