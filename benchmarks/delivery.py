"""How fast replies leave under Telegram's limit of 30 a second, and while notices wait.

    python -m benchmarks.delivery [--quick]

The service is `serve` on SQLite, as a process of its own; the platform is the fake with the real
limits, which refuses what comes too fast.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.load.service import filled, service
from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from storage.conversations import Conversations
from storage.database import Database
from storage.outbox import Body, Outbox

ANSWER = "Sapa Jamsos"
NOTICE = "Pemberitahuan"


def put(database: Database, kind: str, people: range) -> None:
    """One message for each of these chats."""
    now = time.time()
    with database.write() as connection:
        conversations = Conversations(connection, database.sealer, now)
        outbox = Outbox(connection, database.sealer, now)
        for number in people:
            contact = conversations.contact("telegram", str(number), "id")
            outbox.put(contact, [Body(f"{NOTICE} {number}")], kind=kind, not_before=now)


def pace(messages: int) -> None:
    """All wait when the service starts; from the first that arrives to the last."""
    fake = FakeTelegram()
    with tempfile.TemporaryDirectory() as folder, in_thread(serving(fake)):
        database = filled(Path(folder), fake, messages)
        put(database, "reply", range(1, messages + 1))
        with service(database, fake, webhook=False):
            fake.blocking_wait_for(
                lambda: len({each.chat_id for each in fake.delivered}) == messages,
                seconds=messages / 10,
            )
    seconds = fake.delivered[-1].at - fake.delivered[0].at
    arrived = Counter(each.chat_id for each in fake.delivered)
    refused = len(fake.calls_of("sendMessage")) - len(fake.delivered)
    print(
        f"{messages} replies: {(len(fake.delivered) - 1) / seconds:.1f}/s, "
        f"{messages - len(arrived)} lost, {arrived.total() - len(arrived)} twice, "
        f"{refused} refused by the limit"
    )


def beside_notices(notices: int, questions: int) -> None:
    """People write while the notices leave; from their message to its answer."""
    fake = FakeTelegram()
    with tempfile.TemporaryDirectory() as folder, in_thread(serving(fake)):
        database = filled(Path(folder), fake, notices)
        put(database, "notice", range(1, notices + 1))
        with service(database, fake, webhook=False):
            fake.blocking_wait_for(lambda: len(fake.delivered) > 10, seconds=60)
            waits = sorted(_answered_in(fake, notices + each) for each in range(1, questions + 1))
            left = notices - sum(NOTICE in each.text for each in fake.delivered)
    print(
        f"{questions} questions while {left:,} of {notices:,} notices still waited at the end: "
        f"answered in {waits[len(waits) // 2]:.2f} s (median), {waits[-1]:.2f} s (longest)"
    )


def _answered_in(fake: FakeTelegram, chat_id: int) -> float:
    asked = time.time()
    fake.says(chat_id, "halo")
    fake.blocking_wait_for(lambda: fake.texts(chat_id), seconds=30)
    answer = fake.messages(chat_id)[0]
    assert ANSWER in answer.text
    return answer.at - asked


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few seconds, for a rough figure")
    chosen = options.parse_args()
    print("python -m benchmarks.delivery" + (" --quick" if chosen.quick else ""))
    pace(90 if chosen.quick else 300)
    beside_notices(1_000, 5 if chosen.quick else 20)


if __name__ == "__main__":
    main()
