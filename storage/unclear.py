"""Messages that were not understood, without what tells a person; kept where KEEP_UNCLEAR is on."""

from collections import Counter

from sqlalchemy import Connection, delete, insert, select

from storage.sealing import Sealer
from storage.tables import unclear_messages


class UnclearMessages:
    """One transaction's view; no row says whose words they were. `now` is since the epoch."""

    def __init__(self, connection: Connection, sealer: Sealer, now: float) -> None:
        self._connection = connection
        self._sealer = sealer
        self._now = now

    def keep(self, words: str) -> None:
        """`words` are masked already."""
        index = self._index(words)
        sealed = self._sealer.seal("unclear", index, words)
        row = {"words_index": index, "sealed": sealed, "kept_at": self._now}
        self._connection.execute(insert(unclear_messages).values(row))

    def by_frequency(self) -> list[tuple[str, int]]:
        """The commonest first."""
        rows = self._connection.execute(
            select(unclear_messages.c.words_index, unclear_messages.c.sealed).order_by(
                unclear_messages.c.id
            )
        )
        said = Counter(self._sealer.open("unclear", row[0], row[1], str) for row in rows)
        return said.most_common()

    def settle(self, words: str) -> int:
        """Forget every message of these words; returns how many."""
        settled = unclear_messages.c.words_index == self._index(words)
        return self._connection.execute(delete(unclear_messages).where(settled)).rowcount

    def forget(self, before: float) -> int:
        """Drop what is older; returns how many."""
        old = unclear_messages.c.kept_at < before
        return self._connection.execute(delete(unclear_messages).where(old)).rowcount

    def _index(self, words: str) -> bytes:
        return self._sealer.index("unclear", words)
