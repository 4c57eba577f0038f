"""Citations as the chat shows them."""

import re

import pytest

from handlers.programme import load
from tests.conversation import BotUnderTest

PLAIN = {
    "PP 44/2015": "PP 44/2015",
    "PP 44/2015 jo. PP 82/2019": "PP 44/2015, diubah PP 82/2019",
    "PP 44/2015 jo. PP 82/2019 jo. PP 49/2023; Permenaker 5/2021 jo. Permenaker 1/2025": (
        "PP 44/2015, diubah PP 82/2019 dan PP 49/2023; Permenaker 5/2021, diubah Permenaker 1/2025"
    ),
}
TODAYS, SHOWN = list(PLAIN.items())[-1]


def test_the_rule_of_today_is_said_in_words(speaking_bot: BotUnderTest) -> None:
    assert load().rules[-1].name == TODAYS
    assert SHOWN in " ".join(speaking_bot.texts("santunannya berapa"))


DAYS = dict(zip(("1-7-2015", "2-12-2019", "24-2-2025"), PLAIN.values(), strict=True))


@pytest.mark.parametrize(("day", "name"), DAYS.items(), ids=DAYS)
def test_the_rule_of_a_day_is_said_in_words(
    speaking_bot: BotUnderTest, day: str, name: str
) -> None:
    speaking_bot.say(choice="open:benefit")
    answers = (day, "sakit", "tidak ada", "tidak tahu")
    told = " ".join(text for said in answers for text in speaking_bot.texts(said))

    assert re.search(rf"{re.escape(name)}\.\s", told)
    assert not re.search(r"\bjo\.", told)
