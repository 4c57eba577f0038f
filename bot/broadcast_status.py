"""How far a notice has come, for scripts and on a terminal."""

import time
from collections.abc import Callable
from datetime import datetime

from handlers.broadcasting import NoticeDesk
from handlers.notice_people import WHATSAPP, window_since
from handlers.notice_plan import days_for, seconds_for
from handlers.notice_running import late, waits_until
from storage.broadcasts import OVER, Broadcast

LOOK_EVERY_SECONDS = 1.0
_STANDS = (*OVER, "draft", "waiting_approval", "paused")


def status_of(desk: NoticeDesk, broadcast: Broadcast) -> dict[str, object]:
    """The shape of docs/contracts.md; each recipient counts in one of the states."""
    counts = desk.store.broadcasts.counts(broadcast)
    runs, is_over = broadcast.state == "running", broadcast.state in OVER
    quiet = waits_until(desk, broadcast) if runs else None
    return {
        "id": broadcast.id,
        "state": broadcast.state,
        **{name: getattr(counts, name) for name in counts.__dataclass_fields__},
        "eta_seconds": _eta(desk, broadcast, quiet) if runs else 0 if is_over else None,
        "reason": broadcast.reason,
        "waits_until": quiet.isoformat() if quiet else None,
        "late_seconds": late(broadcast),
    }


def follow(look: Callable[[], dict[str, object]]) -> None:
    """A progress bar until nothing moves any more; Ctrl-C ends the look, not the notice."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("")
        while True:
            found = look()
            total, queued = int(str(found["total"])), int(str(found["queued"]))
            progress.update(task, description=_line(found), total=total, completed=total - queued)
            if found["state"] in _STANDS:
                return
            time.sleep(LOOK_EVERY_SECONDS)


def _line(found: dict[str, object]) -> str:
    waits = f", quiet until {found['waits_until']}" if found["waits_until"] else ""
    return f"{found['state']}{waits} ({found['failed']} failed, {found['unknown']} unknown)"


def _eta(desk: NoticeDesk, broadcast: Broadcast, quiet: datetime | None) -> int:
    """Whole seconds, with the days that Meta's number of people for 24 hours takes."""
    delivery = desk.store.delivery(broadcast)
    paid = delivery.pending_outside(WHATSAPP, window_since(desk.now))
    paused = max(0.0, (quiet - desk.now).total_seconds()) if quiet else 0.0
    return round(seconds_for(delivery.waiting(), days_for(paid, desk.quota)) + paused)
