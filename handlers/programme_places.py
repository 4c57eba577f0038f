"""The places of a regency, from the CSV files that its programme file names."""

import csv
from pathlib import Path

from handlers import villages
from handlers.programme_facts import Regency
from handlers.programme_file import Faults, ProgrammeError
from handlers.villages import Village

_COLUMNS = {"kode", "nama", "tingkat", "induk"}


def places(regency: Regency, faults: Faults) -> tuple[Village, ...]:
    """Raises ProgrammeError with the CSV file's line for a place that is not of the regency."""
    listed = _beside(regency.villages_file, "regency.villages_file", faults)
    known = set()
    for line, row in _rows(listed, _COLUMNS):
        if not f"{row['kode']}.".startswith(f"{regency.kemendagri_code}."):
            raise ProgrammeError(f"{listed}:{line}: {row['kode']} is not of {regency.title}")
        known.add(row["kode"])
    if regency.spellings_file is None:
        return villages.load(listed)
    spellings = _beside(regency.spellings_file, "regency.spellings_file", faults)
    for line, row in _rows(spellings, {"kode", "ejaan"}):
        if row["kode"] not in known:
            raise ProgrammeError(f"{spellings}:{line}: unknown village {row['kode']}")
    return villages.load(listed, spellings)


def _beside(name: str, address: str, faults: Faults) -> Path:
    path = faults.path.parent / name
    if not path.is_file():
        raise faults.at(address, f"no file {name} beside this one")
    return path


def _rows(path: Path, columns: set[str]) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    if not columns <= set(reader.fieldnames or ()):
        raise ProgrammeError(f"{path}:1: needs the columns {', '.join(sorted(columns))}")
    return [(reader.line_num, row) for row in reader]
