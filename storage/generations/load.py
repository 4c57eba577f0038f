"""The rows of one data set, compared with the generation that is read, written for the next."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, RowMapping, bindparam, func, or_, select, update

from storage.database import Database
from storage.feeds.cells import CellError, Checks
from storage.feeds.feed import Cells, RawRow
from storage.generations.bulk import insert_all
from storage.generations.expected import Expected
from storage.generations.records import Stored, Values, inactive_since, live
from storage.generations.rejections import Rejections
from storage.generations.runs import Counts

_LISTED, _KEPT = 1, 2


@dataclass(frozen=True)
class Writing:
    """What the loads of one run share.

    `base` is the generation that is read, `run` the one that is written. `rules_mark` stands in
    every digest: under other rules or another schema all rows are read anew.
    """

    database: Database
    base: int
    run: int
    checks: Checks
    rules_mark: str
    rejections: Rejections


class _Keyed(NamedTuple):
    """A row whose key can be read; `digest` is over its raw cells."""

    line: int
    cells: Cells
    key: bytes
    digest: bytes


@dataclass
class _Changes:
    """What one batch writes."""

    ended: list[Values] = field(default_factory=list)
    versions: list[Values] = field(default_factory=list)
    respelled: list[Values] = field(default_factory=list)


class Load:
    """Each batch is one short transaction; in memory stays one byte a stored version (`seen`)."""

    def __init__(self, writing: Writing, stored: Stored, as_of: date) -> None:
        self.stored = stored
        self.as_of = as_of
        self.counts = Counts()
        self._writing = writing
        self._database = writing.database
        self._sealer = writing.database.sealer
        self._digest = writing.database.sealer.digest
        self._expected = Expected(writing.database, stored, writing.base)
        self._statements = _Statements(writing, stored)
        with self._database.read() as connection:
            newest = connection.execute(select(func.max(stored.table.c.id))).scalar_one() or 0
        self.seen = bytearray(newest + 1)

    def take(self, rows: list[RawRow]) -> None:
        """Compare a batch and write what is new in it."""
        self.counts.read += len(rows)
        keyed = [row for row in map(self._keyed, rows) if row is not None]
        self._expected.advance(len(rows) + len(keyed))
        known = self._known(keyed)
        pending = [row for row in keyed if not self._is_unchanged(row, known.get(row.key))]
        self._write(self._changes(pending, known))

    def _keyed(self, row: RawRow) -> _Keyed | None:
        """None where that is all there is to it: an expected row, or one without a key."""
        line, cells = row
        dataset = self.stored.dataset
        try:
            if isinstance(cells, CellError):
                raise cells
            digest = self._digest(self._writing.rules_mark, *cells)
            version = self._expected.taken(digest)
            if version is not None and not self.seen[version]:
                self._unchanged(version)
                return None
            key = dataset.key_of(cells, self._writing.checks)
        except CellError as wrong:
            self._reject(line, wrong)
            return None
        return _Keyed(line, cells, self._digest(dataset.name, key), digest)

    def _known(self, rows: list[_Keyed]) -> dict[bytes, Row[*tuple[Any, ...]]]:
        """The versions that hold; those that this run wrote take precedence."""
        if not rows:
            return {}
        keys = {"keys": [row.key for row in rows]}
        with self._database.read() as connection:
            found = connection.execute(self._statements.known, keys).all()
        return {row.row_key: row for row in found}

    def _is_unchanged(self, row: _Keyed, old: Row[*tuple[Any, ...]] | None) -> bool:
        """The same cells as in the generation that is read, at a place that was not expected."""
        if old is None or old.row_digest != row.digest or old.delisted_on is not None:
            return False
        if self._was_listed(old.id, old.from_run):
            return False
        self._unchanged(old.id)
        return True

    def _unchanged(self, version: int) -> None:
        self.seen[version] = _LISTED
        self.counts.unchanged += 1

    def _was_listed(self, version: int, from_run: int) -> bool:
        return from_run == self._writing.run or self.seen[version] == _LISTED

    def _changes(self, rows: list[_Keyed], known: dict[bytes, Row[*tuple[Any, ...]]]) -> _Changes:
        changes, written = _Changes(), set[bytes]()
        before = self._whole([known[row.key].id for row in rows if row.key in known])
        for row in rows:
            old = before[known[row.key].id] if row.key in known else None
            is_double = row.key in written or (
                old is not None and self._was_listed(old["id"], old["from_run"])
            )
            try:
                if is_double:
                    raise CellError("the key of an earlier row", self.stored.dataset.key[0])
                typed = self.stored.dataset.row_of(row.cells, self._writing.checks)
            except CellError as wrong:
                self._reject(row.line, wrong)
                if old is not None and not is_double:
                    self.seen[old["id"]] = _KEPT
                continue
            written.add(row.key)
            self._compare(row, typed, old, changes)
        return changes

    def _compare(
        self, row: _Keyed, typed: object, old: RowMapping | None, changes: _Changes
    ) -> None:
        plain = self.stored.plain(typed, self._sealer)
        if old is not None:
            self.seen[old["id"]] = _LISTED
            if self.stored.says(old, typed, plain, self._sealer):
                changes.respelled.append({"version": old["id"], "digest": row.digest})
                self.counts.unchanged += 1
                return
            changes.ended.append({"version": old["id"]})
        if old is None or old["delisted_on"] is not None:
            self.counts.inserted += 1
        else:
            self.counts.updated += 1
        version = self.stored.version(typed, plain, row.key, self._sealer)
        version |= {"row_digest": row.digest, "from_run": self._writing.run}
        if "inactive_since" in self.stored.table.c:
            version["inactive_since"] = inactive_since(old, plain, self.as_of)
        changes.versions.append(version)

    def _whole(self, ids: list[int]) -> dict[int, RowMapping]:
        if not ids:
            return {}
        with self._database.read() as connection:
            found = connection.execute(self._statements.whole, {"ids": ids}).mappings().all()
        return {row["id"]: row for row in found}

    def _write(self, changes: _Changes) -> None:
        rejections = self._writing.rejections
        if not (changes.ended or changes.respelled or changes.versions or rejections.waiting):
            return
        with self._database.write() as connection:
            if changes.ended:
                connection.execute(self._statements.end, changes.ended)
            if changes.respelled:
                connection.execute(self._statements.respell, changes.respelled)
            if changes.versions:
                insert_all(connection, self.stored.table, changes.versions)
            rejections.write(connection)

    def _reject(self, line: int, wrong: CellError) -> None:
        self.counts.rejected += 1
        self._writing.rejections.add(self.stored.dataset.name, line, wrong)


class _Statements:
    """Made once a load: the compiled form is found again by it."""

    def __init__(self, writing: Writing, stored: Stored) -> None:
        table, columns = stored.table, stored.table.c
        heads = (columns.id, columns.row_key, columns.row_digest, columns.from_run)
        self.known = (
            select(*heads, columns.delisted_on)
            .where(
                columns.row_key.in_(bindparam("keys", expanding=True)),
                or_(live(table, writing.base), columns.from_run == writing.run),
            )
            .order_by(columns.from_run)
        )
        self.whole = select(table).where(columns.id.in_(bindparam("ids", expanding=True)))
        one = update(table).where(columns.id == bindparam("version"))
        self.end = one.values(to_run=writing.run)
        self.respell = one.values(row_digest=bindparam("digest"))
