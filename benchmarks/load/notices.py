"""A notice to many while the service is killed, paused and asked; what arrived, and how fast."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.service import SECRET, filled
from bot.fakes.in_thread import in_thread
from bot.fakes.telegram import FakeTelegram, serving
from bot.fakes.telegram_faults import Fault
from bot.fakes.telegram_limits import REAL_LIMITS, Limits
from handlers import broadcasting
from storage.broadcasts import Broadcast, Contents, Counts
from storage.database import Database
from tests.bot.notices import act, counts, draft, now_of, officer, press, start
from tests.bot.served import ANSWER, QUESTION, Served

WORDS = "Kabar untuk {name}: kepesertaan sampai {coverage_end}."
MARK = "Kabar untuk"
KILLS = (0.2, 0.45, 0.7)  # shares of the recipients
PAUSE = 0.55
PAUSED_SECONDS = 3.0
EFFECTIVE_SECONDS = 2.0
BETWEEN_QUESTIONS = 1.0
_STEP_SECONDS = 600.0
_HURRY = """
from bot.channels import telegram
from bot.channels.channel import Pace
from handlers import notice_running
telegram.A_SECOND = {pace}
telegram.Telegram.pace = Pace({pace}, 1.0, in_flight=1)  # as few as at the real pace
notice_running.AHEAD = {{"telegram": {ahead}}}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """While the service was up: messages a second (notices, of these also alone, and answers).

    `waits` are seconds from a question to its answer.
    """

    reachable: int
    lost: int
    twice: int
    most_to_one: int
    disturbances: int
    a_second: float
    notices_a_second: float
    after_pause: int
    waits: list[float]
    counts: Counts

    @property
    def p95(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.95)]


@dataclass
class UnderFire:
    """3 % blocked or gone, 1 % errors, 1 % cuts after accepting, three kills and a pause."""

    fake: FakeTelegram
    database: Database
    folder: Path
    people: int
    hurry: str = ""
    down_seconds: float = 0.0
    after_pause: int = 0
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        chosen = random.Random(self.people)
        everyone = list(range(1, self.people + 1))
        chosen.shuffle(everyone)
        percent = max(1, self.people // 100)
        self.gone = set(everyone[: 3 * percent])
        self.failing = everyone[3 * percent : 4 * percent]
        self.cut = everyone[4 * percent : 5 * percent]
        self._up, self._done = threading.Event(), threading.Event()
        self._ups = 0

    def run(self) -> Outcome:
        for number, chat_id in enumerate(sorted(self.gone)):
            (self.fake.blocks if number % 2 else self.fake.deactivates)(chat_id)
        for chat_id in self.failing:
            self.fake.fails(Fault.server_error, chat_id=chat_id, method="sendMessage")
        for chat_id in self.cut:
            self.fake.fails(Fault.cut_after, chat_id=chat_id, method="sendMessage")
        notice = self._approved()
        secret = {"SECRET_KEY": SECRET}
        served = Served(self.fake, self.folder, webhook=False, more=secret, hurry=self.hurry)
        served.start()
        asking = threading.Thread(target=self._ask)
        asking.start()
        try:
            start(self.database, notice)
            self._through(served, notice)
            self._wait(lambda: now_of(self.database, notice).state == "done")
        finally:
            self._done.set()
            self._up.set()
            asking.join()
            served.end()
        return self._outcome(notice)

    def _through(self, served: Served, notice: Broadcast) -> None:
        self._wait(self._notices)
        self._comes_up()
        steps: list[tuple[float, Callable[[], None]]] = [
            (share, lambda: self._kill(served)) for share in KILLS
        ]
        for share, act_now in sorted([*steps, (PAUSE, lambda: self._pause(notice))], key=_share):
            self._wait(lambda: len(self._notices()) >= share * self.people)  # noqa: B023
            with self._down():
                act_now()

    def _kill(self, served: Served) -> None:
        served.kill()
        served.start()

    def _pause(self, notice: Broadcast) -> None:
        """What arrives later than two seconds after it is counted."""
        press(self.database, broadcasting.pause, notice)
        paused = time.time()
        time.sleep(PAUSED_SECONDS)
        late = [each for each in self._notices() if each > paused + EFFECTIVE_SECONDS]
        self.after_pause = len(late)
        press(self.database, broadcasting.resume, notice)

    @contextmanager
    def _down(self) -> Iterator[None]:
        """Until the next notice arrives; what is asked meanwhile is not measured."""
        self._up.clear()
        self._ups += 1
        begun = time.time()
        yield
        acted = time.time()
        self._wait(lambda: self._notices()[-1] > acted)
        self.down_seconds += self._notices()[-1] - begun
        self._comes_up()

    def _comes_up(self) -> None:
        self._ups += 1
        self._up.set()

    def _ask(self) -> None:
        chat_id = self.people
        while self._up.wait() and not self._done.is_set():
            chat_id, ups, asked = chat_id + 1, self._ups, time.time()
            self.fake.says(chat_id, QUESTION)
            self.fake.blocking_wait_for(lambda: self.fake.texts(chat_id), 60)  # noqa: B023
            answer = self.fake.messages(chat_id)[0]
            assert ANSWER in answer.text
            if ups == self._ups:
                self.waits.append(answer.at - asked)
            self._done.wait(BETWEEN_QUESTIONS)

    def _notices(self) -> list[float]:
        return [each.at for each in list(self.fake.delivered) if each.text.startswith(MARK)]

    def _wait(self, condition: Callable[[], object]) -> None:
        ends = time.monotonic() + _STEP_SECONDS
        while not condition():
            if time.monotonic() > ends:
                raise TimeoutError(f"{len(self._notices())} of {self.people} arrived")
            time.sleep(0.05)

    def _approved(self) -> Broadcast:
        notice = draft(self.database, contents=Contents("Uji", WORDS))
        chief = officer(self.database, "Kepala", "approver")
        act(self.database, lambda desk: broadcasting.approve(desk, notice, chief))
        return now_of(self.database, notice)

    def _outcome(self, notice: Broadcast) -> Outcome:
        heard = Counter(each.chat_id for each in self.fake.delivered if each.text.startswith(MARK))
        reachable = set(range(1, self.people + 1)) - self.gone
        arrived = self._notices()
        up_seconds = arrived[-1] - arrived[0] - self.down_seconds
        return Outcome(
            reachable=len(reachable),
            lost=len(reachable - set(heard)),
            twice=heard.total() - len(heard),
            most_to_one=max(heard.values()),
            disturbances=len(KILLS) + len(self.cut),
            a_second=(len(arrived) - 1 + len(self.waits)) / up_seconds,
            notices_a_second=(len(arrived) - 1) / up_seconds,
            after_pause=self.after_pause,
            waits=self.waits,
            counts=counts(self.database, notice),
        )


def _share(step: tuple[float, object]) -> float:
    return step[0]


def under_fire(folder: Path, people: int, a_second: int | None = None) -> Outcome:
    """`a_second` None are the real limits; else the platform and the service are quicker."""
    fake = FakeTelegram(limits=REAL_LIMITS if a_second is None else Limits(a_second))
    with in_thread(serving(fake)):
        database = filled(folder, fake, people)
        hurry = "" if a_second is None else _HURRY.format(pace=a_second * 0.95, ahead=a_second * 2)
        try:
            return UnderFire(fake, database, folder, people, hurry).run()
        finally:
            database.close()
