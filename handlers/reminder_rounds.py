"""Reminders of all people: what has become wrong is withdrawn, what is due becomes a notice.

A round looks without a lock and acts in short transactions, as long as nothing else has changed.
The delivery lets no reminder leave that the newest round of the day has not seen.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handlers import broadcasting, reminders
from handlers.broadcasting import NoticeDesk, NoticeError
from handlers.catalog import Words
from handlers.notice_people import reached
from handlers.notice_text import Wording
from handlers.reminders import FIRST, Message
from storage.audience import Target
from storage.audit import SYSTEM
from storage.broadcasts import Broadcast, Contents
from storage.officers import Officer
from storage.reminders import Funding, Known, Seen

_KEY = re.compile(r"(30|7|1|renewed|corrected):\d{4}-\d{2}-\d{2}", re.ASCII)
_UNDER_WAY = ("running", "paused")


@dataclass(frozen=True, slots=True)
class Look:
    """`outdated` are recipients by broadcast; `is_all` where no officer's stop held back any."""

    seen: Seen
    outdated: dict[int, list[int]]
    due: dict[Message, list[Target]]
    is_all: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder to come, if nothing changes; `recipients` are chats that will be written to."""

    day: date
    message: Message
    people: int
    recipients: int
    unreachable: int
    stopped_by: str | None


def look(desk: NoticeDesk) -> Look:
    """Reads only."""
    store, today = desk.store, desk.now.date()
    seen, stops, fundings = (
        store.reminders.seen(),
        store.reminders.stops(),
        store.reminders.fundings(),
    )
    under_way = {each.id: each for each in store.broadcasts.all(_UNDER_WAY)}
    outdated: dict[int, set[int]] = defaultdict(set)
    due: dict[Message, list[bytes]] = defaultdict(list)
    is_all = True
    for person in store.reminders.people(today, today + FIRST, seen):
        for broadcast_id, recipient_id in _outdated(person, under_way, fundings, today):
            outdated[broadcast_id].add(recipient_id)
        message = reminders.due(person, fundings, desk.now)
        if message is not None and message.key in stops:
            is_all = False
        elif message is not None:
            due[message].append(person.nik_index)
    targets = {message: list(desk.audience.named(people)) for message, people in due.items()}
    return Look(seen, {each: sorted(ids) for each, ids in outdated.items()}, targets, is_all)


def withdraw(desk: NoticeDesk, found: Look) -> int:
    """What waits and would say today what is no longer so; look again afterwards."""
    gone = 0
    for broadcast_id, recipients in found.outdated.items():
        broadcast = desk.store.broadcasts.get(broadcast_id)
        assert broadcast is not None
        delivery = desk.store.delivery(broadcast)
        delivery.pull_back()
        withdrawn = desk.store.reminders.withdraw(recipients)
        if broadcast.state == "paused" and not delivery.pending():
            desk.store.broadcasts.change(broadcast, state="done", ended_at=desk.now.timestamp())
        desk.store.audit.record(
            SYSTEM, "reminder.withdraw", notice=broadcast_id, recipients=withdrawn
        )
        gone += withdrawn
    return gone


def remind(desk: NoticeDesk, found: Look) -> int | None:
    """How many chats will be written to; None where the look has become old: look again."""
    if desk.store.reminders.seen() != found.seen:
        return None
    told = sum(_make(desk, message, people) for message, people in found.due.items())
    base = found.seen.run if found.is_all or found.seen.base is None else found.seen.base
    desk.store.reminders.mark_checked(found.seen.run, desk.now.date(), base)
    return told


def plan(desk: NoticeDesk, days: int) -> list[Planned]:
    """What is due today and within so many days, the nearest first. Reads only."""
    stops = desk.store.reminders.stops()
    return [
        _planned(desk, day, message, people, stops.get(message.key))
        for day, message, people in timetable(desk, days)
    ]


def timetable(desk: NoticeDesk, days: int) -> list[tuple[date, Message, list[bytes]]]:
    """The plan without its chats, which cost most of the time; people by the index of their NIK."""
    store, today = desk.store, desk.now.date()
    seen, fundings = store.reminders.seen(), store.reminders.fundings()
    until = today + timedelta(days=days)
    planned: dict[tuple[date, Message], list[bytes]] = defaultdict(list)
    for person in store.reminders.people(today, until + FIRST, seen):
        message = reminders.due(person, fundings, desk.now)
        for each in [
            *([(today, message)] if message else []),
            *reminders.coming(person, fundings, desk.now, until),
        ]:
            planned[each].append(person.nik_index)
    return [
        (day, message, planned[day, message])
        for day, message in sorted(planned, key=lambda each: (each[0], each[1].key))
    ]


def stop(desk: NoticeDesk, key: str, by: Officer) -> None:
    """Also of what is running: who was told was told. NoticeError: not a reminder, or no right."""
    _check(key, by)
    if key not in desk.store.reminders.stops():
        desk.store.reminders.stop(key, by.actor)
    for each in _made(desk, key):
        if each.state == "running":
            broadcasting.pause(desk, each, by)
    desk.store.audit.record(by.actor, "reminder.stop", reminder=key)


def resume(desk: NoticeDesk, key: str, by: Officer) -> None:
    """What is still right goes out after the next round. Raises NoticeError as `stop` does."""
    _check(key, by)
    desk.store.reminders.resume(key)
    desk.store.reminders.uncheck()
    for each in _made(desk, key):
        if each.state == "paused" and each.reason == "by_hand":
            broadcasting.resume(desk, each, by)
    desk.store.audit.record(by.actor, "reminder.resume", reminder=key)


def title(words: Words, stage: str, end: date) -> str:
    """Of a reminder in officers' lists."""
    if stage == "renewed":
        return words.text("reminder.title.renewed", end=end)
    if stage == "corrected":
        return words.text("reminder.title.corrected", end=end)
    return words.text("reminder.title.days", days=int(stage), end=end)


