"""One person's story of an end: what is due to them on a day, and what must not leave any more."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.reminders import Message, coming, due, outdated
from storage.participants import Period
from storage.reminders import Funding, Known, Stage, Told

CLOCK = ZoneInfo("Asia/Makassar")
END, NEXT = date(2026, 12, 31), date(2027, 12, 31)
OWN = Funding("A", date(2026, 1, 1), END, is_listed=True)
FOLLOWING = Funding("B", date(2027, 1, 1), NEXT, is_listed=True)
NOBODY_KNOWS, GOES_ON = [OWN], [OWN, FOLLOWING]


def period(start: str = "2026-01-01", end: date = END, **values: object) -> Period:
    made = Period(
        date.fromisoformat(start), end, "active", None, None, None, "A", ("JKK",), "nelayan",
        "74.07.05.2018", None,
    )  # fmt: skip
    return replace(made, **values)  # type: ignore[arg-type]


def inactive(since: str, reason: str = "not_funded") -> Period:
    first = date.fromisoformat(since)
    return period(status="inactive", inactive_reason=reason, inactive_since=first)


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=CLOCK)


def told(stage: Stage, day: str, end: date = END, *, reached: bool | None = True) -> Told:
    return Told(stage, end, on(day).timestamp(), 1, 1, reached)


def person(*periods: Period, told: tuple[Told, ...] = (), before: tuple[Period, ...] = ()) -> Known:
    return Known(b"nik", periods or (period(),), before, told)


THIRTY = told("30", "2026-12-01")
RENEWED_PERIODS = (period(), period("2027-01-01", NEXT, agreement_no="B"))
GAP = (period(), period("2027-01-15", NEXT, agreement_no="B"))
LONGER = Funding("C", date(2026, 1, 1), NEXT, is_listed=True)

DUE = {
    "31 days before": (person(), "2026-11-30", None),
    "30 days before": (person(), "2026-12-01", "30 coverage_ending 2026-12-31"),
    "a missed day": (person(), "2026-12-09", "30 coverage_ending 2026-12-31"),
    "told already": (person(told=(THIRTY,)), "2026-12-02", None),
    "7 days before": (person(told=(THIRTY,)), "2026-12-24", "7 coverage_ending 2026-12-31"),
    "only the newest of two that were missed": (
        person(), "2026-12-26", "7 coverage_ending 2026-12-31"
    ),
    "told in vain is told": (
        person(told=(told("7", "2026-12-24", reached=False),)), "2026-12-26", None
    ),
    "1 day before": (
        person(told=(told("7", "2026-12-24"),)), "2026-12-30", "1 coverage_ending 2026-12-31"
    ),
    "the last day": (person(), "2026-12-31", "1 coverage_ending 2026-12-31"),
    "after the end": (person(), "2027-01-01", None),
    "inactive and never told": (person(inactive("2026-12-05")), "2026-12-06", None),
    "dead": (person(inactive("2026-12-05", "deceased"), told=(THIRTY,)), "2026-12-06", None),
    "renewed after a reminder": (
        person(*RENEWED_PERIODS, told=(THIRTY,)), "2026-12-05", "renewed renewal 2027-12-31"
    ),
    "renewed two weeks late": (
        person(*RENEWED_PERIODS, told=(THIRTY,)), "2027-01-14", "renewed renewal 2027-12-31"
    ),
    "renewed with a gap that lies ahead": (
        person(*GAP, told=(THIRTY,)), "2026-12-05", "renewed renewal_from 2027-12-31"
    ),
    "renewed with a gap that is over": (
        person(*GAP, told=(THIRTY,)), "2027-01-15", "renewed renewal 2027-12-31"
    ),
    "renewed, told": (
        person(*RENEWED_PERIODS, told=(THIRTY, told("renewed", "2026-12-05", NEXT))),
        "2026-12-24", None,
    ),
    "renewed without a reminder, near the end": (
        person(*RENEWED_PERIODS, before=(period(),)), "2026-11-20", "renewed renewal 2027-12-31"
    ),
    "renewed without a reminder, far from it": (
        person(*RENEWED_PERIODS, before=(period(),)), "2026-09-01", None
    ),
    "renewed to a day that has passed": (
        person(period(end=date(2027, 1, 10)), told=(THIRTY,)), "2027-01-14", None
    ),
    "the renewal is taken back": (
        person(told=(THIRTY, told("renewed", "2026-12-05", NEXT))),
        "2026-12-10", "corrected coverage_corrected 2026-12-31",
    ),
    "a correction near the end stands for the stage": (
        person(told=(THIRTY, told("renewed", "2026-12-05", NEXT), told("corrected", "2026-12-26"))),
        "2026-12-26", None,
    ),
    "and the next stage follows": (
        person(told=(THIRTY, told("corrected", "2026-12-26"))),
        "2026-12-30", "1 coverage_ending 2026-12-31",
    ),
    "renewed again": (
        person(*RENEWED_PERIODS, told=(THIRTY, told("renewed", "2026-12-05", NEXT),
               told("corrected", "2026-12-10"))),
        "2027-01-14", "corrected coverage_corrected 2027-12-31",
    ),
    "an earlier end": (
        person(period(end=date(2026, 12, 20)), told=(THIRTY,)),
        "2026-12-05", "corrected coverage_corrected 2026-12-20",
    ),
    "inactive after a reminder": (
        person(inactive("2026-12-05"), told=(THIRTY,)),
        "2026-12-06", "corrected coverage_corrected 2026-12-04",
    ),
    "no longer listed after a reminder": (
        person(period(delisted_on=date(2026, 12, 5)), told=(THIRTY,)),
        "2026-12-06", "corrected coverage_corrected 2026-12-04",
    ),
    "a correction in vain is not tried again": (
        person(inactive("2026-12-05"),
               told=(THIRTY, told("corrected", "2026-12-06", date(2026, 12, 4), reached=False))),
        "2026-12-07", None,
    ),
    "nothing to correct where nobody was reached": (
        person(inactive("2026-12-05"), told=(told("30", "2026-12-01", reached=False),)),
        "2026-12-06", None,
    ),
    "what was said is long over": (
        person(period(end=date(2026, 12, 20)), told=(THIRTY,)), "2027-03-05", None
    ),
    "lapsed as was said": (person(inactive("2027-01-14"), told=(THIRTY,)), "2027-01-15", None),
}  # fmt: skip


@pytest.mark.parametrize(("who", "day", "expected"), DUE.values(), ids=DUE)
def test_what_is_due(who: Known, day: str, expected: str | None) -> None:
    assert said(due(who, NOBODY_KNOWS, on(day))) == expected


AGREEMENTS = {
    "ends with the cover: one message": (OWN, "30 coverage_ending 2026-12-31"),
    "followed by another": (FOLLOWING, "30 coverage_ending_agreed 2026-12-31"),
    "another that runs beside it is of others": (LONGER, "30 coverage_ending 2026-12-31"),
    "one that is no longer listed": (
        replace(FOLLOWING, is_listed=False), "30 coverage_ending 2026-12-31"
    ),
    "the own one goes on": (
        replace(OWN, ends=NEXT), "30 coverage_ending_agreed 2026-12-31"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("known", "expected"), AGREEMENTS.values(), ids=AGREEMENTS)
def test_wording_by_what_is_known_of_the_agreement(known: Funding, expected: str) -> None:
    fundings = [known] if known.number == "A" else [OWN, known]

    assert said(due(person(), fundings, on("2026-12-01"))) == expected


EARLY_END = replace(OWN, ends=date(2026, 9, 30))
TOLD_OF_IT = (told("30", "2026-08-31", EARLY_END.ends),)
EARLY = {
    "its own stages": ((), EARLY_END, "2026-08-31", "30 agreement_ending 2026-09-30"),
    "then those of the cover": (
        TOLD_OF_IT, EARLY_END, "2026-12-01", "30 coverage_ending 2026-12-31"
    ),
    "prolonged": (TOLD_OF_IT, OWN, "2026-09-10", "renewed renewal 2026-12-31"),
    "its end moves forward": (
        TOLD_OF_IT, replace(OWN, ends=date(2026, 9, 12)), "2026-09-11",
        "1 agreement_ending 2026-09-12",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "own", "day", "expected"), EARLY.values(), ids=EARLY)
def test_an_agreement_that_ends_well_before_the_cover(
    before: tuple[Told, ...], own: Funding, day: str, expected: str
) -> None:
    assert said(due(person(told=before), [own], on(day))) == expected


def test_the_plan_ahead() -> None:
    planned = coming(person(told=(THIRTY,)), NOBODY_KNOWS, on("2026-12-02"), date(2026, 12, 29))

    assert [(day.isoformat(), each.key) for day, each in planned] == [
        ("2026-12-24", "7:2026-12-31")
    ]


ENDING = Message("30", END, "coverage_ending", (("coverage_end", END),))
RENEWAL = Message("renewed", NEXT, "renewal", (("coverage_end", NEXT),))
WAITING = {
    "still right": (ENDING, person(), NOBODY_KNOWS, "2026-12-10", False),
    "the next stage is due": (ENDING, person(), NOBODY_KNOWS, "2026-12-24", True),
    "renewed": (ENDING, person(*RENEWED_PERIODS), NOBODY_KNOWS, "2026-12-10", True),
    "inactive": (ENDING, person(inactive("2026-12-05")), NOBODY_KNOWS, "2026-12-10", True),
    "dead": (ENDING, person(inactive("2027-01-05", "deceased")), NOBODY_KNOWS, "2026-12-10", True),
    "an agreement follows": (ENDING, person(), GOES_ON, "2026-12-10", True),
    "a renewal": (RENEWAL, person(*RENEWED_PERIODS), NOBODY_KNOWS, "2026-12-10", False),
    "a renewal that was taken back": (RENEWAL, person(), NOBODY_KNOWS, "2026-12-10", True),
}


@pytest.mark.parametrize(
    ("said", "who", "fundings", "day", "is_wrong"), WAITING.values(), ids=WAITING
)
def test_what_waits_and_may_still_leave(
    said: Message, who: Known, fundings: list[Funding], day: str, is_wrong: bool
) -> None:
    assert outdated(said, who, fundings, date.fromisoformat(day)) is is_wrong


def said(message: Message | None) -> str | None:
    return f"{message.stage} {message.template} {message.end}" if message else None
