"""What goes wrong on the way to the fake Bot API: pace, faults, a platform that is away."""

import asyncio

import httpx
import pytest

from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from bot.fakes.telegram_faults import Fault
from bot.fakes.telegram_limits import Flood, Limits
from bot.fakes.telegram_refusals import RefusalError
from tests.bot.telegram_talk import (
    GROUP,
    SITI,
    UDIN,
    post,
    send,
)

PACES: dict[str, tuple[Limits, int, list[float], list[int]]] = {
    "burst, then one a second": (
        Limits(burst_in_a_chat=2), SITI, [0, 0, 0, 0.5, 1, 1], [0, 0, 1, 1, 0, 1],
    ),
    "the whole bot": (
        Limits(a_second=2, burst_in_a_chat=9), SITI, [0, 0.5, 0.9, 1.1, 1.2], [0, 0, 1, 0, 1],
    ),
    "a group": (
        Limits(a_minute_in_a_group=2, burst_in_a_chat=9), GROUP,
        [0, 1, 2, 59.5, 60.5], [0, 0, 58, 1, 0],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("limits", "chat", "times", "waits"), PACES.values(), ids=PACES)
def test_pace(limits: Limits, chat: int, times: list[float], waits: list[int]) -> None:
    coming = iter(times)
    flood = Flood(limits, lambda: next(coming))

    def wait() -> int:
        try:
            flood.take(chat)
        except RefusalError as refusal:
            return refusal.parameters["retry_after"]
        return 0

    assert [wait() for _ in times] == waits


def test_too_fast_is_refused_and_not_delivered() -> None:
    async def scenario() -> None:
        async with serving(FakeTelegram(limits=Limits(burst_in_a_chat=1))) as fake:
            fake.knows(SITI)
            assert (await post(fake, "sendMessage", chat_id=SITI, text="satu"))["ok"]
            refused = await post(fake, "sendMessage", chat_id=SITI, text="dua")
            assert refused["parameters"] == {"retry_after": 1}
            fake.flood.limits = None
            assert (await post(fake, "sendMessage", chat_id=SITI, text="tiga"))["ok"]
            assert fake.texts(SITI) == ["satu", "tiga"]

    asyncio.run(scenario())


Outcome = tuple[str, list[str]]
FAULTS: dict[Fault, Outcome] = {
    Fault.too_many: ("429 application/json", []),
    Fault.server_error: ("502 text/html", []),
    Fault.cut_before: ("RemoteProtocolError", []),
    Fault.cut_after: ("RemoteProtocolError", ["x"]),
    Fault.malformed: ("200 application/json", ["x"]),
    Fault.slow: ("ReadTimeout", ["x"]),
}


@pytest.mark.parametrize(("fault", "outcome"), FAULTS.items(), ids=FAULTS)
def test_fault_strikes_once_and_only_its_chat(fault: Fault, outcome: Outcome) -> None:
    with (
        in_thread(serving(FakeTelegram())) as fake,
        httpx.Client(verify=False) as client,
    ):
        fake.knows(SITI)
        fake.knows(UDIN)
        fake.fails(fault, method="sendMessage", chat_id=SITI, seconds=30)

        assert send(client, fake, UDIN) == "200 application/json"
        patience = 0.3 if fault is Fault.slow else 10
        assert (send(client, fake, SITI, patience), fake.texts(SITI)) == outcome
        assert send(client, fake, SITI) == "200 application/json"
        assert len(fake.calls_of("sendMessage")) == 3


def test_fault_lasts_until_it_is_healed() -> None:
    with in_thread(serving(FakeTelegram())) as fake, httpx.Client(verify=False) as client:
        fake.knows(SITI)
        fake.fails(Fault.server_error, None, status=500)
        assert [send(client, fake, SITI) for _ in range(3)] == ["500 text/html"] * 3

        fake.heals()

        assert send(client, fake, SITI) == "200 application/json"


def test_platform_that_was_away_knows_everybody() -> None:
    fake = FakeTelegram()
    fake.knows(SITI)
    with httpx.Client(verify=False) as client:
        with in_thread(serving(fake)):
            first = send(client, fake, SITI)
        away = send(client, fake, SITI)
        with in_thread(serving(fake, port=int(fake.address.rpartition(":")[2]))):
            again = send(client, fake, SITI)

    assert (first, away, again) == ("200 application/json", "ConnectError", "200 application/json")
