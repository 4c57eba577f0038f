"""`chat --jsonl` as other people's scripts use it: docs/contracts.md, line by line."""

import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from structlog.testing import capture_logs

from bot.channels import jsonl
from bot.channels.terminal import CHANNEL, Terminal
from bot.inbox import Inbox
from handlers.programme import load
from storage.database import Database
from storage.outbox import Body, Part
from storage.store import Store
from tests.conftest import SECRET
from tests.conversation import BotUnderTest, KeysShown, Someone

ROOT = Path(__file__).resolve().parents[2]
SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
PROVED = {"text": f"apa kartu saya masih aktif? NIK {SITI.nik} lahir 5-6-1972"}
STATUS, CARD = {"choice": "go:membership_status"}, {"choice": "go:card_number"}
Said = dict[str, Any] | bytes
Chat = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def terminal(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """One store for the module; as in the command, a message may be of any day."""
    folder = tmp_path_factory.mktemp("jsonl")
    database = Database(f"sqlite:///{shutil.copy(empty_store, folder / 'sapa.db')}", SECRET)
    BotUnderTest(database, folder / "feed").knows(SITI)
    inbox = Inbox(database, load(), words=KeysShown, oldest_seconds=None)
    yield Terminal(database, inbox, time.time)
    database.close()


@pytest.fixture
def chat(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Chat:
    """Lines in, objects out; a line without a sender is said by one whom no other test has."""

    def run(*lines: Said) -> list[dict[str, Any]]:
        raw = [
            line
            if isinstance(line, bytes)
            else json.dumps({"sender": request.node.name} | line).encode()
            for line in lines
        ]
        out = io.TextIOWrapper(io.BytesIO())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(raw))))
        monkeypatch.setattr(sys, "stdout", out)
        with capture_logs():  # unless they are set up, log lines go to stdout
            jsonl.run(terminal)
        out.seek(0)
        return [json.loads(line) for line in out]

    return run


def texts(answer: dict[str, Any]) -> list[str]:
    """The replies in the test language, without their values."""
    return [reply["text"].partition("(")[0] for reply in answer["replies"]]


def test_shape_of_an_answer(chat: Chat) -> None:
    (answer,) = chat({"sender": "a", "text": "halo"})

    assert list(answer) == ["sender", "replies", "intent", "confidence"]
    assert (answer["sender"], answer["intent"]) == ("a", "greeting")
    assert 0.5 < answer["confidence"] <= 1
    (reply,) = answer["replies"]
    assert list(reply) == ["text", "choices", "attachments"]
    assert reply["attachments"] == []
    assert reply["choices"][0] == {"label": "menu.membership_status", "value": STATUS["choice"]}


def test_answer_without_choices_has_an_empty_list(chat: Chat) -> None:
    (answer,) = chat(CARD)

    assert answer["replies"][0]["choices"] == []


def test_one_line_out_for_each_line_in_and_in_order(chat: Chat) -> None:
    answers = chat(
        {"sender": "a", "text": "halo"},
        b"not JSON",
        {"sender": "b", "text": ""},
        b"",
        {"sender": "a", "id": "x", "text": "halo"},
        {"sender": "a", "id": "x", "text": "halo"},
    )

    assert [answer.get("sender", answer.get("line")) for answer in answers] == [
        "a", 2, "b", 4, "a", "a",
    ]  # fmt: skip


def test_senders_have_dialogues_of_their_own(chat: Chat) -> None:
    *_, a, b = chat(
        {"sender": "a", **CARD},
        {"sender": "b", **STATUS},
        {"sender": "a", "text": SITI.nik},
        {"sender": "b", "text": "batal"},
    )

    assert (texts(a), texts(b)) == (["identity.birth_date.ask"], ["form.cancelled"])


@pytest.mark.parametrize("update_id", ["u-7", 7, "628115550001"])
def test_repeated_id_gives_empty_replies_and_changes_nothing(
    chat: Chat, update_id: str | int
) -> None:
    _, first, again, after = chat(
        CARD,
        {"text": SITI.nik, "id": update_id},
        {"text": "batal", "id": update_id},
        {"text": "5-6-1972"},
    )

    assert texts(first) == ["identity.birth_date.ask"]
    assert again.pop("sender") == first["sender"]
    assert again == {"replies": [], "intent": "none", "confidence": 0.0}
    assert texts(after) == ["card.valid"]


