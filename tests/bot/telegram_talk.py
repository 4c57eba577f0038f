"""What the tests of the fake Telegram share: people, buttons, and three ways to call it."""

from typing import Any

import aiogram
import httpx
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.fakes.telegram import FakeTelegram

SITI, UDIN, GROUP = 1001, 1002, -77
BUTTONS = {
    "inline_keyboard": [
        [{"text": "Kartu", "callback_data": "card"}, {"text": "Peta", "url": "https://example.org"}]
    ]
}
CONTACT = {"keyboard": [[{"text": "Kirim nomor", "request_contact": True}]]}


def by_aiogram(fake: FakeTelegram) -> aiogram.Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(fake.address))
    return aiogram.Bot(fake.token, session=session)


def by_ptb(fake: FakeTelegram) -> telegram.Bot:
    return telegram.Bot(
        fake.token, base_url=f"{fake.address}/bot", base_file_url=f"{fake.address}/file/bot"
    )


async def post(fake: FakeTelegram, method: str, **parameters: Any) -> Any:
    async with httpx.AsyncClient(verify=False) as client:
        answer = await client.post(f"{fake.address}/bot{fake.token}/{method}", json=parameters)
    return answer.json()


def send(client: httpx.Client, fake: FakeTelegram, chat_id: int, timeout: float = 10) -> str:
    url = f"{fake.address}/bot{fake.token}/sendMessage"
    try:
        answer = client.post(url, data={"chat_id": str(chat_id), "text": "x"}, timeout=timeout)
    except httpx.HTTPError as error:
        return type(error).__name__
    return f"{answer.status_code} {answer.headers['Content-Type'].partition(';')[0]}"
