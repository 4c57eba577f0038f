"""A store with linked people, and `serve` as a process of its own in front of a fake Telegram."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import aiohttp

from benchmarks.refresh import RULES, rows, write
from bot.fakes.telegram import FakeTelegram
from storage.conversations import Conversations
from storage.database import Database
from storage.links import Links
from storage.participants import Participants
from storage.refresh import refresh
from tests.bot.service import fake_port

SECRET = "a secret of a benchmark, and long enough to be one"
WEBHOOK_SECRET = "a-webhook-secret-of-benchmarks"


def filled(folder: Path, fake: FakeTelegram, people: int) -> Database:
    """Chats 1 to `people` are linked to a member each, and the platform knows them."""
    database = Database(f"sqlite:///{folder}/sapa.db", SECRET)
    database.migrate()
    database.check_key()
    feed = folder / "participants.csv"
    write(feed, rows(people))
    outcome = refresh(database, str(feed), rules=RULES, as_of=date.today())  # noqa: DTZ011
    assert outcome.status == "applied", outcome
    now = time.time()
    with database.write() as connection:
        conversations = Conversations(connection, database.sealer, now)
        links, known = Links(connection, now), Participants(connection, database.sealer)
        for number, row in enumerate(rows(people), start=1):
            fake.knows(number)
            contact = conversations.contact("telegram", str(number), "id")
            links.connect(contact, known.index_of(row[0]), "self")
    return database


@contextmanager
def service(database: Database, fake: FakeTelegram, *, webhook: bool) -> Iterator[int]:
    """`serve`, from when it answers; yields its port."""
    port = fake_port()
    environment = {
        "DATABASE_URL": str(database.url),
        "SECRET_KEY": SECRET,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}" if webhook else "",
        "TELEGRAM_TOKEN": fake.token,
        "TELEGRAM_API_URL": fake.address,
        "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }
    with process("bot", "serve", port=port, environment=environment):
        yield port


@contextmanager
def process(*words: str, port: int, environment: dict[str, str]) -> Iterator[None]:
    """`python -m …` until the block ends, from when it answers."""
    started = subprocess.Popen(
        [sys.executable, "-m", *words],
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        asyncio.run(_answers(f"http://127.0.0.1:{port}/healthz"))
        yield
    finally:
        started.terminate()
        started.wait()


async def _answers(address: str, seconds: float = 60) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(seconds):
        while True:
            try:
                async with session.get(address):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
