"""How many more people may be written to first: Meta counts them over any 24 hours."""

import asyncio
import time
from collections.abc import Callable

from bot.channels.whatsapp import CHANNEL
from bot.channels.whatsapp.window import DAY_SECONDS
from storage.database import Database
from storage.outbox import Outbox

COUNTED_FOR_SECONDS = 60.0


class Tier:
    """Counted anew each minute, and counted down in between; `most` 0 is no limit."""

    def __init__(
        self, database: Database, most: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._most = most
        self._clock = clock
        self._left = 0
        self._counted_at = 0.0
        self._counting = asyncio.Lock()

    async def left(self) -> int | None:
        """Each call takes one."""
        if not self._most:
            return None
        async with self._counting:  # several are sent at once
            if self._clock() - self._counted_at > COUNTED_FOR_SECONDS:
                self._left = self._most - await asyncio.to_thread(self._reached)
                self._counted_at = self._clock()
        self._left -= 1
        return self._left + 1

    def _reached(self) -> int:
        now = self._clock()
        with self._database.read() as connection:
            outbox = Outbox(connection, self._database.sealer, now)
            return outbox.reached_by_template(CHANNEL, now - DAY_SECONDS)