def parts(key: str) -> tuple[str, date] | None:
    """Stage and end of cover; None for what is no key of a reminder."""
    try:
        end = date.fromisoformat(key.partition(":")[2])
    except ValueError:
        return None
    return (key.partition(":")[0], end) if _KEY.fullmatch(key) else None


def _check(key: str, by: Officer) -> None:
    """A reminder is for the whole regency: an officer of some villages cannot stop it."""
    if parts(key) is None:
        raise NoticeError("usage", "notice.error.reminder", reminder=key)
    if by.villages and not by.may_approve:
        raise NoticeError("safety", "notice.error.other_village")


def _made(desk: NoticeDesk, key: str) -> Iterator[Broadcast]:
    for each in desk.store.broadcasts.all(_UNDER_WAY):
        if each.reminder is not None and each.reminder.startswith(f"{key}:"):
            yield each


def _outdated(
    person: Known, under_way: dict[int, Broadcast], fundings: list[Funding], today: date
) -> Iterator[tuple[int, int]]:
    """Broadcast and recipient of each message that waits and must not leave."""
    for each in person.told:
        broadcast = under_way.get(each.broadcast_id)
        if each.reached is not None or each.recipient_id is None or broadcast is None:
            continue
        contents = broadcast.contents
        said = Message(each.stage, each.end, contents.template or "", tuple(contents.days.items()))
        if reminders.outdated(said, person, fundings, today):
            yield broadcast.id, each.recipient_id


def _make(desk: NoticeDesk, message: Message, people: list[Target]) -> int:
    words = desk.speak(desk.programme.default_language)
    broadcast = desk.store.broadcasts.create(
        Contents(
            title(words, message.stage, message.end),
            template=message.template,
            days=dict(message.days),
        ),
        kind="reminder",
        purpose="own_coverage",
        state="running",
        conditions=[f"coverage_end={message.end}"],
        author=SYSTEM,
        reminder=_free_name(desk, message),
    )
    desk.store.broadcasts.change(broadcast, started_at=desk.now.timestamp())
    wording = _wording(desk, broadcast.contents, broadcast.code)
    found = reached(people, wording, desk.now)
    desk.store.broadcasts.freeze(broadcast, found.recipients(wording), found.unreached)
    indexes = [each.nik_index for each in people]
    desk.store.reminders.record(broadcast.id, message.stage, message.end, indexes)
    desk.store.audit.record(
        SYSTEM,
        "reminder.create",
        notice=broadcast.id,
        reminder=broadcast.reminder,
        recipients=len(found.addressees),
        unreachable=len(found.unreached),
    )
    return len(found.addressees)


def _free_name(desk: NoticeDesk, message: Message) -> str:
    """Unique: the key, the template, the day, and a number for what becomes due later that day."""
    name = f"{message.key}:{message.template}:{desk.now.date()}"
    names, number = name, 1
    while desk.store.broadcasts.by_reminder(names) is not None:
        number += 1
        names = f"{name}:{number}"
    return names


def _planned(
    desk: NoticeDesk, day: date, message: Message, people: list[bytes], stopped_by: str | None
) -> Planned:
    contents = Contents("", template=message.template, days=dict(message.days))
    found = reached(desk.audience.named(people), _wording(desk, contents, ""), desk.now)
    return Planned(
        day, message, len(people), len(found.addressees), len(found.unreached), stopped_by
    )


def _wording(desk: NoticeDesk, contents: Contents, code: str) -> Wording:
    return Wording(contents, code, "own_coverage", desk.programme, desk.speak)
