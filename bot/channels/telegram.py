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
from bot.channels.splitting import pieces
from storage.outbox import Body, Leased, Part

CHANNEL = "telegram"
# Telegram lets out about 30 messages in any second: some must fit in that the line delayed.
A_SECOND = 28.5
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_CALLBACK = 64  # bytes
LONGEST_LABEL_IN_A_ROW = 18  # two buttons of a row are still read on a small screen
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
            return Delivered(await self._send(int(leased.address), leased.body))
        except TelegramError as error:
            return outcome_of(error)

    async def _send(self, chat_id: int, body: Body) -> str:
        """The last file carries the words where they fit; else the words follow the files."""
        with_caption = bool(body.parts) and len(body.text) <= LONGEST_CAPTION
        for part in body.parts[: -1 if with_caption else None]:
            await self._send_file(chat_id, part)
        if with_caption:
            return await self._send_file(chat_id, body.parts[-1], body)
        *first, last = pieces(body.text, LONGEST_TEXT)
        for piece in first:
            await self._send_text(chat_id, piece)
        return await self._send_text(chat_id, last, self._buttons(body))

    async def _send_text(self, chat_id: int, text: str, buttons: Buttons = None) -> str:
        sent = await self.bot.send_message(
            chat_id,
            escape(text, quote=False),
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            disable_web_page_preview=True,
        )
        return str(sent.message_id)

    async def _send_file(self, chat_id: int, part: Part, body: Body | None = None) -> str:
        file = InputFile(part.data, filename=part.name)
        caption = escape(body.text, quote=False) if body else None
        buttons = self._buttons(body) if body else None
        send = self.bot.send_photo if part.kind == "photo" else self.bot.send_document
        sent = await send(
            chat_id, file, caption=caption, parse_mode=ParseMode.HTML, reply_markup=buttons
        )
        return str(sent.message_id)

    def _buttons(self, body: Body) -> Buttons:
        if body.asks_phone:
            share = KeyboardButton(self._share_label, request_contact=True)
            return ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)
        if not body.choices:
            return None
        buttons = [
            InlineKeyboardButton(f"{number}. {label}", callback_data=value)
            for number, (label, value) in enumerate(body.choices, start=1)
            if len(value.encode()) <= LONGEST_CALLBACK
        ]
        return InlineKeyboardMarkup(_rows(buttons))


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


def _rows(buttons: list[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Two short buttons share a row."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        short = len(button.text) <= LONGEST_LABEL_IN_A_ROW
        last = rows[-1] if rows else []
        if short and len(last) == 1 and len(last[0].text) <= LONGEST_LABEL_IN_A_ROW:
            last.append(button)
        else:
            rows.append([button])
    return rows
