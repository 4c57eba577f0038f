"""1,000 messages over WhatsApp with 5 % faults of every kind, cuts and a kill: none is lost."""

import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.fakes.graph import FakeGraph, Limits, Statuses, serving
from bot.fakes.graph_faults import Fault
from bot.fakes.in_thread import in_thread
from tests.bot.served_whatsapp import QUESTION, ServedWhatsApp

pytestmark = pytest.mark.chaos
PEOPLE = [f"62812345{n:05}" for n in range(1_000)]
CUTS = (Fault.cut_after, Fault.malformed)
FAULTS: list[tuple[Fault, dict[str, Any]]] = [
    (Fault.refused, {"code": 130429}),
    (Fault.refused, {"code": 131056}),
    (Fault.refused, {"code": 131000}),
    (Fault.refused, {"code": 131026}),
    (Fault.refused, {"code": 131009}),
    (Fault.fails_later, {"code": 131026}),
    (Fault.server_error, {"status": 502}),
    (Fault.server_error, {"status": 503}),
    (Fault.slow, {"seconds": 0.5}),
    (Fault.cut_before, {}),
    (Fault.cut_after, {}),
    (Fault.malformed, {}),
]


@pytest.mark.parametrize("kills", [1, 3])
def test_each_is_delivered_or_failed_or_unknown(tmp_path: Path, kills: int) -> None:
    chosen = random.Random(kills)
    fake = FakeGraph(limits=Limits(), statuses=Statuses(shuffled=True, copies=2))
    struck = [who for who in PEOPLE if chosen.random() < 0.05]
    faults = [FAULTS[n % len(FAULTS)] for n in range(len(struck))]
    with in_thread(serving(fake)):
        for who, (fault, more) in zip(struck, faults, strict=True):
            fake.fails(fault, to=who, **more)
        service = ServedWhatsApp(fake, tmp_path)
        service.start()
        try:
            for who in PEOPLE:
                fake.says(who, QUESTION)
            for kill in range(kills):
                fake.blocking_wait_for(partial(_sent, fake, 150 * (kill + 1)), 120)
                service.kill()
                service.start()
            service.wait_until_settled(PEOPLE, 240)
        finally:
            service.end()
        cuts = sum(fault in CUTS for fault, _ in faults)
        outcomes = service.outcomes()
        failed = [error for state, error in outcomes if state == "failed"]

        assert len(outcomes) == len(PEOPLE)
        assert all(failed)
        assert {state for state, _ in outcomes} <= {"delivered", "failed", "unknown"}
        assert len({each.to for each in fake.sent}) == len(PEOPLE) - len(failed)
        assert service.repeated() <= cuts + kills


def _sent(fake: FakeGraph, count: int) -> bool:
    return len(fake.sent) > count
