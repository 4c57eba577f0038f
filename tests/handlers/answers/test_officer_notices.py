"""Notices in the officers' chat: written, looked at, approved by another, steered by few."""

import pytest

from storage.broadcasts import Broadcast
from storage.officers import Role
from storage.store import Store
from tests.bot.notices import OTHER_VILLAGE, VILLAGE, act, somebody, with_chat
from tests.conversation import BotUnderTest

LIMIT = 200  # of recipients, above which a second person must approve


def joined(bot: BotUnderTest, chat: str, role: Role, *villages: str) -> None:
    """The chat of a new officer, called as the chat is."""
    at = bot.clock()
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=at, real_now=at)
        _, code = store.officers.add(chat, role, villages)
    bot.say(code, chat)


def people(bot: BotUnderTest, many: int, village: str = VILLAGE) -> None:
    known = [somebody(number, village=village) for number in range(many)]
    bot.knows(*known)
    for number, each in enumerate(known):
        with_chat(bot.database, each, 100 + number)


def written(
    bot: BotUnderTest, chat: str, *, whom: str = "everybody", when: str = "now"
) -> list[str]:
    """Through the form, to the draft's page."""
    bot.say("", chat, choice="desk:notice_new")
    bot.say("Halo {name}, ada pertemuan.", chat)
    bot.say("", chat, choice="set:notice_form:purpose:news")
    bot.say(whom, chat)
    return bot.texts(when, chat)


def press(bot: BotUnderTest, chat: str, button: str) -> list[str]:
    return bot.texts("", chat, choice=f"desk:notice_{button}:1")


def notice(bot: BotUnderTest) -> Broadcast | None:
    return act(bot.database, lambda made: made.store.broadcasts.get(1))


def state(bot: BotUnderTest) -> str | None:
    found = notice(bot)
    return found.state if found else None


def acts(bot: BotUnderTest) -> list[tuple[str, str]]:
    entries = act(bot.database, lambda made: made.store.audit.entries())
    return [(each.actor, each.act) for each in entries if each.act.startswith("notice.")]


def test_from_the_draft_to_the_end(bot: BotUnderTest) -> None:
    people(bot, 3)
    joined(bot, "ani", "officer")
    example, page = written(bot, "ani")

    assert "Halo La Uji 0, ada pertemuan." in example
    assert "notice.plan(people=3)" in page
    assert "desk.notice.sure(people=3)" in press(bot, "ani", "start")[0]
    assert state(bot) == "draft"
    for button, after in (
        ("go", "running"), ("pause", "paused"), ("resume", "running"), ("cancel", "cancelled"),
    ):  # fmt: skip
        press(bot, "ani", button)
        assert state(bot) == after
    assert acts(bot) == [
        ("officer:1", f"notice.{name}") for name in ("create", "start", "pause", "resume", "cancel")
    ]


def test_many_recipients_need_another_person(bot: BotUnderTest) -> None:
    people(bot, LIMIT + 1)
    for chat, role in (("ani", "approver"), ("budi", "officer"), ("citra", "approver")):
        joined(bot, chat, role)  # type: ignore[arg-type]
    written(bot, "ani")

    assert state(bot) == "waiting_approval"
    assert "notice.error.needs_approval" in press(bot, "ani", "go")[0]
    assert "notice.error.own_approval" in press(bot, "ani", "approve")[0]
    assert "unknown_choice" in bot.say("", "budi", choice="desk:notice_approve:1").received.intent
    press(bot, "citra", "approve")
    assert state(bot) == "scheduled"
    press(bot, "ani", "go")
    assert state(bot) == "running"


REFUSED = {
    "a village that is another's": (
        "village=" + OTHER_VILLAGE,
        "now",
        "notice.error.other_village",
    ),
    "nobody": ("coverage_end<=2020-01-01", "now", "notice.error.nobody"),
    "the name of such a village": ("wanci", "now", "notice_form.whom.other_village"),
    "an unknown village": ("desa antah berantah", "now", "notice_form.whom.unknown"),
    "a condition that is none": ("umur=20", "now", "notice_form.whom.unusable"),
    "a time that has passed": ("everybody", "kemarin jam 9", "notice_form.when.past"),
    "no time": ("everybody", "entah", "notice_form.when.unclear"),
}


@pytest.mark.parametrize(("whom", "when", "said"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_answer_is_said_and_nothing_is_made(
    bot: BotUnderTest, whom: str, when: str, said: str
) -> None:
    people(bot, 2)
    joined(bot, "ani", "officer", VILLAGE)
    bot.say("", "ani", choice="desk:notice_new")
    bot.say("Halo", "ani")
    bot.say("", "ani", choice="set:notice_form:purpose:news")
    heard = bot.texts(whom, "ani")
    heard += bot.texts(when, "ani")

    assert any(said in each for each in heard)
    assert notice(bot) is None


def test_a_removed_officer_has_no_notices(bot: BotUnderTest) -> None:
    people(bot, 2)
    joined(bot, "ani", "officer")
    written(bot, "ani")
    with bot.database.write() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        for each in store.officers.all():
            store.officers.remove(each)

    assert bot.say("", "ani", choice="desk:notice_go:1").received.intent == "unknown_choice"
    assert state(bot) == "draft"
    assert bot.say("", "somebody", choice="desk:notice_go:1").received.intent == "unknown_choice"


def test_a_village_officer_writes_to_their_people_only(bot: BotUnderTest) -> None:
    bot.knows(somebody(1), somebody(2, village=OTHER_VILLAGE))
    for number in (1, 2):
        with_chat(bot.database, somebody(number), number)
    joined(bot, "ani", "officer", VILLAGE)

    assert "notice.plan(people=1)" in written(bot, "ani")[-1]


def test_a_time_of_the_regency_is_kept(bot: BotUnderTest) -> None:
    people(bot, 2)
    joined(bot, "ani", "officer")
    written(bot, "ani", when="besok jam 9")
    press(bot, "ani", "go")
    found = notice(bot)

    assert found is not None
    assert found.state == "scheduled"
    assert found.start_at == bot.now.replace(day=25, hour=9, minute=0).timestamp()
