"""The plan of reminders at the desk: whoever joined sees it, whoever approves can stop one."""

import pytest

from storage.officers import Role
from storage.store import Store
from tests.bot.notices import OTHER_VILLAGE, VILLAGE, act, somebody
from tests.conversation import Agreement, BotUnderTest
from tests.officer_talk import acts, hire

KEY = "30:2026-12-31"
LONGER = Agreement(valid_until="2027-12-31", funded_until="2027-12-31")
TITLE = "title=reminder.title.days(days=30, end=2026-12-31)"


@pytest.fixture
def regency(bot: BotUnderTest) -> BotUnderTest:
    """Three people whose cover ends with the year, of two villages; an approver: `ani`."""
    bot.knows(somebody(1), somebody(2), somebody(3, village=OTHER_VILLAGE))
    joined(bot, "ani", "approver")
    return bot


def joined(bot: BotUnderTest, chat: str, role: Role, *villages: str) -> None:
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        code = store.officers.add(chat, role, villages)[1]
    bot.say(code, chat)


def tapped(bot: BotUnderTest, act: str, sender: str = "ani") -> list[str]:
    return bot.texts(choice=f"desk:{act}", sender=sender)


def offered(bot: BotUnderTest, act: str, sender: str = "ani") -> list[str]:
    [body] = bot.say(choice=f"desk:{act}", sender=sender).bodies
    return [value.removeprefix("desk:") for _, value in body.choices]


def stopped(bot: BotUnderTest) -> dict[str, str]:
    return act(bot.database, lambda made: made.store.reminders.stops())


def test_plan_of_forty_days_with_its_figures(regency: BotUnderTest) -> None:
    [text] = tapped(regency, "reminders")
    heading, *planned = text.split("\n")

    assert heading == "desk.reminders(days=40)"
    assert [line.partition(", title")[0] for line in planned] == [
        f"desk.reminders.line(day=2026-12-{day:02d}" for day in (1, 24, 30)
    ]
    assert all(line.endswith("people=3)") for line in planned)
    assert offered(regency, "reminders") == [
        f"reminder:{stage}:2026-12-31" for stage in (30, 7, 1)
    ] + ["menu"]


def test_nothing_planned(bot: BotUnderTest) -> None:
    bot.knows(somebody(1, until="2027-12-31"), agreements=[LONGER])
    joined(bot, "ani", "approver")

    assert tapped(bot, "reminders") == ["desk.reminders.none(days=40)"]


def test_stopping_is_asked_twice_and_can_be_taken_back(regency: BotUnderTest) -> None:
    assert offered(regency, f"reminder:{KEY}")[0] == f"reminder_stop:{KEY}"
    assert tapped(regency, f"reminder_stop:{KEY}") == [f"desk.reminder_stop.ask({TITLE})"]
    assert stopped(regency) == {}
    assert tapped(regency, f"reminder_stop_yes:{KEY}") == [f"desk.reminder.stopped({TITLE})"]
    assert list(stopped(regency)) == [KEY]
    assert tapped(regency, "reminders")[0].count("desk.reminders.stopped") == 1

    assert offered(regency, f"reminder:{KEY}")[0] == f"reminder_resume:{KEY}"
    assert tapped(regency, f"reminder_resume:{KEY}") == [f"desk.reminder_resume.ask({TITLE})"]
    assert tapped(regency, f"reminder_resume_yes:{KEY}") == [f"desk.reminder.resumed({TITLE})"]
    assert stopped(regency) == {}
    assert [(each.act, each.what) for each in acts(regency)[-2:]] == [
        (f"reminder.{act}", {"reminder": KEY}) for act in ("stop", "resume")
    ]


def test_what_was_stopped_is_still_listed_when_nobody_waits_for_it(regency: BotUnderTest) -> None:
    tapped(regency, f"reminder_stop_yes:{KEY}")
    regency.knows(somebody(1, until="2027-12-31"), agreements=[LONGER], as_of="2026-11-23")

    assert f"desk.reminders.nobody({TITLE}) desk.reminders.stopped" in tapped(regency, "reminders")[
        0
    ].split("\n")
    assert offered(regency, f"reminder:{KEY}")[0] == f"reminder_resume:{KEY}"


def test_what_was_stopped_is_forgotten_when_its_day_is_over(regency: BotUnderTest) -> None:
    tapped(regency, f"reminder_stop_yes:{KEY}")
    regency.now = regency.now.replace(year=2027, month=1)

    assert tapped(regency, f"reminder:{KEY}") == ["choice.old"]


POWERLESS = {"an officer": (), "an officer of a village": (VILLAGE,)}
PRESSED = ("reminder_stop", "reminder_stop_yes", "reminder_resume", "reminder_resume_yes")


@pytest.mark.parametrize("villages", POWERLESS.values(), ids=POWERLESS)
def test_who_does_not_approve_sees_the_plan_and_stops_nothing(
    regency: BotUnderTest, villages: tuple[str, ...]
) -> None:
    hire(regency, "budi", *villages)

    assert offered(regency, f"reminder:{KEY}", "budi") == ["reminders", "menu"]
    for button in PRESSED:
        assert tapped(regency, f"{button}:{KEY}", "budi") == ["choice.old"]
    assert stopped(regency) == {}


FORGED = ("", "30", "30:", "30:2031-02-30", "x:2026-12-31", "30:2026-12-31:more", "9" * 400)


@pytest.mark.parametrize("key", FORGED)
@pytest.mark.parametrize("button", ["reminder", *PRESSED])
def test_a_forged_key_does_nothing(regency: BotUnderTest, button: str, key: str) -> None:
    assert tapped(regency, f"{button}:{key}") == ["choice.old"]
    assert stopped(regency) == {}


@pytest.mark.parametrize("button", ["reminders", f"reminder:{KEY}", f"reminder_stop_yes:{KEY}"])
def test_it_is_for_officers_only(regency: BotUnderTest, button: str) -> None:
    assert tapped(regency, button, "stranger") == ["choice.old"]
    assert stopped(regency) == {}
