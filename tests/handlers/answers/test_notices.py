"""What is sent unasked is stopped by purpose, undone, started again, and never by mistake."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from storage.outbox import Body
from storage.store import Store
from storage.tables import broadcasts, opt_outs, outbox
from tests.conversation import BotUnderTest, Someone

SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
BOTH = {"news", "own_coverage"}
NEWS = {"news"}
ON: set[str] = set()


def stopped(bot: BotUnderTest) -> dict[str, float]:
    """When which purpose was stopped."""
    with bot.database.read() as connection:
        rows = connection.execute(select(opt_outs.c.purpose, opt_outs.c.at)).all()
    return {row.purpose: row.at for row in rows}


def keys(bot: BotUnderTest, said: str) -> list[str]:
    """The keys that lead each paragraph of the last turn."""
    return [text.partition("(")[0] for text in bot.texts(said)]


ORDERS = {
    "berhenti": (["Berhenti!"], ["notices.off.news"], NEWS),
    "stop": (["STOP"], ["notices.off.news"], NEWS),
    "a slash": (["/stop"], ["notices.off.news"], NEWS),
    "twice": (["berhenti", "setop"], ["notices.already.news"], NEWS),
    "all": (["berhenti semua"], ["notices.off.all"], BOTH),
    "all twice": (["berhenti semua", "stop semua"], ["notices.already.all"], BOTH),
    "news after all": (["berhenti semua", "berhenti"], ["notices.already.all"], BOTH),
    "all after news": (["berhenti", "hentikan semua"], ["notices.off.all"], BOTH),
    "all by its choice": (["berhenti", "2"], ["notices.off.all"], BOTH),
    "undo": (["berhenti", "1"], ["notices.undone"], ON),
    "undo by its label": (["berhenti semua", "notices.undo"], ["notices.undone"], ON),
    "undo in words": (["berhenti", "tidak jadi"], ["notices.undone"], ON),
    "undo leaves what was before": (
        ["berhenti", "berhenti semua", "1"], ["notices.undone"], NEWS,
    ),
    "batal later is no undo": (["berhenti", "halo", "batal"], ["form.nothing_open"], NEWS),
    "start again": (["berhenti semua", "mulai lagi kabar"], ["notices.on"], ON),
    "start again in free words": (["berhenti", "saya mau terima kabar lagi"], ["notices.on"], ON),
    "start what runs": (["subscribe"], ["notices.on_already\n\nnotices.link_first"], ON),
    "undo a start": (["berhenti semua", "subscribe", "1"], ["notices.undone"], BOTH),
    "a start after news only": (["berhenti", "subscribe", "batal"], ["notices.undone"], NEWS),
    "a question does not start": (["berhenti", "kantor di mana"], ["office"], NEWS),
    "start does not start": (["berhenti", "mulai"], ["greeting"], NEWS),
}  # fmt: skip


@pytest.mark.parametrize(("said", "last", "off"), ORDERS.values(), ids=ORDERS)
def test_order(bot: BotUnderTest, said: list[str], last: list[str], off: set[str]) -> None:
    *before, end = said
    for line in before:
        bot.say(line)

    assert keys(bot, end) == last
    assert set(stopped(bot)) == off


FREE = "tolong jangan kirim pesan lagi"
CONFIRMED = {
    "nothing yet": ([FREE], ["stop_notices.which.ask"], ON),
    "yes": ([FREE, "ya"], ["notices.off.news"], NEWS),
    "said once more": ([FREE, "jangan kirim lagi"], ["notices.off.news"], NEWS),
    "the word itself": ([FREE, "berhenti"], ["notices.off.news"], NEWS),
    "all": ([FREE, "semua saja"], ["notices.off.all"], BOTH),
    "all by its choice": ([FREE, "2"], ["notices.off.all"], BOTH),
    "all by the order": ([FREE, "berhenti semua"], ["notices.off.all"], BOTH),
    "no": ([FREE, "tidak"], ["notices.kept"], ON),
    "a denial with the verb": ([FREE, "jangan dihentikan"], ["notices.kept"], ON),
    "rather not": ([FREE, "3"], ["notices.kept"], ON),
    "cancelled": ([FREE, "batal"], ["form.cancelled"], ON),
    "unreadable": ([FREE, "hmm"], ["stop_notices.which.missing"], ON),
    "a question instead": ([FREE, "kantor di mana"], ["office", "form.back_to"], ON),
    "from the menu": (["menu", "menu.unsubscribe"], ["stop_notices.which.ask"], ON),
    "stopped before": (["berhenti", FREE], ["notices.already.news"], NEWS),
}


@pytest.mark.parametrize(("said", "last", "off"), CONFIRMED.values(), ids=CONFIRMED)
def test_free_words_are_confirmed_first(
    bot: BotUnderTest, said: list[str], last: list[str], off: set[str]
) -> None:
    *before, end = said
    for line in before:
        bot.say(line)

    assert keys(bot, end) == last
    assert set(stopped(bot)) == off


IN_A_FORM = {
    "asks": (["berhenti"], ["notices.which"], ON),
    "the form": (["berhenti", "1"], ["form.cancelled"], ON),
    "the news": (["berhenti", "2"], ["notices.off.news", "form.back_to"], NEWS),
    "all is plain": (["berhenti semua"], ["notices.off.all", "form.back_to"], BOTH),
    "free words": ([FREE], ["stop_notices.which.ask"], ON),
    "free words confirmed": ([FREE, "ya"], ["notices.off.news", "form.back_to"], NEWS),
    "asked twice": ([FREE, "stop"], ["notices.off.news", "form.back_to"], NEWS),
}


@pytest.mark.parametrize(("said", "last", "off"), IN_A_FORM.values(), ids=IN_A_FORM)
def test_inside_a_form(bot: BotUnderTest, said: list[str], last: list[str], off: set[str]) -> None:
    bot.knows(SITI)
    *before, end = ["nomor kartu saya berapa", *said]
    for line in before:
        bot.say(line)

    assert keys(bot, end) == last
    assert set(stopped(bot)) == off


@pytest.mark.parametrize(
    "value", ["stop:form", "notice:off:all", "notice:on:news", "undo:off:", "undo:news", "notice:"]
)
def test_a_choice_that_nobody_offered_does_nothing(bot: BotUnderTest, value: str) -> None:
    assert bot.texts(choice=value) == ["choice.old"]
    assert stopped(bot) == {}


def test_each_stop_keeps_its_own_time(bot: BotUnderTest) -> None:
    bot.say("berhenti")
    first = bot.clock()
    bot.now += timedelta(days=3)
    bot.say("berhenti semua")

    assert stopped(bot) == {"news": first, "own_coverage": bot.clock()}


def test_only_this_chat_stops(bot: BotUnderTest) -> None:
    bot.say("halo", "another")
    bot.say("berhenti semua")

    assert bot.texts("subscribe", "another") == ["notices.on_already\n\nnotices.link_first"]


def proved(bot: BotUnderTest) -> None:
    bot.knows(SITI)
    for line in ("nomor kartu saya berapa", SITI.nik, "5-6-1972"):
        bot.say(line)


def test_whoever_is_forgotten_is_not_written_to_again(bot: BotUnderTest) -> None:
    proved(bot)
    bot.say("hapus data saya")

    assert bot.texts(choice="unlink:all") == ["delete.done\n\nnotices.forgotten"]
    proved(bot)
    assert set(stopped(bot)) == BOTH


def waiting(bot: BotUnderTest, *purposes: str) -> None:
    """Notices in the outbox of the first contact: of broadcasts 1 (news) and 2, of a claim."""
    with bot.database.write() as connection:
        for number, purpose in enumerate(("news", "own_coverage"), 1):
            row = {"token": bytes([number]), "sealed": b"", "code": str(number), "kind": "notice"}
            more = {"purpose": purpose, "state": "running", "conditions": "[]", "author": "system"}
            connection.execute(insert(broadcasts).values(row | more | {"created_at": 0.0}))
        store = Store(connection, bot.database.sealer, now=bot.clock(), real_now=bot.clock())
        contact = store.conversations.contact("terminal", "s", "id")
        for about in purposes:
            later = bot.clock() + 1_000_000
            store.outbox.put(
                contact, [Body("kabar")], kind="notice", not_before=later, purpose=about
            )


WAITING = {
    "news": ("berhenti", {"broadcast:2", "claim:1"}),
    "all": ("berhenti semua", {"claim:1"}),
    "a question": ("kantor di mana", {"broadcast:1", "broadcast:2", "claim:1"}),
}


@pytest.mark.parametrize(("said", "left"), WAITING.values(), ids=WAITING)
def test_what_waits_does_not_leave_after_a_stop(
    bot: BotUnderTest, said: str, left: set[str]
) -> None:
    bot.say("halo")
    waiting(bot, "broadcast:1", "broadcast:2", "claim:1")
    bot.say(said)

    assert queued(bot) == left


def test_nothing_waits_for_whoever_is_forgotten(bot: BotUnderTest) -> None:
    proved(bot)
    waiting(bot, "broadcast:1", "claim:1")
    bot.say(choice="unlink:all")

    assert queued(bot) == set()


def queued(bot: BotUnderTest) -> set[str | None]:
    with bot.database.read() as connection:
        asked = select(outbox.c.purpose).where(outbox.c.state == "queued")
        return set(connection.execute(asked.where(outbox.c.kind == "notice")).scalars())


SPOKEN = {
    "id": ("", ["mulai lagi kabar", "kepesertaan sendiri", "Urungkan"]),
    "en": ("lang:en", ["stop all", "your own membership", "Undo"]),
}


@pytest.mark.parametrize(("language", "wanted"), SPOKEN.values(), ids=SPOKEN)
def test_words(speaking_bot: BotUnderTest, language: str, wanted: list[str]) -> None:
    if language:
        speaking_bot.say(choice=language)
    texts: list[str] = []
    for line in ("berhenti", "berhenti semua", "mulai lagi kabar", "privasi data saya"):
        for body in speaking_bot.say(line).bodies:
            texts += [body.text, *(label for label, _ in body.choices)]

    said = "\n".join(texts)
    assert [each for each in wanted if each not in said] == []
    assert "{" not in said
    assert max(map(len, texts)) <= 600
