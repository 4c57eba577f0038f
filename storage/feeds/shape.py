"""What a data set is: its columns, the names these go by, and the way from cells to a typed row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from storage.feeds import cells
from storage.feeds.cells import CellError, Checks, Parse
from storage.feeds.typed import Kind


@dataclass(frozen=True)
class Column:
    """`also` are other headers for it, as `cells.slug` writes them, with spaces between."""

    name: str
    parse: Parse
    also: str = ""
    optional: bool = False
    kind: Kind = Kind.TEXT


class Record(Protocol):
    """A typed row; its fields stand in the order of the columns."""

    def contradiction(self) -> CellError | None:
        """Two cells that cannot both be right."""


@dataclass(frozen=True)
class Dataset:
    """`titles` begin a file's or a sheet's name; `key` names the columns that tell rows apart."""

    name: str
    titles: str
    record: type[Any]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    plain_key: re.Pattern[str] | None = None

    def key_of(self, row: Sequence[str], checks: Checks) -> str:
        """The key's values as one text. Raises CellError.

        Where `plain_key` matches, the cells are spelled already as their values would be.
        """
        key = "\x1f".join([row[at] for at in self._key_at])
        if self.plain_key and self.plain_key.fullmatch(key):
            return key
        return "\x1f".join(str(_value(self.columns[at], row[at], checks)) for at in self._key_at)

    def row_of(self, row: Sequence[str], checks: Checks) -> Record:
        """The typed row. Raises CellError for the first wrong cell."""
        values = [
            _value(column, raw, checks) for column, raw in zip(self.columns, row, strict=True)
        ]
        typed: Record = self.record(*values)
        if wrong := typed.contradiction():
            raise wrong
        return typed

    def column_called(self, header: str) -> int | None:
        return self._by_header.get(cells.slug(header))

    def is_called(self, title: str) -> bool:
        """Whether a file or sheet of this name (`Peserta 2026-08`) holds this data set."""
        said = cells.slug(title)
        return any(said == each or said.startswith(f"{each}_") for each in self.titles.split())

    @cached_property
    def _key_at(self) -> tuple[int, ...]:
        return tuple(at for at, column in enumerate(self.columns) if column.name in self.key)

    @cached_property
    def _by_header(self) -> dict[str, int]:
        return {
            header: at
            for at, column in enumerate(self.columns)
            for header in (column.name, *column.also.split())
        }


def _value(column: Column, raw: str, checks: Checks) -> object:
    try:
        text = cells.clean(raw)
        if text:
            return column.parse(text, checks)
    except CellError as bad:
        bad.field = column.name
        raise
    if column.optional:
        return None
    raise CellError("missing", column.name)
