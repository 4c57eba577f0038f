"""Messages that were not understood: kept only where that is switched on, and without a person."""

import pytest

from bot.channels.terminal import Terminal
from bot.inbox import Inbox
from storage.unclear import UnclearMessages
from tests.conversation import BotUnderTest

UNCLEAR = "bagaimana ini yang itu La Ode Zulkifli 081234567890"


@pytest.fixture
def keeping(bot: BotUnderTest) -> BotUnderTest:
    inbox = Inbox(bot.database, bot.programme, words=bot.words, clock=bot.clock, keep_unclear=True)
    bot.terminal = Terminal(bot.database, inbox, bot.clock)
    return bot


def kept(bot: BotUnderTest) -> list[str]:
    with bot.database.read() as connection:
        listed = UnclearMessages(connection, bot.database.sealer, bot.clock()).by_frequency()
    return [words for words, _ in listed]


def test_an_offer_is_kept_without_name_and_number(keeping: BotUnderTest) -> None:
    keeping.say(UNCLEAR)

    (words,) = kept(keeping)
    assert words.startswith("bagaimana ini yang itu")
    assert "zulkifli" not in words
    assert not any(map(str.isdigit, words))


CLEAR = ("kartu sy hilang", "1", "menu", "tolong kami hanyut di laut", "")


@pytest.mark.parametrize("said", CLEAR)
def test_what_was_understood_is_not_kept(said: str, keeping: BotUnderTest) -> None:
    keeping.say("halo")
    keeping.say(said)

    assert kept(keeping) == []


def test_answers_to_a_form_are_not_kept(keeping: BotUnderTest) -> None:
    keeping.say("kartu saya masih aktif?")
    keeping.say("tidak tahu pak bagaimana itu")

    assert kept(keeping) == []


def test_nothing_is_kept_unless_it_is_switched_on(bot: BotUnderTest) -> None:
    bot.say(UNCLEAR)

    assert kept(bot) == []


def test_the_second_question_of_a_message_is_a_choice(bot: BotUnderTest) -> None:
    answer = bot.say("kartu saya hilang, terus kapan kartu sy berakhir")

    assert answer.received.intent == "card_lost"
    assert answer.bodies[-1].choices[-1][1] == "go:coverage_period"
    assert bot.say(choice="go:coverage_period").received.intent == "coverage_period"
