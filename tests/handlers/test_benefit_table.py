"""Benefits over the rule periods, each with its source; the command line and the chat agree.

Amounts are thousands of rupiah. A family without children is asked for none by the chat, while the
command line then tells the most that a family could get for school.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from typer.testing import CliRunner

from bot.commands.benefit import app
from tests.conversation import TODAY, BotUnderTest

JKM_2015 = (("santunan", 16_200), ("periodic", 4_800), ("burial", 3_000))
JKM_2019 = (("santunan", 20_000), ("periodic", 12_000), ("burial", 10_000))
BURIAL = (("burial", 10_000),)
MOST = (174_000,)
NONE: tuple[int, ...] = ()
PP44, PP82 = "PP 44/2015 Pasal 34", "PP 44/2015 Pasal 34 jo. PP 82/2019"
JKK = "PP 44/2015 jo. PP 82/2019: 60 persen dari 80 kali upah"
JKK_OLD = "PP 44/2015: 60 persen dari 80 kali upah, teks lama belum dilihat"
SHORT = "Permenaker 1/2025: kurang dari 3 bulan hanya biaya pemakaman"
AID = "PP 82/2019 Pasal 34; Permenaker 5/2021"


def at_work(wage: int = 1_000, *, old: bool = False) -> tuple[tuple[str, int], ...]:
    """48 wages of `wage` thousand rupiah a month, and the fixed parts."""
    tariff = JKM_2015 if old else JKM_2019
    return (("santunan", 48 * wage), *tariff[1:])


@dataclass(frozen=True)
class Row:
    """A death: what is told, what is due, what may come for school, and who says so."""

    on: str
    due: tuple[tuple[str, int], ...]
    aid: tuple[int, ...]
    source: str
    work: bool = False
    wage: int | None = None
    since: str | None = None
    children: tuple[str, ...] = ()


TABLE = {
    # PP 44/2015, until 1 December 2019
    "first day of PP 44": Row("2015-07-01", JKM_2015, NONE, PP44),
    "PP 44 in 2016": Row("2016-02-29", JKM_2015, NONE, "Republika 21 Jan 2020: dari Rp24 juta"),
    "PP 44 in 2017": Row("2017-08-17", JKM_2015, NONE, PP44),
    "PP 44 in 2018": Row("2018-12-31", JKM_2015, NONE, PP44),
    "PP 44, a member of a month": Row("2019-03-31", JKM_2015, NONE, PP44, since="2019-03-01"),
    "PP 44, its last day": Row("2019-12-01", JKM_2015, NONE, "Republika 21 Jan 2020: Rp24 juta"),
    "PP 44 at work": Row("2015-07-01", at_work(old=True), NONE, JKK_OLD, work=True),
    "PP 44 at work, 2018": Row("2018-05-02", at_work(old=True), NONE, JKK_OLD, work=True),
    "PP 44 at work, twice the wage": Row(
        "2018-05-02", at_work(2_000, old=True), NONE, JKK_OLD, work=True, wage=2_000
    ),
    "PP 44 at work, its last day": Row(
        "2019-12-01", at_work(old=True), NONE, JKK_OLD, work=True
    ),
    # PP 82/2019, from 2 December 2019
    "first day of PP 82": Row("2019-12-02", JKM_2019, MOST, "Republika 21 Jan 2020: Rp42 juta"),
    "PP 82 on a leap day": Row("2020-02-29", JKM_2019, MOST, PP82),
    "PP 82, crew in the freezer": Row("2020-10-02", JKM_2019, MOST, "Radar Pekalongan 2020"),
    "PP 82, last day before Permenaker 5": Row("2021-03-31", JKM_2019, MOST, PP82),
    "PP 82, a member of four days": Row(
        "2020-09-05", JKM_2019, NONE, "Radar Pekalongan Sep 2019: penuh", since="2020-09-01"
    ),
    "PP 82 at work": Row("2019-12-02", at_work(), MOST, JKK, work=True),
    "PP 82 at work, 2020": Row("2020-07-15", at_work(), MOST, JKK, work=True),
    "PP 82 at work, first day": Row(
        "2020-07-15", at_work(), MOST, "beritau.id 2024: JKK tanpa masa iur", work=True,
        since="2020-07-15",
    ),
    "PP 82 at work, wage of 3.2 million": Row(
        "2021-01-20", at_work(3_200), MOST, JKK, work=True, wage=3_200
    ),
    # Permenaker 5/2021
    "first day of Permenaker 5": Row("2021-04-01", JKM_2019, MOST, PP82),
    "Sinjai, lost at sea, paid as at work": Row(
        "2021-04-20", at_work(), MOST, "akuratnews 30 Jul 2021", work=True
    ),
    "Batang, fishers": Row(
        "2022-03-23", at_work(), MOST, "berita.batangkab.go.id 2022: Rp70 juta", work=True
    ),
    "Sidoarjo, wage of 3 million": Row(
        "2022-08-11", at_work(3_000), MOST, "Antara Jatim Nov 2022: 144+10+12+174 juta",
        work=True, wage=3_000,
    ),
    "Pekalongan, fishers": Row(
        "2023-05-26", at_work(), MOST, "Radar Pekalongan 26 Jul 2023: Rp70 juta", work=True
    ),
    "Wakatobi, members since July 2023": Row(
        "2023-09-30", JKM_2019, NONE, "Kasamea 26 Okt 2023: 2 x Rp42 juta", since="2023-07-20"
    ),
    "Permenaker 5, its last day without PP 49": Row("2023-11-06", JKM_2019, MOST, PP82),
    # PP 49/2023
    "first day of PP 49": Row("2023-11-07", JKM_2019, MOST, PP82),
    "Wakatobi, a farmer": Row("2024-08-01", JKM_2019, MOST, "Kasamea Sep 2024: Rp42 juta"),
    "Wakatobi, a worker of the mosque": Row(
        "2024-08-15", JKM_2019, MOST, "Kasamea Sep 2024: Rp42 juta"
    ),
    "Wakatobi, a public guard": Row("2024-08-20", JKM_2019, MOST, "Kasamea Sep 2024: Rp42 juta"),
    "Wakatobi, at work": Row(
        "2024-07-10", at_work(), MOST, "Kasamea Sep 2024: Rp70 juta", work=True
    ),
    "Mola, body not found": Row(
        "2024-09-01", at_work(), MOST, "Kabar Wakatobi 6 Okt 2024: Rp70 juta", work=True
    ),
    "a short membership before the minimum": Row(
        "2025-02-23", JKM_2019, NONE, PP82, since="2025-02-01"
    ),
    "a short membership at work before it": Row(
        "2025-02-23", at_work(), MOST, JKK, work=True, since="2025-02-01"
    ),
    # Permenaker 1/2025: less than three months a member leaves the burial
    "first day of the minimum": Row("2025-02-24", BURIAL, NONE, SHORT, since="2025-02-01"),
    "the round of March 2025": Row("2025-03-05", JKM_2019, MOST, "Kendari Ekspres Maret 2025"),
    "the round of March 2025, at work": Row(
        "2025-03-05", at_work(), MOST, "Kendari Ekspres Maret 2025", work=True, wage=1_000
    ),
    "the day of joining": Row(
        "2025-03-05", BURIAL, NONE, "Disnaker Sumenep 14 Nov 2025", since="2025-03-05"
    ),
    "a day before three months": Row("2025-06-04", BURIAL, NONE, SHORT, since="2025-03-05"),
    "three months": Row(
        "2025-06-05", JKM_2019, NONE, "alkhairaat 23 Jul 2025: penuh", since="2025-03-05"
    ),
    "three months over the end of February": Row(
        "2026-02-28", JKM_2019, NONE, SHORT, since="2025-11-30"
    ),
    "a day before it": Row("2026-02-27", BURIAL, NONE, SHORT, since="2025-11-30"),
    "joined before the minimum, died after": Row(
        "2025-03-31", BURIAL, NONE, SHORT, since="2025-01-15"
    ),
    "the minimum does not reach work": Row(
        "2025-03-06", at_work(), MOST, JKK, work=True, since="2025-03-05"
    ),
    "three years less a day": Row(
        "2026-07-19", JKM_2019, NONE, "harianjogja 23 Des 2019: 3 tahun", since="2023-07-20"
    ),
    "three years": Row(
        "2026-07-20", JKM_2019, MOST, "harianjogja 23 Des 2019: 3 tahun", since="2023-07-20"
    ),
    "wage of 1.5 million": Row(
        "2026-01-10", at_work(1_500), MOST, JKK, work=True, wage=1_500
    ),
    "wage of 4.25 million": Row(
        "2026-05-05", at_work(4_250), MOST, JKK, work=True, wage=4_250
    ),
    "wage of 20 million": Row(
        "2026-05-05", at_work(20_000), MOST, JKK, work=True, wage=20_000
    ),
    "this year": Row("2026-11-23", JKM_2019, MOST, PP82),
    "this year at work": Row("2026-11-23", at_work(), MOST, JKK, work=True),
    # scholarships: two children, those with the most left
    "one in kindergarten": Row("2025-03-05", JKM_2019, (87_000,), AID, children=("tk",)),
    "one in primary school": Row("2025-03-05", JKM_2019, (84_000,), AID, children=("sd",)),
    "one in middle school": Row("2025-03-05", JKM_2019, (75_000,), AID, children=("smp",)),
    "one in high school": Row("2025-03-05", JKM_2019, (69_000,), AID, children=("sma",)),
    "one at university": Row("2025-03-05", JKM_2019, (60_000,), AID, children=("kuliah",)),
    "two of a level": Row("2024-01-31", JKM_2019, (84_000, 84_000), AID, children=("sd", "sd")),
    "two levels": Row("2024-01-31", JKM_2019, (75_000, 69_000), AID, children=("smp", "sma")),
    "the two youngest of three": Row(
        "2022-06-30", JKM_2019, (87_000, 84_000), AID, children=("tk", "sd", "kuliah")
    ),
    "the most for two": Row("2026-03-14", JKM_2019, (87_000, 87_000), AID, children=("tk", "tk")),
    "at work with two children": Row(
        "2022-08-11", at_work(3_000), (84_000, 60_000), "Antara Jatim Nov 2022", work=True,
        wage=3_000, children=("sd", "kuliah"),
    ),
    "at work from the first day, a child": Row(
        "2025-03-05", at_work(), (75_000,), "beritau.id 2024: JKK tanpa masa iur", work=True,
        since="2025-03-05", children=("smp",),
    ),
    "children, a member of two years": Row(
        "2025-09-01", JKM_2019, NONE, "beritau.id 2024: 3 tahun", since="2023-07-20",
        children=("sd",),
    ),
    "children, a member of three years": Row(
        "2026-09-01", JKM_2019, (84_000,), "beritau.id 2024: 3 tahun", since="2023-07-20",
        children=("sd",),
    ),
    "children, a member of a month": Row(
        "2026-09-01", BURIAL, NONE, SHORT, since="2026-08-01", children=("sd", "sma")
    ),
    "children under PP 44": Row("2019-12-01", JKM_2015, NONE, PP44, children=("sd",)),
    "children on the first day of PP 82": Row(
        "2019-12-02", JKM_2019, (84_000,), AID, children=("sd",)
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def thousands(amounts: list[int | None]) -> list[float]:
    return [(amount or 0) / 1_000 for amount in amounts]


def by_command_line(row: Row) -> dict[str, Any]:
    said = ["death", "--date", row.on, "--json"]
    said += ["--work-accident"] if row.work else []
    said += ["--wage", str(row.wage * 1_000)] if row.wage else []
    said += ["--registered-on", row.since] if row.since else []
    said += [word for level in row.children for word in ("--child", level)]
    result = CliRunner().invoke(app, said)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def by_chat(bot: BotUnderTest, row: Row) -> list[str]:
    """What the form says in the end; it is answered only what it asks."""
    answers = {
        "died_on": row.on,
        "cause": "ya" if row.work else "bukan",
        "wage": str(row.wage * 1_000) if row.wage else "tidak tahu",
        "children": ", ".join(f"1 {level}" for level in row.children) or "tidak ada",
        "registered_on": row.since or "tidak tahu",
    }
    texts = [body.text for body in bot.say(choice="open:benefit").bodies]
    while asked := re.fullmatch(r"benefit\.(\w+)\.ask", texts[-1]):
        texts = bot.texts(answers.pop(asked[1]))
    return texts


def amounts_in(text: str) -> list[float]:
    return thousands([int(amount) for amount in re.findall(r"amount=(\d+)", text)])


def school_in(texts: list[str]) -> list[float]:
    """The sum of each counted child."""
    sums = re.findall(r"scholarship\.sum\w*\(.*?count=(\d+), level=.*?amount=(\d+)", "".join(texts))
    return thousands([int(amount) for count, amount in sums for _ in range(int(count))])


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_command_line(row: Row) -> None:
    found = by_command_line(row)

    assert [(item["code"], item["amount"] / 1_000) for item in found["items"]] == list(row.due)
    assert thousands([item["amount"] for item in found["conditional"]]) == list(row.aid)
    assert found["total"] == 1_000 * sum(amount for _, amount in row.due)


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_chat(bot: BotUnderTest, row: Row) -> None:
    figures, *others = by_chat(bot, row)

    total = sum(amount for _, amount in row.due)
    assert amounts_in(figures) == [*(amount for _, amount in row.due), total]
    rules = re.findall(r"[A-Za-z]+ \d+/\d{4}", str(by_command_line(row)["rule_in_force"]))
    assert re.findall(r"[A-Za-z]+ \d+/\d{4}", figures)[: len(rules)] == rules
    assert " jo. " not in figures
    assert sorted(school_in(others)) == (sorted(row.aid) if row.children else [])


def test_the_table_is_whole() -> None:
    rules = {by_command_line(row)["rule_in_force"] for row in TABLE.values()}

    assert len(TABLE) >= 60
    assert len(rules) == 5
    assert all(row.source for row in TABLE.values())


def test_the_published_round_of_march_2025(bot: BotUnderTest) -> None:
    """27 deaths are Rp1.134 billion, with one work accident Rp1.204 billion."""
    by_illness, accident = (
        amounts_in(by_chat(bot, TABLE[name])[0])[-1] * 1_000
        for name in ("the round of March 2025", "the round of March 2025, at work")
    )

    assert 27 * by_illness == 1_134_000_000
    assert 27 * by_illness + accident == 1_204_000_000
