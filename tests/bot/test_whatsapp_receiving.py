"""WhatsApp in: from the HTTP request to what is stored and answered."""

import asyncio
import copy
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, NoReturn

import aiohttp
import pytest
from sqlalchemy import func, select

from bot import metrics
from bot.fakes.graph import VERIFY_TOKEN, FakeGraph
from bot.fakes.graph_people import Person
from bot.fakes.graph_webhook import SIGNATURE, signature
from handlers import registry
from handlers.conversation import Chat
from storage.conversations import Contact, Conversations
from storage.database import Database
from storage.tables import contacts, seen_updates
from tests.bot.service import until
from tests.bot.whatsapp import ANA, BUDI, post, posted, rows, spec, states, whatsapp_bot

SHEENA = "16505551234"
EXAMPLES: dict[str, str | None] = {
    "Text Message": "",
    "Text Message with Context (Product Inquiry)": "",
    "Text Message from Click to WhatsApp Ad": "",
    "Reaction Message": None,
    "Image Message": "",
    "Location Message": "lokasi",
    "Contact Sharing Message": "tidak bisa saya baca",
    "Unsupported Message": "tidak bisa saya baca",
    "Button Message": "",
    "Interactive List Reply Message": "pilihan",
    "Interactive Button Reply Message": "pilihan",
    "Order Message": "tidak bisa saya baca",
    "System Message": None,
    "Group Create Message": None,
    "Group Settings Update": None,
    "Group Remove Participants": None,
}


WORDS = ("menu", "kantornya di mana")


def count(database: Database, table: Any) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def contact_of(database: Database, address: str) -> Contact | None:
    with database.write() as connection:
        return Conversations(connection, database.sealer, time.time()).known("whatsapp", address)


def dated(payload: dict[str, Any]) -> dict[str, Any]:
    """The example as of now: what is older than eight days is dropped."""
    renewed = copy.deepcopy(payload)
    for entry in renewed["entry"]:
        for change in entry["changes"]:
            for message in change["value"].get("messages", []):
                message["timestamp"] = str(int(time.time()))
    return renewed


def test_every_example_is_listed() -> None:
    assert list(spec("webhooks.json")) == list(EXAMPLES)


@pytest.mark.parametrize(("name", "answer"), EXAMPLES.items(), ids=EXAMPLES)
def test_example_of_meta(database: Database, name: str, answer: str | None) -> None:
    async def main() -> None:
        fake = FakeGraph(window=False)
        async with whatsapp_bot(database, fake) as (_, url):
            assert await post(fake, url, dated(spec("webhooks.json")[name])) == 200
            if answer is None:
                fake.says(BUDI, "halo")
                await fake.wait_for(lambda: fake.texts(BUDI))
                assert fake.texts(SHEENA) == []
            else:
                await fake.wait_for(lambda: fake.texts(SHEENA))
                assert answer.lower() in fake.texts(SHEENA)[0].lower()

    asyncio.run(main())
    kind = name == "System Message"
    assert count(database, contacts) == 1
    assert count(database, seen_updates) == (2 if kind else 1)


def test_every_element_of_every_list_is_handled_in_order(database: Database) -> None:
    """3 entries of 2 changes of 5 messages, of two people, shuffled by the platform."""

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url):
            begun = int(time.time()) - 60
            said = [
                fake.element((ANA, BUDI)[n % 2], "text", {"body": WORDS[n % 7 % 2]}, at=begun + n)
                for n in range(30)
            ]
            values = [fake.value(messages=said[at : at + 5][::-1]) for at in range(0, 30, 5)]
            payload = fake.payload([])
            payload["entry"] = [
                each for at in range(0, 6, 2) for each in fake.payload(values[at : at + 2])["entry"]
            ]
            assert await post(fake, url, payload) == 200
            assert count(database, seen_updates) == 30
            for who in (ANA, BUDI):
                asked = [each["text"]["body"] for each in said if each["from"] == who]
                await fake.wait_for(partial(_has, fake, who, len(asked)))
                answers = [WORDS["Baubau" in text] for text in fake.texts(who)]
                assert answers == asked

    asyncio.run(main())


def _has(fake: FakeGraph, who: str, count: int) -> bool:
    return len(fake.texts(who)) >= count


def heard(fake: FakeGraph, kind: str, content: dict[str, Any], **more: Any) -> None:
    fake.sends(ANA, kind, content, **more)


