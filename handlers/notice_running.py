"""A running notice, step by step: the trial, the pace, the quiet hours, when it stops itself."""

from dataclasses import replace
from datetime import datetime

from handlers.broadcasting import NoticeDesk, barred, leave_out
from handlers.notice_people import WHATSAPP
from handlers.quiet_hours import quiet_until
from storage.audit import SYSTEM
from storage.broadcast_delivery import Barred, BroadcastDelivery
from storage.broadcast_progress import Settled
from storage.broadcasts import NOT_BEFORE_RESUMED, Broadcast

# Rows that wait in the outbox at most, by channel: about two seconds of its pace.
AHEAD = {"telegram": 60, "whatsapp": 160, "phone": 60}
ENOUGH_TO_JUDGE = 20  # failures of fewer say nothing
MOST_PUT_OFF = 0.25  # of the trial, without whose outcome it is judged
LATE_SECONDS = 60.0


def begin_scheduled(desk: NoticeDesk, broadcast: Broadcast) -> None:
    """Its time has come; a late one remembers by how much, in `started_at` less `start_at`."""
    now = desk.now.timestamp()
    is_due = broadcast.start_at is not None and broadcast.start_at <= now
    if broadcast.state == "scheduled" and is_due:
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


def advance(desk: NoticeDesk, broadcast: Broadcast, epoch: int | None) -> int | None:
    """Puts the next rows into the outbox; the epoch under which this process holds it, or None."""
    delivery = desk.store.delivery(broadcast)
    held = delivery.claim(epoch)
    if held is None:
        return None
    now_barred = barred(desk)
    delivery.harvest(now_barred)
    settled = delivery.settled()
    if (reason := _stops(desk, broadcast, settled, delivery)) is not None:
        stop(desk, broadcast, reason)
        return held
    if not delivery.pending() and not delivery.flying():
        _change(desk, broadcast, "notice.done", state="done", ended_at=desk.now.timestamp())
        return held
    if (quiet := waits_until(desk, broadcast)) is not None:
        delivery.pull_back()
        delivery.put_off(quiet.timestamp())
        return held
    if _is_right(desk, broadcast):
        broadcast = _after_trial(desk, broadcast, settled)
        _send(desk, broadcast, delivery, settled, now_barred)
    return held


def stop(desk: NoticeDesk, broadcast: Broadcast, reason: str) -> None:
    """Paused by itself; `reason` is a code, after a colon perhaps the platform's or an error's."""
    if broadcast.state != "running":
        return
    delivery = desk.store.delivery(broadcast)
    delivery.pull_back()
    delivery.put_off(NOT_BEFORE_RESUMED)
    _change(desk, broadcast, "notice.stopped", state="paused", reason=reason)


def tidy(desk: NoticeDesk, broadcast: Broadcast) -> None:
    """Of a paused or cancelled notice something was on its way and came back: it stays here."""
    if broadcast.state == "cancelled":
        leave_out(desk, broadcast)
    elif broadcast.state == "paused":
        delivery = desk.store.delivery(broadcast)
        delivery.pull_back()
        delivery.put_off(NOT_BEFORE_RESUMED)


def reopen(desk: NoticeDesk, broadcast: Broadcast) -> None:
    """Done, and the platform said afterwards that somebody was not reached: another chat may be."""
    delivery = desk.store.delivery(broadcast)
    delivery.harvest(barred(desk))
    if broadcast.state == "done" and delivery.pending():
        desk.store.broadcasts.change(broadcast, state="running", ended_at=None)


def waits_until(desk: NoticeDesk, broadcast: Broadcast) -> datetime | None:
    """The end of the quiet hours, where the notice keeps them."""
    if broadcast.over_quiet_hours:
        return None
    return quiet_until(desk.programme.notices, desk.now)


def _is_right(desk: NoticeDesk, broadcast: Broadcast) -> bool:
    """A reminder leaves only while it was compared with today's data, today."""
    return broadcast.kind != "reminder" or desk.store.reminders.is_checked(desk.now.date())


def _stops(
    desk: NoticeDesk, broadcast: Broadcast, settled: Settled, delivery: BroadcastDelivery
) -> str | None:
    """A code: a mistake of ours stops at once, too many failures after enough to judge."""
    if ours := delivery.our_fault():
        return f"our_fault:{ours}"
    rules = desk.programme.notices
    too_many = settled.failed >= rules.stop_share * max(settled.final, 1)
    if not broadcast.trial_passed:
        is_judged = _trial_is_over(desk, settled)
        return "trial_failed" if is_judged and settled.failed and too_many else None
    return "too_many_failed" if settled.final >= ENOUGH_TO_JUDGE and too_many else None


def _trial_is_over(desk: NoticeDesk, settled: Settled) -> bool:
    """A few that are put off, for a minute or a day, hold up nobody; most must have an outcome."""
    trial = desk.programme.notices.trial
    is_sent = settled.leaving == 0 and settled.final + settled.put_off >= trial
    return is_sent and settled.put_off <= trial * MOST_PUT_OFF


def _after_trial(desk: NoticeDesk, broadcast: Broadcast, settled: Settled) -> Broadcast:
    if broadcast.trial_passed or not _trial_is_over(desk, settled):
        return broadcast
    desk.store.broadcasts.change(broadcast, trial_passed=True)
    return replace(broadcast, trial_passed=True)


def _send(
    desk: NoticeDesk,
    broadcast: Broadcast,
    delivery: BroadcastDelivery,
    settled: Settled,
    now_barred: Barred,
) -> None:
    flying = delivery.flying()
    left = desk.programme.notices.trial - settled.final - settled.leaving - settled.put_off
    for channel, ahead in AHEAD.items():
        room = ahead - flying.get(channel, 0)
        if not broadcast.trial_passed:
            room = min(room, left)
        if room > 0:
            paid_left = _paid_left(desk, broadcast, delivery, channel, now_barred)
            left -= delivery.send(channel, room, now_barred, paid_left)


def _paid_left(
    desk: NoticeDesk,
    broadcast: Broadcast,
    delivery: BroadcastDelivery,
    channel: str,
    now_barred: Barred,
) -> int | None:
    """How many more people Meta lets us write to first; None where it does not count them."""
    limited = desk.quota.a_day and channel == WHATSAPP
    if not limited or broadcast.contents.template is None:
        return None
    return max(0, desk.quota.left - delivery.paid_flying(channel, now_barred))


def _change(desk: NoticeDesk, broadcast: Broadcast, act: str, **values: object) -> None:
    desk.store.broadcasts.change(broadcast, lease_until=None, **values)
    desk.store.audit.record(SYSTEM, act, notice=broadcast.id, reason=values.get("reason"))
