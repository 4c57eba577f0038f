"""`serve` as a process that can be killed, in front of a fake Graph API in this one."""

import time
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from bot.fakes.graph import VERIFY_TOKEN, FakeGraph
from bot.fakes.graph_people import PHONE_NUMBER_ID
from storage.database import Database
from storage.tables import outbox
from tests.bot.killable import Killable
from tests.bot.service import fake_port
from tests.conftest import SECRET

QUESTION, ANSWER = "kantornya di mana", "Baubau"
FINAL = {"delivered", "failed", "unknown"}
# The wait for a status is shortened: a minute of it proves no more than a second.
START = (
    "from bot.channels.whatsapp import sending; sending.UNKNOWN_SECONDS = 2.0;"
    "from bot.__main__ import main; main()"
)


@dataclass
class ServedWhatsApp(Killable):
    """Started, stopped and killed, always on one store."""

    fake: FakeGraph
    folder: Path
    port: int = field(default_factory=fake_port)

    def start(self) -> None:
        self.fake.webhook.listens_at(f"http://127.0.0.1:{self.port}/whatsapp")
        self.run(["-c", START, "serve"], self._settings())

    def wait_until_settled(
        self, people: list[str], seconds: float = 60, *, final: Collection[str] = FINAL
    ) -> None:
        """Everybody's answer has an end, good or bad, and the store says so."""
        database = Database(self.database_url, SECRET)

        def settled() -> bool:
            with database.read() as connection:
                states = list(connection.execute(select(outbox.c.state)).scalars())
            return len(states) >= len(people) and set(states) <= set(final)

        ends_at = time.monotonic() + seconds
        try:
            while not (self.fake.webhook.is_idle and settled()):
                assert time.monotonic() < ends_at, self.outcomes()
                with suppress(TimeoutError):  # the store tells nobody that it changed
                    self.fake.blocking_wait_for(lambda: False, 0.2)
        finally:
            database.close()

    def outcomes(self) -> list[tuple[str, str | None]]:
        database = Database(self.database_url, SECRET)
        with database.read() as connection:
            found = connection.execute(select(outbox.c.state, outbox.c.error)).all()
        database.close()
        return [(row.state, row.error) for row in found]

    def repeated(self) -> int:
        """How many answers came twice; no other words came, and none three times."""
        assert all(ANSWER in each.text for each in self.fake.sent)
        answers = Counter(each.to for each in self.fake.sent)
        assert max(answers.values()) <= 2
        return answers.total() - len(answers)

    def _settings(self) -> dict[str, str]:
        return {
            "WHATSAPP_TOKEN": self.fake.token,
            "WHATSAPP_PHONE_NUMBER_ID": PHONE_NUMBER_ID,
            "WHATSAPP_APP_SECRET": self.fake.webhook.secret,
            "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
            "WHATSAPP_API_URL": self.fake.address,
        }
