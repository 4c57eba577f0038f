"""How long a notice takes: by the platforms' pace, and by the people a day that Meta allows."""

import math
from collections import Counter
from dataclasses import dataclass

from handlers.catalog import Words
from handlers.notice_people import WHATSAPP, Reached
from storage.store import Store

# What a service sends in a second beside its answers; see benchmarks/delivery.py.
PACE = {"telegram": 28.0, WHATSAPP: 60.0, "phone": 28.0}
DAY_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Quota:
    """WhatsApp's different people in 24 hours: `a_day` 0 is no limit, `left` for today."""

    a_day: int = 0
    left: int = 0


def quota_of(store: Store, a_day: int, now: float) -> Quota:
    """What is left of `a_day` for the moment `now` (seconds since the epoch)."""
    if not a_day:
        return Quota()
    used = store.outbox.reached_by_template(WHATSAPP, now - DAY_SECONDS)
    return Quota(a_day, max(0, a_day - used))


@dataclass(frozen=True, slots=True)
class Plan:
    """`free` are people on WhatsApp inside an open window, `paid` those who cost a template.

    `people` are all of the segment: `recipients` are chats, and several may share one.
    """

    people: int
    recipients: int
    channels: dict[str, int]
    free: int
    paid: int
    unreached: dict[str, int]
    days: int
    seconds: float

    @property
    def unreachable(self) -> int:
        return sum(self.unreached.values())

    @property
    def by_other_ways(self) -> int:
        return self.recipients - self.free - self.paid


def plan(found: Reached, quota: Quota) -> Plan:
    channels = Counter(each.chat.channel for each in found.addressees)
    on_whatsapp = [each for each in found.addressees if each.chat.channel == WHATSAPP]
    free = sum(each.is_open for each in on_whatsapp)
    paid = len(on_whatsapp) - free
    days = days_for(paid, quota)
    return Plan(
        people=sum(len(each.people) for each in found.addressees) + len(found.unreached),
        recipients=len(found.addressees),
        channels=dict(channels),
        free=free,
        paid=paid,
        unreached=dict(Counter(each.why_not for each in found.unreached)),
        days=days,
        seconds=seconds_for(channels, days),
    )


def days_for(paid: int, quota: Quota) -> int:
    """Further days after today until Meta has let all of them through."""
    if not quota.a_day or paid <= quota.left:
        return 0
    return math.ceil((paid - max(quota.left, 0)) / quota.a_day)


def seconds_for(channels: dict[str, int], days: int) -> float:
    """The channels work beside each other."""
    paced = max((number / PACE[name] for name, number in channels.items()), default=0.0)
    return paced + days * DAY_SECONDS


def in_words(found: Plan, words: Words) -> str:
    """`1.800 orang: 212 …`: only what there is."""
    lines = [words.text("notice.plan", people=found.recipients)]
    if found.free:
        lines.append(words.text("notice.plan.free", people=found.free))
    if found.by_other_ways:
        lines.append(words.text("notice.plan.direct", people=found.by_other_ways))
    if found.paid:
        key = "notice.plan.days" if found.days else "notice.plan.today"
        lines.append(words.text(key, people=found.paid, days=found.days + 1))
    lines += [
        words.text(f"notice.unreached.{reason}", people=number)
        for reason, number in found.unreached.items()
    ]
    return "\n".join([*lines, _time(found.seconds, words)])


def _time(seconds: float, words: Words) -> str:
    if seconds >= DAY_SECONDS:
        return words.text("notice.plan.time_days", days=math.ceil(seconds / DAY_SECONDS))
    return words.text("notice.plan.time", minutes=max(1, math.ceil(seconds / 60)))
