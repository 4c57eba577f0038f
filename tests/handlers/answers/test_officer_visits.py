"""Who was not reached, as a visit list: only for the village's officer; what a visit found."""

from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from PIL import Image
from sqlalchemy import func, select

from handlers import broadcasting
from storage.broadcasts import Broadcast
from storage.store import Store
from storage.tables import memberships
from storage.visits import RESULTS
from tests.bot.notices import OTHER_VILLAGE, VILLAGE, act, draft, press, somebody
from tests.bot.reported import FATES, Fate, gone_out
from tests.conversation import TODAY, BotUnderTest
from tests.officer_talk import acts, hire

UNREACHED_HERE = (3, 4, 8)  # of FATES, in VILLAGE
REACHED, WAITING = 2, 7  # rows of persons 0 and 5: the other village stands first
NAMES = [somebody(number).name for number in range(len(FATES))]


@pytest.fixture(autouse=True)
def _on_the_bots_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def village(bot: BotUnderTest) -> BotUnderTest:
    """A notice of the operator has gone out; officers `here`, `there` and of all villages."""
    gone_out(bot, *FATES)
    hire(bot, "here", VILLAGE)
    hire(bot, "there", OTHER_VILLAGE)
    hire(bot, "regency")
    return bot


def tap(bot: BotUnderTest, value: str, sender: str = "here") -> str:
    return "\n".join(bot.texts(choice=value, sender=sender))


def values(bot: BotUnderTest, value: str, sender: str = "here") -> list[str]:
    [body] = bot.say(choice=value, sender=sender).bodies
    return [each for _, each in body.choices]


def visits(bot: BotUnderTest, sender: str = "here", notice: int = 1) -> list[str]:
    """Of the list's first page, the people's choices."""
    return [v for v in values(bot, f"desk:visits:{notice}", sender) if v.startswith("desk:visit:")]


def is_refused(bot: BotUnderTest, value: str, sender: str) -> bool:
    answer = bot.say(choice=value, sender=sender)
    shown = "".join(body.text for body in answer.bodies)
    return answer.received.intent == "unknown_choice" and not any(n in shown for n in NAMES)


def tickets(bot: BotUnderTest) -> list[tuple[str, str | None]]:
    with bot.database.read() as connection:
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        return [(each.subject, each.about) for each in store.tickets.open()]


def test_menu_leads_to_the_people_of_the_officers_village(village: BotUnderTest) -> None:
    """Whoever wrote the notice."""
    assert "desk:visits" in values(village, "desk:menu")
    assert "desk:visits:1" in values(village, "desk:visits")
    shown = tap(village, "desk:visits:1")

    assert shown.startswith("desk.visits.people(people=3, left=3)")
    assert [name for name in NAMES if name in shown] == [NAMES[n] for n in UNREACHED_HERE]
    for number, reason in zip(UNREACHED_HERE, ("blocked", "unknown", "no_chat"), strict=True):
        line = f"who={NAMES[number]}, village=Mola Utara, why=notice.why.{reason}"
        assert f"desk.visits.line({line})" in shown
    secrets = [each for n in range(9) for each in somebody(n).secrets() if each not in NAMES]
    assert not [each for each in secrets if each in shown]


def test_officer_of_all_villages_sees_all_some_at_a_time(village: BotUnderTest) -> None:
    everybody = tap(village, "desk:visits:1", "regency")
    assert "desk.visits.people(people=5, left=5)" in everybody

    assert "desk:visits:1:5" not in values(village, "desk:visits:1", "regency")


def test_pages(bot: BotUnderTest) -> None:
    gone_out(bot, Fate("sent"), *(Fate(has_chat=False) for _ in range(12)))
    hire(bot, "here", VILLAGE)
    seen = []
    for value, after in (
        ("desk:visits:1", "desk:visits:1:5"), ("desk:visits:1:5", "desk:visits:1:10"),
        ("desk:visits:1:10", None),
    ):  # fmt: skip
        offered = values(bot, value)
        seen += [each for each in offered if each.startswith("desk:visit:")]
        assert [each for each in offered if each.startswith("desk:visits:")] == [after] * bool(
            after
        )

    assert len(set(seen)) == len(seen) == 12


