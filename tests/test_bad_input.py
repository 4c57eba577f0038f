"""Whatever is sent gets a kind answer that fits, and the form that was open goes on after it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.terminal import Answer
from storage.database import Database
from tests.conftest import SECRET
from tests.conversation import BotUnderTest, Card, Someone
from tests.officer_talk import hire, report_death

SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti")
BUDI = Someone("7407050508700002", "1970-08-05", "+6281234500002", "La Budi",
               (Card("21009876543", "2026-01-01", "2026-12-31"),))  # fmt: skip
BORN = "5-6-1972"


@dataclass(frozen=True)
class Talk:
    """One chat with a bot that the whole module shares."""

    bot: BotUnderTest
    sender: str

    def say(self, text: str = "", **more: str | None) -> Answer:
        return self.bot.say(text, self.sender, **more)

    def texts(self, text: str = "", **more: str) -> list[str]:
        return [body.text for body in self.say(text, **more).bodies]

    def keys(self, text: str = "", **more: str) -> list[str]:
        return [reply.partition("(")[0] for reply in self.texts(text, **more)]

    def both_answers(self, text: str = "", **more: str) -> tuple[str, str]:
        """What is said to it where a NIK was asked, and where a birth date was; it goes on."""
        self.say(choice="go:card_number")
        at_nik = self.texts(text, **more)
        assert self.keys(SITI.nik) == ["identity.birth_date.ask"]
        at_birth_date = self.texts(text, **more)
        assert self.keys(BORN) == ["card.valid"]
        return at_nik[0], at_birth_date[0]


@pytest.fixture(scope="module")
def bot_of_module(
    empty_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BotUnderTest]:
    folder = tmp_path_factory.mktemp("bad_input")
    store = shutil.copy(empty_store, folder / "sapa.db")
    database = Database(f"sqlite:///{store}", SECRET)
    bot = BotUnderTest(database, folder / "feed")
    bot.knows(SITI, BUDI)
    yield bot
    database.close()


@pytest.fixture
def talk(bot_of_module: BotUnderTest, request: pytest.FixtureRequest) -> Talk:
    return Talk(bot_of_module, request.node.name)


NOTHING = ("unclear.empty", "unclear.empty")
NO_ANSWER = ("identity.nik.missing", "identity.birth_date.missing")
NO_DAY = "identity.birth_date.no_such_day"
TEXTS = {
    "empty": ("", NOTHING),
    "white space": (" \n\t\u00a0", NOTHING),
    "zero byte": ("\x00", NOTHING),
    "direction marks": ("\u202e\u200f", NOTHING),
    "10,000 characters": ("a" * 10_000, NO_ANSWER),
    "10,000 signs": ("?!" * 5_000, NO_ANSWER),
    "emoji": ("🐟🙏🏾😀", NO_ANSWER),
    "right to left": ("\u202eشكرا جزيلا\u202c", NO_ANSWER),
    "3,000 marks on a letter": ("a" + "\u0301" * 3_000, NO_ANSWER),
    "SQL": ("'; DROP TABLE contact; --", NO_ANSWER),
    "markup": ("<b>x</b><script>*_`[", NO_ANSWER),
    "NIK of 15 digits": (SITI.nik[:15], ("identity.nik.digits(count=15)", NO_ANSWER[1])),
    "NIK of 17 digits": (SITI.nik + "1", ("identity.nik.digits(count=17)", NO_ANSWER[1])),
    "NIK with a letter": ("74A7054506720001", ("identity.nik.digits(count=13)", None)),
    "NIK of zeros": ("0" * 16, ("identity.nik.shape", NO_ANSWER[1])),
    "NIK in month 13": ("7407054513720001", ("identity.nik.shape", NO_ANSWER[1])),
    "4,000 digits": ("9" * 4_000, ("identity.nik.digits(count=4000)", NO_ANSWER[1])),
    "31 February": ("31-2-1972", (NO_ANSWER[0], f"{NO_DAY}(day=31, month=2, year=1972)")),
    "day 32": ("32 januari 1972", (NO_ANSWER[0], f"{NO_DAY}(day=32, month=1, year=1972)")),
    "day 0": ("0-6-1972", (NO_ANSWER[0], f"{NO_DAY}(day=0, month=6, year=1972)")),
    "year 99999999999": ("5-6-99999999999", (None, "identity.birth_date.unclear")),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_text_is_explained_and_the_form_goes_on(
    talk: Talk, text: str, expected: tuple[str | None, str | None]
) -> None:
    said = talk.both_answers(text)

    for shown, wanted in zip(said, expected, strict=True):
        assert wanted in (None, shown)
        assert shown


@pytest.mark.parametrize("text", [text for text, _ in TEXTS.values()], ids=TEXTS)
def test_text_without_a_question_before_it_gets_a_way_on(talk: Talk, text: str) -> None:
    answer = talk.say(text)

    assert answer.received.state == "answered"
    assert [body.text for body in answer.bodies if body.choices] != []


READ_ANYHOW = {
    "spaces": "7407 0545 0672 0001",
    "dots": "7407.0545.0672.0001",
    "letters for digits": "74O7O545O672OOOl",
    "full width": "７４０７０５４５０６７２０００１",
    "Arabic digits": "٧٤٠٧٠٥٤٥٠٦٧٢٠٠٠١",
    "zero bytes": "7407\x000545\x000672\x000001",
}


@pytest.mark.parametrize("said", READ_ANYHOW.values(), ids=READ_ANYHOW)
def test_nik_is_read_however_it_is_written(talk: Talk, said: str) -> None:
    talk.say(choice="go:card_number")

    assert talk.keys(said) == ["identity.birth_date.ask"]
    assert talk.keys(BORN) == ["card.valid"]


CHOICES = {
    "no such kind": "nothing:1",
    "no such topic": "go:nothing",
    "no topic": "go:",
    "no such form": "set:nothing:nik:1",
    "no choice of its question": "set:identity:nik:1",
    "nobody's link": "who:77:card_number",
    "a link that is no number": "who:\u0663:card_number",
    "no such language": "lang:xx",
    "nothing to forget": "unlink:77",
    "zero byte": "\x00",
    "10,000 characters": "go:" + "x" * 10_000,
}


@pytest.mark.parametrize("value", CHOICES.values(), ids=CHOICES)
def test_unknown_choice_is_old_and_the_form_goes_on(talk: Talk, value: str) -> None:
    assert talk.both_answers(choice=value) == ("choice.old", "choice.old")


def test_choice_of_an_old_message_about_somebody_forgotten(talk: Talk) -> None:
    for someone, born in ((SITI, BORN), (BUDI, "5-8-1970")):
        talk.say(choice="who:new:card_number")
        assert talk.keys(f"{someone.nik} lahir {born}") == ["card.valid"]
    old = [value for _, value in talk.say(choice="go:card_number").bodies[0].choices]
    assert talk.keys(choice=old[0]) == ["card.valid"]
    talk.say(choice="unlink:all")

    talk.say(choice="go:card_number")
    assert talk.keys(choice=old[0]) == ["choice.old", "form.back_to"]
    assert talk.keys(SITI.nik) == ["identity.birth_date.ask"]


def test_choice_of_an_old_message_still_opens_its_topic(talk: Talk) -> None:
    talk.say("halo")
    talk.say(choice="go:card_number")

    assert talk.keys(choice="go:office") == ["office", "form.back_to"]
    assert talk.keys(SITI.nik) == ["identity.birth_date.ask"]


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "sticker", "location", "film"])
def test_file_in_place_of_an_answer(talk: Talk, kind: str) -> None:
    wanted = f"file.{'other' if kind == 'film' else kind}"

    assert talk.both_answers(attachment=kind) == (wanted, wanted)


FORGED = ("", "0", "-1", "1.5", "1:", "\u00b2", "\u0663", "1" * 20, "1" * 5_000)
FORGEABLE = (
    "case:{}", "case:attach:1:{}", "case:mine:{}", "case:notes:1:{}", "case:papers:1:{}",
    "case:remind_in:1:{}", "case:tick:1:{}", "case:wrong_yes:{}", "desk:answer:{}",
    "desk:claim:{}", "desk:claims:{}", "desk:close:{}", "desk:confirm_yes:{}", "desk:notice:{}",
    "desk:notice_go:{}", "desk:notice_report:{}", "desk:notices:{}", "desk:ticket:{}",
    "desk:tickets:{}", "desk:undo:{}", "desk:visit:{}", "desk:visit_found:{}:reached",
    "desk:visits:{}", "desk:visits:1:{}", "notice:off:{}", "set:claim_guide:children:{}",
    "undo:on:{}", "unlink:{}", "who:{}:card_number",
)  # fmt: skip


@pytest.fixture(scope="module")
def officer_who_mourns(bot_of_module: BotUnderTest) -> Talk:
    """Every choice that carries a number has somebody who may use it, with a case numbered 1."""
    hire(bot_of_module, "forger")
    report_death(bot_of_module, "forger")
    return Talk(bot_of_module, "forger")


@pytest.mark.parametrize("value", FORGEABLE)
def test_forged_number_in_a_choice_makes_no_handler_fail(
    officer_who_mourns: Talk, value: str
) -> None:
    for forged in FORGED:
        answer = officer_who_mourns.say(choice=value.format(forged))

        assert answer.received.state == "answered"
        assert answer.bodies


WORDS = st.sampled_from(
    [
        "nik",
        "lahir",
        "tgl",
        "kk",
        "0812",
        "31-2-72",
        "besok",
        "\x00",
        "\u202e",
        "bapak",
        "meninggal",
    ]
)
SAID = st.one_of(st.text(max_size=60), st.lists(WORDS | st.text(max_size=8)).map(" ".join))


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(said=SAID, choice=st.none() | st.text(max_size=20))
def test_nothing_that_can_be_said_makes_a_handler_fail(
    talk: Talk, said: str, choice: str | None
) -> None:
    answer = talk.say(said, choice=choice)

    assert answer.received.state == "answered"
    assert all(body.text for body in answer.bodies)
    assert answer.bodies