def test_id_is_remembered_by_the_next_run(chat: Chat) -> None:
    assert texts(chat({"text": "halo", "id": "1"})[0]) == ["greeting"]
    assert texts(chat({"text": "halo", "id": "1"})[0]) == []


def test_same_words_without_an_id_are_two_messages(chat: Chat) -> None:
    first, second = chat({"text": "halo"}, {"text": "halo"})

    assert texts(first) == texts(second) == ["greeting"]


DAYS = {
    "within the period": ("2026-11-24T09:00:00+08:00", "status.active"),
    "last minute of it in Wakatobi": ("2026-12-31T15:59:59Z", "status.active"),
    "first minute after it": ("2026-12-31T16:00:00Z", "status.inactive"),
    "years after it": ("2031-01-05T09:00:00+08:00", "status.inactive"),
    "before it": ("2025-12-31T23:59:59+08:00", "status.not_yet"),
    "its first minute, told in New York": ("2025-12-31T11:00:00-05:00", "status.active"),
}


@pytest.mark.parametrize(("at", "expected"), DAYS.values(), ids=DAYS)
def test_at_is_today_of_the_status_and_replies_come_at_once(
    chat: Chat, at: str, expected: str
) -> None:
    (answer,) = chat({"at": at, **PROVED})

    assert texts(answer) == [expected]


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-11-24", "active"), ("2027-06-01", "inactive")]
)
def test_without_at_it_is_now(chat: Chat, day: str, expected: str) -> None:
    with time_machine.travel(f"{day}T09:00:00+08:00", tick=False):
        assert texts(chat(PROVED)[0]) == [f"status.{expected}"]


def test_at_ends_a_lock_out(chat: Chat) -> None:
    wrong = {"text": f"{SITI.nik} lahir 6-6-1972"}
    right = {"text": f"{SITI.nik} lahir 5-6-1972"}

    def at(clock: str, line: dict[str, str]) -> dict[str, str]:
        return {"at": f"2026-11-24T{clock}:00+08:00", **line}

    tries = [at("09:00", line) for line in (CARD, *[wrong] * 5)]
    heard = chat(
        *tries, at("09:59", CARD), at("09:59", right), at("10:01", CARD), at("10:01", right)
    )

    said = [texts(answer)[0] for answer in heard]
    assert said[1:6] == [*["identity.no_match"] * 4, "identity.paused"]
    assert [said[7], said[9]] == ["identity.paused", "card.valid"]


def test_choice_comes_back_by_value_number_or_label(chat: Chat) -> None:
    offered = chat({"text": "halo"})[0]["replies"][0]["choices"]
    card = next(n for n, choice in enumerate(offered) if choice["value"] == CARD["choice"])
    ways = (
        {"choice": offered[card]["value"]},
        {"text": f"{card + 1}"},
        {"text": offered[card]["label"]},
    )

    for way in ways:
        _, answer, _ = chat({"text": "halo"}, way, {"text": "batal"})
        assert (answer["intent"], texts(answer)) == ("card_number", ["identity.nik.ask"])


@pytest.mark.parametrize("written", [SITI.phone, "081234500001", "62 812-3450-0001"])
def test_contact_phone_is_vouched_for(chat: Chat, written: str) -> None:
    shared, asked, told = chat({"contact_phone": written}, CARD, {"text": "5-6-1972"})

    assert texts(shared) == ["phone.known"]
    assert texts(asked) == ["identity.birth_date.ask_on_phone"]
    assert "card.full(kpj=22001234567)" in told["replies"][0]["text"]


@pytest.mark.parametrize("question", [CARD, {"text": "nomor kartu saya berapa"}], ids=str)
def test_contact_phone_beside_a_question_does_not_hide_it(
    chat: Chat, question: dict[str, str]
) -> None:
    (answer,) = chat({"contact_phone": SITI.phone, **question})

    assert (answer["intent"], texts(answer)) == (
        "card_number", ["identity.birth_date.ask_on_phone"],
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "sticker", "location"])
def test_attachment_in_place_of_text(chat: Chat, kind: str) -> None:
    ways: list[dict[str, str | None]] = [{}, {"path": None}, {"path": "/nowhere/file"}]

    for answer in chat(*[{"attachment": {"kind": kind, **way}} for way in ways]):
        assert texts(answer) == [f"file.{kind}"]


