"""A year with renewals, lapses and corrections: each due reminder once, and none that was wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage.database import Database
from storage.store import Store
from tests.bot.notices import somebody, with_chat
from tests.bot.reminded_year import (
    AGREED,
    END,
    NEXT,
    THIRTY,
    Heard,
    Year,
    extended,
    simulated,
)
from tests.conversation import Agreement, Someone

HALF = Agreement(
    "PKS-H", "Nota Kesepakatan", "2026-12-20", "2027-01-01", "2027-06-30", "2027-06-30"
)

BY_SPRING = Agreement("PKS-S", "Nota", "2026-03-01", "2026-04-01", "2027-03-31", "2027-03-31")

LATE, EARLY, LAPSED, WITHDRAWN, CUT, MISTAKEN = (
    range(30), range(30, 35), range(35, 40), range(40, 44), range(44, 47), range(47, 49),
)  # fmt: skip
DEAD, STOPPED, NEW_CHAT, NO_CHAT, SPRING, BY_AGREEMENT = (
    49,
    50,
    51,
    52,
    range(53, 56),
    range(56, 60),
)

LAST_WEEK = ("2026-12-28", "ends", END)  # due on the 24th, when nothing ran
LAST_DAY = ("2026-12-30", "ends", END)
RENEWED = ("2027-01-14", "renewed", NEXT)
EXPECTED: dict[str, tuple[Any, list[Heard]]] = {
    "renewed late": (LATE, [THIRTY, LAST_WEEK, LAST_DAY, RENEWED]),
    "renewed in time": (EARLY, [("2026-11-20", "renewed", NEXT)]),
    "lapsed, then renewed by a run that was rolled back": (
        LAPSED,
        [THIRTY, LAST_WEEK, LAST_DAY, ("2027-02-10", "renewed", NEXT),
         ("2027-02-11", "corrected", END)],
    ),
    "a renewal that the next feed took back": (
        WITHDRAWN,
        [THIRTY, ("2026-12-10", "renewed", NEXT), ("2026-12-15", "corrected", END),
         LAST_WEEK, LAST_DAY, RENEWED],
    ),
    "an earlier end": (
        CUT,
        [THIRTY, ("2026-12-05", "corrected", "2026-12-20"), ("2026-12-13", "agreed", "2026-12-20"),
         ("2026-12-19", "agreed", "2026-12-20")],
    ),
    "inactive by mistake": (
        MISTAKEN,
        [THIRTY, ("2026-12-08", "corrected", "2026-12-07"), ("2026-12-12", "corrected", END),
         LAST_WEEK, LAST_DAY, RENEWED],
    ),
    "dead": ([DEAD], [THIRTY]),
    "does not want it": ([STOPPED], [THIRTY]),
    "wrote for the first time in December": ([NEW_CHAT], [LAST_WEEK, LAST_DAY, RENEWED]),
    "ends in spring": (
        SPRING, [("2027-03-01", "ends", "2027-03-31"), ("2027-03-20", "renewed", "2028-03-31")]
    ),
    "an agreement that ends before the cover": (
        BY_AGREEMENT,
        [THIRTY, LAST_WEEK, LAST_DAY, RENEWED,
         ("2027-05-31", "agreement", "2027-06-30"), ("2027-06-23", "agreement", "2027-06-30"),
         ("2027-06-29", "agreement", "2027-06-30"), ("2027-07-05", "renewed", NEXT)],
    ),
}  # fmt: skip


def changed(each: Someone, **values: str) -> Someone:
    return replace(each, cards=(*each.cards[:-1], replace(each.cards[-1], **values)))


def test_each_due_reminder_once_and_none_wrong(database: Database, tmp_path: Path) -> None:
    chats: dict[int, int] = {}

    def give_chat(number: int, someone: Someone) -> None:
        chats[number] = with_chat(database, someone, 1000 + number)

    def change(year: Year, numbers: Any, how: Callable[[Someone], Someone]) -> None:
        year.people |= {number: how(year.people[number]) for number in numbers}

    async def autumn(year: Year) -> None:
        year.people = {number: somebody(number) for number in range(60)}
        change(year, SPRING, lambda each: changed(each, until="2027-03-31", agreement="PKS-S"))
        year.agreements = [Agreement(), BY_SPRING]
        assert year.feed() == "applied"
        for number in set(range(60)) - {NEW_CHAT, NO_CHAT}:
            give_chat(number, year.people[number])
        await year.days("2026-11-01", "2026-11-19")
        year.at("2026-11-20")
        change(year, EARLY, lambda each: extended(each, "2027-01-01", NEXT))
        year.feed()
        await year.days("2026-11-20", "2026-12-02")

    async def december(year: Year) -> None:
        year.at("2026-12-03")
        assert year.feed(list(year.people.values())[:30]) == "refused"
        await year.days("2026-12-03", "2026-12-04")
        with database.write() as connection:
            now = 0.0
            store = Store(connection, database.sealer, now=now, real_now=now)
            store.consents.stop(chats[STOPPED], ["own_coverage"])
        year.at("2026-12-05")
        change(year, CUT, lambda each: changed(each, until="2026-12-20"))
        year.feed()
        await year.days("2026-12-05", "2026-12-07")
        year.at("2026-12-08")
        broken = {"status": "inactive", "reason": "not_funded"}
        change(year, MISTAKEN, lambda each: changed(each, **broken))
        year.feed()
        await year.days("2026-12-08", "2026-12-09")
        year.at("2026-12-10")
        change(year, WITHDRAWN, lambda each: extended(each, "2027-01-01", NEXT))
        change(year, [DEAD], lambda each: changed(each, status="inactive", reason="deceased"))
        year.feed()
        await year.days("2026-12-10", "2026-12-11")
        year.at("2026-12-12")
        change(year, MISTAKEN, lambda each: changed(each, status="active", reason=""))
        year.feed()
        await year.days("2026-12-12", "2026-12-14")
        year.at("2026-12-15")
        change(year, WITHDRAWN, lambda each: replace(each, cards=each.cards[:1]))
        year.feed()
        give_chat(NEW_CHAT, year.people[NEW_CHAT])
        await year.days("2026-12-15", "2026-12-19")
        await year.days("2026-12-28", "2027-01-13")  # a week without the service

    async def winter(year: Year) -> None:
        year.at("2027-01-14")
        year.agreements = [Agreement(), AGREED, HALF, BY_SPRING]
        renewed = [*LATE, *WITHDRAWN, *MISTAKEN, STOPPED, NEW_CHAT, NO_CHAT]
        change(year, renewed, lambda each: extended(each, "2027-01-01", NEXT))
        change(
            year, BY_AGREEMENT, lambda each: extended(each, "2027-01-01", NEXT, HALF.agreement_no)
        )
        over = {"status": "inactive", "reason": "agreement_ended"}
        change(year, [*LAPSED, *CUT], lambda each: changed(each, **over))
        year.feed()
        await year.days("2027-01-14", "2027-02-09")
        year.at("2027-02-10")
        before = dict(year.people)
        change(year, LAPSED, lambda each: extended(each, "2027-02-01", NEXT))
        year.feed()
        await year.morning()
        year.at("2027-02-11")
        year.roll_back()
        year.people = before
        await year.days("2027-02-11", "2027-03-19")

    async def summer(year: Year) -> None:
        year.at("2027-03-20")
        year.people[60] = somebody(60, until=NEXT)
        give_chat(60, year.people[60])
        change(year, SPRING, lambda each: changed(each, until="2028-03-31"))
        year.agreements[-1] = replace(
            BY_SPRING, valid_until="2028-03-31", funded_until="2028-03-31"
        )
        year.feed()
        await year.days("2027-03-20", "2027-07-04")
        year.at("2027-07-05")
        year.agreements[2] = replace(HALF, valid_until=NEXT, funded_until=NEXT)
        year.feed()
        await year.days("2027-07-05", "2027-11-01")
        by_name = {
            name: [year.heard[chats[number]] for number in numbers]
            for name, (numbers, _) in EXPECTED.items()
        }
        assert by_name == {
            name: [heard] * len(numbers) for name, (numbers, heard) in EXPECTED.items()
        }
        assert chats[60] not in year.heard
        assert len(year.texts) == sum(len(heard) * len(who) for who, heard in EXPECTED.values())

    async def scenario(year: Year) -> None:
        for part in (autumn, december, winter, summer):
            await part(year)

    simulated(database, tmp_path, scenario)
