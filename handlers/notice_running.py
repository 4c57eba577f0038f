"""A running notice, step by step: the trial, the pace, the quiet hours, when it stops itself."""

from dataclasses import replace
from datetime import datetime

from handlers.broadcasting import Desk
from handlers.quiet_hours import quiet_until
from storage.audit import SYSTEM
from storage.broadcast_delivery import BroadcastDelivery, Settled
from storage.broadcasts import Broadcast

# Rows that wait in the outbox at most, by channel: about two seconds of its pace.
AHEAD = {"telegram": 60, "whatsapp": 160, "phone": 60}
ENOUGH_TO_JUDGE = 20  # failures of fewer say nothing
LATE_SECONDS = 60.0


def begin_scheduled(desk: Desk, broadcast: Broadcast) -> None:
    """Its time has come; a late one remembers by how much, in `started_at` less `start_at`."""
    now = desk.now.timestamp()
    if broadcast.start_at is not None and broadcast.start_at <= now:
        desk.store.broadcasts.change(broadcast, state="running", started_at=now)
        desk.store.audit.record(
            SYSTEM, "notice.start", notice=broadcast.id, late=late(broadcast, now)
        )


def late(broadcast: Broadcast, started_at: float | None = None) -> int:
    """Whole seconds by which a scheduled notice began too late; 0 where it was in time."""
    began = started_at if started_at is not None else broadcast.started_at
    if broadcast.start_at is None or began is None:
        return 0
    behind = int(began - broadcast.start_at)
    return behind if behind > LATE_SECONDS else 0


def advance(desk: Desk, broadcast: Broadcast, epoch: int | None) -> int | None:
    """Puts the next rows into the outbox; the epoch under which this process holds it, or None."""
    delivery = desk.store.delivery(broadcast)
    held = delivery.claim(epoch)
    if held is None:
        return None
    grieving = desk.audience.in_grief
    delivery.harvest(grieving)
    settled = delivery.settled()
    if (reason := _stops(desk, broadcast, settled, delivery)) is not None:
        delivery.pull_back()
        _change(desk, broadcast, "notice.stopped", state="paused", reason=reason)
        return held
    if not delivery.pending():
        if settled.flying == 0:
            _change(desk, broadcast, "notice.done", state="done", ended_at=desk.now.timestamp())
        return held
    if waits_until(desk, broadcast) is None and _is_right(desk, broadcast):
        broadcast = _after_trial(desk, broadcast, settled)
        _send(desk, broadcast, delivery, settled, grieving)
    return held


def waits_until(desk: Desk, broadcast: Broadcast) -> datetime | None:
    """The end of the quiet hours, where the notice keeps them."""
    if broadcast.over_quiet_hours:
        return None
    return quiet_until(desk.programme.notices, desk.now)


def _is_right(desk: Desk, broadcast: Broadcast) -> bool:
    """A reminder leaves only while it was compared with today's data, today."""
    return broadcast.kind != "reminder" or desk.store.reminders.is_checked(desk.now.date())


def _stops(
    desk: Desk, broadcast: Broadcast, settled: Settled, delivery: BroadcastDelivery
) -> str | None:
    """A code: a mistake of ours stops at once, too many failures after enough to judge."""
    if ours := delivery.our_fault():
        return f"our_fault:{ours}"
    rules = desk.programme.notices
    if not broadcast.trial_passed:
        is_over = settled.flying == 0 and settled.final >= min(rules.trial, ENOUGH_TO_JUDGE)
        too_many = settled.failed >= rules.stop_share * max(settled.final, 1)
        return "trial_failed" if is_over and settled.failed and too_many else None
    judged = settled.final >= ENOUGH_TO_JUDGE
    too_many = settled.failed >= rules.stop_share * max(settled.final, 1)
    return "too_many_failed" if judged and too_many else None


def _after_trial(desk: Desk, broadcast: Broadcast, settled: Settled) -> Broadcast:
    if broadcast.trial_passed or settled.flying or settled.final < desk.programme.notices.trial:
        return broadcast
    desk.store.broadcasts.change(broadcast, trial_passed=True)
    return replace(broadcast, trial_passed=True)


def _send(
    desk: Desk,
    broadcast: Broadcast,
    delivery: BroadcastDelivery,
    settled: Settled,
    grieving: frozenset[int],
) -> None:
    flying = delivery.flying()
    left = desk.programme.notices.trial - settled.final - settled.flying
    for channel, ahead in AHEAD.items():
        room = ahead - flying.get(channel, 0)
        if not broadcast.trial_passed:
            room = min(room, left)
        if room > 0:
            left -= delivery.send(channel, room, grieving)


def _change(desk: Desk, broadcast: Broadcast, act: str, **values: object) -> None:
    desk.store.broadcasts.change(broadcast, lease_until=None, **values)
    desk.store.audit.record(SYSTEM, act, notice=broadcast.id, reason=values.get("reason"))
