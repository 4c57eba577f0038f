"""What the next rows of a feed probably are: a feed mostly keeps the order of the one before."""

from itertools import islice

from sqlalchemy import bindparam, select

from storage.database import Database
from storage.generations.records import Stored, listed

LEAD_ROWS = 8_000
_MOST_WAITING = 40_000


class Expected:
    """A window over the generation that is read, in its order; what it misses is looked up by key.

    It settles unchanged rows without a look-up each, and without holding all digests in memory.
    """

    def __init__(self, database: Database, stored: Stored, base: int) -> None:
        self._database = database
        columns = stored.table.c
        self._page = (
            select(columns.id, columns.row_digest)
            .where(columns.id > bindparam("after"), listed(stored.table, base))
            .order_by(columns.id)
            .limit(bindparam("rows"))
        )
        self._after = 0
        self._has_more = True
        self._waiting: dict[bytes, int] = {}
        self.advance(LEAD_ROWS)

    def advance(self, rows: int) -> None:
        """Move on by as many rows as the feed did; rows that nobody came for are let go."""
        if not (self._has_more and rows):
            return
        with self._database.read() as connection:
            page = connection.execute(self._page, {"after": self._after, "rows": rows}).all()
        self._has_more = len(page) == rows
        self._after = page[-1].id if page else self._after
        self._waiting.update((digest, version) for version, digest in page)
        for digest in list(islice(self._waiting, max(0, len(self._waiting) - _MOST_WAITING))):
            del self._waiting[digest]

    def taken(self, digest: bytes) -> int | None:
        """The id of the version with these cells, once."""
        return self._waiting.pop(digest, None)
