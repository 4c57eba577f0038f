"""The bot as a process that can be killed, in front of a platform in this one."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.fakes.telegram import FakeTelegram
from tests.bot.killable import Killable
from tests.bot.service import SECRET as WEBHOOK_SECRET
from tests.bot.service import fake_port

STOP_SECONDS = 10.0
_START = "from bot.__main__ import main; main()"
QUESTION, ANSWER = "kantornya di mana", "Baubau"


@dataclass
class Served(Killable):
    """`poll`, or `serve` with a webhook: started, stopped and killed, always on one store.

    `hurry` is code that runs before the service, such as one that raises its pace.
    """

    fake: FakeTelegram
    folder: Path
    webhook: bool
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=fake_port)
    hurry: str = ""

    def start(self) -> None:
        command = "serve" if self.webhook else "poll"
        self.run(["-c", f"{self.hurry}\n{_START}", command], self._settings())

    def stop(self) -> float:
        """Seconds until it ended by itself after SIGTERM."""
        asked = time.monotonic()
        self._process.terminate()
        assert self._process.wait(2 * STOP_SECONDS) == 0
        return time.monotonic() - asked

    def wait_until_answered(self, people: range, count: int, seconds: float = 60) -> None:
        self.fake.blocking_wait_for(
            lambda: sum(bool(self.fake.texts(chat_id)) for chat_id in people) >= count, seconds
        )

    def repeated(self, people: range) -> int:
        """How many answers came twice; every one must have come, and no other words."""
        for chat_id in people:
            assert all(ANSWER in text for text in self.fake.texts(chat_id)), chat_id
        answers = Counter(each.chat_id for each in self.fake.delivered)
        assert set(answers) == set(people)
        assert max(answers.values()) <= 2
        return answers.total() - len(people)

    def _settings(self) -> dict[str, str]:
        return {
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}" if self.webhook else "",
            "TELEGRAM_TOKEN": self.fake.token,
            "TELEGRAM_API_URL": self.fake.address,
            "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
            **self.more,
        }
