"""Telegram both ways: updates in, replies out, through real HTTP on loopback."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from bot import logs, metrics
from bot.composition import running
from bot.fakes.telegram import FakeTelegram, serving
from bot.fakes.telegram_faults import Fault
from bot.fakes.telegram_people import UNDECODABLE, UNKNOWN_KIND
from handlers.programme import load
from storage.database import Database
from storage.tables import contacts, outbox
from tests.bot.service import (
    SECRET,
    polling_bot,
    settings_for,
    status_of,
    until,
    webhook_bot,
)

ANA, BUDI, GROUP = 1001, 1002, -2001


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def polled(database: Database, talk: Callable[[FakeTelegram], Awaitable[None]]) -> None:
    async def main() -> None:
        async with polling_bot(database) as fake:
            await talk(fake)

    run(main())


async def replied(fake: FakeTelegram, chat_id: int, count: int = 1) -> list[str]:
    await fake.wait_for(lambda: len(fake.texts(chat_id)) >= count)
    return fake.texts(chat_id)


def test_question_and_choice_by_polling(database: Database) -> None:
    async def talk(fake: FakeTelegram) -> None:
        fake.says(ANA, "halo")
        assert "Sapa Jamsos" in (await replied(fake, ANA))[0]
        fake.presses(ANA, "go:card_number")
        assert "NIK" in (await replied(fake, ANA, 2))[1]
        await fake.wait_for(lambda: fake.calls_of("answerCallbackQuery"))

    polled(database, talk)


def test_the_short_description_names_the_languages_that_are_offered(database: Database) -> None:
    async def talk(fake: FakeTelegram) -> None:
        await fake.wait_for(lambda: fake.calls_of("setMyShortDescription"))
        (call,) = fake.calls_of("setMyShortDescription")
        assert call.text("short_description").endswith("Gratis. Bahasa Indonesia, English.")

    polled(database, talk)


def test_webhook_answers_after_the_commit(database: Database) -> None:
    async def main() -> None:
        async with webhook_bot(database) as (fake, _):
            fake.says(ANA, "kantornya di mana")
            assert "Baubau" in (await replied(fake, ANA))[0]
            fake.presses(ANA, "go:menu")
            await replied(fake, ANA, 2)
            await fake.wait_for(lambda: fake.calls_of("answerCallbackQuery"))

    run(main())


STRANGERS = {
    "no secret": (b"{}", {}, 401),
    "wrong secret": (b"{}", {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, 401),
    "not ASCII": (b"{}", {"X-Telegram-Bot-Api-Secret-Token": "salah\u00e9"}, 401),
    "no JSON": (b"{", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, 400),
    "no object": (b"[]", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, 400),
    "deep": (b"[" * 100_000, {"X-Telegram-Bot-Api-Secret-Token": SECRET}, 400),
    "bad UTF-8": (b"\xff\xfe{", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, 400),
    "too large": (b" " * 4_000_000, {"X-Telegram-Bot-Api-Secret-Token": SECRET}, 413),
    "undecodable": (
        json.dumps({"update_id": 1, **UNDECODABLE}).encode(),
        {"X-Telegram-Bot-Api-Secret-Token": SECRET},
        200,
    ),
}


def test_webhook_and_strangers(database: Database) -> None:
    async def main() -> None:
        async with webhook_bot(database) as (_, address):
            for name, (body, headers, expected) in STRANGERS.items():
                assert await status_of(f"{address}/telegram", body, **headers) == expected, name

    run(main())


def test_update_that_cannot_be_decoded_is_skipped_and_counted(database: Database) -> None:
    before = metrics.skipped.labels("telegram")._value.get()

    async def talk(fake: FakeTelegram) -> None:
        fake.pushes(UNDECODABLE)
        fake.pushes(UNKNOWN_KIND)
        fake.says(ANA, "halo")
        await replied(fake, ANA)

    polled(database, talk)
    assert metrics.skipped.labels("telegram")._value.get() > before


SENT: dict[str, tuple[Callable[[FakeTelegram], object], str]] = {
    "voice": (lambda fake: fake.sends_voice(ANA), "pesan suara"),
    "photo": (lambda fake: fake.sends_photo(ANA), "foto"),
    "photo with a question": (lambda fake: fake.sends_photo(ANA, caption="halo"), "Sapa Jamsos"),
    "sticker": (lambda fake: fake.sends_sticker(ANA), "Terima kasih"),
    "document": (lambda fake: fake.sends_document(ANA), "berkas"),
    "location": (lambda fake: fake.sends_location(ANA), "Lokasi"),
    "poll": (lambda fake: fake.sends_poll(ANA, "Setuju?", ["ya", "tidak"]), "tidak bisa saya baca"),
    "own number": (lambda fake: fake.shares_contact(ANA, "6281234500001"), "Nomor ini belum"),
    "somebody else's number": (
        lambda fake: fake.shares_contact(ANA, "6281234500001", own=False),
        "tidak bisa saya baca",
    ),
    "start with a payload": (lambda fake: fake.says(ANA, "/start desa-mola"), "Sapa Jamsos"),
    "menu command": (lambda fake: fake.says(ANA, "/menu"), "pilih"),
    "topic command": (lambda fake: fake.says(ANA, "/kantor"), "Baubau"),
}


@pytest.mark.parametrize(("send", "expected"), SENT.values(), ids=SENT)
def test_what_people_send(
    database: Database, send: Callable[[FakeTelegram], object], expected: str
) -> None:
    async def talk(fake: FakeTelegram) -> None:
        send(fake)
        assert expected in (await replied(fake, ANA))[0]

    polled(database, talk)


def test_group_gets_no_answer(database: Database) -> None:
    async def talk(fake: FakeTelegram) -> None:
        fake.says(GROUP, "nomor kartu saya berapa", sender=ANA)
        fake.says(ANA, "halo")
        await replied(fake, ANA)
        assert fake.texts(GROUP) == []

    polled(database, talk)


def test_edit_corrects_the_answer_that_is_still_asked(database: Database) -> None:
    async def talk(fake: FakeTelegram) -> None:
        fake.says(ANA, "nomor kartu saya berapa")
        await replied(fake, ANA)
        wrong = fake.says(ANA, "740705450672000")
        await replied(fake, ANA, 2)
        fake.edits(ANA, wrong["message"]["message_id"], "7407054506720001")
        assert "Tanggal lahir" in (await replied(fake, ANA, 3))[2]
        fake.edits(ANA, wrong["message"]["message_id"], "terlambat")
        fake.says(BUDI, "halo")
        await replied(fake, BUDI)
        assert len(fake.texts(ANA)) == 3

    polled(database, talk)


def test_blocked_bot_is_marked_and_a_new_message_clears_it(database: Database) -> None:
    def since() -> float | None:
        with database.read() as connection:
            moment: float | None = connection.execute(
                select(contacts.c.unreachable_since)
            ).scalar_one()
            return moment

    async def talk(fake: FakeTelegram) -> None:
        fake.says(ANA, "halo")
        await replied(fake, ANA)
        fake.blocks(ANA)
        await until(since)
        fake.unblocks(ANA)
        await until(lambda: since() is None)

    polled(database, talk)


FAULTS = {
    "429": (Fault.too_many, 1),
    "5xx": (Fault.server_error, 1),
    "cut before": (Fault.cut_before, 2),
    "cut after accepting": (Fault.cut_after, 2),
}


@pytest.mark.parametrize(("fault", "most"), FAULTS.values(), ids=FAULTS)
def test_nothing_is_lost_and_at_most_one_doubled(
    database: Database, fault: Fault, most: int
) -> None:
    async def talk(fake: FakeTelegram) -> None:
        fake.fails(fault, method="sendMessage")
        fake.says(ANA, "halo")
        await replied(fake, ANA)
        await until(lambda: _states(database) == {"sent"})
        assert 1 <= len(fake.texts(ANA)) <= most

    polled(database, talk)


def test_person_who_cannot_be_reached_is_not_tried_again(database: Database) -> None:
    async def talk(fake: FakeTelegram) -> None:
        fake.knows(ANA)
        fake.chats.refusing[ANA] = _refusal(fake)
        fake.says(ANA, "suami saya meninggal")
        await until(lambda: _states(database) == {"failed"})
        assert len(fake.calls_of("sendMessage")) == 1

    polled(database, talk)


def _refusal(fake: FakeTelegram) -> Any:
    fake.deactivates(ANA)
    return fake.chats.refusing[ANA]


def _states(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(select(outbox.c.state)).scalars())


def test_three_replies_arrive_in_order(database: Database) -> None:
    async def talk(fake: FakeTelegram) -> None:
        fake.says(ANA, "halo")
        fake.says(ANA, "cara klaim jkm")
        _, first, second, third = await replied(fake, ANA, 4)
        assert "turut berduka" in first
        assert "Kartu Keluarga" in second
        assert "Rp42.000.000" in third

    polled(database, talk)


def test_messages_that_waited_and_come_together_are_one_turn(database: Database) -> None:
    """Somebody else's in between stands alone, and so does what was written just now."""

    async def main() -> None:
        async with serving(FakeTelegram()) as fake:
            begun = time.time() - 3600
            for second, text in enumerate(("kantornya di mana", "nomor kartu saya brp")):
                fake.says(ANA, text, sent_at=begun + second)
                fake.says(BUDI, text, sent_at=begun if not second else time.time())
            fake.says(ANA, "7407054506720001", sent_at=begun + 2)
            fake.says(ANA, "kantornya dimana", sent_at=begun + 3)
            settings = settings_for(fake)
            async with running(settings, database, load(), serves=False, delivers=True, polls=True):
                await fake.wait_for(lambda: fake.texts(ANA) and len(fake.texts(BUDI)) == 2)
                await until(lambda: _states(database) == {"sent"})
                assert "NIK" not in " ".join(fake.texts(ANA))
                assert sum("Baubau" in text for text in fake.texts(ANA)) == 1
                assert "tanggal lahir" in fake.texts(ANA)[-1]

    run(main())


def test_bot_introduces_itself_once(database: Database) -> None:
    async def talk(fake: FakeTelegram) -> None:
        await fake.wait_for(lambda: fake.calls_of("setMyCommands"))
        await fake.wait_for(lambda: fake.calls_of("getChatMenuButton"))

    polled(database, talk)


def test_log_holds_no_token_and_no_number(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    logs.set_up("DEBUG")
    try:

        async def talk(fake: FakeTelegram) -> None:
            fake.fails(Fault.server_error, method="sendMessage")
            fake.says(ANA, "nomor kartu saya berapa")
            await replied(fake, ANA)
            fake.says(ANA, "7407054506720001")
            await replied(fake, ANA, 2)

        polled(database, talk)
    finally:
        structlog.reset_defaults()
    logged = "".join(capsys.readouterr())

    assert "message_answered" in logged
    assert "7407054506720001" not in logged
    assert "FAKE-token" not in logged
