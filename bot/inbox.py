"""One message, one transaction: seen, locked, answered, written to the outbox, committed."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import where
from handlers.catalog import Words, catalog
from handlers.conversation import Chat, Inbound, Reply
from handlers.dialogue import decode, encode
from handlers.programme import Programme
from handlers.router import Turn, turn
from handlers.understanding.anonymous import anonymous
from handlers.understanding.understand import understand
from storage.conversations import Contact
from storage.database import Database
from storage.outbox import Body, Part, Report
from storage.store import Store

OLDEST_SECONDS = 8 * 24 * 3600  # Meta brings an update again for 7 days; ids are kept for 8
LONGEST_TEXT = 10_000
MOST_REPLIES = 3
WAITED_SECONDS = 600.0  # messages this old, several in one batch, are one turn
_MAY_HOLD_SECONDS = 600.0  # after so long a silence something may have been held for the person

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message; the replies themselves lie in the outbox."""

    contact_id: int | None
    intent: str
    confidence: float
    state: str  # answered, duplicate, too_old, failed


@dataclass(frozen=True, slots=True)
class Reachability:
    """A person blocked the bot on a channel, or came back."""

    channel: str
    sender: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class AddressChange:
    """A person has another number; `new_sender` where that is what names them."""

    channel: str
    sender: str
    update_id: str
    new_sender: str | None


class Inbox:
    """Takes messages in. `words` gives a language its words: gettext, or a test's keys.

    `whatsapp_tier` is for the plans of notices, 0 where there is no limit.

    `keep_unclear` keeps what was not understood, without what tells a person, to learn from.

    Older messages than `oldest_seconds` are dropped and counted (None: a terminal's may be of
    any day).
    """

    def __init__(
        self,
        database: Database,
        programme: Programme,
        *,
        words: Callable[[str], Words] = catalog,
        clock: Callable[[], float] = time.time,
        oldest_seconds: float | None = OLDEST_SECONDS,
        keep_unclear: bool = False,
        whatsapp_tier: int = 0,
    ) -> None:
        self._database = database
        self._programme = programme
        self._words = words
        self._clock = clock
        self._oldest_seconds = oldest_seconds
        self._keep_unclear = keep_unclear
        self._whatsapp_tier = whatsapp_tier

    def receive(self, inbound: Inbound) -> Received:
        """`answer`, else `apologise`, in transactions of their own."""
        try:
            with self._database.write() as connection:
                return self.answer(connection, inbound)
        except HandlerError as failed:
            with self._database.write() as connection:
                return self.apologise(connection, inbound, failed)

    def answer(self, connection: Connection, inbound: Inbound) -> Received:
        """Answer a message once. Raises HandlerError: roll back, then `apologise`.

        Errors of the database itself are raised: the platform then brings the message again.
        """
        return self.answer_together(connection, [inbound])[0]

    def answer_together(
        self, connection: Connection, inbounds: Sequence[Inbound]
    ) -> list[Received]:
        """Messages of one person as one turn: in order, every answer to a form taken.

        Questions of one intent are answered once, with the newest words.
        """
        answered = [self._answer_one(connection, inbound) for inbound in inbounds]
        heard = [each for each in answered if each.store is not None]
        if heard:
            store, contact = heard[-1].store, heard[-1].contact
            assert store is not None
            assert contact is not None
            self._send(store, contact, _each_once(heard) if len(heard) > 1 else heard[0].replies)
        return [each.received for each in answered]

    def _answer_one(self, connection: Connection, inbound: Inbound) -> "_Answered":
        if self._oldest_seconds and self._clock() - inbound.sent_at > self._oldest_seconds:
            log.info("message_too_old", channel=inbound.channel)
            return _Answered(Received(None, "none", 0.0, "too_old"))
        store = self._store(connection, inbound)
        contact = self._contact(store, inbound)
        if not store.conversations.first_time(inbound.channel, inbound.update_id):
            return _Answered(Received(contact.id, "none", 0.0, "duplicate"))
        contact = self._heard_from(store, contact, inbound)
        chat = self._chat(store, contact, inbound)
        answered = _turn(chat, inbound)
        store.notice_answers.note(contact, answered.intent)
        _keep_dialogue(store, chat)
        if self._keep_unclear and answered.unclear:
            store.unclear.keep(anonymous(chat.understood.text, self._programme.villages))
        log.info(
            "message_answered",
            channel=inbound.channel,
            contact=contact.id,
            intent=answered.intent,
            replies=len(answered.replies),
        )
        result = Received(contact.id, answered.intent, answered.confidence, "answered")
        form = chat.dialogue.top
        open_form = (form.then or form.form) if form else None
        return _Answered(result, answered.replies, store, contact, open_form)

    def apologise(
        self, connection: Connection, inbound: Inbound, failed: "HandlerError"
    ) -> Received:
        """No text is kept: the update id is marked failed, and the person gets a way on."""
        log.error("handler_failed", channel=inbound.channel, **where(failed.reason))
        store = self._store(connection, inbound)
        contact = self._contact(store, inbound)
        if not store.conversations.first_time(inbound.channel, inbound.update_id, failed=True):
            return Received(contact.id, "none", 0.0, "duplicate")
        contact = self._heard_from(store, contact, inbound)
        chat = self._chat(store, contact, inbound)
        sorry = Reply(chat.text("failed.sorry"), chat.choices("officer", "office", "menu"))
        chat.dialogue.offered = [(choice.label, choice.value) for choice in sorry.choices]
        _keep_dialogue(store, chat)
        self._send(store, contact, [sorry])
        return Received(contact.id, "failed", 0.0, "failed")

    def note(self, connection: Connection, change: Reachability) -> None:
        """Remember it; what waits for somebody who blocked the bot is given up."""
        now = self._clock()
        store = Store(connection, self._database.sealer, now=now, real_now=now)
        contact = store.conversations.contact(
            change.channel, change.sender, self._programme.default_language
        )
        if change.reachable:
            store.conversations.reachable(contact)
        else:
            store.conversations.unreachable(contact.id, "blocked")
            store.outbox.give_up(contact.id, "blocked")

    def take_report(self, connection: Connection, report: Report, *, unreachable: bool) -> bool:
        """What a platform says of a message of ours; False where it is no news, or not ours."""
        now = self._clock()
        store = Store(connection, self._database.sealer, now=now, real_now=now)
        contact_id = store.outbox.take_report(report)
        if contact_id is None:
            return False
        if unreachable:
            reason = report.error or "failed"
            store.conversations.unreachable(contact_id, reason)
            store.outbox.give_up(contact_id, reason)
        return True

    def change_address(self, connection: Connection, change: AddressChange) -> None:
        """The person stays who they are; the platform's word about their number ends."""
        now = self._clock()
        store = Store(connection, self._database.sealer, now=now, real_now=now)
        if not store.conversations.first_time(change.channel, change.update_id):
            return
        contact = store.conversations.known(change.channel, change.sender)
        if contact is not None:
            contact = store.conversations.forget_phone(contact)
            if change.new_sender is not None:
                store.conversations.move(contact, change.new_sender)

    def _heard_from(self, store: Store, contact: Contact, inbound: Inbound) -> Contact:
        """The person is there: what was held for them may leave."""
        if not contact.is_new and inbound.sent_at - contact.last_inbound_at > _MAY_HOLD_SECONDS:
            store.outbox.release(contact.id)
        return store.conversations.heard_from(contact, inbound.contact_phone)

    def _store(self, connection: Connection, inbound: Inbound) -> Store:
        return Store(
            connection,
            self._database.sealer,
            now=inbound.sent_at,
            real_now=self._clock(),
        )

    def _contact(self, store: Store, inbound: Inbound) -> Contact:
        return store.conversations.contact(
            inbound.channel,
            inbound.sender,
            self._programme.default_language,
            inbound.formerly,
        )

    def _chat(self, store: Store, contact: Contact, inbound: Inbound) -> Chat:
        now = datetime.fromtimestamp(inbound.sent_at, self._programme.timezone)
        return Chat(
            contact=contact,
            understood=understand(
                inbound.text[:LONGEST_TEXT], today=now.date(), villages=self._programme.villages
            ),
            storage=store,
            programme=self._programme,
            words=self._words(contact.language),
            now=now,
            dialogue=decode(store.conversations.dialogue(contact)),
            whatsapp_tier=self._whatsapp_tier,
        )

    def _send(self, store: Store, contact: Contact, replies: list[Reply]) -> None:
        bodies = [_body(reply) for reply in replies]
        store.outbox.put(contact, bodies, kind="reply", not_before=self._clock())


