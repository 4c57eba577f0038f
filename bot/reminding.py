"""A round of reminders: looks beside the writer, acts in its transactions."""

import asyncio

from sqlalchemy import Connection

from bot.broadcasting import desk
from bot.writer import Writer
from handlers import reminder_rounds
from handlers.broadcasting import NoticeDesk
from handlers.programme import Programme
from handlers.reminder_rounds import Look
from storage.database import Database


class Reminding:
    """For one process; on PostgreSQL several may try, and one acts."""

    def __init__(self, database: Database, programme: Programme, writer: Writer) -> None:
        self._database = database
        self._programme = programme
        self._writer = writer

    async def round(self) -> int | None:
        """Chats that will be written to; None: nothing has changed since the last round today."""
        found = await asyncio.to_thread(self._look)
        if found is None:
            return None
        if found.outdated:
            old = found
            await self._writer.run(lambda within: reminder_rounds.withdraw(self._desk(within), old))
            found = await asyncio.to_thread(self._look) or old
        new = found
        return await self._writer.run(
            lambda within: reminder_rounds.remind(self._desk(within), new)
        )

    def _look(self) -> Look | None:
        with self._database.read() as connection:
            made = self._desk(connection)
            if made.store.reminders.is_checked(made.now.date()):
                return None
            return reminder_rounds.look(made)

    def _desk(self, connection: Connection) -> NoticeDesk:
        return desk(connection, self._database, self._programme)
