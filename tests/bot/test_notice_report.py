"""`broadcast report` as scripts and meetings see it: figures by state, reason and village."""

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from PIL import Image
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.commands.broadcast import app
from bot.commands.failing import Failed
from bot.commands.notice_report import CSV_COLUMNS, as_csv
from bot.settings import settings
from handlers import broadcasting
from handlers.conversation import Inbound
from storage.notice_answers import ANSWER_SECONDS
from tests.bot.notices import OTHER_VILLAGE, VILLAGE, draft, press, somebody, start, with_chat
from tests.bot.reported import CHATS, FATES, Fate, gone_out, send
from tests.conftest import SECRET
from tests.conversation import TODAY, BotUnderTest

LARGEST_PNG = 200_000
BLOCKED = "memblokir, atau nomornya tidak aktif lagi"


@pytest.fixture(autouse=True)
def _on_the_bots_day(bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", str(bot.database.url))
    monkeypatch.setenv("SECRET_KEY", SECRET)
    settings.cache_clear()
    with time_machine.travel(TODAY, tick=False):
        yield
    settings.cache_clear()


def report(*options: str) -> Result:
    return CliRunner().invoke(app, ["report", *options])


def as_json(number: int = 1) -> dict[str, Any]:
    result = report(str(number), "--json")
    assert result.exit_code == 0, result.output
    [line] = result.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def says(bot: BotUnderTest, person: int, words: str, *, after: float = 60.0) -> None:
    """On Telegram, so many seconds after the notice left."""
    bot.inbox.receive(
        Inbound(
            channel="telegram",
            sender=str(CHATS + person),
            update_id=f"{person}:{words}:{after}",
            sent_at=TODAY.timestamp() + after,
            text=words,
        )
    )


def test_figures_by_state_reason_and_village(bot: BotUnderTest) -> None:
    gone_out(bot, *FATES)
    found = as_json()

    assert found["people"] == {
        "queued": 1, "sent": 1, "delivered": 1, "read": 1, "failed": 2, "unknown": 1,
        "cancelled": 0, "unreachable": 2,
    }  # fmt: skip
    assert (found["total"], found["unreachable"], found["failed"]) == (7, 2, 2)
    assert {(each["state"], each["reason"]): each["people"] for each in found["reasons"]} == {
        ("unreachable", "no_chat"): 2, ("failed", "Forbidden"): 1, ("failed", "131047"): 1,
        ("unknown", ""): 1,
    }  # fmt: skip
    assert [(each["village_code"], each["read"], each["failed"]) for each in found["villages"]] == [
        (OTHER_VILLAGE, 0, 1),
        (VILLAGE, 1, 1),
    ]
    assert (found["answers"], found["visits"]) == ([], [])


def test_a_family_that_shares_a_chat_counts_as_people(bot: BotUnderTest) -> None:
    bot.knows(somebody(0), somebody(1))
    for each in (somebody(0), somebody(1)):
        with_chat(bot.database, each, CHATS, relation="child")
    notice = draft(bot.database)
    start(bot.database, notice)
    send(bot.database, notice, Fate("read"))
    found = as_json()

    assert (found["read"], found["people"]["read"]) == (1, 2)


def test_a_notice_that_was_cancelled(bot: BotUnderTest) -> None:
    gone_out(bot, Fate("read"), Fate("failed", "Forbidden"))
    notice = draft(bot.database)
    press(bot.database, broadcasting.cancel, notice)
    found = as_json(notice.id)

    assert (found["cancelled"], found["people"]["cancelled"]) == (2, 2)
    assert found["reasons"][0]["text"] == "kabar dibatalkan sebelum dikirim"


def test_on_the_terminal(bot: BotUnderTest) -> None:
    gone_out(bot, *FATES)
    shown = report("1").stdout

    assert "       2  unreachable: no_chat" in shown
    assert f"       3  of 7 in Mola Utara ({VILLAGE})" in shown
    assert not [each for each in personal(9) if each in shown]


def test_a_notice_that_is_unknown_and_a_file_that_cannot_be_written(
    bot: BotUnderTest, tmp_path: Path
) -> None:
    gone_out(bot, Fate("sent"))
    unknown, no_folder = report("7"), report("1", "--csv", str(tmp_path / "none" / "a.csv"))

    for result, words in ((unknown, "no notice 7"), (no_folder, "cannot be written")):
        assert isinstance(result.exception, Failed)
        assert words in str(result.exception)


def test_csv_is_one_row_a_village_state_and_reason(bot: BotUnderTest, tmp_path: Path) -> None:
    gone_out(bot, *FATES, Fate("failed", "Forbidden"))
    file = tmp_path / "report.csv"
    assert report("1", "--csv", str(file)).exit_code == 0

    written = file.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(CSV_COLUMNS)
    failed = [row for row in rows if row[0] == VILLAGE and row[2] == "failed"]
    assert failed == [[VILLAGE, "Mola Utara", "failed", "Forbidden", BLOCKED, "2"]]
    assert sum(int(row[-1]) for row in rows[1:]) == len(FATES) + 1
    assert all(line.startswith('"') for line in written.decode("utf-8-sig").splitlines())
    assert not [each for each in personal(10) if each in written.decode()]


CELLS = {
    "equals": ("=1+1", "'=1+1"),
    "plus": ("+628", "'+628"),
    "minus": ("-2", "'-2"),
    "at": ("@SUM(A1)", "'@SUM(A1)"),
    "tab": ("\t=1", "'\t=1"),
    "carriage return": ("\r=1", "'\r=1"),
    "line feed": ("\n=1", "'\n=1"),
    "full width": ("＝1", "'＝1"),
    "quotes and a comma": ('a","=1', 'a","=1'),
    "inside": ("a=1", "a=1"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("cell", "safe"), CELLS.values(), ids=CELLS)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    written = as_csv([(cell, "x")]).decode("utf-8-sig")

    assert list(csv.reader(StringIO(written, newline="")))[1] == [safe, "x"]


def test_a_platforms_code_is_no_formula(bot: BotUnderTest, tmp_path: Path) -> None:
    gone_out(bot, Fate("failed", "=HYPERLINK(1)"))
    file = tmp_path / "report.csv"
    report("1", "--csv", str(file))

    assert '"\'=HYPERLINK(1)"' in file.read_text("utf-8-sig")


def test_png_opens_and_is_small(bot: BotUnderTest, tmp_path: Path) -> None:
    gone_out(bot, *FATES)
    file = tmp_path / "report.png"
    assert report("1", "--png", str(file)).exit_code == 0

    data = file.read_bytes()
    image = Image.open(BytesIO(data))
    image.load()
    assert (image.format, image.width) == ("PNG", 1280)
    assert image.info == {}
    assert len(data) < LARGEST_PNG


def test_what_people_ask_afterwards(bot: BotUnderTest) -> None:
    """By intent, once for each chat; the words are not kept."""
    gone_out(bot, *FATES)
    for person, words in ((0, "kartu saya hilang"), (1, "kartu sy hilang"), (1, "kartu hilang")):
        says(bot, person, words)
    says(bot, 1, "di mana alamat kantornya", after=ANSWER_SECONDS)

    assert as_json()["answers"] == [
        {"intent": "card_lost", "chats": 2},
        {"intent": "office", "chats": 1},
    ]
    with bot.database.read() as connection:
        kept = connection.execute(text("SELECT * FROM notice_answer")).mappings().all()
    assert set(kept[0]) == {"id", "broadcast_id", "contact_id", "intent", "at"}


NO_ANSWERS = {
    "later than three days": (0, ANSWER_SECONDS + 1),
    "before the notice": (0, -60.0),
    "of a chat that did not get it": (3, 60.0),
    "of somebody else": (50, 60.0),
}


@pytest.mark.parametrize(("person", "after"), NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_to_it(bot: BotUnderTest, person: int, after: float) -> None:
    gone_out(bot, *FATES)
    says(bot, person, "kartu saya hilang", after=after)

    assert as_json()["answers"] == []


def test_an_answer_counts_for_the_newest_notice(bot: BotUnderTest) -> None:
    gone_out(bot, Fate("sent"))
    second = draft(bot.database)
    start(bot.database, second)
    send(bot.database, second, Fate("sent"))
    says(bot, 0, "kartu saya hilang")

    assert as_json(1)["answers"] == []
    assert [each["intent"] for each in as_json(second.id)["answers"]] == ["card_lost"]


def personal(many: int) -> list[str]:
    return [each for number in range(many) for each in somebody(number).secrets()]
