"""What a feed no longer lists: closed in the history on the feed's date, not forgotten."""

from array import array
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, literal, select, update

from storage.database import Database
from storage.generations.records import Stored, listed

BATCH_ROWS = 2_000
_READ_IDS = 20_000


class Unlisted:
    """First the end marks, that the guards can count; then, if they agree, the closed versions."""

    def __init__(self, database: Database, stored: Stored, base: int, run: int) -> None:
        self._database = database
        self._table = stored.table
        self._run = run
        self._ids = array("q")
        ids = stored.table.c.id
        self._after = (
            select(ids)
            .where(ids > bindparam("after"), listed(stored.table, base))
            .order_by(ids)
            .limit(_READ_IDS)
        )

    def end(self, seen: bytearray) -> int:
        """Mark the listed versions that were not seen; how many there are."""
        for ids in self._listed():
            self._ids.extend(each for each in ids if not seen[each])
        for batch in self._batches():
            ended = update(self._table).where(self._table.c.id.in_(batch))
            with self._database.write() as connection:
                connection.execute(ended.values(to_run=self._run))
        return len(self._ids)

    def close(self, as_of: date) -> None:
        """A version of each marked row that says since when it is not listed."""
        columns = [column for column in self._table.c if column.name != "id"]
        replaced: dict[str, Any] = {
            "from_run": literal(self._run),
            "to_run": literal(None),
            "delisted_on": literal(as_of),
        }
        copied = select(*[replaced.get(column.name, column) for column in columns])
        for batch in self._batches():
            chosen = copied.where(self._table.c.id.in_(batch))
            with self._database.write() as connection:
                connection.execute(insert(self._table).from_select(columns, chosen))

    def _listed(self) -> Iterator[list[int]]:
        after = 0
        while True:
            with self._database.read() as connection:
                ids = list(connection.execute(self._after, {"after": after}).scalars())
            if not ids:
                return
            yield ids
            after = ids[-1]

    def _batches(self) -> Iterator[list[int]]:
        for start in range(0, len(self._ids), BATCH_ROWS):
            yield list(self._ids[start : start + BATCH_ROWS])
