"""Webhook elements and sends a second of `serve` on SQLite, against the fake Graph API.

    python -m benchmarks.whatsapp [--quick]

CPU is that of the service's own process (fake and load generator are this one); aim: 80 sends/s at
under 15 % of one core. The floor is a process that does nothing but the same POSTs at that pace.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import msgspec

from bot.fakes.graph import FakeGraph, Statuses, serving
from bot.fakes.graph_people import PHONE_NUMBER_ID
from bot.fakes.graph_webhook import SIGNATURE, signature
from bot.fakes.in_thread import in_thread
from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import Body, Outbox
from tests.bot.served_whatsapp import ServedWhatsApp
from tests.conftest import SECRET

START_SECONDS = 30.0
BARE = "benchmarks.load.bare_posts"


@contextmanager
def served(fake: FakeGraph) -> Iterator[ServedWhatsApp]:
    """From when it answers."""
    with tempfile.TemporaryDirectory() as folder, in_thread(serving(fake)):
        service = ServedWhatsApp(fake, Path(folder))
        service.start()
        try:
            asyncio.run(_up(service))
            yield service
        finally:
            service.end()


async def _up(service: ServedWhatsApp) -> None:
    ends_at = time.monotonic() + START_SECONDS
    async with aiohttp.ClientSession() as client:
        while time.monotonic() < ends_at:
            try:
                async with client.get(f"http://127.0.0.1:{service.port}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
    raise TimeoutError


def receiving(elements: int, batch: int) -> None:
    """Webhooks one after another, each with so many messages of different people."""
    fake = FakeGraph(statuses=Statuses(()), window=False)
    with served(fake) as service:
        bodies = []
        for at in range(0, elements, batch):
            said = [
                fake.element(f"62812{n:08}", "text", {"body": "kantornya di mana"})
                for n in range(at, at + batch)
            ]
            bodies.append(msgspec.json.encode(fake.payload([fake.value(messages=said)])))
        seconds = asyncio.run(_post_all(service, fake, bodies))
    print(f"received, {batch} a webhook: {elements / seconds:.0f} elements/s")


async def _post_all(service: ServedWhatsApp, fake: FakeGraph, bodies: list[bytes]) -> float:
    url = f"http://127.0.0.1:{service.port}/whatsapp"
    begun = time.perf_counter()
    async with aiohttp.ClientSession() as client:
        for body in bodies:
            headers = {SIGNATURE: signature(fake.webhook.secret, body)}
            async with client.post(url, data=body, headers=headers) as answer:
                assert answer.status == 200, answer.status
    return time.perf_counter() - begun


def sending(messages: int, statuses: Sequence[str]) -> float:
    """Replies that lie in the outbox, at the pace of 80 a second; milliseconds of CPU each."""
    fake = FakeGraph(window=False, statuses=Statuses(statuses))
    with served(fake) as service:
        before = _cpu_seconds(service.pid)
        _put(service, messages)
        fake.blocking_wait_for(lambda: len(fake.sent) == messages, messages)
        service.wait_until_settled([each.to for each in fake.sent], final={"sent", "delivered"})
        cpu = _cpu_seconds(service.pid) - before
    seconds = fake.sent[-1].at - fake.sent[0].at
    each = cpu / messages * 1e3
    print(
        f"sent, {len(statuses)} statuses each: {(messages - 1) / seconds:.0f}/s, "
        f"{each:.2f} ms CPU a message: {cpu / seconds * 100:.1f} % of a core"
    )
    return each


def floor(client: str, messages: int) -> float:
    """The bare POSTs in a process of their own; milliseconds of CPU each."""
    fake = FakeGraph(window=False, statuses=Statuses(()))
    with in_thread(serving(fake)):
        url = f"{fake.address}/v23.0/{PHONE_NUMBER_ID}/messages"
        ended = subprocess.run(
            [sys.executable, "-m", BARE, client, url, fake.token, str(messages)],
            check=True,
            capture_output=True,
            text=True,
        )
    each = float(ended.stdout) / messages * 1e3
    print(f"floor, bare {client}: {each:.2f} ms CPU a message: {each * 8:.1f} % of a core at 80/s")
    return each


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process, as Linux tells it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _put(service: ServedWhatsApp, messages: int) -> None:
    now = time.time()
    database = Database(service.database_url, SECRET)
    with database.write() as connection:
        people = Conversations(connection, database.sealer, now)
        outbox = Outbox(connection, database.sealer, now)
        for number in range(messages):
            contact = people.contact("whatsapp", f"62812{number:08}", "id")
            outbox.put(contact, [Body(f"Kabar {number}")], kind="reply", not_before=now)
    database.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few seconds, for a rough figure")
    chosen = options.parse_args()
    print("python -m benchmarks.whatsapp" + (" --quick" if chosen.quick else ""))
    receiving(200 if chosen.quick else 1_000, 1)
    receiving(500 if chosen.quick else 5_000, 50)
    messages = 300 if chosen.quick else 2_000
    floor("httpx", messages)
    least = floor("aiohttp", messages)
    ours = sending(messages, ())
    print(f"ours is {ours / least:.1f} times the bare aiohttp POST")
    sending(messages, ("sent", "delivered"))


if __name__ == "__main__":
    main()