SHAPES: dict[str, tuple[Callable[[FakeGraph], object], str]] = {
    "text": (lambda fake: fake.says(ANA, "halo"), "Sapa Jamsos"),
    "reply button": (lambda fake: fake.taps(ANA, "go:office"), "Baubau"),
    "list row": (lambda fake: fake.taps(ANA, "go:office", row=True), "Baubau"),
    "quick reply of a template": (
        lambda fake: heard(fake, "button", {"payload": "go:office", "text": "Kantor"}),
        "Baubau",
    ),
    "foreign quick reply": (
        lambda fake: heard(fake, "button", {"payload": "x", "text": "halo"}),
        "Sapa Jamsos",
    ),
    "flow answer": (
        lambda fake: heard(fake, "interactive", {"type": "nfm_reply", "nfm_reply": {}}),
        "tidak bisa saya baca",
    ),
    "image": (lambda fake: heard(fake, "image", {"id": "1"}), "foto"),
    "image with words": (
        lambda fake: heard(fake, "image", {"id": "1", "caption": "halo"}),
        "Sapa Jamsos",
    ),
    "audio": (lambda fake: heard(fake, "audio", {"id": "1", "voice": True}), "pesan suara"),
    "video": (lambda fake: heard(fake, "video", {"id": "1"}), "berkas"),
    "document": (lambda fake: heard(fake, "document", {"id": "1"}), "berkas"),
    "sticker": (lambda fake: heard(fake, "sticker", {"id": "1"}), "Terima kasih"),
    "location": (lambda fake: heard(fake, "location", {"latitude": 1, "longitude": 2}), "Lokasi"),
    "contacts": (lambda fake: heard(fake, "contacts", {}), "tidak bisa saya baca"),
    "order": (lambda fake: heard(fake, "order", {"text": ""}), "tidak bisa saya baca"),
    "unsupported": (lambda fake: heard(fake, "unsupported", {}), "tidak bisa saya baca"),
    "not known yet": (lambda fake: heard(fake, "hologram", {}), "tidak bisa saya baca"),
    "quoted": (
        lambda fake: fake.says(ANA, "halo", context={"from": "1", "id": "wamid.1"}),
        "Sapa Jamsos",
    ),
    "from an ad": (
        lambda fake: fake.says(ANA, "halo", referral={"source_type": "ad"}),
        "Sapa Jamsos",
    ),
    "number as a number": (
        lambda fake: fake.webhook.put(fake.payload([fake.value(messages=[
            fake.element(ANA, "text", {"body": "halo"})
            | {"from": int(ANA), "timestamp": int(time.time())}
        ])])),
        "Sapa Jamsos",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("send", "expected"), SHAPES.values(), ids=SHAPES)
def test_what_people_send(
    database: Database, send: Callable[[FakeGraph], object], expected: str
) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            send(fake)
            await fake.wait_for(lambda: fake.texts(ANA))
            assert expected in fake.texts(ANA)[0]

    asyncio.run(main())


SILENT: dict[str, Callable[[FakeGraph], object]] = {
    "reaction": lambda fake: fake.reacts(ANA),
    "deletion": lambda fake: heard(fake, "revoke", {"original_message_id": "wamid.1"}),
    "group": lambda fake: heard(fake, "text", {"body": "halo"}, group_id="g"),
    "welcome": lambda fake: heard(fake, "request_welcome", {}),
    "edit of what nobody asks": lambda fake: heard(
        fake, "edit", {"message": {"type": "text", "text": {"body": "x"}}}
    ),
    "another number of ours": lambda fake: fake.webhook.put(
        fake.payload([fake.value(messages=[fake.element(ANA, "text", {"body": "halo"})])
                      | {"metadata": {"phone_number_id": "99"}}])
    ),
}  # fmt: skip


@pytest.mark.parametrize("send", SILENT.values(), ids=SILENT)
def test_what_gets_no_answer(database: Database, send: Callable[[FakeGraph], object]) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            send(fake)
            fake.says(BUDI, "halo")
            await fake.wait_for(lambda: fake.texts(BUDI) and fake.webhook.is_idle)
            assert fake.texts(ANA) == []
            assert set(fake.webhook.answers) == {200}

    asyncio.run(main())


def test_edit_corrects_the_answer_that_is_still_asked(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.says(ANA, "nomor kartu saya berapa")
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 1)
            wrong = fake.says(ANA, "740705450672000")
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 2)
            right = {"type": "text", "text": {"body": "7407054506720001"}}
            fake.sends(ANA, "edit", {"original_message_id": wrong["id"], "message": right})
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 3)
            assert "Tanggal lahir" in fake.texts(ANA)[2]

    asyncio.run(main())


def test_person_without_a_number_is_answered_by_the_business_scoped_id(
    database: Database,
) -> None:
    hidden = Person(None, "ID.13491208655302741918")

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.says(hidden, "halo")
            await fake.wait_for(lambda: fake.sent)
            assert fake.calls[0].body["recipient"] == hidden.user_id
            assert "to" not in fake.calls[0].body

    asyncio.run(main())


