"""From a webhook's bytes to what happened: every element of every list, each by itself."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import structlog

from bot import metrics
from bot.channels.whatsapp import CHANNEL
from bot.channels.whatsapp.errors import means
from bot.channels.whatsapp.wire import (
    Change,
    Contact,
    Content,
    Entry,
    Envelope,
    Message,
    Raw,
    Status,
    Value,
    read,
)
from bot.inbox import AddressChange
from bot.logs import where
from handlers.conversation import Inbound
from handlers.parsing import Problem, phone
from storage.outbox import Report

# What people send without words that we could read, as the handlers call it.
_FILES = {
    "image": "photo",
    "audio": "voice",
    "video": "document",
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "contacts": "contact",
}
_NO_MESSAGE = ("reaction", "revoke", "request_welcome", "ephemeral")
_STATES = ("sent", "delivered", "read", "failed")
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

log = structlog.get_logger()
_Wire = TypeVar("_Wire")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, and the id by which it is marked as read."""

    inbound: Inbound
    message_id: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A status of a message of ours; `unreachable` where the person cannot be reached at all."""

    report: Report
    unreachable: bool


@dataclass(slots=True)
class Happened:
    """All that one webhook tells, in its order."""

    heard: list[Heard] = field(default_factory=list)
    changed: list[AddressChange] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)


class NotJsonError(ValueError):
    """The body is no JSON object."""


def happened(body: bytes, phone_number_id: str) -> Happened:
    """Raises NotJsonError. What cannot be read is skipped and counted."""
    try:
        envelope = read(body, Envelope)
    except msgspec.ValidationError as error:
        if not body.lstrip()[:1] == b"{":
            raise NotJsonError from None
        _skip(error)
        return Happened()
    except _UNREADABLE:
        raise NotJsonError from None
    found = Happened()
    for value in _values(envelope, phone_number_id):
        contacts = list(_each(value.contacts, Contact))
        for message in _each(value.messages, Message):
            _take(found, message, contacts)
        for status in _each(value.statuses, Status):
            if reported := _reported(status):
                found.reported.append(reported)
    return found


def _values(envelope: Envelope, phone_number_id: str) -> Iterator[Value]:
    """Those of our number: others of the same account arrive here too."""
    for entry in _each(envelope.entry, Entry):
        for change in _each(entry.changes, Change):
            if change.field != "messages":
                continue
            for value in _each([change.value], Value):
                if str(value.metadata.phone_number_id) == phone_number_id:
                    yield value


def _each(raw: list[Raw], kind: type[_Wire]) -> Iterator[_Wire]:
    for element in raw:
        try:
            yield read(element, kind)
        except _UNREADABLE as error:
            _skip(error)


def _skip(error: Exception) -> None:
    metrics.skipped.labels(CHANNEL).inc()
    log.warning("element_skipped", channel=CHANNEL, **where(error))


def _take(found: Happened, message: Message, contacts: list[Contact]) -> None:
    number = None if message.sender is None else str(message.sender)
    user_id = message.from_user_id or _user_id(contacts, number)
    sender = user_id or number
    if not sender or message.group_id or message.type in _NO_MESSAGE:
        return
    if message.system is not None or message.type == "system":
        found.changed.append(_changed(message, sender, user_id))
        return
    content = message.edit.message if message.edit else message
    text, choice, attachment = _said(content)
    inbound = Inbound(
        channel=CHANNEL,
        sender=sender,
        update_id=message.id,
        sent_at=float(message.timestamp),
        text=text,
        choice=choice,
        contact_phone=_vouched(number),
        attachment=attachment,
        edited=message.edit is not None,
        formerly=number if user_id else None,
    )
    found.heard.append(Heard(inbound, message.id))


def _user_id(contacts: list[Contact], number: str | None) -> str | None:
    """A contact belongs to a message by its number; a single one to all."""
    if len(contacts) == 1:
        return contacts[0].user_id
    return next((each.user_id for each in contacts if number and str(each.wa_id) == number), None)


def _said(content: Content) -> tuple[str, str | None, str | None]:
    """Words, a choice, the kind of a file."""
    if content.text is not None:
        return content.text.body, None, None
    if content.button is not None:
        payload = content.button.payload
        is_ours = ":" in payload
        return "" if is_ours else content.button.text, payload if is_ours else None, None
    if content.interactive is not None:
        chosen = content.interactive.button_reply or content.interactive.list_reply
        return "", chosen.id if chosen else None, None if chosen else "other"
    media = content.image or content.video or content.document
    return media.caption if media else "", None, _FILES.get(content.type, "other")


def _vouched(number: str | None) -> str | None:
    """A copy of the number is read; the number itself stays as Meta wrote it."""
    if number is not None and number.isascii() and number.isdecimal():
        with suppress(Problem):
            return phone(f"+{number}")
    return None


def _changed(message: Message, sender: str, user_id: str | None) -> AddressChange:
    """Somebody known by a user id keeps it, unless it is that which changed."""
    system = message.system
    new = system and (system.user_id or (None if user_id else system.new_wa_id or system.wa_id))
    new_sender = None if new is None or str(new) == sender else str(new)
    return AddressChange(CHANNEL, sender, message.id, new_sender)


def _reported(status: Status) -> Reported | None:
    """None for what is no message of our outbox, or no state that we know."""
    token, _, part = (status.biz_opaque_callback_data or "").partition(".")
    try:
        raw = bytes.fromhex(token)
        place = int(part) if part else None
    except ValueError:
        raw = b""
    if not raw or status.status not in _STATES:
        metrics.reports.labels(CHANNEL, "not_ours").inc()
        return None
    code = status.errors[0].code if status.errors else None
    failed = status.status == "failed"
    error = str(code) if failed and code is not None else None
    report = Report(raw, status.status, status.id, error, place)
    gone = failed and code is not None and means(code) == "unreachable"
    return Reported(report, unreachable=gone)
