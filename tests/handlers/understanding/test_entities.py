"""Entities over a table of what people write: `entities.csv` (kind, said, expected).

`!key` is the problem that is named, `-` that nothing is found. Today is Tuesday 24 November 2026.
"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from handlers import parsing
from handlers.problems import Problem
from handlers.programme import load
from handlers.schoolchildren import schoolchildren
from handlers.understanding.entities import kpj, programs
from handlers.wages import wage

TODAY = date(2026, 11, 24)
VILLAGES = load("wakatobi").villages
UNTIL_AGE, LOWEST_WAGE = 23, 1_000_000
TABLE = Path(__file__).with_name("entities.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TABLE.splitlines()))
READERS: dict[str, Callable[[str], object]] = {
    "nik": parsing.nik,
    "kpj": lambda said: kpj(said) or "-",
    "phone": parsing.phone,
    "birth": lambda said: parsing.birth_date(said, TODAY),
    "death": lambda said: parsing.past_date(said, TODAY),
    "relation": parsing.relation,
    "village": lambda said: parsing.village(said, VILLAGES),
    "programs": lambda said: " ".join(programs(said)) or "-",
    "children": lambda said: schoolchildren(said, UNTIL_AGE),
    "wage": lambda said: wage(said, LOWEST_WAGE),
}


def test_the_table_is_large() -> None:
    assert len(ROWS) >= 300


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']}: {row['said']}")
def test_entity(row: dict[str, str]) -> None:
    try:
        found = str(READERS[row["kind"]](row["said"]))
    except Problem as problem:
        found = f"!{problem.key}"

    assert found == row["expected"]
