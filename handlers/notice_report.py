"""A notice's report: how far it came, why not further, and what people asked afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from handlers.catalog import Words
from handlers.notice_chart import Bar, Chart
from handlers.programme import Programme
from storage.broadcast_report import ARRIVED, MISSED, STATES, Tally
from storage.broadcasts import Broadcast, Counts
from storage.store import Store

MOST_BARS = 15
_BLOCKED = ("blocked", "unreachable", "Forbidden", "ChatMigrated", "131026", "131030", "131021")
WORDED = {
    "no_chat": "no_chat",
    "no_template": "no_template",
    "opted_out": "opted_out",
    "131050": "opted_out",
    "loss": "loss",
    "outdated": "outdated",
    "window_closed": "window_closed",
    "131047": "window_closed",
    "470": "window_closed",
    **dict.fromkeys(_BLOCKED, "blocked"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """`counts` are messages, as `broadcast status` has them; everything else is people."""

    notice: Broadcast
    counts: Counts
    tallies: tuple[Tally, ...]
    answers: dict[str, int]
    visits: dict[str, int]

    def by(self, key: Callable[[Tally], str]) -> dict[str, dict[str, int]]:
        """People by `key` and state, of the states that occur."""
        found: dict[str, dict[str, int]] = {}
        for each in self.tallies:
            states = found.setdefault(key(each), {})
            states[each.state] = states.get(each.state, 0) + each.people
        return found

    @property
    def states(self) -> dict[str, int]:
        """All states, whether they occur or not."""
        return dict.fromkeys(STATES, 0) | self.by(lambda _each: "").get("", {})

    @property
    def reasons(self) -> dict[tuple[str, str], int]:
        """People who were not reached, by state and code; the most frequent first."""
        found: dict[tuple[str, str], int] = {}
        for each in self.tallies:
            if each.state in MISSED:
                key = (each.state, each.reason)
                found[key] = found.get(key, 0) + each.people
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def report_of(store: Store, notice: Broadcast) -> Report:
    found = store.report(notice)
    return Report(
        notice,
        store.broadcasts.counts(notice),
        tuple(found.tallies()),
        found.answers(),
        found.visits(),
    )


def why(words: Words, state: str, reason: str) -> str:
    """Why a person was not reached, in words; a code that nobody knows is not shown."""
    if state in ("unknown", "cancelled"):
        return words.text("notice.why.unknown" if state == "unknown" else "notice.why.cancelled")
    return words.text(f"notice.why.{WORDED.get(reason, 'other')}")


def chart(report: Report, words: Words, programme: Programme, today: date) -> Chart:
    """The villages with the most people, and the others together."""
    bars = [
        Bar(village_name(programme, code), *_groups(states))
        for code, states in report.by(lambda each: each.village_code).items()
    ]
    bars.sort(key=lambda each: (-each.people, each.label))
    shown, rest = bars[:MOST_BARS], bars[MOST_BARS:]
    if rest:
        label = words.text("notice.chart.others", villages=len(rest))
        sums = (sum(bar.arrived for bar in rest), sum(bar.waiting for bar in rest))
        shown.append(Bar(label, *sums, sum(bar.missed for bar in rest)))
    arrived, waiting, missed = _groups(report.states)
    return Chart(
        title=words.text("notice.chart", title=report.notice.contents.title),
        under=words.text("notice.chart.day", number=report.notice.id, day=today),
        legend=(
            words.text("notice.chart.arrived", people=arrived),
            words.text("notice.chart.waiting", people=waiting),
            words.text("notice.chart.missed", people=missed),
        ),
        bars=tuple(shown),
    )


def village_name(programme: Programme, code: str) -> str:
    """The code itself where the programme file no longer holds it."""
    village = programme.village(code)
    return village.name if village else code


def _groups(states: dict[str, int]) -> tuple[int, int, int]:
    arrived = sum(states.get(state, 0) for state in ARRIVED)
    missed = sum(states.get(state, 0) for state in MISSED)
    return arrived, states.get("queued", 0), missed
