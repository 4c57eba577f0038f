"""The methods of the Bot API that a bot like ours calls, by name in small letters."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.fakes import telegram_checks as checks
from bot.fakes.telegram_calls import Call, Upload
from bot.fakes.telegram_chats import Wire
from bot.fakes.telegram_refusals import RefusalError, bad_request
from bot.fakes.telegram_webhook import registration

if TYPE_CHECKING:
    from bot.fakes.telegram import FakeTelegram

PHOTO_BYTES, UPLOAD_BYTES = 10 * 1024 * 1024, 50 * 1024 * 1024
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip


@dataclass(frozen=True)
class Delivered:
    """A message that reached a chat; `message` is the wire form and shows later edits."""

    chat_id: int
    message: Wire
    markup: Wire
    content: bytes | None
    at: float = field(default_factory=time.time)

    @property
    def text(self) -> str:
        """Of a file its caption."""
        return str(self.message.get("text") or self.message.get("caption") or "")

    @property
    def buttons(self) -> dict[str, str]:
        """Labels of the inline keyboard and what a press sends (data or address)."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return {
            each["text"]: each.get("callback_data") or each.get("url", "")
            for row in rows
            for each in row
        }


class Methods:
    def __init__(self, fake: "FakeTelegram") -> None:
        self.fake = fake
        profile = fake.profile
        self._answers: dict[str, Callable[[Call], Any]] = {
            "getme": lambda _: fake.chats.bot,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "senddocument": self._send_document,
            "sendchataction": self._send_chat_action,
            "answercallbackquery": self._answer_callback_query,
            "editmessagereplymarkup": self._edit_reply_markup,
            "editmessagetext": self._edit_text,
            "getfile": lambda call: fake.files.described(call.text("file_id")),
            "setwebhook": self._set_webhook,
            "deletewebhook": self._set_webhook,
            "getwebhookinfo": lambda _: fake.webhook.info(),
            "setmycommands": profile.set_commands,
            "getmycommands": profile.commands,
            "setmyname": profile.sets("name"),
            "getmyname": profile.gets("name"),
            "setmydescription": profile.sets("description"),
            "getmydescription": profile.gets("description"),
            "setmyshortdescription": profile.sets("short_description"),
            "getmyshortdescription": profile.gets("short_description"),
            "setchatmenubutton": profile.set_menu_button,
            "getchatmenubutton": profile.menu_button,
        }

    async def answer(self, call: Call) -> Any:
        """The result; raises RefusalError."""
        name = call.method.lower()
        if name == "getupdates":
            return await self._get_updates(call)
        if name not in self._answers:
            raise RefusalError(404, "Not Found: method not found")
        return self._answers[name](call)

    def _get_updates(self, call: Call) -> Awaitable[list[Wire]]:
        if self.fake.webhook.registered:
            words = "can't use getUpdates method while webhook is active"
            ending = "use deleteWebhook to delete the webhook first"
            raise RefusalError(409, f"Conflict: {words}; {ending}")
        return self.fake.updates.poll(call, lambda: self.fake.stopped)

    def _send_message(self, call: Call) -> Wire:
        return self._deliver(call, checks.text(call))

    def _send_photo(self, call: Call) -> Wire:
        caption, content = checks.caption(call), self._content(call, "photo")
        if len(content) > PHOTO_BYTES:
            words = f"file of size {len(content)} bytes is too big for a photo"
            raise bad_request(f"{words}; the maximum size is {PHOTO_BYTES} bytes")
        if not content.startswith(_IMAGES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        size = {**self.fake.files.keep(content), "width": 1280, "height": 960}
        return self._deliver(call, {"photo": [size], **caption}, content)

    def _send_document(self, call: Call) -> Wire:
        caption, content = checks.caption(call), self._content(call, "document")
        named: Wire = {}
        if isinstance(upload := call.file("document"), Upload):
            named = {"file_name": upload.name, "mime_type": upload.mime_type}
        document = {**self.fake.files.keep(content), **named}
        return self._deliver(call, {"document": document, **caption}, content)

    def _content(self, call: Call, field: str) -> bytes:
        """Of an upload, or of a file that was here before; addresses are not fetched."""
        upload, named = call.file(field), call.text(field)
        if upload is None and not named:
            raise bad_request(f"there is no {field} in the request")
        content = upload.content if upload else self.fake.files.content(named)
        if content is None and named.startswith("http"):
            raise bad_request("failed to get HTTP URL content")
        if content is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > UPLOAD_BYTES:
            raise RefusalError(413, "Request Entity Too Large")
        return content

    def _deliver(self, call: Call, content: Wire, file: bytes | None = None) -> Wire:
        chat = self.fake.chats.open(call.text("chat_id"))
        markup = checks.reply_markup(call, private=chat["type"] == "private")
        reply = self._replied_to(call, chat["id"])
        self.fake.flood.take(chat["id"])
        shown = {"reply_markup": markup} if "inline_keyboard" in markup else {}
        content = {**content, **reply, **shown}
        message = self.fake.chats.message(chat, self.fake.chats.bot, None, content)
        self.fake.deliver(Delivered(chat["id"], message, markup, file))
        return message

    def _replied_to(self, call: Call, chat_id: int) -> Wire:
        wanted = call.structure("reply_parameters")
        if not wanted:
            return {}
        message = self.fake.chats.found(chat_id, int(wanted["message_id"]))
        if message is None and not wanted.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        kept = {name: each for name, each in (message or {}).items() if name != "reply_to_message"}
        return {"reply_to_message": kept} if message else {}

    def _send_chat_action(self, call: Call) -> bool:
        self.fake.chats.open(call.text("chat_id"))
        if call.text("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    def _answer_callback_query(self, call: Call) -> bool:
        if call.text("callback_query_id") not in self.fake.open_queries:
            words = "query is too old and response timeout expired or query ID is invalid"
            raise bad_request(words)
        return True

    def _edit_reply_markup(self, call: Call) -> Wire:
        message, markup = self._to_edit(call)
        return self._edited(message, {}, markup)

    def _edit_text(self, call: Call) -> Wire:
        """An edit counts for the bot's pace, as a message does."""
        message, markup = self._to_edit(call)
        content = checks.text(call)
        self.fake.flood.take(message["chat"]["id"])
        return self._edited(message, content, markup)

    def _to_edit(self, call: Call) -> tuple[Wire, Wire]:
        """The bot's own message, and the keyboard that it is to have."""
        chat = self.fake.chats.open(call.text("chat_id"))
        message = self.fake.chats.found(chat["id"], call.integer("message_id"))
        if message is None or message["from"] != self.fake.chats.bot:
            raise bad_request("message to edit not found")
        return message, checks.reply_markup(call, private=chat["type"] == "private")

    def _edited(self, message: Wire, content: Wire, markup: Wire) -> Wire:
        is_same = all(message.get(name) == value for name, value in content.items())
        if is_same and markup == message.get("reply_markup", {}):
            same = "exactly the same as a current content and reply markup of the message"
            words = "message is not modified: specified new message content and reply markup are"
            raise bad_request(f"{words} {same}")
        message.pop("reply_markup", None)
        shown = {"reply_markup": markup} if markup else {}
        message |= {"edit_date": int(time.time()), **content, **shown}
        self.fake.changes.happened()
        return message

    def _set_webhook(self, call: Call) -> bool:
        """deleteWebhook is the same without an address."""
        self.fake.webhook.registered = registration(call)
        self.fake.webhook.last_error = {}
        self.fake.updates.allow(call.structure("allowed_updates"))
        if call.flag("drop_pending_updates"):
            self.fake.updates.confirm([each.update_id for each in self.fake.updates.pending])
        self.fake.changes.happened()
        return True