def test_text_of_an_attachment_is_read(chat: Chat) -> None:
    (answer,) = chat({"text": "nomor kartu saya berapa", "attachment": {"kind": "photo"}})

    assert texts(answer) == ["identity.nik.ask"]


def test_file_of_a_reply_lies_where_its_path_says(
    chat: Chat, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    sender = chat({"text": "halo"})[0]["sender"]
    now, picture = time.time(), Part("photo", "kartu.png", b"a picture")
    with terminal.database.write() as connection:
        store = Store(connection, terminal.database.sealer, now=now, real_now=now)
        contact = store.conversations.contact(CHANNEL, sender, "id")
        store.outbox.put(
            contact, [Body("a picture", parts=(picture,))], kind="reply", not_before=now
        )

    (answer,) = chat({"text": "halo"})

    (shown,) = answer["replies"][0]["attachments"]
    assert (shown["kind"], shown["name"]) == ("photo", "kartu.png")
    assert Path(shown["path"]).read_bytes() == b"a picture"


def test_unknown_fields_are_left_alone(chat: Chat) -> None:
    (answer,) = chat({"text": "halo", "name": "Siti", "more": {"deep": [1]}})

    assert texts(answer) == ["greeting"]


def line(**values: Any) -> bytes:
    return json.dumps({"sender": "s", "text": "x", **values}).encode()


MALFORMED = {
    "empty": b"",
    "words": b"halo",
    "cut off": b'{"sender": "s", "text": "ha',
    "two objects": line() + b" " + line(),
    "invalid UTF-8": b'{"sender": "s", "text": "\xff"}',
    "invalid UTF-8 around it": b"\xff\xfe" + line(),
    "half a surrogate": b'{"sender": "s", "text": "\\ud83d"}',
    "a list": b"[1]",
    "a number": b"7",
    "null": b"null",
    "nested without end": b"[" * 100_000,
    "nested in an unknown field": b'{"sender": "s", "x": ' + b"[" * 100_000,
    "a megabyte": b"x" * 1_000_000,
    "no sender": b'{"text": "x"}',
    "empty sender": line(sender=""),
    "sender a number": line(sender=7),
    "sender null": line(sender=None),
    "nothing said": b'{"sender": "s"}',
    "text a list": line(text=[SITI.nik]),
    "choice a number": line(choice=int(SITI.nik)),
    "phone no number": line(contact_phone="rumah"),
    "phone a number": line(contact_phone=6281234500001),
    "attachment a word": line(attachment="photo"),
    "attachment of no kind": line(attachment={}),
    "attachment of an unknown kind": line(attachment={"kind": SITI.nik}),
    "path a number": line(attachment={"kind": "photo", "path": 7}),
    "id a list": line(id=[7]),
    "id of 5,000 digits": b'{"sender": "s", "text": "x", "id": ' + b"9" * 5_000 + b"}",
    "at a word": line(at="kemarin"),
    "at a number": line(at=1_795_500_000),
    "at a day only": line(at="2026-11-24"),
    "at without an offset": line(at="2026-11-24T09:00:00"),
    "at an impossible day": line(at="2026-02-30T09:00:00Z"),
    "at the end of all years": line(at="9999-12-31T23:59:59Z"),
    "at the first year": line(at="0001-01-01T00:00:00+14:00"),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_malformed_line_is_an_error_and_the_dialogue_goes_on(chat: Chat, raw: bytes) -> None:
    _, error, asked, card = chat(CARD, raw, {"text": SITI.nik}, {"text": "5-6-1972"})

    assert list(error) == ["error", "line"]
    assert error["line"] == 2
    assert error["error"].startswith("not ")
    assert SITI.nik not in error["error"]
    assert (texts(asked), texts(card)) == (["identity.birth_date.ask"], ["card.valid"])


def test_command_writes_nothing_but_json_and_ends_well(tmp_path: Path) -> None:
    lines = [*MALFORMED.values(), line(text="halo"), line(text="nomor kartu saya berapa")]
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--jsonl"],
        input=b"\n".join(lines),
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT}",
            "DATABASE_URL": f"sqlite:///{tmp_path}/sapa.db",
            "SECRET_KEY": "",
        },
        capture_output=True,
        check=False,
    )

    answers = [json.loads(shown) for shown in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert [answer.get("line") for answer in answers] == [*range(1, len(MALFORMED) + 1), None, None]
    assert all(answer["replies"] for answer in answers[-2:])
    assert b"Traceback" not in ended.stderr
