"""200 people of every kind and 50 strangers, from the feed's files to the answers, by the CLI."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tests.acceptance.conftest import CommandLine
from tests.acceptance.feed import CATEGORIES, FeedFiles, Member, long_date

AS_OF = date(2026, 6, 15)
TODAY = date(2026, 6, 18)
DAY = timedelta(days=1)
AT = f"{TODAY}T09:00:00+08:00"
PEOPLE, OF_EACH_KIND, STRANGERS = 200, 8, 50
SPELLINGS = ("{0.day}-{0.month}-{0.year}", "{0:%d/%m/%Y}", "{0}", "{0.day} {1} {0.year}")
KINDS = {
    *(f"category {code}" for code in CATEGORIES), "unknown category", "active ",
    *(f"inactive {reason}" for reason in
      ("no_longer_vulnerable", "not_funded", "agreement_ended", "deceased", "moved", "other")),
    "not begun", "active but expired", "inactive though the end lies ahead", "phone", "no phone",
    "claim", "shared phone", "several cards", "card with letters", "interrupted within a year",
    "gap years",
}  # fmt: skip


@dataclass(frozen=True)
class Asker:
    """Asks about a member, with the phone of the feed (`vouched`) or with the NIK."""

    number: int
    member: Member
    vouched: bool
    born: date

    @property
    def proof(self) -> list[dict[str, Any]]:
        """The question and what is needed to have it answered, told in four ways."""
        spelling = SPELLINGS[self.number % len(SPELLINGS)]
        born = spelling.format(self.born, long_date(self.born).split()[1])
        question, nik = "apa kartu saya masih aktif?", self.member.nik
        if self.vouched:
            return [{"text": question, "contact_phone": self.member.phone}, {"text": born}]
        if self.number % 3:
            return [{"text": f"{question} NIK {nik} lahir {born}"}]
        return [{"text": question}, {"text": nik}, {"text": born}]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """After the proof the card's number and, of every second, all periods."""
        more = [{"choice": "go:card_number"}, {"choice": "go:coverage_period"}]
        said = [*self.proof, *more[: 1 + self.number % 2]]
        return [{"sender": f"p{self.number}", "at": AT, **line} for line in said]


def test_members_are_answered_as_the_feed_says_and_wrong_birth_dates_are_refused(
    sapa: CommandLine,
) -> None:
    feed = sapa.refreshed(AS_OF, people=1_500)
    members, kinds = feed.drawn(TODAY, PEOPLE, OF_EACH_KIND)
    assert kinds == KINDS
    assert len(members) == PEOPLE
    known = [Asker(n, m, bool(m.phone) and n % 5 > 1, m.born) for n, m in enumerate(members)]
    assert PEOPLE * 0.4 <= sum(asker.vouched for asker in known) <= PEOPLE * 0.6
    strangers = [stranger(feed, PEOPLE + n) for n in range(STRANGERS)]

    heard = talk(sapa, [*known, *strangers])

    wrong = [fault for asker in known for fault in faults(asker, *heard[asker])]
    told = [asker.number for asker in strangers if was_told(asker, heard[asker])]
    assert (wrong, told) == ([], [])


def stranger(feed: FeedFiles, number: int) -> Asker:
    """Knows a NIK or has a phone of the feed, and a birth date that nobody on that phone has."""
    with_phone = [member for member in feed.members if member.phone]
    vouched = number % 2 == 1
    member = with_phone[-number] if vouched else feed.members[-number]
    taken = {each.born for each in feed.members if each.number == member.number} | {member.born}
    days = (member.born + ahead * DAY for ahead in range(1, 99))
    return Asker(number, member, vouched, next(day for day in days if day not in taken))


def talk(sapa: CommandLine, askers: list[Asker]) -> dict[Asker, list[str]]:
    """What each was told, from the answer to the proof on."""
    answers = iter(sapa.chat([line for asker in askers for line in asker.lines]))
    heard: dict[Asker, list[str]] = {}
    for asker in askers:
        texts = ["\n".join(reply["text"] for reply in next(answers)["replies"])
                 for _ in asker.lines]  # fmt: skip
        heard[asker] = texts[len(asker.proof) - 1 :]
    return heard


def faults(asker: Asker, status: str, card: str, periods: str | None = None) -> list[str]:
    """What is not as the feed's rows say, named so that it can be looked up."""
    member = asker.member
    row = member.row_for(TODAY)
    covered = row.start <= TODAY <= row.last_day
    place = status.lower().find("tidak aktif")
    checks = {
        "status": place == (-1 if covered else 0),
        "status dates": all(long_date(day) in status for day in status_days(member)),
        "status card": member.kpj[-4:] in status,
        "card": (member.kpj if asker.vouched else member.kpj[-4:]) in card,
        "whole card number": (member.kpj in card) is asker.vouched,
        "card date": long_date(row.last_day) in card,
        "card ended": ("sudah berakhir" in card) is (row.last_day < TODAY),
        "periods and gaps": periods is None or listed(periods) == expected_periods(member),
    }
    return [f"{asker.number} {member.nik}: {name}" for name, right in checks.items() if not right]


def status_days(member: Member) -> list[date]:
    row = member.row_for(TODAY)
    if row.start > TODAY:
        return [row.start]
    if row.last_day < TODAY:
        return [row.last_day + DAY, AS_OF]
    return [row.start, row.last_day, AS_OF]


def listed(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]


def expected_periods(member: Member) -> list[str]:
    """Newest first; then the days between them that nothing covers, oldest first."""
    periods = [(row.start, row.last_day) for row in member.rows if row.last_day >= row.start]
    older_and_newer = pairwise(reversed(periods))
    gaps = [
        (end + DAY, start - DAY) for (_, end), (start, _) in older_and_newer if start - end > DAY
    ]
    return [f"{long_date(start)} sampai {long_date(end)}" for start, end in (*periods, *gaps)]


def was_told(asker: Asker, texts: list[str]) -> bool:
    """Anything of the member, or anything but the refusal."""
    said = " ".join(texts)
    rows = asker.member.rows
    secrets = {asker.member.name, asker.member.nik, *(row.kpj[-4:] for row in rows)}
    secrets |= {long_date(day) for row in rows for day in (row.start, row.end)}
    return "tidak cocok" not in texts[0] or any(secret in said for secret in secrets)
