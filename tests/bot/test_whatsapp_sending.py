"""WhatsApp out: requests, refusals, cuts, statuses in any order, the service window."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from bot.channels.whatsapp import sending
from bot.channels.whatsapp.render import messages, plain, shortened, template
from bot.channels.whatsapp.window import way_to
from bot.fakes.graph import FakeGraph, Limits, Statuses
from bot.fakes.graph_checks import check
from bot.fakes.graph_faults import Fault
from bot.fakes.graph_people import PHONE_NUMBER_ID
from handlers.catalog import languages
from handlers.notice_templates import template_of, templates
from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import Body, Outbox, Part
from storage.tables import contacts, outbox
from tests.bot.service import until
from tests.bot.whatsapp import ANA, request_problems, rows, states, whatsapp_bot
from tests.test_whole import sentences

HOUR = 3600.0


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "UNKNOWN_SECONDS", 0.3)


def put(database: Database, *bodies: Body, to: str = ANA, kind: str = "reply") -> None:
    now = time.time()
    with database.write() as connection:
        people = Conversations(connection, database.sealer, now)
        contact = people.contact("whatsapp", to, "id")
        Outbox(connection, database.sealer, now).put(
            contact, list(bodies), kind=kind, not_before=now
        )


def wrote_before(database: Database, seconds: float) -> None:
    with database.write() as connection:
        connection.execute(update(contacts).values(last_inbound_at=time.time() - seconds))


def choices(*labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, f"go:{n}") for n, label in enumerate(labels))


LONG = ("Kalimat yang panjang sekali. " * 60).strip()
PHOTO = Part("photo", "santunan.png", b"\x89PNG")
PAPER = Part("document", "surat.pdf", b"%PDF")
RENDERED: dict[str, tuple[Body, list[str]]] = {
    "words": (Body("halo"), ["text"]),
    "long words": (Body(LONG * 3), ["text", "text"]),
    "three choices": (Body("pilih", choices("Kartu", "Kantor", "Menu")), ["button"]),
    "a label too long for a button": (Body("pilih", choices("Bicara dengan petugas")), ["list"]),
    "the same label twice": (Body("pilih", choices("Menu", "Menu")), ["text"]),
    "ten choices": (Body("pilih", choices(*map(str, range(10)))), ["list"]),
    "eleven choices": (Body("pilih", choices(*map(str, range(11)))), ["text"]),
    "long words with choices": (Body(LONG, choices("Menu")), ["text", "button"]),
    "longest words with choices": (Body(LONG * 3, choices("Menu")), ["text", "text", "button"]),
    "one long word with choices": (Body("x" * 5000, choices("Menu")), ["text", "button"]),
    "photo with words": (Body("lihat", parts=(PHOTO,)), ["image"]),
    "photo with long words": (Body(LONG, parts=(PHOTO,)), ["image", "text"]),
    "photo with choices": (Body("x", choices("Menu"), (PHOTO,)), ["image", "button"]),
    "two files": (Body("surat", parts=(PHOTO, PAPER)), ["image", "document"]),
}


@pytest.mark.parametrize(("body", "kinds"), RENDERED.values(), ids=RENDERED)
def test_body_as_requests(body: Body, kinds: list[str]) -> None:
    """Each fits Meta's schema and the fake's limits, and nothing of the words is lost."""
    outgoing = messages(body, "Pilih")
    requests = [each.request({"to": ANA}, "00", "1" if each.file else None) for each in outgoing]

    assert [_kind(each) for each in requests] == kinds
    assert [problem for each in requests for problem in request_problems(each)] == []
    shown = " ".join(check(each, {"1": b""}, {}) for each in requests)
    assert "".join(shown.split()).startswith("".join(body.text.split()))


def _kind(request: dict[str, Any]) -> str:
    kind = str(request["type"])
    return str(request["interactive"]["type"]) if kind == "interactive" else kind


@pytest.mark.parametrize("language", languages())
def test_labels_that_are_cut(language: str) -> None:
    """None of those that stand in the catalog; computed ones stand whole beneath the row."""
    labels = [text for key, text in sentences(language).items() if key.startswith("menu.")]

    assert [label for label in labels if shortened(label, 24) != label] == []
    outgoing = messages(
        Body("x", choices("Suami atau istri, kartu berakhiran …4567", "b")), "Pilih"
    )
    (section,) = outgoing[0].content["action"]["sections"]
    assert section["rows"][0]["title"] == "Suami atau istri, kartu…"
    assert section["rows"][0]["description"] == "Suami atau istri, kartu berakhiran …4567"


FORMATS = {
    "*tebal*": "∗tebal∗",
    "_miring_ dan ~coret~": "＿miring＿ dan ∼coret∼",
    "`kode` ```blok```": "ˋkodeˋ ˋˋˋblokˋˋˋ",
    "*_dua_*": "∗＿dua＿∗",
    "2 * 3 * 4 dan a_b_c, x*y": "2 * 3 * 4 dan a_b_c, x*y",
    "*satu\ndua*": "*satu\ndua*",
}


@pytest.mark.parametrize(("said", "shown"), FORMATS.items())
def test_words_of_people_do_not_format(said: str, shown: str) -> None:
    assert plain(said) == shown


WAYS = {
    "just wrote": (60.0, False, None, "free"),
    "23 hours": (23 * HOUR, False, 0, "free"),
    "a minute before the end": (24 * HOUR - 60, False, None, "wait"),
    "25 hours": (25 * HOUR, False, None, "wait"),
    "25 hours, template": (25 * HOUR, True, None, "template"),
    "25 hours, tier": (25 * HOUR, True, 1, "template"),
    "25 hours, tier used up": (25 * HOUR, True, 0, "later"),
}


@pytest.mark.parametrize(("ago", "has_template", "left", "how"), WAYS.values(), ids=WAYS)
def test_way_to_a_person(ago: float, has_template: bool, left: int | None, how: str) -> None:
    now = time.time()
    way = way_to(last_message_at=now - ago, has_template=has_template, tier_left=left, now=now)

    assert way.how == how
    assert way.reason


def sent_by(fault: Fault, **more: Any) -> Callable[[FakeGraph], None]:
    return lambda fake: fake.fails(fault, **more)


FAULTS: dict[str, tuple[Callable[[FakeGraph], None], int, int]] = {
    "429": (sent_by(Fault.refused, code=130429), 1, 1),
    "pair limit": (sent_by(Fault.refused, code=80007), 1, 1),
    "500": (sent_by(Fault.server_error, status=500), 1, 1),
    "502": (sent_by(Fault.server_error), 1, 1),
    "cut before": (sent_by(Fault.cut_before), 1, 1),
    "cut after accepting": (sent_by(Fault.cut_after), 1, 1),
    "malformed answer": (sent_by(Fault.malformed), 1, 1),
}


@pytest.mark.parametrize(("fail", "least", "most"), FAULTS.values(), ids=FAULTS)
def test_nothing_is_lost_and_nothing_doubled(
    database: Database, fail: Callable[[FakeGraph], None], least: int, most: int
) -> None:
    """A cut is no doubt for long: the status of the accepted message comes within the wait."""

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fail(fake)
            fake.says(ANA, "halo")
            await until(lambda: states(database) == {"delivered"})
            assert least <= len(fake.texts(ANA)) <= most

    asyncio.run(main())


def test_cut_without_any_status_is_sent_once_more(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database, FakeGraph(statuses=Statuses(()))) as (fake, _):
            fake.fails(Fault.cut_after, 5)
            fake.says(ANA, "halo")
            await until(lambda: states(database) == {"unknown"})
            assert len(fake.texts(ANA)) == 2

    asyncio.run(main())


PERMANENT = {"undeliverable": 131026, "not allowed": 131030, "stopped": 131050}


@pytest.mark.parametrize("later", [False, True], ids=["at once", "by a status"])
@pytest.mark.parametrize("code", PERMANENT.values(), ids=PERMANENT)
def test_person_who_cannot_be_reached(database: Database, code: int, later: bool) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.fails(Fault.fails_later if later else Fault.refused, code=code)
            fake.says(ANA, "halo")
            await until(lambda: rows(database) == [("failed", str(code))])
            assert len(fake.calls) == 1

    asyncio.run(main())
    with database.read() as connection:
        assert connection.execute(contacts.select()).one().unreachable_reason == str(code)


OUR_FAULT = {"no template": 132001, "paused template": 132015, "bad value": 131009}


@pytest.mark.parametrize("code", OUR_FAULT.values(), ids=OUR_FAULT)
def test_our_own_fault_is_not_repeated(database: Database, code: int) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.fails(Fault.refused, code=code)
            fake.says(ANA, "halo")
            await until(lambda: rows(database) == [("failed", str(code))])
            assert len(fake.calls) == 1

    asyncio.run(main())


def test_expired_token_loses_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.errors.TOKEN_PAUSE_SECONDS", 0.2)

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.fails(Fault.refused, 2, code=190)
            fake.says(ANA, "halo")
            await until(lambda: states(database) == {"delivered"})
            assert len(fake.calls) == 3

    asyncio.run(main())


def test_nothing_is_lost_or_repeated_when_it_ends_among_messages(database: Database) -> None:
    """Rows that are leased and have not left are given back."""
    people = [f"62812345{n:05}" for n in range(20)]
    for who in people:
        put(database, Body("kabar"), to=who)

    async def main() -> None:
        fake = FakeGraph(window=False)
        async with whatsapp_bot(database, fake):
            await fake.wait_for(lambda: fake.sent)
        assert len(fake.sent) < len(people)
        assert "sending" not in states(database)
        async with whatsapp_bot(database, fake):
            await fake.wait_for(lambda: len(fake.sent) == len(people))
        assert sorted(each.to for each in fake.sent) == people

    asyncio.run(main())


STATUSES = {
    "in order": Statuses(("sent", "delivered", "read")),
    "backwards": Statuses(("read", "delivered", "sent")),
    "twice": Statuses(("sent", "delivered", "read"), copies=2),
    "shuffled": Statuses(("sent", "delivered", "read"), shuffled=True, copies=3),
    "before our call was answered": Statuses(("delivered", "read"), early=True),
}


@pytest.mark.parametrize("statuses", STATUSES.values(), ids=STATUSES)
def test_states_never_go_backwards(database: Database, statuses: Statuses) -> None:
    async def main() -> None:
        async with whatsapp_bot(database, FakeGraph(statuses=statuses)) as (fake, _):
            fake.says(ANA, "halo")
            await until(lambda: states(database) == {"read"})
            await fake.wait_for(lambda: fake.webhook.is_idle)
            assert len(fake.texts(ANA)) == 1

    asyncio.run(main())
    assert states(database) == {"read"}
    with database.read() as connection:
        assert connection.execute(outbox.select()).one().sealed is None


def test_numbers_in_a_status_may_be_texts(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database, FakeGraph(statuses=Statuses(()))) as (fake, _):
            fake.says(ANA, "halo")
            await until(lambda: states(database) == {"sent"})
            told = fake.status(fake.sent[0], "failed") | {"errors": [{"code": "131026"}]}
            value = fake.value(statuses=[told])
            value["metadata"]["phone_number_id"] = int(PHONE_NUMBER_ID)
            fake.webhook.put(fake.payload([value]))
            await until(lambda: rows(database) == [("failed", "131026")])

    asyncio.run(main())


def test_status_of_a_message_that_is_not_ours(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            for callback in (None, "00" * 16, "not hex", "00.x", ""):
                status = {"id": "wamid.x", "status": "sent", "timestamp": "1"}
                told = status | ({} if callback is None else {"biz_opaque_callback_data": callback})
                fake.webhook.put(fake.payload([fake.value(statuses=[told])]))
            await fake.wait_for(lambda: fake.webhook.is_idle)
            assert fake.webhook.answers == [200] * 5

    asyncio.run(main())


def test_reply_that_missed_the_window_waits_for_the_next_message(database: Database) -> None:
    put(database, Body("jawaban yang ditunggu"))
    wrote_before(database, 30 * HOUR)

    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            await until(lambda: rows(database) == [("held", "window_closed")])
            assert fake.calls == []
            fake.reacts(ANA)
            await fake.wait_for(lambda: fake.webhook.is_idle)
            assert fake.calls == []
            fake.says(ANA, "halo")
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 2)
            assert fake.texts(ANA)[0] == "jawaban yang ditunggu"

    asyncio.run(main())


def approved(fake: FakeGraph) -> FakeGraph:
    for each in templates():
        known = each.wire() | {"status": "APPROVED"}
        fake.templates[each.name, each.language] = known
    return fake


def test_waiting_answer_is_announced_once_by_the_utility_template(database: Database) -> None:
    put(database, Body("satu"), Body("dua"))
    wrote_before(database, 30 * HOUR)

    async def main() -> None:
        fake = approved(FakeGraph())
        async with whatsapp_bot(database, fake, whatsapp_nudge=True):
            await fake.wait_for(lambda: fake.sent)
            await until(lambda: [state for state, _ in rows(database)].count("held") == 2)
            fake.taps(ANA, "read:answer")
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 3)
            assert fake.texts(ANA)[1:] == ["satu", "dua"]
            assert [each.kind for each in fake.sent] == ["template", "text", "text"]

    asyncio.run(main())


def notice() -> Body:
    found = template_of("renewal", "id")
    assert found is not None
    values = {"name": "La Uji", "coverage_end": "31 Desember 2027", "code": "SJ-7K2QM"}
    return Body(found.text(values), template=found.filled(values))


def test_notice_is_free_inside_the_window_and_a_template_outside(database: Database) -> None:
    async def main() -> None:
        fake = approved(FakeGraph())
        async with whatsapp_bot(database, fake):
            fake.says(ANA, "halo")
            await fake.wait_for(lambda: fake.texts(ANA))
            put(database, notice(), kind="notice")
            await fake.wait_for(lambda: len(fake.sent) == 2)
            wrote_before(database, 30 * HOUR)
            put(database, notice(), kind="notice")
            await fake.wait_for(lambda: len(fake.sent) == 3)
            assert [each.kind for each in fake.sent[1:]] == ["text", "template"]
            assert "31 Desember 2027" in fake.sent[2].text

    asyncio.run(main())


def test_template_of_unknown_outcome_is_never_sent_again(database: Database) -> None:
    put(database, notice(), kind="notice")
    wrote_before(database, 30 * HOUR)

    async def main() -> None:
        fake = approved(FakeGraph(statuses=Statuses(())))
        fake.fails(Fault.cut_after)
        async with whatsapp_bot(database, fake):
            await until(lambda: states(database) == {"unknown"})
            assert len(fake.sent) == 1

    asyncio.run(main())


def test_tier_spreads_templates(database: Database) -> None:
    people = [f"62812345{n:05}" for n in range(5)]
    for who in people:
        put(database, notice(), to=who, kind="notice")
    wrote_before(database, 30 * HOUR)

    async def main() -> None:
        fake = approved(FakeGraph())
        async with whatsapp_bot(database, fake, whatsapp_tier=3):
            ends = ["delivered"] * 3 + ["queued"] * 2
            await until(lambda: sorted(state for state, _ in rows(database)) == ends)
            assert len(fake.calls) == 3

    asyncio.run(main())


def test_file_is_uploaded_once(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.says(ANA, "halo")
            await fake.wait_for(lambda: fake.texts(ANA))
            put(database, Body("lihat", parts=(PHOTO,)), Body("lagi", parts=(PHOTO,)))
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 3)
            assert len(fake.media) == 1
            fake.media.clear()
            put(database, Body("baru", parts=(PHOTO,)))
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 4)
            assert len(fake.media) == 1

    asyncio.run(main())


def test_message_in_parts_goes_on_where_it_was_cut(database: Database) -> None:
    async def main() -> None:
        async with whatsapp_bot(database) as (fake, _):
            fake.says(ANA, "halo")
            await fake.wait_for(lambda: fake.texts(ANA))
            await until(lambda: states(database) == {"delivered"})
            fake.fails(Fault.server_error, status=503, after=1)
            put(database, Body(LONG * 3, choices("Menu")))
            await until(lambda: len(fake.texts(ANA)) == 4 and states(database) == {"delivered"})
            assert len(set(fake.texts(ANA))) == 4
            assert len(fake.calls) == 5

    asyncio.run(main())


def test_pair_limit_holds_up_nobody_else(database: Database) -> None:
    """Ana's burst is used up: her next message waits, Budi's does not."""

    async def main() -> None:
        fake = FakeGraph(limits=Limits(a_second=1_000, burst_to_one=2, seconds_to_one=60.0))
        async with whatsapp_bot(database, fake):
            fake.says(ANA, "halo")
            await fake.wait_for(lambda: len(fake.texts(ANA)) == 1)
            put(database, *(Body(str(n)) for n in range(3)))
            await until(lambda: any(state == "queued" for state, _ in rows(database)[1:]))
            fake.says("6281234500002", "halo")
            await fake.wait_for(lambda: fake.texts("6281234500002"))

    asyncio.run(main())


def test_template_request_fits_the_schema() -> None:
    for each in templates():
        called = each.filled(each.contents.examples)
        for filled in (called, msgspec.structs.replace(called, header="Kabar")):
            request = template(filled).request({"to": ANA}, "00")
            assert request_problems(request) == []
