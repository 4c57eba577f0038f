"""What Telegram should know of the bot: webhook, commands, descriptions, menu button."""

import asyncio
from collections.abc import Sequence

import structlog
from telegram import BotCommand, MenuButtonCommands
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.logs import where
from handlers.catalog import Words

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
COMMANDS = ("menu", "status", "kartu", "klaim", "kantor", "petugas", "batal")
_RETRY_SECONDS = 15.0

log = structlog.get_logger()


async def register(
    bot: ExtBot[int],
    words: Words,
    languages: Sequence[str],
    *,
    webhook_url: str | None,
    secret: str | None,
) -> None:
    """A platform that is down is asked again until it answers."""
    while True:
        try:
            if webhook_url is not None:
                await _webhook(bot, webhook_url, secret)
            await _descriptions(bot, words, languages)
        except InvalidToken:
            log.error("telegram_token_is_wrong")
            return
        except TelegramError as error:
            log.warning("telegram_not_set_up", **where(error))
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            return


async def _webhook(bot: ExtBot[int], url: str, secret: str | None) -> None:
    """At every start: the secret cannot be read back, and may be another one now."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES))
    log.info("telegram_webhook_set")


async def _descriptions(bot: ExtBot[int], words: Words, languages: Sequence[str]) -> None:
    commands = tuple(BotCommand(name, words.text(f"telegram.command.{name}")) for name in COMMANDS)
    if await bot.get_my_commands() != commands:
        await bot.set_my_commands(commands)
    description = words.text("telegram.description")
    if (await bot.get_my_description()).description != description:
        await bot.set_my_description(description)
    spoken = ", ".join(words.text(f"language.{code}") for code in languages)
    short = words.text("telegram.short_description", languages=spoken)
    if (await bot.get_my_short_description()).short_description != short:
        await bot.set_my_short_description(short)
    if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
