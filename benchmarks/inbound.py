"""Webhook requests a second of the whole path, beside aiogram's bare echo in the same run.

    python -m benchmarks.inbound [--quick] [--profile]

The service is `serve` on SQLite with synchronous=FULL, and it delivers meanwhile; the echo is
aiogram's own webhook, which decodes the update, answers with a method and keeps nothing. Both are
processes of their own, and rounds alternate, so that a busy machine slows both; every figure is
the median of the rounds. `--profile` shows where a turn's time goes, without the network.
"""

import argparse
import asyncio
import cProfile
import json
import os
import pstats
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import structlog

from benchmarks.load.http import latencies, rate
from benchmarks.load.service import WEBHOOK_SECRET, filled, process, service
from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from bot.inbox import Inbox
from handlers.conversation import Inbound
from handlers.programme import load
from storage.database import Database
from tests.bot.service import fake_port

PEOPLE = 500
QUESTIONS = {"office": "kantornya di mana", "status": "apa kartu saya masih aktif"}
TOGETHER = 16  # messages of one transaction in a profile, as under load
_ids = count(1)


def updates(text: str) -> Iterator[bytes]:
    """HTTP requests as Telegram sends them, from one linked person after the other."""
    head = (
        "POST /telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {WEBHOOK_SECRET}\r\nContent-Length: "
    )
    while True:
        number = next(_ids)
        person = {"id": number % PEOPLE + 1, "is_bot": False, "first_name": "Warga"}
        message = {
            "message_id": number,
            "from": person,
            "chat": {"id": person["id"], "type": "private", "first_name": "Warga"},
            "date": int(time.time()),
            "text": text,
        }
        body = json.dumps({"update_id": number, "message": message})
        yield f"{head}{len(body)}\r\n\r\n{body}".encode()


def echo(port: int) -> None:
    """The bare minimum: one handler, which answers with the text."""
    from aiogram import Bot, Dispatcher
    from aiogram.methods import SendMessage
    from aiogram.types import Message
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    from aiohttp import web

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def same(message: Message) -> SendMessage:
        return message.answer(message.text or "")

    app = web.Application()
    SimpleRequestHandler(
        dispatcher, Bot("1:echo"), handle_in_background=False, secret_token=WEBHOOK_SECRET
    ).register(app, "/telegram")
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def compare(echo_port: int, port: int, seconds: float, rounds: int) -> None:
    """Of each round the rates as fast as it goes, then the latencies at half of them."""
    asked = {"echo": (echo_port, "halo")} | {name: (port, text) for name, text in QUESTIONS.items()}
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, (where, text) in asked.items():
            fastest = asyncio.run(rate(where, updates(text), seconds))
            waits = asyncio.run(latencies(where, updates(text), fastest / 2, seconds))
            found[name].append((fastest, *_p50_and_p99(waits)))
    echoed = [fastest for fastest, _, _ in found["echo"]]
    print(f"{'':8}{'req/s':>8}{'of echo':>9}   at half of it: {'p50 ms':>8}{'p99 ms':>8}")
    for name, measured in found.items():
        rates, p50s, p99s = zip(*measured, strict=True)
        usual, p50, p99 = map(statistics.median, (rates, p50s, p99s))
        share = statistics.median(map(float.__truediv__, rates, echoed))
        print(f"{name:8}{usual:8.0f}{share:9.2f}{'':18}{p50:8.1f}{p99:8.1f}")


def flushes(folder: Path, number: int = 500) -> list[float]:
    """Seconds that a small commit's flush takes on this disk, in order of size."""
    found = []
    with (folder / "flushed").open("wb", buffering=0) as file:
        for _ in range(number):
            file.write(bytes(4 * 4096))
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            found.append(time.perf_counter() - begun)
    return sorted(found)


def _p50_and_p99(waits: list[float]) -> tuple[float, float]:
    """In milliseconds, of seconds in order of size."""
    return waits[len(waits) // 2] * 1e3, waits[len(waits) * 99 // 100] * 1e3


def profile(database: Database, turns: int) -> None:
    """The synchronous part of a turn, as a thread of the writer does it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    inbox = Inbox(database, load())

    def answer(name: str, first: int) -> float:
        begun = time.perf_counter()
        for number in range(first, first + turns, TOGETHER):
            with database.write() as connection:
                for each in range(number, number + TOGETHER):
                    sender, text = str(each % PEOPLE + 1), QUESTIONS[name]
                    message = Inbound("telegram", sender, f"{name}{each}", time.time(), text)
                    inbox.answer(connection, message)
        return time.perf_counter() - begun

    for name in QUESTIONS:
        answer(name, 0)
        print(f"{name}: {answer(name, turns) / turns * 1e6:.0f} us a turn, {TOGETHER} together")
        profiler = cProfile.Profile()
        profiler.runcall(answer, name, 2 * turns)
        pstats.Stats(profiler).strip_dirs().sort_stats("cumulative").print_stats(45)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few seconds, for a rough figure")
    options.add_argument("--profile", action="store_true", help="where a turn's time goes")
    options.add_argument("--echo", type=int, metavar="PORT", help="be the echo (used by itself)")
    chosen = options.parse_args()
    if chosen.echo:
        echo(chosen.echo)
        return
    fake, seconds, rounds = FakeTelegram(), *((1.0, 2) if chosen.quick else (3.0, 5))
    with tempfile.TemporaryDirectory() as folder, in_thread(serving(fake)):
        database = filled(Path(folder), fake, PEOPLE)
        if chosen.profile:
            profile(database, TOGETHER * (20 if chosen.quick else 100))
            return
        bare = fake_port()
        with (
            process("benchmarks.inbound", "--echo", str(bare), port=bare, environment={}),
            service(database, fake, webhook=True) as port,
        ):
            print("python -m benchmarks.inbound" + (" --quick" if chosen.quick else ""))
            compare(bare, port, seconds, rounds)
            p50, p99 = _p50_and_p99(flushes(Path(folder)))
            print(f"{'a bare flush to this disk':43}{p50:8.1f}{p99:8.1f}")


if __name__ == "__main__":
    main()
