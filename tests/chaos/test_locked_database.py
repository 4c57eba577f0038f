"""Another process holds the database for longer than the service waits for it."""

import asyncio
import time

import pytest

from storage.database import BUSY_SECONDS, Database
from storage.tables import outbox
from tests.bot.service import until, webhook_bot
from tests.bot.test_service_commit import PEOPLE, all_answered_once, held, rows

pytestmark = pytest.mark.chaos
LOCKED_SECONDS = BUSY_SECONDS + 5.0


def test_locked_for_twenty_seconds(database: Database) -> None:
    """Messages wait or come again; afterwards nothing hangs and nothing is lost."""

    async def main() -> None:
        async with webhook_bot(database) as (fake, _):
            fake.says(PEOPLE[0], "kantornya di mana")
            await until(lambda: rows(database, outbox.c.state) == ["sent"])
            with held(database):
                for chat_id in PEOPLE[1:]:
                    fake.says(chat_id, "kantornya di mana")
                await asyncio.sleep(LOCKED_SECONDS)
            freed = time.monotonic()
            await all_answered_once(fake, database)
            assert time.monotonic() - freed < 10
            assert "503" in str(fake.webhook.last_error)

    asyncio.run(main())
