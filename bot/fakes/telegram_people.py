"""What people do: each verb becomes an update for the bot."""

import time
from itertools import count
from typing import Any

from bot.fakes.telegram_changes import Changes
from bot.fakes.telegram_chats import Chats, Files, Wire
from bot.fakes.telegram_refusals import blocked, deactivated, migrated
from bot.fakes.telegram_updates import Updates

UNKNOWN_KIND: Wire = {"telepathy": {"from": "a later version of the Bot API"}}
UNDECODABLE: Wire = {"message": {"message_id": "seven", "date": None, "chat": []}}
SOMEBODY_IN_A_GROUP = 1
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class People:
    """A private chat has the number of its person; groups (negative) take `sender`."""

    def __init__(self, bot: Wire) -> None:
        self.changes = Changes()
        self.chats = Chats(bot)
        self.files = Files()
        self.updates = Updates(self.changes)
        self.open_queries: set[str] = set()
        self._query_ids = count(1)

    def knows(self, chat_id: int, first_name: str | None = None) -> None:
        """As if the person had written before."""
        if chat_id > 0:
            self.chats.person(chat_id, first_name)
        self.chats.chat(chat_id)

    def says(
        self,
        chat_id: int,
        text: str,
        *,
        sender: int | None = None,
        sent_at: float | None = None,
    ) -> Wire:
        """`sent_at` is in Unix seconds; now, if nothing is said."""
        content: Wire = {"text": text}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.sends(chat_id, content, sender=sender, sent_at=sent_at)

    def sends(
        self,
        chat_id: int,
        content: Wire,
        *,
        sender: int | None = None,
        sent_at: float | None = None,
    ) -> Wire:
        """A message with any content, as the wire has it."""
        person = self._sender(chat_id, sender)
        message = self.chats.message(self.chats.chat(chat_id), person, sent_at, content)
        return self.updates.add({"message": message}, chat_id)

    def edits(self, chat_id: int, message_id: int, text: str) -> Wire:
        """Raises LookupError for a message that is not there."""
        message = self.chats.found(chat_id, message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in this chat")
        edited = {**message, "text": text, "edit_date": int(time.time())}
        return self.updates.add({"edited_message": edited}, chat_id)

    def shares_contact(self, chat_id: int, phone: str, *, own: bool = True) -> Wire:
        """Somebody else's contact has no `user_id`, as one from a phone book."""
        person = self._sender(chat_id, None)
        whose: Wire = {"first_name": person["first_name"], "user_id": person["id"]}
        contact = whose if own else {"first_name": "Kenalan"}
        return self.sends(chat_id, {"contact": {"phone_number": phone, **contact}})

    def sends_photo(self, chat_id: int, content: bytes = PNG, caption: str = "") -> Wire:
        sizes = [
            {**self.files.keep(content), "width": width, "height": width * 3 // 4}
            for width in (320, 1280)
        ]
        return self.sends(chat_id, {"photo": sizes, **_caption(caption)})

    def sends_document(
        self,
        chat_id: int,
        content: bytes = b"%PDF-1.4",
        name: str = "surat.pdf",
        caption: str = "",
    ) -> Wire:
        document = {**self.files.keep(content), "file_name": name, "mime_type": "application/pdf"}
        return self.sends(chat_id, {"document": document, **_caption(caption)})

    def sends_voice(self, chat_id: int, seconds: int = 4, content: bytes = b"OggS") -> Wire:
        voice = {**self.files.keep(content), "duration": seconds, "mime_type": "audio/ogg"}
        return self.sends(chat_id, {"voice": voice})

    def sends_sticker(self, chat_id: int, emoji: str = "👍") -> Wire:
        sticker = {
            **self.files.keep(b"RIFF" + emoji.encode()),
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        return self.sends(chat_id, {"sticker": sticker})

    def sends_location(
        self, chat_id: int, latitude: float = -5.3263, longitude: float = 123.5952
    ) -> Wire:
        """Wangi-Wangi, if nothing else is said."""
        return self.sends(chat_id, {"location": {"latitude": latitude, "longitude": longitude}})

    def sends_poll(self, chat_id: int, question: str, options: list[str]) -> Wire:
        poll = {
            "id": "5555000000000000001",
            "question": question,
            "options": [
                {"persistent_id": str(number), "text": each, "voter_count": 0}
                for number, each in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self.sends(chat_id, {"poll": poll})

    def presses(
        self,
        chat_id: int,
        button: str,
        *,
        sender: int | None = None,
        too_late: bool = False,
    ) -> Wire:
        """The newest button with that label or data; raises LookupError.

        Of a press that came `too_late`, the answer is refused.
        """
        message, data = self._button(chat_id, button)
        query_id = f"4{next(self._query_ids):018d}"
        if not too_late:
            self.open_queries.add(query_id)
        query = {
            "id": query_id,
            "from": self._sender(chat_id, sender),
            "message": message,
            "chat_instance": str(chat_id),
            "data": data,
        }
        return self.updates.add({"callback_query": query}, chat_id)

    def blocks(self, chat_id: int) -> Wire:
        self.chats.refusing[chat_id] = blocked()
        return self._becomes(chat_id, "member", "kicked")

    def unblocks(self, chat_id: int) -> Wire:
        self.chats.refusing.pop(chat_id, None)
        return self._becomes(chat_id, "kicked", "member")

    def deactivates(self, chat_id: int) -> None:
        """The account is gone; the platform tells no bot before it writes there."""
        self.chats.chat(chat_id)
        self.chats.refusing[chat_id] = deactivated()

    def migrates(self, group_id: int) -> int:
        """A group becomes a supergroup; returns its new number."""
        new = self.chats.new_supergroup()
        self.sends(group_id, {"migrate_to_chat_id": new}, sender=SOMEBODY_IN_A_GROUP)
        self.sends(new, {"migrate_from_chat_id": group_id}, sender=SOMEBODY_IN_A_GROUP)
        self.chats.refusing[group_id] = migrated(new)
        return new

    def pushes(self, content: Wire, queue: int = 0) -> Wire:
        """An update of any shape, such as UNKNOWN_KIND or UNDECODABLE."""
        return self.updates.add(content, queue)

    def _sender(self, chat_id: int, sender: int | None) -> Wire:
        alone = chat_id if chat_id > 0 else SOMEBODY_IN_A_GROUP
        return self.chats.person(alone if sender is None else sender)

    def _button(self, chat_id: int, button: str) -> tuple[Wire, str]:
        for message in self.chats.newest_first():
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for each in (each for row in rows for each in row if message["chat"]["id"] == chat_id):
                if "callback_data" in each and button in (each["text"], each["callback_data"]):
                    return message, each["callback_data"]
        raise LookupError(f"no button {button!r} in chat {chat_id}")

    def _becomes(self, chat_id: int, before: str, after: str) -> Wire:
        change: dict[str, Any] = {
            "chat": self.chats.chat(chat_id),
            "from": self._sender(chat_id, None),
            "date": int(time.time()),
            "old_chat_member": self._membership(before),
            "new_chat_member": self._membership(after),
        }
        return self.updates.add({"my_chat_member": change}, chat_id)

    def _membership(self, status: str) -> Wire:
        banned = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": self.chats.bot, **banned}


def _caption(text: str) -> Wire:
    return {"caption": text} if text else {}