def test_number_becomes_an_attribute_once_there_is_an_id(database: Database) -> None:
    """The same conversation goes on, and is written to by the number while that is shown."""
    user_id = "ID.1"

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.says(ANA, "nomor kartu saya berapa")
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 1)
            fake.says(Person(ANA, user_id), "7407054506720001")
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 2)
            assert "Tanggal lahir" in fake.texts(ANA)[1]

    asyncio.run(main())
    assert count(database, contacts) == 1
    found = contact_of(database, user_id)
    assert found is not None
    assert found.phone == f"+{ANA}"


NEW_NUMBER = "6281234599999"
CHANGES = {
    "known by number": (Person(ANA), NEW_NUMBER),
    "known by id": (Person(ANA, "ID.7"), "ID.7"),
}


@pytest.mark.parametrize(("who", "address"), CHANGES.values(), ids=CHANGES)
def test_changed_number_ends_the_platforms_word_about_it(
    database: Database, who: Person, address: str
) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.says(who, "halo")
            await fake.wait_for(lambda: fake.texts(ANA))
            fake.changes_number(who, NEW_NUMBER)
            await fake.wait_for(lambda: fake.webhook.is_idle)

    asyncio.run(main())
    found = contact_of(database, address)
    assert found is not None
    assert found.phone is None
    assert count(database, contacts) == 1


def test_changed_id_is_the_same_person(database: Database) -> None:
    """Meta gave a new business-scoped id: the open question is still asked there."""
    who, renewed = Person(None, "ID.7"), Person(None, "ID.8")

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.says(who, "nomor kartu saya berapa")
            await fake.wait_for(lambda: len(fake.texts("ID.7")) == 1)
            fake.sends(who, "system", {"type": "user_changed_user_id", "user_id": "ID.8"})
            await fake.wait_for(lambda: fake.webhook.is_idle)
            fake.says(renewed, "7407054506720001")
            await fake.wait_for(lambda: fake.texts("ID.8"))
            assert "Tanggal lahir" in fake.texts("ID.8")[0]

    asyncio.run(main())
    assert count(database, contacts) == 1


def test_redelivered_webhook_is_answered_once(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url):
            payload = fake.payload(
                [fake.value(messages=[fake.element(ANA, "text", {"body": "halo"})])]
            )
            assert [await post(fake, url, payload) for _ in range(3)] == [200] * 3
            await fake.wait_for(lambda: fake.texts(ANA))
            await until(lambda: states(database) <= {"sent", "delivered"})
            assert len(rows(database)) == len(fake.texts(ANA)) == 1

    asyncio.run(main())


def test_webhook_of_two_weeks_ago_is_dropped_and_counted(database: Database) -> None:
    counter = metrics.received.labels("whatsapp", "too_old")
    before = counter._value.get()

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url):
            old = fake.element(ANA, "text", {"body": "halo"}, at=time.time() - 14 * 86_400)
            assert await post(fake, url, fake.payload([fake.value(messages=[old])])) == 200

    asyncio.run(main())
    assert rows(database) == []
    assert counter._value.get() == before + 1


def test_one_bad_element_among_nine_good(database: Database) -> None:
    skipped = metrics.skipped.labels("whatsapp")
    before = skipped._value.get()

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url):
            good = [fake.element(f"62812345{n:05}", "text", {"body": "halo"}) for n in range(9)]
            messages: list[Any] = [*good[:4], {"id": 7, "timestamp": "soon"}, *good[4:]]
            payload = fake.payload([fake.value(messages=messages)])
            payload["entry"] += ["no entry", {"changes": [None, {"field": "messages", "value": 3}]}]
            assert await post(fake, url, payload) == 200
            await fake.wait_for(lambda: len({each.to for each in fake.sent}) == 9)

    asyncio.run(main())
    assert skipped._value.get() == before + 4


