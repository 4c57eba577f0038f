"""JSON lines for scripts: `chat --jsonl`, in the shapes of docs/contracts.md."""

import sys
import time
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

import msgspec

from bot.channels.terminal import CHANNEL, Answer, Terminal
from bot.inbox import new_update_id
from handlers.conversation import Inbound
from handlers.parsing import Problem, phone
from storage.outbox import Body

_FIRST_YEAR, _LAST_YEAR = 1970, 2200


class File(msgspec.Struct):
    """An attachment that came with a line; its content is never read."""

    kind: Literal["photo", "voice", "document", "sticker", "location"]
    path: str | None = None


class Line(msgspec.Struct):
    """One line in."""

    sender: str
    text: str | None = None
    choice: str | None = None
    contact_phone: str | None = None
    attachment: File | None = None
    id: str | int | None = None
    at: datetime | None = None


class LineError(ValueError):
    """The line is no message; the sentence says why."""


def run(terminal: Terminal) -> None:
    """Reads stdin to its end; a malformed line is answered with an error and the rest goes on."""
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        try:
            line = _line(raw)
            inbound = _inbound(line)
        except LineError as error:
            _write({"error": str(error), "line": number})
            continue
        with terminal.answering(inbound) as answer:
            _write(_answered(line, answer))


def _write(shown: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
    sys.stdout.buffer.flush()


def _line(raw: bytes) -> Line:
    try:
        line = msgspec.json.decode(raw, type=Line)
    except msgspec.ValidationError as error:
        raise LineError(f"not a message: {_without_value(error)}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LineError("not JSON") from None
    parts = (line.text, line.choice, line.contact_phone, line.attachment)
    if not line.sender:
        raise LineError("not a message: sender is empty")
    if all(part is None for part in parts):
        raise LineError("not a message: text, choice, contact_phone or attachment is needed")
    return line


def _without_value(error: msgspec.ValidationError) -> str:
    """msgspec names types and places; an invalid enum value would be quoted, so it is cut."""
    return str(error).split(" '", maxsplit=1)[0] if "enum" in str(error) else str(error)


def _inbound(line: Line) -> Inbound:
    return Inbound(
        channel=CHANNEL,
        sender=line.sender,
        update_id=str(line.id) if line.id is not None else new_update_id(),
        sent_at=_moment(line.at),
        text=line.text or "",
        choice=line.choice,
        contact_phone=_vouched(line.contact_phone),
        attachment=line.attachment.kind if line.attachment else None,
    )


def _moment(at: datetime | None) -> float:
    if at is None:
        return time.time()
    if at.tzinfo is None:
        raise LineError("not a message: `at` needs an offset, such as +08:00")
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise LineError(f"not a message: `at` is not between {_FIRST_YEAR} and {_LAST_YEAR}")
    return at.timestamp()


def _vouched(said: str | None) -> str | None:
    try:
        return phone(said) if said else None
    except Problem:
        raise LineError("not a message: contact_phone is no phone number") from None


def _answered(line: Line, answer: Answer) -> dict[str, Any]:
    return {
        "sender": line.sender,
        "replies": [_reply(body) for body in answer.bodies],
        "intent": answer.received.intent,
        "confidence": round(answer.received.confidence, 4),
    }


def _reply(body: Body) -> dict[str, Any]:
    return {
        "text": body.text,
        "choices": [{"label": label, "value": value} for label, value in body.choices],
        "attachments": [_saved(part.kind, part.name, part.data) for part in body.parts],
    }


def _saved(kind: str, name: str, data: bytes) -> dict[str, str]:
    path = _folder() / f"{new_update_id()}-{name}"
    path.write_bytes(data)
    return {"kind": kind, "name": name, "path": str(path)}


@lru_cache(maxsize=1)
def _folder() -> Path:
    """Readable by its owner only; the system clears it away."""
    return Path(mkdtemp(prefix="sapa-attachments-"))