@dataclass(frozen=True, slots=True)
class _Answered:
    """One message of a turn; no store where it was a duplicate or too old."""

    received: Received
    replies: list[Reply] = field(default_factory=list)
    store: Store | None = None
    contact: Contact | None = None
    open_form: str | None = None  # what it is about, after this message


class HandlerError(Exception):
    """A handler raised; the transaction must be rolled back."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason


def new_update_id() -> str:
    """For channels whose platform gives none."""
    return os.urandom(12).hex()


def _turn(chat: Chat, inbound: Inbound) -> Turn:
    try:
        return turn(chat, inbound)
    except SQLAlchemyError:
        raise
    except Exception as error:
        raise HandlerError(error) from error


def _keep_dialogue(store: Store, chat: Chat) -> None:
    """An open form always costs the write: that a wrong answer changed nothing must not show."""
    state, is_open = encode(chat.dialogue), bool(chat.dialogue.frames)
    store.conversations.keep_dialogue(chat.contact, state, even_the_same=is_open)


def _each_once(answered: "list[_Answered]") -> list[Reply]:
    """Of each intent the newest replies, no words twice; choices only where they were last offered.

    What was offered last is what a typed number picks from. A form that is still open is asked
    about by the last replies, so its earlier questions are left out.
    """
    newest = {each.received.intent: n for n, each in enumerate(answered) if each.replies}
    offered = max(newest.values(), default=0)
    if newest.get(answered[-1].open_form or "", offered) != offered:
        del newest[str(answered[-1].open_form)]
    kept = [
        (n, reply)
        for n, each in enumerate(answered)
        if newest.get(each.received.intent) == n
        for reply in each.replies
    ]
    last = {reply.text: place for place, (_, reply) in enumerate(kept)}
    once = [each for place, each in enumerate(kept) if last[each[1].text] == place]
    return [
        reply if n == offered else replace(reply, choices=()) for n, reply in once[-MOST_REPLIES:]
    ]


def _body(reply: Reply) -> Body:
    return Body(
        text=reply.text,
        choices=tuple((choice.label, choice.value) for choice in reply.choices),
        parts=tuple(Part(part.kind, part.name, part.data) for part in reply.attachments),
        asks_phone=reply.asks_phone,
    )
