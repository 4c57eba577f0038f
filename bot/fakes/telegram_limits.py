"""The pace at which the Bot API takes messages: above it 429 with `retry_after`."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.fakes.telegram_refusals import too_many


@dataclass(frozen=True)
class Limits:
    """Messages a second of the whole bot, of one chat (after a burst), a minute of a group."""

    a_second: int = 30
    a_second_in_a_chat: float = 1.0
    burst_in_a_chat: int = 5
    a_minute_in_a_group: int = 20


REAL_LIMITS = Limits()


class Flood:
    """Counts what was taken; what was refused does not count."""

    def __init__(self, limits: Limits | None, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._taken: deque[float] = deque()
        self._in_chat: dict[int, float] = {}
        self._in_group: dict[int, deque[float]] = defaultdict(deque)

    def take(self, chat_id: int) -> None:
        """Raises RefusalError (429); `retry_after` is in whole seconds, at least one."""
        if self.limits is None:
            return
        now, limits = self._clock(), self.limits
        waits = [_wait(self._taken, now, limits.a_second, 1.0), self._chat_wait(chat_id, now)]
        if chat_id < 0:
            group = self._in_group[chat_id]
            waits.append(_wait(group, now, limits.a_minute_in_a_group, 60.0))
        if max(waits) > 0:
            raise too_many(math.ceil(max(waits)))
        self._taken.append(now)
        if chat_id < 0:
            self._in_group[chat_id].append(now)
        free_at = max(self._in_chat.get(chat_id, now), now)
        self._in_chat[chat_id] = free_at + 1 / limits.a_second_in_a_chat

    def _chat_wait(self, chat_id: int, now: float) -> float:
        """A chat may run ahead of its pace by the burst."""
        if self.limits is None:
            return 0.0
        ahead = (self.limits.burst_in_a_chat - 1) / self.limits.a_second_in_a_chat
        return self._in_chat.get(chat_id, now) - now - ahead


def _wait(times: deque[float], now: float, most: int, seconds: float) -> float:
    while times and times[0] <= now - seconds:
        times.popleft()
    return times[-most] + seconds - now if len(times) >= most else 0.0
