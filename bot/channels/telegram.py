"""Telegram out: python-telegram-bot's ExtBot delivers, limits and errors are tables.

Importing this costs 30 MB; the listener (aiogram, 160 MB) is another file.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from html import escape

import httpx
from aiohttp import web
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.channel import Delivered, NotDelivered, Outcome, Pace
from bot.channels.telegram_render import Outgoing, messages
from storage.outbox import Body, Leased

CHANNEL = "telegram"
# Telegram lets out about 30 messages in any second: some must fit in that the line delayed.
A_SECOND = 28.5
CALL_SECONDS = 8.0
os.environ.setdefault("PTB_TIMEDELTA", "true")  # waits as timedelta: the coming default
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "user not found")
_TOKEN_PAUSE_SECONDS = 60.0
Buttons = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


class Telegram:
    """Delivers to private chats; `share_label` is the button that shares one's number."""

    name = CHANNEL
    pace = Pace(a_second=A_SECOND, seconds_between_to_one_person=1.0, in_flight=10)

    def __init__(self, token: str, api_url: str, share_label: str) -> None:
        self._request = HTTPXRequest(
            connection_pool_size=16,
            connect_timeout=CALL_SECONDS / 2,
            read_timeout=CALL_SECONDS,
            write_timeout=CALL_SECONDS,
            pool_timeout=1.0,
        )
        limiter = AIORateLimiter(
            overall_max_rate=2, overall_time_period=2 / A_SECOND, max_retries=0
        )
        self.bot: ExtBot[int] = ExtBot(
            token, base_url=f"{api_url}/bot", request=self._request, rate_limiter=limiter
        )
        self._share_label = share_label

    def routes(self) -> Sequence[web.RouteDef]:
        return ()

    async def start(self) -> None:
        """No call is made: a platform that is down must not keep the service from starting."""

    async def stop(self) -> None:
        await self._request.shutdown()

    async def deliver(self, leased: Leased) -> Outcome:
        try:
            chat_id = int(leased.address)
            if leased.edits is not None:
                return Delivered(await self._edit(chat_id, leased.edits, leased.body))
            return Delivered(await self._send(chat_id, leased.body))
        except TelegramError as error:
            return outcome_of(error)

    async def _send(self, chat_id: int, body: Body) -> str:
        """The id of the last message that the row became."""
        for each in messages(body):
            message_id = await self._send_one(chat_id, each)
        return message_id

    async def _edit(self, chat_id: int, message_id: str, body: Body) -> str:
        """The words and buttons of a message of ours become these; its id."""
        [each] = messages(body)
        buttons = self._buttons(each)
        assert buttons is None or isinstance(buttons, InlineKeyboardMarkup)
        await self.bot.edit_message_text(
            escape(each.text, quote=False),
            chat_id,
            int(message_id),
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
        )
        return message_id

    async def _send_one(self, chat_id: int, each: Outgoing) -> str:
        text, buttons = escape(each.text, quote=False), self._buttons(each)
        if each.file is None:
            sent = await self.bot.send_message(
                chat_id,
                text,
                parse_mode=ParseMode.HTML,
                reply_markup=buttons,
                disable_web_page_preview=True,
            )
            return str(sent.message_id)
        send = self.bot.send_photo if each.file.kind == "photo" else self.bot.send_document
        file = InputFile(each.file.data, filename=each.file.name)
        sent = await send(
            chat_id, file, caption=text, parse_mode=ParseMode.HTML, reply_markup=buttons
        )
        return str(sent.message_id)

    def _buttons(self, each: Outgoing) -> Buttons:
        if each.asks_phone:
            share = KeyboardButton(self._share_label, request_contact=True)
            return ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)
        if not each.rows:
            return None
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(text, callback_data=value) for text, value in row]
                for row in each.rows
            ]
        )


def outcome_of(error: TelegramError) -> NotDelivered:
    """The one place that decides what an error of Telegram means."""
    code = type(error).__name__
    if isinstance(error, RetryAfter):
        return NotDelivered("pause", code, _seconds(error))
    if isinstance(error, ChatMigrated):
        return NotDelivered("unreachable", code)  # groups only, and they get no personal answer
    if isinstance(error, Forbidden):
        return NotDelivered("unreachable", code)
    if isinstance(error, InvalidToken):
        return NotDelivered("pause", code, _TOKEN_PAUSE_SECONDS)
    if isinstance(error, BadRequest):
        gone = any(words in error.message.lower() for words in _GONE)
        return NotDelivered("unreachable" if gone else "our_fault", code)
    if isinstance(error, NetworkError):
        return _network(error)
    return NotDelivered("our_fault", code)


def _network(error: NetworkError) -> NotDelivered:
    """Only a connection that never came about, or an answer with an error code, is no doubt."""
    cause = error.__cause__
    if isinstance(cause, _NEVER_LEFT):
        return NotDelivered("retry", type(cause).__name__)
    if isinstance(cause, httpx.HTTPError):
        return NotDelivered("unknown", type(cause).__name__)
    return NotDelivered("retry", "server_error")


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
