"""Telegram in: aiogram reads updates, from the webhook or by long polling; nothing else imports it.

One catch-all handler for each kind of update. A group never gets a personal answer, an update
that cannot be decoded is skipped and counted.
"""

import asyncio
import hmac
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatAction, ChatType
from aiogram.exceptions import TelegramAPIError, TelegramConflictError
from aiogram.methods import AnswerCallbackQuery
from aiogram.methods.base import TelegramMethod
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.channels.channel import Receive, ReceiveBatch
from bot.channels.telegram import CHANNEL
from bot.inbox import WAITED_SECONDS, Reachability
from bot.logs import where
from bot.writer import OverloadedError
from handlers.conversation import Inbound
from handlers.parsing import Problem, phone

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
POLL_SECONDS = 25
SLOW_SECONDS = 0.7
MOST_TYPING = 3
_FIRST_BACKOFF, _LONGEST_BACKOFF = 1.0, 30.0
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]

log = structlog.get_logger()


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without decoding: one bad update must not wedge the whole batch."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = ALLOWED


class TelegramListener:
    """Turns updates into `Inbound` and hands them to `receive`, which commits before it returns."""

    def __init__(
        self,
        token: str,
        api_url: str,
        receive: Receive,
        note: Callable[[Reachability], Awaitable[None]],
        receive_batch: ReceiveBatch,
    ) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
        self.bot = Bot(token, session=session)
        self._receive = receive
        self._note = note
        self._typing: set[asyncio.Task[None]] = set()
        self._receive_batch = receive_batch
        self._dispatcher = Dispatcher()
        self._dispatcher.message()(self._message)
        self._dispatcher.edited_message()(self._edited)
        self._dispatcher.callback_query()(self._choice)
        self._dispatcher.my_chat_member()(self._membership)

    async def stop(self) -> None:
        for task in self._typing:
            task.cancel()
        await self.bot.session.close()

    def route(self, secret: str) -> web.RouteDef:
        """The webhook; without the right secret header nothing is read."""
        expected = secret.encode()

        async def webhook(request: web.Request) -> web.Response:
            given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, expected):
                return web.Response(status=401)
            try:
                raw = await request.read()
            except web.RequestPayloadError:  # said to be packed, and is not
                return web.Response(status=400)
            return await self._webhook(raw)

        return web.post("/telegram", webhook)

    async def poll(self) -> None:
        """Until cancelled; an update is confirmed only after it was committed."""
        await self._delete_webhook()
        offset, backoff = None, _FIRST_BACKOFF
        while True:
            try:
                updates = await self.bot(
                    RawUpdates(offset=offset), request_timeout=POLL_SECONDS + 10
                )
                for update in await self._take_waited(updates):
                    await self._acknowledge(await self.take(update))
                    offset = int(update["update_id"]) + 1
                offset = int(updates[-1]["update_id"]) + 1 if updates else offset
                backoff = _FIRST_BACKOFF
            except Exception as error:
                wait = getattr(error, "retry_after", None) or backoff
                log.warning("polling_failed", wait_seconds=wait, **where(error))
                await asyncio.sleep(wait)
                if isinstance(error, TelegramConflictError):
                    await self._delete_webhook()
                backoff = min(_LONGEST_BACKOFF, backoff * 2)

    async def take(self, update: dict[str, Any]) -> TelegramMethod[Any] | None:
        """Handle one raw update; returns a method that may answer the webhook."""
        try:
            decoded = Update.model_validate(update, context={"bot": self.bot})
            result = await self._dispatcher.feed_update(self.bot, decoded)
        except (OverloadedError, SQLAlchemyError):
            raise
        except Exception as error:  # undecodable, or of a kind that is not known yet
            metrics.skipped.labels(CHANNEL).inc()
            log.warning("update_skipped", channel=CHANNEL, **where(error))
            return None
        return result if isinstance(result, TelegramMethod) else None

    async def _take_waited(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Messages of one person that waited long are one turn; returns the other updates."""
        waited: defaultdict[str, list[tuple[dict[str, Any], Inbound]]] = defaultdict(list)
        for update in updates:
            if inbound := self._waited(update):
                waited[inbound.sender].append((update, inbound))
        several = [pairs for pairs in waited.values() if len(pairs) > 1]
        for pairs in several:
            await self._receive_batch([inbound for _, inbound in pairs])
        taken = [update for pairs in several for update, _ in pairs]
        return [update for update in updates if update not in taken]

    def _waited(self, update: dict[str, Any]) -> Inbound | None:
        """None also for what `take` has to judge."""
        message = update.get("message")
        sent_at = message.get("date") if isinstance(message, dict) else None
        if not isinstance(sent_at, int) or time.time() - sent_at < WAITED_SECONDS:
            return None
        try:
            decoded = Update.model_validate(update, context={"bot": self.bot})
        except ValueError:
            return None
        if decoded.message is None or not _is_private(decoded.message):
            return None
        return _inbound(decoded.message, decoded)

    async def _acknowledge(self, answer: TelegramMethod[Any] | None) -> None:
        """Ends the waiting sign on a tapped button; a press too old to be ended is no loss."""
        if answer is not None:
            try:
                await self.bot(answer, request_timeout=5)
            except TelegramAPIError:
                log.info("tap_not_acknowledged", channel=CHANNEL)

    async def _webhook(self, raw: bytes) -> web.Response:
        try:
            update = json.loads(raw)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict):
            return web.Response(status=400)
        try:
            answer = await self.take(update)
        except (OverloadedError, SQLAlchemyError) as error:
            log.error("webhook_deferred", channel=CHANNEL, **where(error))
            return web.Response(status=503)
        if isinstance(answer, AnswerCallbackQuery):
            return web.json_response(
                {"method": "answerCallbackQuery", "callback_query_id": answer.callback_query_id}
            )
        return web.Response()

    async def _message(self, message: Message, event_update: Update) -> None:
        if not _is_private(message):
            return
        inbound = _inbound(message, event_update)
        if inbound is not None:
            await self._receive_slowly(inbound, message.chat.id)

    async def _edited(self, message: Message, event_update: Update) -> None:
        inbound = _inbound(message, event_update, edited=True) if _is_private(message) else None
        if inbound is not None and inbound.text:
            await self._receive(inbound)

    async def _choice(self, query: CallbackQuery, event_update: Update) -> AnswerCallbackQuery:
        private = query.message is None or query.message.chat.type == ChatType.PRIVATE
        if private and query.data:
            await self._receive_slowly(
                Inbound(
                    channel=CHANNEL,
                    sender=str(query.from_user.id),
                    update_id=str(event_update.update_id),
                    sent_at=time.time(),
                    choice=query.data,
                ),
                query.from_user.id,
            )
        return AnswerCallbackQuery(callback_query_id=query.id)

    async def _membership(self, change: ChatMemberUpdated, event_update: Update) -> None:
        if change.chat.type != ChatType.PRIVATE:
            return
        blocked = change.new_chat_member.status in ("kicked", "left")
        await self._note(Reachability(CHANNEL, str(change.chat.id), reachable=not blocked))

    async def _receive_slowly(self, inbound: Inbound, chat_id: int) -> None:
        """Shows `typing` where an answer takes its time; the answer does not wait for that."""
        slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._show_typing, chat_id)
        try:
            await self._receive(inbound)
        finally:
            slow.cancel()

    def _show_typing(self, chat_id: int) -> None:
        """To a few at once: where a crowd waits, the platform's pace is for the answers."""
        if len(self._typing) < MOST_TYPING:
            task = asyncio.create_task(self._type(chat_id))
            self._typing.add(task)
            task.add_done_callback(self._typing.discard)

    async def _type(self, chat_id: int) -> None:
        try:
            await self.bot.send_chat_action(chat_id, ChatAction.TYPING, request_timeout=3)
        except TelegramAPIError:
            log.info("typing_not_shown", channel=CHANNEL)

    async def _delete_webhook(self) -> None:
        """Polling and a webhook exclude each other; what waits is kept."""
        try:
            await self.bot.delete_webhook(drop_pending_updates=False)
        except TelegramAPIError as error:
            log.warning("webhook_not_deleted", **where(error))


def _is_private(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE


def _inbound(message: Message, update: Update, *, edited: bool = False) -> Inbound | None:
    """None for service messages, which need no answer."""
    sender = message.from_user
    if sender is None or sender.is_bot:
        return None
    kind = _attachment(message)
    text = message.text or message.caption or ""
    number = _own_number(message)
    if not text and kind is None and number is None and message.contact is None:
        return None
    return Inbound(
        channel=CHANNEL,
        sender=str(message.chat.id),
        update_id=str(update.update_id),
        sent_at=(message.edit_date or message.date.timestamp()) if edited
        else message.date.timestamp(),
        text=text,
        contact_phone=number,
        attachment="contact" if message.contact and not number else kind,
        edited=edited,
    )  # fmt: skip


def _own_number(message: Message) -> str | None:
    """A shared contact proves a number only where it is the sender's own."""
    contact, sender = message.contact, message.from_user
    if contact is None or sender is None or contact.user_id != sender.id:
        return None
    number = contact.phone_number
    try:
        return phone(number if number.startswith(("+", "0")) else f"+{number}")
    except Problem:
        return None


_KINDS: Sequence[tuple[str, str]] = (
    ("voice", "voice"),
    ("video_note", "voice"),
    ("audio", "voice"),
    ("photo", "photo"),
    ("sticker", "sticker"),
    ("animation", "sticker"),
    ("document", "document"),
    ("video", "document"),
    ("location", "location"),
    ("venue", "location"),
    ("poll", "other"),
    ("dice", "sticker"),
    ("story", "other"),
)


def _attachment(message: Message) -> str | None:
    return next((kind for name, kind in _KINDS if getattr(message, name, None)), None)
