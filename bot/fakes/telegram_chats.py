"""What the platform knows: chats, people, messages and files."""

import hashlib
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.fakes.telegram_refusals import RefusalError, bad_request

Wire = dict[str, Any]
DOWNLOAD_BYTES = 20_000_000
_SUPERGROUPS_BELOW = -1_000_000_000_000


@dataclass
class Chats:
    """Whoever never wrote is not found; a chat in `refusing` takes nothing more."""

    bot: Wire
    refusing: dict[int, RefusalError] = field(default_factory=dict)
    _chats: dict[int, Wire] = field(default_factory=dict)
    _people: dict[int, Wire] = field(default_factory=dict)
    _messages: dict[tuple[int, int], Wire] = field(default_factory=dict)
    _message_ids: "count[int]" = field(default_factory=lambda: count(1))
    _supergroups: "count[int]" = field(default_factory=lambda: count(_SUPERGROUPS_BELOW - 1, -1))

    def person(self, user_id: int, first_name: str | None = None) -> Wire:
        """Made up when first asked for."""
        if first_name or user_id not in self._people:
            name = first_name or f"Warga {user_id}"
            self._people[user_id] = {
                "id": user_id, "is_bot": False, "first_name": name, "language_code": "id",
            }  # fmt: skip
        return self._people[user_id]

    def chat(self, chat_id: int) -> Wire:
        """Known from now on; negative numbers are groups, those below -10^12 supergroups."""
        if chat_id > 0:
            name = self.person(chat_id)["first_name"]
            known = {"id": chat_id, "type": "private", "first_name": name}
        else:
            kind = "supergroup" if chat_id < _SUPERGROUPS_BELOW else "group"
            known = {"id": chat_id, "type": kind, "title": f"Kelompok {-chat_id}"}
        return self._chats.setdefault(chat_id, known)

    def new_supergroup(self) -> int:
        return next(self._supergroups)

    def open(self, chat_id: str) -> Wire:
        """The chat that a bot names; raises RefusalError where nothing can be sent."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        number = int(chat_id) if chat_id.removeprefix("-").isdecimal() else 0
        if number in self.refusing:
            raise self.refusing[number]
        if number not in self._chats:
            raise bad_request("chat not found")
        return self._chats[number]

    def message(self, chat: Wire, sender: Wire, sent_at: float | None, content: Wire) -> Wire:
        message = {
            "message_id": next(self._message_ids),
            "from": sender,
            "chat": chat,
            "date": int(time.time() if sent_at is None else sent_at),
            **content,
        }
        self._messages[chat["id"], message["message_id"]] = message
        return message

    def found(self, chat_id: int, message_id: int) -> Wire | None:
        return self._messages.get((chat_id, message_id))

    def newest_first(self) -> list[Wire]:
        """Of all chats."""
        return list(self._messages.values())[::-1]


class Files:
    """Contents by `file_id`; whoever sent a file before may name it again."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def keep(self, content: bytes) -> Wire:
        """The fields that every kind of file has."""
        digest = hashlib.sha256(content).hexdigest()
        file_id = f"FAKE-{digest[:40]}"
        self._contents[file_id] = content
        return {
            "file_id": file_id,
            "file_unique_id": digest[:16],
            "file_size": len(content),
        }

    def content(self, file_id: str) -> bytes | None:
        return self._contents.get(file_id)

    def described(self, file_id: str) -> Wire:
        """With the path to download it from; raises RefusalError (400)."""
        content = self.content(file_id)
        if content is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(content) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {**self.keep(content), "file_path": f"files/{file_id}"}
