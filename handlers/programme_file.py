"""TOML -> typed tables, where every mistake is named with its line."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

AnyStruct = TypeVar("AnyStruct", bound=msgspec.Struct)

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w\-]+)\s*=")
_PATH = re.compile(r"(.*?)(?: - at `(?:key in )?\$\.?(.*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(.*)`")
_SYNTAX = re.compile(r"(.*) \(at line (\d+), column \d+\)$", re.DOTALL)


class ProgrammeError(ValueError):
    """A mistake in a programme file, as `file:line: what is wrong`."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Where the addresses of a file (`offices[0].phone`) stand in it."""

    path: Path
    lines: dict[str, int]

    def at(self, address: str, message: str) -> ProgrammeError:
        """An address without a line of its own is told by the line of what holds it."""
        while address and address not in self.lines:
            address = address[: max(address.rfind("."), address.rfind("["), 0)]
        return ProgrammeError(f"{self.path}:{self.lines.get(address, 1)}: {message}")


def read(path: Path, kind: type[AnyStruct]) -> tuple[AnyStruct, Faults]:
    """The file as `kind`; raises ProgrammeError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as wrong:
        raise ProgrammeError(f"{path}:1: {wrong.strerror}") from wrong
    except UnicodeDecodeError as wrong:
        raise ProgrammeError(f"{path}:1: is not written in UTF-8") from wrong
    faults = Faults(path, dict(_addresses(text)))
    try:
        return msgspec.convert(tomllib.loads(text), kind), faults
    except tomllib.TOMLDecodeError as wrong:
        message, line = _syntax(str(wrong), text)
        raise ProgrammeError(f"{path}:{line}: {message}") from wrong
    except msgspec.ValidationError as wrong:
        found = _PATH.match(str(wrong))
        message, address = found.groups(default="") if found else (str(wrong), "")
        if unknown := _UNKNOWN.search(message):
            address = f"{address}.{unknown[1]}".removeprefix(".")
        raise faults.at(address, message) from wrong


def _syntax(said: str, text: str) -> tuple[str, int]:
    found = _SYNTAX.match(said)
    return (found[1], int(found[2])) if found else (said, text.count("\n") + 1)


def _addresses(text: str) -> Iterator[tuple[str, int]]:
    """Every table and key of a file with the number of its line."""
    counts: dict[str, int] = {}
    here, in_string = "", False
    for number, line in enumerate(text.splitlines(), 1):
        if not in_string and (header := _HEADER.match(line)):
            here = _table(header[2], counts, begins=header[1] == "[[")
            yield here, number
        elif not in_string and (key := _KEY.match(line)):
            yield f"{here}.{key[1]}".removeprefix("."), number
        in_string ^= line.count('"""') % 2 == 1


def _table(name: str, counts: dict[str, int], *, begins: bool) -> str:
    """`law.provisions` -> `law[2].provisions[0]`: each array at its newest element."""
    address = ""
    parts = name.split(".")
    for place, part in enumerate(parts):
        address = f"{address}.{part}".removeprefix(".")
        if begins and place == len(parts) - 1:
            counts[address] = counts.get(address, -1) + 1
        if address in counts:
            address += f"[{counts[address]}]"
    return address
