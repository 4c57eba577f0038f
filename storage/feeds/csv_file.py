"""CSV as agencies and spreadsheets write it: several encodings and delimiters, quoted or not."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from storage.feeds.cells import CellError
from storage.feeds.feed import FeedError
from storage.feeds.header import FileRow

if TYPE_CHECKING:
    import _csv

_BYTES = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DELIMITERS = ";,\t"
_BROKEN_QUOTE = "a quote that does not close, or text after it"


def csv_rows(path: Path) -> Iterator[FileRow]:
    """Line number and cells, the header first. Raises FeedError where the file ends early."""
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            delimiter = _delimiter(file.readline(_BYTES))
            file.seek(0)
            yield from _rows(csv.reader(file, delimiter=delimiter, strict=True), path)
    except UnicodeError:
        raise FeedError(f"{path.name} is cut off, or not text in {encoding}.") from None
    except OSError as error:
        raise FeedError(f"{path.name} cannot be read: {error.strerror}.") from None


def encoding_of(path: Path) -> str:
    """By the byte order mark; else UTF-16 by its zero bytes, UTF-8 where it fits, or cp1252."""
    try:
        with path.open("rb") as file:
            head = file.read(_BYTES)
            for mark, encoding in _MARKS.items():
                if head.startswith(mark):
                    return encoding
            if b"\0" in head[:64]:
                return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
            decoder = codecs.getincrementaldecoder("utf-8")()
            while head:
                decoder.decode(head)
                head = file.read(_BYTES)
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as error:
        raise FeedError(f"{path.name} cannot be read: {error.strerror}.") from None
    return "utf-8"


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _rows(reader: "_csv.Reader", path: Path) -> Iterator[FileRow]:
    width = last = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise FeedError(f"{path.name} ends inside a quoted cell: it is cut off.") from None
            yield line, CellError(_BROKEN_QUOTE, "row")
            continue
        width, last = width or len(row), len(row)
        yield line, row
    if last < width and not _ends_with_newline(path):
        raise FeedError(f"{path.name} ends inside its last row: it is cut off.")


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(2, path.stat().st_size), 2)
        return file.read().strip(b"\0")[-1:] in {b"\n", b"\r"}
