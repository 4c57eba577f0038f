"""Updates on their way to the bot: kept until getUpdates confirms them or the webhook took them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Any

from bot.fakes.telegram_calls import Call
from bot.fakes.telegram_changes import Changes
from bot.fakes.telegram_chats import Wire
from bot.fakes.telegram_refusals import RefusalError

FIRST_UPDATE = 100_001
LONGEST_POLL_SECONDS = 50
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_KNOWN = _ONLY_ON_REQUEST | {"message", "edited_message", "callback_query", "my_chat_member"}


@dataclass(frozen=True)
class Pending:
    """One update; those of one queue (a chat) reach a webhook in order."""

    update_id: int
    queue: int
    wire: Wire


class Updates:
    def __init__(self, changes: Changes) -> None:
        self.pending: list[Pending] = []
        self._allowed: frozenset[str] = frozenset()
        self._ids = count(FIRST_UPDATE)
        self._polls = count(1)
        self._newest_poll = 0
        self._lock = Lock()
        self._changes = changes

    def add(self, content: Wire, queue: int) -> Wire:
        """Whatever shape it has, with the next id; a kind that the bot did not allow is dropped."""
        wire = {"update_id": next(self._ids), **content}
        if self._wants(content):
            with self._lock:
                self.pending.append(Pending(wire["update_id"], queue, wire))
        self._changes.happened()
        return wire

    def allow(self, kinds: Any) -> None:
        """None keeps what was asked for before, as the real server does."""
        if isinstance(kinds, list):
            self._allowed = frozenset(map(str, kinds))

    def allowed(self) -> list[str]:
        return sorted(self._allowed)

    def confirm(self, update_ids: Iterable[int]) -> None:
        gone = set(update_ids)
        with self._lock:
            self.pending = [each for each in self.pending if each.update_id not in gone]
        self._changes.happened()

    async def poll(self, call: Call, stopped: Callable[[], bool]) -> list[Wire]:
        """getUpdates; a second poll ends the first with 409."""
        self.allow(call.structure("allowed_updates"))
        self._confirm_before(call.integer("offset"))
        poll = self._newest_poll = next(self._polls)
        self._changes.happened()

        def over() -> bool:
            return bool(self.pending) or poll != self._newest_poll or stopped()

        try:
            seconds = min(max(call.integer("timeout"), 0), LONGEST_POLL_SECONDS)
            await self._changes.until(over, seconds)
        except TimeoutError:
            return []
        if poll != self._newest_poll:
            words = "Conflict: terminated by other getUpdates request; make sure that only one"
            raise RefusalError(409, f"{words} bot instance is running")
        most = min(max(call.integer("limit", 100), 1), 100)
        return [each.wire for each in self.pending[:most]]

    def _confirm_before(self, offset: int) -> None:
        """A negative offset counts from the end and forgets all before."""
        ids = [each.update_id for each in self.pending]
        gone = ids[:offset] if offset < 0 else [each for each in ids if each < offset]
        self.confirm(gone)

    def _wants(self, content: Wire) -> bool:
        """Kinds that this fake does not know pass: a real server is always newer than a bot."""
        wanted = self._allowed or _KNOWN - _ONLY_ON_REQUEST
        return bool(wanted & content.keys()) or not _KNOWN & content.keys()
