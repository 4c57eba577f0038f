"""Our fake Bot API, read with both client libraries and measured against the cut schema."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiogram
import aiogram.exceptions
import aiogram.types
import pytest
import telegram
import telegram.error

from bot.fakes.telegram import FakeTelegram, serving
from bot.fakes.telegram_faults import Fault
from bot.fakes.telegram_people import PNG
from tests.bot.telegram_schema import call_problems, update_problems
from tests.bot.telegram_talk import (
    BUTTONS,
    CONTACT,
    GROUP,
    SITI,
    UDIN,
    by_aiogram,
    by_ptb,
)

INBOUND: dict[str, tuple[Callable[[FakeTelegram], Any], str]] = {
    "text": (lambda fake: fake.says(SITI, "nomor kartu"), "message.text"),
    "command": (lambda fake: fake.says(SITI, "/start kartu"), "message.entities"),
    "edit": (lambda fake: fake.edits(SITI, 1, "nomor kartu saya"), "edited_message.text"),
    "press": (lambda fake: fake.presses(SITI, "Kartu"), "callback_query.data"),
    "own contact": (
        lambda fake: fake.shares_contact(SITI, "+6281234500001"), "message.contact.user_id",
    ),
    "another's contact": (
        lambda fake: fake.shares_contact(SITI, "+6281234500002", own=False), "message.contact",
    ),
    "photo": (lambda fake: fake.sends_photo(SITI, caption="KTP"), "message.photo"),
    "document": (lambda fake: fake.sends_document(SITI, name="kk.pdf"), "message.document"),
    "voice": (lambda fake: fake.sends_voice(SITI), "message.voice.duration"),
    "sticker": (lambda fake: fake.sends_sticker(SITI), "message.sticker.emoji"),
    "location": (lambda fake: fake.sends_location(SITI), "message.location.latitude"),
    "poll": (lambda fake: fake.sends_poll(SITI, "Setuju?", ["ya", "tidak"]), "message.poll"),
    "group": (lambda fake: fake.says(GROUP, "halo", sender=SITI), "message.chat.title"),
    "blocked": (lambda fake: fake.blocks(UDIN), "my_chat_member.new_chat_member.until_date"),
    "unblocked": (lambda fake: fake.unblocks(UDIN), "my_chat_member.new_chat_member.status"),
    "migration": (lambda fake: fake.migrates(GROUP), "message.migrate_to_chat_id"),
}  # fmt: skip


def everything(fake: FakeTelegram) -> list[dict[str, Any]]:
    """One update of each kind, in the order of the table, as they wait for the bot."""
    fake.knows(SITI)
    message = fake.chats.message(fake.chats.chat(SITI), fake.chats.bot, None, {"text": "Halo"})
    message["reply_markup"] = BUTTONS
    for act, _ in INBOUND.values():
        act(fake)
    return [each.wire for each in fake.updates.pending]


@pytest.mark.parametrize("index", range(len(INBOUND)), ids=INBOUND)
def test_update_keeps_to_the_schema(index: int) -> None:
    update = everything(FakeTelegram())[index]
    path = list(INBOUND.values())[index][1]

    assert update_problems(update) == []
    found: object = update
    for name in path.split("."):
        assert isinstance(found, dict)
        found = found[name]
    assert found not in (None, "", [])


def test_contact_of_somebody_else_names_no_user() -> None:
    fake = FakeTelegram()

    fake.shares_contact(SITI, "+6281234500002", own=False)

    assert "user_id" not in fake.updates.pending[0].wire["message"]["contact"]


def test_aiogram_reads_every_update() -> None:
    async def scenario() -> list[str]:
        async with serving(FakeTelegram()) as fake:
            everything(fake)
            async with by_aiogram(fake) as bot:
                updates = await bot.get_updates()
                await bot.get_updates(offset=updates[-1].update_id + 1)
            assert not fake.updates.pending
            assert [call_problems(each) for each in fake.calls] == [[], []]
            return [update.event_type for update in updates]

    assert asyncio.run(scenario()) == [*(kind for kind, _ in kinds()), "message"]


def test_python_telegram_bot_reads_every_update() -> None:
    async def scenario() -> None:
        async with serving(FakeTelegram()) as fake:
            everything(fake)
            async with by_ptb(fake) as bot:
                updates = await bot.get_updates()
            for update, (kind, name) in zip(updates, kinds(), strict=False):
                assert getattr(getattr(update, kind), name) is not None
            assert [call_problems(each) for each in fake.calls] == [[], []]

    asyncio.run(scenario())


def kinds() -> list[tuple[str, str]]:
    return [(path.split(".")[0], path.split(".")[1]) for _, path in INBOUND.values()]


def test_aiogram_sends_everything() -> None:
    async def scenario() -> FakeTelegram:
        async with serving(FakeTelegram(limits=None)) as fake, by_aiogram(fake) as bot:
            fake.knows(SITI)
            file = aiogram.types.BufferedInputFile
            markup = aiogram.types.InlineKeyboardMarkup.model_validate(BUTTONS)
            contact = aiogram.types.ReplyKeyboardMarkup.model_validate(CONTACT)
            first = await bot.send_message(SITI, "<b>Halo</b> &lt;3", parse_mode="HTML")
            reply = aiogram.types.ReplyParameters(message_id=first.message_id)
            await bot.send_message(SITI, "Nomor?", reply_parameters=reply, reply_markup=contact)
            await bot.send_photo(SITI, file(PNG, "peta.png"), caption="Peta", reply_markup=markup)
            sent = await bot.send_document(SITI, file(b"isi", "surat.pdf"))
            assert sent.document is not None
            await bot.send_document(SITI, sent.document.file_id)
            downloaded = await bot.download(sent.document)
            assert downloaded is not None
            assert downloaded.read() == b"isi"
            await bot.send_chat_action(SITI, "typing")
            query = fake.presses(SITI, "Kartu")["callback_query"]
            await bot.answer_callback_query(query["id"])
            await bot.edit_message_reply_markup(
                chat_id=SITI, message_id=query["message"]["message_id"]
            )
            await bot.set_my_commands([aiogram.types.BotCommand(command="mulai", description="x")])
            assert [each.command for each in await bot.get_my_commands()] == ["mulai"]
            await bot.set_my_name("Sapa", language_code="id")
            assert (await bot.get_my_name(language_code="id")).name == "Sapa"
            await bot.set_my_description("Tanya")
            assert (await bot.get_my_description(language_code="id")).description == "Tanya"
            await bot.set_my_short_description("Singkat")
            assert (await bot.get_my_short_description()).short_description == "Singkat"
            await bot.set_chat_menu_button(menu_button=aiogram.types.MenuButtonCommands())
            assert (await bot.get_chat_menu_button(SITI)).type == "commands"
            await bot.set_webhook("https://example.org/telegram", secret_token="rahasia")
            assert (await bot.get_webhook_info()).url == "https://example.org/telegram"
            await bot.delete_webhook(drop_pending_updates=True)
            return fake

    the_same_arrived(asyncio.run(scenario()))


def test_python_telegram_bot_sends_everything() -> None:
    async def scenario() -> FakeTelegram:
        async with serving(FakeTelegram(limits=None)) as fake, by_ptb(fake) as bot:
            fake.knows(SITI)
            file = telegram.InputFile
            markup = telegram.InlineKeyboardMarkup.de_json(BUTTONS, bot)
            contact = telegram.ReplyKeyboardMarkup.de_json(CONTACT, bot)
            first = await bot.send_message(SITI, "<b>Halo</b> &lt;3", parse_mode="HTML")
            await bot.send_message(
                SITI, "Nomor?", reply_to_message_id=first.message_id, reply_markup=contact
            )
            await bot.send_photo(SITI, file(PNG, "peta.png"), caption="Peta", reply_markup=markup)
            sent = await bot.send_document(SITI, file(b"isi", "surat.pdf"))
            assert sent.document is not None
            await bot.send_document(SITI, sent.document.file_id)
            described = await bot.get_file(sent.document)
            assert bytes(await described.download_as_bytearray()) == b"isi"
            await bot.send_chat_action(SITI, "typing")
            query = fake.presses(SITI, "Kartu")["callback_query"]
            await bot.answer_callback_query(query["id"])
            await bot.edit_message_reply_markup(
                chat_id=SITI, message_id=query["message"]["message_id"]
            )
            await bot.set_my_commands([telegram.BotCommand("mulai", "x")])
            assert [each.command for each in await bot.get_my_commands()] == ["mulai"]
            await bot.set_my_name("Sapa", language_code="id")
            assert (await bot.get_my_name(language_code="id")).name == "Sapa"
            await bot.set_my_description("Tanya")
            assert (await bot.get_my_description(language_code="id")).description == "Tanya"
            await bot.set_my_short_description("Singkat")
            assert (await bot.get_my_short_description()).short_description == "Singkat"
            await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
            assert (await bot.get_chat_menu_button(SITI)).type == "commands"
            await bot.set_webhook("https://example.org/telegram", secret_token="rahasia")
            assert (await bot.get_webhook_info()).url == "https://example.org/telegram"
            await bot.delete_webhook(drop_pending_updates=True)
            return fake

    the_same_arrived(asyncio.run(scenario()))


def the_same_arrived(fake: FakeTelegram) -> None:
    assert fake.texts(SITI) == ["Halo <3", "Nomor?", "Peta", "", ""]
    hello, number, photo, document, again = fake.messages(SITI)
    assert hello.message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert number.message["reply_to_message"]["message_id"] == hello.message["message_id"]
    assert number.markup["keyboard"][0][0]["request_contact"] is True
    assert photo.content == PNG
    assert photo.buttons == {}  # taken away by the edit
    assert document.message["document"]["file_name"] == "surat.pdf"
    assert again.content == b"isi"
    assert {each.method for each in fake.calls} >= {"sendMessage", "setWebhook", "getFile"}
    assert [problem for each in fake.calls for problem in call_problems(each)] == []


@pytest.mark.filterwarnings("ignore:.*`retry_after` will be")
def test_both_clients_name_the_refusal_alike() -> None:
    async def scenario() -> list[tuple[str, str]]:
        names = []
        async with serving(FakeTelegram()) as fake:
            for chat in (SITI, UDIN, 1003):
                fake.knows(chat)
            fake.blocks(SITI)
            fake.deactivates(UDIN)
            new = fake.migrates(GROUP)
            async with by_aiogram(fake) as ours, by_ptb(fake) as theirs:
                for chat in (SITI, UDIN, GROUP, 1003):
                    fake.fails(Fault.too_many, 2, chat_id=1003, seconds=7)
                    with pytest.raises(aiogram.exceptions.TelegramAPIError) as one:
                        await ours.send_message(chat, "x")
                    with pytest.raises(telegram.error.TelegramError) as other:
                        await theirs.send_message(chat, "x")
                    names.append((type(one.value).__name__, type(other.value).__name__))
                    if isinstance(other.value, telegram.error.ChatMigrated):
                        assert other.value.new_chat_id == new
                    if isinstance(one.value, aiogram.exceptions.TelegramRetryAfter):
                        assert one.value.retry_after == 7
        return names

    assert asyncio.run(scenario()) == [
        ("TelegramForbiddenError", "Forbidden"),
        ("TelegramForbiddenError", "Forbidden"),
        ("TelegramMigrateToChat", "ChatMigrated"),
        ("TelegramRetryAfter", "RetryAfter"),
    ]
