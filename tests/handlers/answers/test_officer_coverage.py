"""Was a day covered, asked at the desk: only of the own villages, and no NIK is said or kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.store import Store
from tests.conversation import BotUnderTest, Card
from tests.officer_talk import BUDI, ELSEWHERE, HERE, SITI, acts, hire

NOT_HERE = ["desk.coverage.not_here"]
UNKNOWN = "7407050101800009"
COVERED = "coverage_known.said.covered(start=2026-01-01, until=2026-12-31"


@pytest.fixture
def village(bot: BotUnderTest) -> BotUnderTest:
    """Budi is of the village of `here`, Siti of another."""
    bot.knows(BUDI, SITI, as_of="2026-02-01")
    for sender, villages in (("here", [HERE]), ("there", [ELSEWHERE]), ("all", [])):
        hire(bot, sender, *villages)
    return bot


def asked(bot: BotUnderTest, sender: str, *said: str) -> list[str]:
    """The answer to the last line."""
    texts = bot.texts(choice="desk:coverage", sender=sender)
    for line in said:
        texts = bot.texts(line, sender)
    return texts


def lines(texts: list[str]) -> list[str]:
    [text] = texts
    return text.split("\n")


ASKED = {
    "both in one message": (f"{BUDI.nik} 14 maret 2026",),
    "one after the other": (BUDI.nik, "14-3-2026"),
    "the day first": ("14 maret 2026", BUDI.nik),
    "with words around": (f"nik {BUDI.nik} tanggal 14 maret apakah terlindungi",),
    "in groups of four": ("7407 0505 0870 0002, 14/3/2026",),
    "after a wrong NIK": ("740705050870000", BUDI.nik, "14 maret"),
    "after a day that is none": (f"{BUDI.nik}", "31 februari 2026", "14 maret 2026"),
}


@pytest.mark.parametrize("said", ASKED.values(), ids=ASKED)
def test_day_of_ones_own_village_is_told(village: BotUnderTest, said: tuple[str, ...]) -> None:
    now, *_ = lines(asked(village, "here", *said))

    assert now.startswith(f"coverage_known.now(day=2026-03-14, said={COVERED}")


def test_today_is_one_tap_away(village: BotUnderTest) -> None:
    now, *_ = lines(asked(village, "here", BUDI.nik, "1"))

    assert now.startswith("coverage_known.now(day=2026-11-24,")


SEEN = {
    "another village": ("here", SITI.nik, False),
    "nobody's NIK": ("here", UNKNOWN, False),
    "the village's own officer": ("there", SITI.nik, True),
    "an officer of all villages": ("all", SITI.nik, True),
    "nobody's NIK, all villages": ("all", UNKNOWN, False),
}


@pytest.mark.parametrize(("sender", "nik", "is_told"), SEEN.values(), ids=SEEN)
def test_another_village_and_nobodys_nik_are_answered_alike(
    village: BotUnderTest, sender: str, nik: str, is_told: bool
) -> None:
    texts = asked(village, sender, f"{nik} 14 maret 2026")

    assert texts[0].startswith("coverage_known.now(") if is_told else texts == NOT_HERE
    assert (acts(village)[-1].act, acts(village)[-1].what) == ("coverage.read", {"found": is_told})


def test_newest_period_decides_whose_village_it_is(village: BotUnderTest) -> None:
    village.knows(replace(BUDI, village=ELSEWHERE), SITI, as_of="2026-03-01")

    assert asked(village, "here", f"{BUDI.nik} 14 maret 2026") == NOT_HERE
    assert asked(village, "there", f"{BUDI.nik} 14 maret 2026") != NOT_HERE


def test_what_was_known_when_over_three_feeds(village: BotUnderTest) -> None:
    left = replace(
        BUDI, cards=(Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "not_funded"),)
    )
    village.knows(left, SITI, as_of="2026-03-10")
    village.knows(BUDI, SITI, as_of="2026-04-01")

    now, then, history, *runs = lines(asked(village, "here", f"{BUDI.nik} 14 maret 2026"))

    assert COVERED in now
    assert "as_of=2026-04-01, run=3" in now
    assert "coverage_known.said.inactive(" in then
    assert history == "coverage_known.history"
    assert [run.partition("said=")[2].partition("(")[0] for run in runs] == [
        f"coverage_known.said.{said}" for said in ("covered", "inactive", "covered")
    ]


def test_a_long_history_is_told_from_its_newest_end(village: BotUnderTest) -> None:
    """Eight feeds, each of another opinion."""
    left = replace(
        BUDI, cards=(Card("22001234567", "2026-01-01", "2026-12-31", "inactive", "moved"),)
    )
    for month in range(3, 10):
        village.knows(left if month % 2 else BUDI, SITI, as_of=f"2026-{month:02d}-01")

    _, _, _, *runs = lines(asked(village, "here", f"{BUDI.nik} 14 februari 2026"))

    assert runs[0] == "desk.coverage.older(count=2)"
    assert [run[:26] for run in runs[1:]] == [
        "coverage_known.run(first=" + str(n) for n in range(3, 9)
    ]


PROBLEMS = {
    "15 figures": (("740705050870000",), "desk_coverage.nik.digits(count=15)"),
    "no such birth date": (("7407059908700002",), "desk_coverage.nik.shape"),
    "a family card": ((f"no KK {BUDI.nik}",), "desk_coverage.nik.family_card"),
    "no such day": ((BUDI.nik, "31-2-2026"), "desk_coverage.day.no_such_day("),
    "half a day": ((BUDI.nik, "tahun 2026"), "desk_coverage.day.unclear"),
}


@pytest.mark.parametrize(("said", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_wrong_answer_is_explained(
    village: BotUnderTest, said: tuple[str, ...], problem: str
) -> None:
    assert asked(village, "here", *said)[0].startswith(problem)


def test_nobody_else_reaches_it(village: BotUnderTest) -> None:
    assert village.texts(choice="desk:coverage", sender="stranger") == ["choice.old"]


def test_a_removed_officer_is_told_nothing(village: BotUnderTest) -> None:
    asked(village, "here", BUDI.nik)
    with village.database.write() as connection:
        at = village.clock()
        store = Store(connection, village.database.sealer, now=at, real_now=at)
        for each in store.officers.all():
            store.officers.remove(each)

    assert village.texts("14 maret 2026", "here") == ["desk.no_officer"]
    assert "coverage.read" not in [entry.act for entry in acts(village)]


def test_turning_to_something_else_drops_the_nik(village: BotUnderTest) -> None:
    asked(village, "here", BUDI.nik)
    village.say(choice="desk:menu", sender="here")

    assert not village.texts("14 maret 2026", "here")[0].startswith("coverage_known.")


def test_neither_nik_nor_name_is_said_logged_or_kept(
    village: BotUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    for nik in (BUDI.nik, SITI.nik, UNKNOWN):
        said = "\n".join(asked(village, "here", f"{nik} 14 maret 2026"))
        assert not any(secret in said for secret in (nik, nik[-4:], BUDI.name, BUDI.phone))
    logged = capsys.readouterr().out
    path = str(village.database.url.database)
    kept = b"".join(Path(f"{path}{end}").read_bytes() for end in ("", "-wal"))

    for nik in (BUDI.nik, SITI.nik, UNKNOWN):
        assert nik not in logged
        assert nik.encode() not in kept
        assert all(nik not in str(entry) for entry in acts(village))


def test_what_an_officer_reads(speaking_bot: BotUnderTest) -> None:
    speaking_bot.knows(BUDI, as_of="2026-02-01")
    hire(speaking_bot, "here", HERE)

    assert lines(asked(speaking_bot, "here", f"{BUDI.nik} 14 maret 2026")) == [
        "14 Maret 2026: terlindungi, masa 1 Januari 2026 sampai 31 Desember 2026. "
        "Menurut data tanggal 1 Februari 2026 (pembaruan 1).",
        "Yang diketahui pada hari itu: terlindungi, masa 1 Januari 2026 sampai 31 Desember 2026.",
    ]