OURS = "0123456789abcdef0123456789abcdef"
EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'
STRANGERS: dict[str, tuple[bytes, dict[str, str], int]] = {
    "no signature": (EMPTY, {}, 401),
    "wrong signature": (EMPTY, {SIGNATURE: signature("another", EMPTY)}, 401),
    "of another body": (EMPTY, {SIGNATURE: signature(OURS, EMPTY + b" ")}, 401),
    "no scheme": (EMPTY, {SIGNATURE: signature(OURS, EMPTY).removeprefix("sha256=")}, 401),
    "not ASCII": (EMPTY, {SIGNATURE: "sha256=é"}, 401),
    "oversized header": (EMPTY, {SIGNATURE: "sha256=" + "a" * 7_000}, 401),
    "upper case scheme": (EMPTY, {SIGNATURE: signature(OURS, EMPTY).upper()}, 401),
}  # fmt: skip
SIGNED: dict[str, tuple[bytes, int]] = {
    "empty list": (EMPTY, 200),
    "nothing known": (b'{"object":"page","entry":[{"changes":[{"field":"feed"}]}]}', 200),
    "no entry": (b"{}", 200),
    "entry is no list": (b'{"entry": 7}', 200),
    "truncated": (b'{"object":"whatsapp_business_account","entry":[{', 400),
    "empty": (b"", 400),
    "a list": (b"[]", 400),
    "a text": (b'"x"', 400),
    "bad UTF-8": (b'{"object": "\xff\xfe"}', 200),
    "deep": (b"[" * 100_000, 400),
    "deep inside": (b'{"entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "nearly 3 MB": (b'{"entry":[],"x":"' + b"x" * (3 * 1024 * 1024 - 100) + b'"}', 200),
    "3 MB and more": (b'{"entry":[],"x":"' + b"x" * (3 * 1024 * 1024) + b'"}', 413),
    "50 MB": (b" " * 50_000_000, 413),
}


async def endless() -> AsyncIterator[bytes]:
    """50 MB whose length nobody said beforehand."""
    for _ in range(50):
        yield b" " * 1_000_000


def test_strangers_and_bad_input(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url):
            for name, (body, headers, expected) in STRANGERS.items():
                assert await posted(url, body, headers) == expected, name
            for name, (body, expected) in SIGNED.items():
                assert await post(fake, url, body) == expected, name
            zipped = {SIGNATURE: signature(OURS, EMPTY), "Content-Encoding": "gzip"}
            assert await posted(url, EMPTY, zipped) in (400, 401)
            assert await posted(url, endless(), {SIGNATURE: signature(OURS, EMPTY)}) == 413

    asyncio.run(main())


QUERIES = {
    "right": ({"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN}, 200),
    "wrong token": ({"hub.mode": "subscribe", "hub.verify_token": "x"}, 401),
    "not ASCII": ({"hub.mode": "subscribe", "hub.verify_token": "é"}, 401),
    "no token": ({"hub.mode": "subscribe"}, 401),
    "another mode": ({"hub.mode": "x", "hub.verify_token": VERIFY_TOKEN}, 401),
    "no challenge": (
        {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": ""},
        400,
    ),
}


def test_verification(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url), aiohttp.ClientSession() as client:
            assert await fake.webhook.verify(VERIFY_TOKEN)
            for name, (asked, expected) in QUERIES.items():
                query = {"hub.challenge": "42", **asked}
                async with client.get(url, params=query) as answer:
                    assert answer.status == expected, name

    asyncio.run(main())


def test_read_receipt_is_sent_and_typing_only_where_it_takes_time(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            element = fake.says(ANA, "halo")
            await fake.wait_for(lambda: fake.receipts)
            assert fake.receipts == [
                {"messaging_product": "whatsapp", "status": "read", "message_id": element["id"]}
            ]

    asyncio.run(main())


def test_messages_that_waited_and_come_together_are_one_turn(database: Database) -> None:
    """Back from the sea: the form's answers are all taken, the same question is answered once."""
    words = ["kantornya di mana", "nomor kartu saya brp", "7407054506720001", "kantornya dimana"]

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url):
            begun = time.time() - 3 * 3600
            said = [fake.element(ANA, "text", {"body": text}, at=begun + n)
                    for n, text in enumerate(words)]  # fmt: skip
            random_order = [said[2], said[0], said[3], said[1]]
            assert await post(fake, url, fake.payload([fake.value(messages=random_order)])) == 200
            await fake.wait_for(lambda: len(fake.texts(ANA)) >= 2)
            await until(lambda: states(database) <= {"sent", "delivered"})
            texts = fake.texts(ANA)
            assert sum("Baubau" in text for text in texts) == 1
            assert sum("tanggal lahir" in text for text in texts) == 1
            assert not any("NIK" in text for text in texts)
            assert len(texts) <= 3

    asyncio.run(main())
    assert count(database, seen_updates) == len(words)


def failing(_chat: Chat) -> NoReturn:
    raise RuntimeError("an answer that fails")


def test_answer_that_fails_in_a_turn_leaves_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry._answers, "privacy", registry.Registered(failing, personal=False))

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, url):
            begun = time.time() - 3600
            said = [
                fake.element(ANA, "text", {"body": text}, at=begun + n)
                for n, text in enumerate(("apa data saya aman", "kantornya di mana"))
            ]
            assert await post(fake, url, fake.payload([fake.value(messages=said)])) == 200
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 2)
            sorry, office = fake.texts(ANA)
            assert "Baubau" not in sorry
            assert "Baubau" in office

    asyncio.run(main())