@pytest.mark.parametrize("result", RESULTS)
def test_a_result_is_noted(village: BotUnderTest, result: str) -> None:
    """Some become a ticket; the store of members stays as it is."""
    before = periods(village)
    first = visits(village)[0].rpartition(":")[2]
    said = tap(village, f"desk:visit_found:{first}:{result}")

    assert said == f"desk.visit.noted.{result}(who={NAMES[3]})"
    assert visits(village)[-1] == f"desk:visit:{first}"
    assert f"desk.visits.result(result=desk.visit.do.{result})" in tap(village, "desk:visits:1")
    is_ticket = result in ("moved", "new_number", "deceased")
    assert tickets(village) == [(f"visit_{result}", f"visit:{first}")] * is_ticket
    assert periods(village) == before
    [noted] = [each for each in acts(village) if each.act == "visit.noted"]
    assert noted.what == {"notice": 1, "person": int(first), "result": result}


def test_a_result_can_be_changed(village: BotUnderTest) -> None:
    """One ticket a person follows the newest result."""
    first = visits(village)[0].rpartition(":")[2]
    for result, open_tickets in (
        ("moved", ["visit_moved"]), ("deceased", ["visit_deceased"]), ("reached", []),
        ("moved", ["visit_moved"]),
    ):  # fmt: skip
        tap(village, f"desk:visit_found:{first}:{result}")
        assert [subject for subject, _ in tickets(village)] == open_tickets


def test_the_same_result_twice_opens_no_closed_ticket(village: BotUnderTest) -> None:
    first = visits(village)[0].rpartition(":")[2]
    tap(village, f"desk:visit_found:{first}:moved")
    tap(village, "desk:close:1", "regency")
    tap(village, f"desk:visit_found:{first}:moved")

    assert tickets(village) == []


def test_ticket_of_a_visit_is_masked_and_for_the_village(village: BotUnderTest) -> None:
    first = visits(village)[0].rpartition(":")[2]
    tap(village, f"desk:visit_found:{first}:deceased")
    shown = tap(village, "desk:ticket:1", "regency")

    assert shown == (
        "desk.ticket.visit(who=L. U. 3., village=Mola Utara, result=desk.visit.do.deceased, "
        f"notice=1, person={first})"
    )
    assert "desk.tickets.none" in tap(village, "desk:tickets", "there")
    assert is_refused(village, "desk:ticket:1", "there")
    assert is_refused(village, "desk:answer:1", "regency")
    assert tap(village, "desk:close:1", "regency") == "desk.ticket.closed(number=1)"


FORGED = {
    "another village's person": ("desk:visit:{there}", "here"),
    "a result for another village's person": ("desk:visit_found:{there}:moved", "here"),
    "a person who was reached": (f"desk:visit:{REACHED}", "here"),
    "a person who still waits": (f"desk:visit_found:{WAITING}:moved", "here"),
    "an unknown person": ("desk:visit:99", "regency"),
    "a number that is too long": ("desk:visit:99999999999999999999", "regency"),
    "no number": ("desk:visit:²", "regency"),
    "an unknown result": ("desk:visit_found:{here}:rich", "here"),
    "no result": ("desk:visit_found:{here}", "here"),
    "an unknown notice": ("desk:visits:7", "regency"),
    "a page beyond the last": ("desk:visits:1:500", "regency"),
    "no officer": ("desk:visit:{here}", "somebody"),
    "a removed officer": ("desk:visit:{here}", "gone"),
    "a removed officer's list": ("desk:visits:1", "gone"),
    "no officer's list": ("desk:visits", "somebody"),
    "the report by one who did not write it": ("desk:notice_report:1", "here"),
    "the report of no notice": ("desk:notice_report:x", "regency"),
}


