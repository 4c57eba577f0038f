"""The phone page's socket: what a frame leads to, and that no message is lost."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.channels import phone_frames, phone_page, phone_sessions
from bot.channels.channel import Delivered, NotDelivered
from bot.inbox import Received
from handlers.conversation import Inbound
from storage.database import Database
from storage.outbox import Body, Part
from tests.bot.phone import (
    PEOPLE,
    SESSION,
    WAIT,
    Frame,
    leased,
    lone_page,
    phone_service,
    tab,
    taken,
    update_id,
)
from tests.conversation import BotUnderTest, Someone

OTHER = "0a" * 16


# ---- a conversation


def test_words_and_choices_are_answered(database: Database) -> None:
    async def scenario() -> tuple[Frame, Frame]:
        async with phone_service(database) as service, tab(service.url) as phone:
            said = update_id()
            await phone.say(type="say", id=said, text="halo")
            assert (await phone.next("typing"))["on"] is True
            assert (await phone.next("ack"))["id"] == said
            hello = await phone.next("message")
            value = hello["choices"][-1]["value"]
            await phone.say(type="choose", id=update_id(), value=value)
            return hello, await phone.next("message")

    hello, menu = asyncio.run(scenario())

    assert hello["text"].startswith("greeting(")
    assert hello["choices"][-1] == {"label": "menu.menu", "value": "go:menu"}
    assert menu["text"] == "menu"


def test_repeated_message_is_answered_once(database: Database) -> None:
    async def scenario() -> list[str]:
        async with phone_service(database) as service, tab(service.url) as phone:
            same = update_id()
            for _ in range(3):
                await phone.say(type="say", id=same, text="terima kasih")
                await phone.next("ack")
            await phone.say(type="say", id=update_id(), text="menu")
            return await phone.texts(2)

    assert asyncio.run(scenario()) == ["thanks", "menu"]


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "sticker", "location"])
def test_file_is_told_by_its_kind(database: Database, kind: str) -> None:
    async def scenario() -> list[str]:
        async with phone_service(database) as service, tab(service.url) as phone:
            await phone.say(type="attach", id=update_id(), kind=kind)
            return await phone.texts(1)

    assert asyncio.run(scenario()) == [f"file.{kind}"]


def test_person_can_share_their_number(database: Database) -> None:
    async def scenario() -> tuple[Frame, list[str]]:
        async with phone_service(database) as service, tab(service.url) as phone:
            people = await phone.next("people")
            await phone.say(type="share_phone", id=update_id(), nik=PEOPLE[0].nik)
            return people, await phone.texts(1)

    people, texts = asyncio.run(scenario())

    assert people["may_share"] is True
    assert people["people"][0] == {
        "who": "active",
        "nik": PEOPLE[0].nik,
        "name": PEOPLE[0].name,
        "born": "29 Mei 1969",
        "phone": PEOPLE[0].phone,
    }
    assert texts == ["phone.unknown"]  # vouched for, but of nobody in this empty store


def test_no_number_is_vouched_for_once_real_people_are_known(
    database: Database, bot: BotUnderTest
) -> None:
    bot.knows(Someone("7407052905695013", "1969-05-29", "+6283626401370"))

    async def scenario() -> tuple[Frame, Frame]:
        async with phone_service(database) as service, tab(service.url) as phone:
            people = await phone.next("people")
            await phone.say(type="share_phone", id=update_id(), nik=PEOPLE[0].nik)
            return people, await phone.next("error")

    people, error = asyncio.run(scenario())

    assert people["may_share"] is False
    assert error["code"] == "not_vouched"


@pytest.mark.parametrize("nik", [PEOPLE[2].nik, "7407000000000000"], ids=["no phone", "nobody"])
def test_number_that_is_not_there(nik: str) -> None:
    async def scenario() -> str:
        async with lone_page() as (_, url), tab(url) as phone:
            await phone.say(type="share_phone", id=update_id(), nik=nik)
            return str((await phone.next("error"))["code"])

    assert asyncio.run(scenario()) == "no_number"


# ---- what a stranger could send

MALFORMED = {
    "not JSON": "halo",
    "a list": "[]",
    "no type": "{}",
    "an unknown type": '{"type": "shout"}',
    "text of a wrong type": '{"type": "say", "id": "00000000", "text": 7}',
    "no id": '{"type": "say", "text": "halo"}',
    "an empty text": '{"type": "say", "id": "00000000", "text": ""}',
    "a kind that is none": '{"type": "attach", "id": "00000000", "kind": "film"}',
    "a session that is too short": '{"type": "hello", "session": "ab"}',
    "half a surrogate": '{"type": "say", "id": "00000000", "text": "\\ud800"}',
    "deep nesting": "[" * 20_000,
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_malformed_frame_is_an_error_and_the_rest_goes_on(data: str) -> None:
    async def scenario() -> tuple[str, Frame]:
        async with lone_page() as (_, url), tab(url) as phone:
            await phone.socket.send_str(data)
            code = str((await phone.next("error"))["code"])
            await phone.say(type="say", id="0" * 32, text="halo")
            return code, await phone.next("ack")

    assert asyncio.run(scenario()) == ("malformed", {"type": "ack", "id": "0" * 32})


def test_bytes_are_no_frame() -> None:
    async def scenario() -> str:
        async with lone_page() as (_, url), tab(url) as phone:
            await phone.socket.send_bytes(b"{}")
            return str((await phone.next("error"))["code"])

    assert asyncio.run(scenario()) == "malformed"


def test_hello_comes_first() -> None:
    async def scenario() -> Frame:
        async with lone_page() as (_, url), tab(url, session=None) as phone:
            await phone.say(type="ack", token=SESSION)
            await phone.say(type="say", id="0" * 32, text="halo")
            return await phone.next("error")

    assert asyncio.run(scenario()) == {"type": "error", "code": "malformed", "id": "0" * 32}


def test_longest_text() -> None:
    heard: list[str] = []

    async def receive(inbound: Inbound) -> Received:
        heard.append(inbound.text)
        return await taken(inbound)

    async def scenario() -> str:
        async with lone_page(receive) as (_, url), tab(url) as phone:
            await phone.say(type="say", id=update_id(), text="é" * phone_frames.LONGEST_TEXT)
            await phone.next("ack")
            await phone.say(type="say", id=update_id(), text="é" * (phone_frames.LONGEST_TEXT + 1))
            return str((await phone.next("error"))["code"])

    assert asyncio.run(scenario()) == "too_long"
    assert [len(text) for text in heard] == [phone_frames.LONGEST_TEXT]


def test_too_large_a_frame_ends_the_socket() -> None:
    async def scenario() -> int | None:
        async with lone_page() as (_, url), tab(url) as phone:
            await phone.socket.send_str(" " * (phone_frames.LONGEST_FRAME + 1))
            while not phone.socket.closed:
                await phone.socket.receive(timeout=WAIT)
            return phone.socket.close_code

    assert asyncio.run(scenario()) == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


def test_messages_are_paced() -> None:
    async def scenario() -> list[str]:
        async with lone_page() as (_, url), tab(url) as phone:
            for place in range(phone_page.BURST + 1):
                await phone.say(type="say", id=f"{place:032x}", text="halo")
            for _ in range(phone_page.BURST):
                await phone.next("ack")
            refused = await phone.next("error")
            return [refused["code"], refused["id"]]

    assert asyncio.run(scenario()) == ["too_fast", f"{phone_page.BURST:032x}"]


def test_message_that_cannot_be_taken_in_is_to_be_sent_again() -> None:
    async def failing(_inbound: Inbound) -> Received:
        raise RuntimeError("database is gone, NIK 7407052905695013")

    async def scenario() -> Frame:
        async with lone_page(failing) as (_, url), tab(url) as phone:
            await phone.say(type="say", id="0" * 32, text="rahasia")
            return await phone.next("error")

    with capture_logs() as logged:
        error = asyncio.run(scenario())

    assert error == {"type": "error", "code": "unavailable", "id": "0" * 32}
    assert [line["event"] for line in logged] == ["phone_page_failed"]
    assert "rahasia" not in str(logged)
    assert "7407" not in str(logged)


# ---- deliveries


def test_message_waits_for_the_browser() -> None:
    async def scenario() -> None:
        async with lone_page() as (page, url):
            row = leased(attempts=3)
            assert await page.deliver(row) == NotDelivered("retry", "not_shown", 3.0)
            async with tab(url) as phone:
                shown = await phone.next("message")
                assert shown["token"] == row.token.hex()
                while await page.deliver(row) != Delivered(row.token.hex()):
                    pass
            assert isinstance(await page.deliver(row), NotDelivered)  # it is no longer remembered

    asyncio.run(asyncio.wait_for(scenario(), WAIT))


def test_message_that_no_browser_shows_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_page, "ACK_SECONDS", 0.01)

    async def scenario() -> tuple[object, Frame, Frame]:
        async with lone_page() as (page, url), tab(url) as deaf:
            deaf.acks = False
            await deaf.next("people")
            row = leased(attempts=50)
            while (outcome := await page.deliver(row)) == Delivered():
                pass
            first = await deaf.next("message")
            await page.deliver(row)
            return outcome, first, await deaf.next("message")

    outcome, first, again = asyncio.run(scenario())

    assert outcome == NotDelivered("retry", "not_shown", phone_page.LONGEST_WAIT_SECONDS)
    assert first == again


def test_last_message_that_a_browser_names_was_shown() -> None:
    async def scenario() -> tuple[object, set[str]]:
        async with lone_page() as (page, url):
            row = leased()
            await page.deliver(row)
            async with tab(url, last=row.token.hex()) as phone:
                sent = await phone.heard()
                return await page.deliver(row), sent

    outcome, sent = asyncio.run(scenario())

    assert isinstance(outcome, Delivered)
    assert "message" not in sent


def test_hello_wakes_the_sender() -> None:
    woken: list[str] = []

    async def scenario() -> None:
        async with (
            lone_page(wake=lambda: woken.append("hello")) as (_, url),
            tab(url, session=None) as phone,
        ):
            await phone.next("people")
            assert woken == []
            await phone.say(type="hello", session=SESSION)
            await phone.heard()

    asyncio.run(scenario())

    assert woken == ["hello"]


def test_every_tab_of_a_handset_shows_a_message_and_no_other_does() -> None:
    async def scenario() -> list[str]:
        async with (
            lone_page() as (page, url),
            tab(url) as one,
            tab(url) as two,
            tab(url, OTHER) as other,
        ):
            for each in (one, two, other):
                await each.heard()
            delivery = asyncio.create_task(page.deliver(leased("untuk Anda")))
            shown = [*await one.texts(1), *await two.texts(1)]
            assert isinstance(await delivery, Delivered)
            assert "message" not in await other.heard()
            return shown

    assert asyncio.run(scenario()) == ["untuk Anda", "untuk Anda"]


def test_tab_that_closes_ends_the_waiting() -> None:
    async def scenario() -> object:
        async with lone_page() as (page, url):
            async with tab(url) as phone:
                phone.acks = False
                await phone.heard()
                delivery = asyncio.create_task(page.deliver(leased()))
                await phone.next("message")
            return await asyncio.wait_for(delivery, phone_page.ACK_SECONDS / 2)

    assert isinstance(asyncio.run(scenario()), NotDelivered)


def test_files_come_as_data_urls() -> None:
    parts = (Part("photo", "kartu.png", b"\x89PNG"), Part("document", "tanpa-jenis", b"?"))

    async def scenario() -> Frame:
        async with lone_page() as (page, url), tab(url) as phone:
            await phone.heard()
            body = Body("", (("Ya", "go:menu"),), parts, asks_phone=True)
            delivery = asyncio.create_task(page.deliver(leased(body=body)))
            message = await phone.next("message")
            await delivery
            return message

    message = asyncio.run(scenario())

    assert message["asks_phone"] is True
    assert message["choices"] == [{"label": "Ya", "value": "go:menu"}]
    assert [tuple(file.values()) for file in message["attachments"]] == [
        ("photo", "kartu.png", "data:image/png;base64,iVBORw=="),
        ("document", "tanpa-jenis", "data:application/octet-stream;base64,Pw=="),
    ]


def test_replies_of_a_restarted_service_arrive_in_order(database: Database) -> None:
    """Said and gone: what lay in the outbox comes with the next hello, once."""

    async def scenario() -> list[str]:
        async with phone_service(database) as service:
            async with tab(service.url) as phone:
                phone.acks = False
                await phone.say(type="say", id=update_id(), text="terima kasih")
                await phone.next("ack")
            await service.close()
            await service.open()
            async with tab(service.url) as phone:
                await phone.say(type="say", id=update_id(), text="menu")
                return await phone.texts(2)

    assert asyncio.run(scenario()) == ["thanks", "menu"]


def test_handset_that_was_forgotten_gets_its_message_with_the_next_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phone_sessions, "MOST_HANDSETS", 2)
    rows = [replace(leased(), address=f"{number:032x}") for number in range(3)]

    async def scenario() -> list[bool]:
        async with lone_page() as (page, url):
            for row in rows:
                await page.deliver(row)
            async with tab(url, rows[0].address) as first, tab(url, rows[2].address) as last:
                known = ["message" in await each.heard() for each in (first, last)]
                again = asyncio.create_task(page.deliver(rows[0]))
                await first.next("message")
                assert isinstance(await again, Delivered)
                return known

    assert asyncio.run(scenario()) == [False, True]


def test_stopping_closes_open_sockets() -> None:
    async def scenario() -> int | None:
        async with lone_page() as (page, url), tab(url) as phone:
            await phone.heard()
            stopping = asyncio.create_task(page.stop())
            while not phone.socket.closed:
                await phone.socket.receive(timeout=WAIT)
            await stopping
            return phone.socket.close_code

    assert asyncio.run(scenario()) == aiohttp.WSCloseCode.GOING_AWAY
