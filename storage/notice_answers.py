"""What people write about soon after a notice: their topics are counted, their words not kept."""

from sqlalchemy import Connection, text

from storage.conversations import Contact

ANSWER_SECONDS = 3 * 24 * 3600.0
# In both dialects: a topic counts once for each notice and chat.
_note = text(
    "INSERT INTO notice_answer (broadcast_id, contact_id, intent, at)"
    " VALUES (:broadcast_id, :contact_id, :intent, :at) ON CONFLICT DO NOTHING"
)


class NoticeAnswers:
    """One transaction's view; `now` is the time of the message, in seconds since the epoch."""

    def __init__(self, connection: Connection, now: float) -> None:
        self._connection = connection
        self._now = now

    def note(self, contact: Contact, intent: str) -> None:
        """No statement where the chat got no notice in the last days."""
        got_at = contact.last_notice_at
        if got_at is None or not 0 <= self._now - got_at <= ANSWER_SECONDS:
            return
        row = {"broadcast_id": contact.last_notice_id, "contact_id": contact.id}
        self._connection.execute(_note, row | {"intent": intent, "at": self._now})