@pytest.mark.parametrize(("value", "sender"), FORGED.values(), ids=FORGED)
def test_what_does_not_fit_is_refused(village: BotUnderTest, value: str, sender: str) -> None:
    hire(village, "gone", VILLAGE)
    act(village.database, _remove_gone)
    here = visits(village)[0].rpartition(":")[2]
    there = visits(village, "there")[0].rpartition(":")[2]
    assert there not in {each.rpartition(":")[2] for each in visits(village)}
    before = acts(village)

    assert is_refused(village, value.format(here=here, there=there), sender)
    assert acts(village) == before
    assert tickets(village) == []


def _remove_gone(made: broadcasting.NoticeDesk) -> None:
    gone = made.store.officers.named("gone")
    assert gone is not None
    made.store.officers.remove(gone)


def test_a_notice_that_has_not_started_has_nobody_to_visit(bot: BotUnderTest) -> None:
    bot.knows(somebody(0))
    draft(bot.database)
    hire(bot, "here", VILLAGE)

    assert tap(bot, "desk:visits") == "desk.visits.none"
    assert is_refused(bot, "desk:visits:1", "here")
    assert is_refused(bot, "desk:visit:1", "here")


def test_whom_a_later_try_reached_is_no_visit(village: BotUnderTest) -> None:
    """Nobody is sent to somebody who has the message."""
    blocked = visits(village)[0]
    with village.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE outbox SET state = 'delivered' WHERE error = 'Forbidden'"
        )

    assert blocked not in visits(village)
    assert is_refused(village, blocked, "here")


def test_cancelled_notice_lists_who_did_not_get_it(village: BotUnderTest) -> None:
    press(village.database, broadcasting.cancel, _first(village))

    shown = tap(village, "desk:visits:1")
    assert "desk.visits.people(people=4, left=4)" in shown
    assert f"who={NAMES[5]}, village=Mola Utara, why=notice.why.cancelled" in shown


def test_reading_the_list_is_in_the_audit(village: BotUnderTest) -> None:
    first = visits(village)[0]
    tap(village, first)
    entries = [(each.act, each.what) for each in acts(village) if each.act.startswith("visit")]

    assert [name for name, _ in entries] == ["visits.listed", "visit.read"]
    assert len(entries[0][1]["people"]) == len(UNREACHED_HERE)  # type: ignore[arg-type]
    assert entries[1][1] == {"notice": 1, "person": int(first.rpartition(":")[2])}


def test_report_in_the_chat(village: BotUnderTest) -> None:
    """For whoever may steer the notice: figures and a picture, no names."""
    _let_approve(village)
    assert "desk:notice_report:1" in values(village, "desk:notice:1", "regency")
    [body] = village.say(choice="desk:notice_report:1", sender="regency").bodies

    assert "sent=1, delivered=1, read=1, failed=2, unknown=1, cancelled=0" in body.text
    assert "desk.report.reason(why=notice.why.no_chat, people=2)" in body.text
    assert not [name for name in NAMES if name in body.text]
    assert "desk:visits:1" in [value for _, value in body.choices]
    [picture] = body.parts
    assert (picture.kind, picture.name) == ("photo", "desk.report.file(number=1).png")
    assert Image.open(BytesIO(picture.data)).format == "PNG"


def _let_approve(bot: BotUnderTest) -> None:
    with bot.database.write() as connection:
        connection.exec_driver_sql("UPDATE officer SET role = 'approver' WHERE villages = ''")


def _first(bot: BotUnderTest) -> Broadcast:
    found = act(bot.database, lambda made: made.store.broadcasts.get(1))
    assert found is not None
    return found


def periods(bot: BotUnderTest) -> tuple[object, ...]:
    """What a feed wrote, counted so that any change shows."""
    asked = select(func.count(), func.max(memberships.c.id), func.max(memberships.c.to_run))
    with bot.database.read() as connection:
        return tuple(connection.execute(asked).one())
